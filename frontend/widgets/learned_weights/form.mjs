// The sliders for the side and the number of images, and the choice of a class.
import { range } from "../../math/range.mjs";
import { asOptions, field, numberChoice, offer, settingsBox, show } from "../../parts/controls.mjs";
import { commit } from "../../parts/model.mjs";
import { labelledSlider } from "../../parts/sliders.mjs";

/**
 * @typedef {import("../../parts/mount.mjs").Model} Model
 * @typedef {import("../../math/learned_weights.mjs").Learned} Learned
 */

/** @param {Model} model */
export function settingsForm(model) {
  const sliders = {
    side: sliderField(model, "side", "Side", " pixels"),
    images: sliderField(model, "images", "Training images"),
  };
  const digit = numberChoice([], (value) => commit(model, { digit: value }));
  const box = settingsBox(sliders.side.box, sliders.images.box, field("Class", digit));
  return {
    box,
    /** @param {Learned[]} learned @param {number} classes */
    show(learned, classes) {
      for (const one of Object.values(sliders)) one.show(learned);
      offer(digit, asOptions(range(classes)));
      show(digit, model.get("digit"));
    },
  };
}

/**
 * A slider over the values of a trait for which something was learned.
 * @param {Model} model
 * @param {"side" | "images"} trait
 * @param {string} word
 * @param {string} [unit]
 */
function sliderField(model, trait, word, unit = "") {
  /** @type {number[]} */
  let values = [];
  const { box, control, show } = labelledSlider({ min: 0 }, (i) =>
    commit(model, { [trait]: values[i] }),
  );
  return {
    box,
    /** @param {Learned[]} learned */
    show(learned) {
      values = [...new Set(learned.map((each) => each[trait]))];
      control.max = String(values.length - 1);
      show(values.indexOf(model.get(trait)), `${word}: `, `${model.get(trait)}${unit}`);
    },
  };
}
