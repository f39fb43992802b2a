// The sliders for the shift, and the settings.
import { BORDERS, MARGIN, POOLINGS } from "../../math/shift.mjs";
import {
  asOptions,
  choice,
  field,
  numberChoice,
  presetChoice,
  settingsBox,
  show,
  textButton,
} from "../../parts/controls.mjs";
import { html } from "../../parts/dom.mjs";
import { commit } from "../../parts/model.mjs";
import { number } from "../../parts/numbers.mjs";
import { labelledSlider } from "../../parts/sliders.mjs";
import { square } from "../../parts/words.mjs";
import { BORDER_WORDS, POOLING_WORDS } from "./words.mjs";

/** @typedef {import("../../parts/mount.mjs").Model} Model */

/**
 * @param {Model} model
 * @param {() => void} putBack
 */
export function shiftSliders(model, putBack) {
  const [right, down] = ["right", "down"].map((trait) =>
    labelledSlider({ min: -MARGIN, max: MARGIN }, (by) => commit(model, { [trait]: by })),
  );
  const root = html(
    "div",
    { class: "cnnlab-settings cnnlab-shift-by", role: "group", "aria-label": "Shift by" },
    right.box,
    down.box,
    textButton("Back to the start", putBack),
  );
  return {
    root,
    show() {
      right.show(model.get("right"), "Right: ", number(model.get("right")));
      down.show(model.get("down"), "Down: ", number(model.get("down")));
    },
  };
}

/** @param {Model} model */
export function settingsForm(model) {
  const presets = { image: presetChoice(model, "image"), kernel: presetChoice(model, "kernel") };
  const word = (trait, words, labels) =>
    choice(
      asOptions(words, (each) => labels[each]),
      (value) => commit(model, { [trait]: value }),
    );
  const choices = {
    border: word("border", BORDERS, BORDER_WORDS),
    stride: numberChoice([1, 2, 4], (stride) => commit(model, { stride })),
    pooling: word("pooling", POOLINGS, POOLING_WORDS),
    pool_size: numberChoice(
      [1, 2, 4, 8],
      (size) => commit(model, { pool_size: size }),
      (size) => (size === 1 ? "1 (none)" : square(size)),
    ),
  };
  const root = settingsBox(
    field("Image", presets.image),
    field("Kernel", presets.kernel),
    field("Border", choices.border),
    field("Convolution stride", choices.stride),
    field("Pooling", choices.pooling),
    field("Pooling window", choices.pool_size),
  );
  return {
    root,
    show() {
      for (const control of Object.values(presets)) control.refresh();
      for (const [trait, control] of Object.entries(choices)) show(control, model.get(trait));
    },
  };
}
