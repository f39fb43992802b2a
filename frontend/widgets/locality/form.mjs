// What a reader sets of the widget Locality.
import { DIRECTIONS } from "../../math/locality.mjs";
import {
  asOptions,
  checkbox,
  choice,
  field,
  offer,
  settingsBox,
  show,
} from "../../parts/controls.mjs";
import { html } from "../../parts/dom.mjs";
import { commit } from "../../parts/model.mjs";
import { valueSlider } from "../../parts/sliders.mjs";

/** @typedef {import("../../parts/mount.mjs").Model} Model */

/**
 * The slider of the distance. `show` is given a distance, and the farthest one.
 * @param {Model} model
 */
export function distanceSlider(model) {
  const { label, control, readout, show } = valueSlider(
    "Distance in pixels",
    { min: 1 },
    (distance) => commit(model, { distance }),
  );
  return {
    box: html("div", { class: "cnnlab-transport" }, label, control, readout),
    hasFocus: () => document.activeElement === control,
    /** @param {number} distance @param {number} farthest */
    show(distance, farthest) {
      control.max = String(farthest);
      show(distance);
    },
  };
}

/** @param {Model} model */
export function settingsForm(model) {
  const photograph = choice([], (name) => commit(model, { photograph: name }));
  const direction = choice(asOptions(Object.keys(DIRECTIONS)), (name) =>
    commit(model, { direction: name }),
  );
  const shuffle = checkbox("Shuffle the pixels", (on) => commit(model, { shuffled: on }));
  const box = settingsBox(field("Image", photograph), field("Direction", direction), shuffle.box);
  const showSettings = () => {
    offer(photograph, asOptions(Object.keys(model.get("images"))));
    show(photograph, model.get("photograph"));
    show(direction, model.get("direction"));
    shuffle.control.checked = model.get("shuffled");
  };
  return { box, show: showSettings };
}
