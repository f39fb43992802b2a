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
  slider,
} from "../../parts/controls.mjs";
import { html, uniqueId } from "../../parts/dom.mjs";
import { commit } from "../../parts/model.mjs";

/** @typedef {import("../../parts/mount.mjs").Model} Model */

/**
 * The slider of the distance. `show` is told a distance, and the farthest one.
 * @param {Model} model
 */
export function distanceSlider(model) {
  const control = slider({ min: 1, id: uniqueId() }, (distance) => commit(model, { distance }));
  const value = html("span", { class: "cnnlab-value" });
  const label = html("label", { for: control.id }, "Distance in pixels");
  const showDistance = (/** @type {number} */ distance, /** @type {number} */ farthest) => {
    control.max = String(farthest);
    control.value = value.textContent = String(distance);
  };
  return {
    box: html("div", { class: "cnnlab-transport" }, label, control, value),
    show: showDistance,
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
