// What a reader sets of the widget Locality.
import { DIRECTIONS } from "../../math/locality.mjs";
import { choice, field, offer, settingsBox, show } from "../../parts/controls.mjs";
import { html, uniqueId } from "../../parts/dom.mjs";
import { commit } from "../../parts/model.mjs";

/** @typedef {import("../../parts/mount.mjs").Model} Model */

/**
 * The slider of the distance. `show` is told a distance, and the farthest one.
 * @param {Model} model
 */
export function distanceSlider(model) {
  const slider = /** @type {HTMLInputElement} */ (
    html("input", {
      type: "range",
      min: 1,
      step: 1,
      id: uniqueId(),
      input: () => commit(model, { distance: Number(slider.value) }),
    })
  );
  const value = html("span", { class: "cnnlab-value" });
  const label = html("label", { for: slider.id }, "Distance in pixels");
  const showDistance = (/** @type {number} */ distance, /** @type {number} */ farthest) => {
    slider.max = String(farthest);
    slider.value = value.textContent = String(distance);
  };
  return {
    box: html("div", { class: "cnnlab-transport" }, label, slider, value),
    show: showDistance,
  };
}

/** @param {Model} model */
export function settingsForm(model) {
  const photograph = choice([], (name) => commit(model, { photograph: name }));
  const direction = choice(asOptions(DIRECTIONS), (name) => commit(model, { direction: name }));
  const shuffle = html("input", {
    type: "checkbox",
    change: () => commit(model, { shuffled: shuffle.checked }),
  });
  const box = settingsBox(
    field("Image", photograph),
    field("Direction", direction),
    html("label", { class: "cnnlab-check" }, shuffle, "Shuffle the pixels"),
  );
  const showSettings = () => {
    offer(photograph, asOptions(model.get("images")));
    show(photograph, model.get("photograph"));
    show(direction, model.get("direction"));
    shuffle.checked = model.get("shuffled");
  };
  return { box, show: showSettings };
}

/** @param {Record<string, any>} presets */
const asOptions = (presets) => Object.keys(presets).map((name) => [name, name]);
