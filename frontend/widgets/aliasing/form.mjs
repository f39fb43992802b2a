// What a reader sets: the view, the wave, the stride and the blur.
import LIMITS from "../../../src/cnnlab/widgets/limits/aliasing.json" with { type: "json" };
import {
  asOptions,
  choice,
  field,
  numberChoice,
  offer,
  settingsBox,
  show,
} from "../../parts/controls.mjs";
import { html } from "../../parts/dom.mjs";
import { commit } from "../../parts/model.mjs";
import { number } from "../../parts/numbers.mjs";
import { valueSlider } from "../../parts/sliders.mjs";
import { square } from "../../parts/words.mjs";
import { BLURS } from "./measured.mjs";

/** @typedef {import("../../parts/mount.mjs").Model} Model */

const SLIDERS = [
  { name: "period", label: "Period", step: 0.1, unit: " pixels" },
  { name: "phase", label: "Phase", step: 5, unit: "°" },
  { name: "angle", label: "Angle", step: 5, unit: "°" },
  { name: "stride", label: "Stride", step: 1, unit: "" },
];
// What each view has no use for.
const UNUSED = new Map([
  ["wave", ["angle"]],
  ["stripes", []],
]);
const OF_AN_IMAGE = ["period", "phase", "angle"];

/** @param {Model} model */
export function settingsForm(model) {
  const view = choice([], (/** @type {string} */ value) => commit(model, { view: value }));
  const blur = numberChoice(
    BLURS,
    (size) => commit(model, { blur_size: size }),
    (size) => (size === 1 ? "none" : square(size)),
  );
  const sliders = SLIDERS.map((each) => sliderField(model, each));
  const box = settingsBox(
    field("View", view),
    sliders.map((each) => each.box),
    field("Blur before the stride", blur),
  );

  function showAll() {
    const chosen = model.get("view");
    const names = ["wave", "stripes", ...Object.keys(model.get("images") ?? {})];
    offer(view, asOptions(names));
    show(view, chosen);
    show(blur, model.get("blur_size"));
    const unused = UNUSED.get(chosen) ?? OF_AN_IMAGE;
    for (const { name, box: part, show: showValue } of sliders) {
      showValue(model.get(name));
      part.hidden = unused.includes(name);
    }
  }

  return { box, show: showAll };
}

/**
 * @param {Model} model
 * @param {typeof SLIDERS[number]} of
 */
function sliderField(model, { name, label, step, unit }) {
  const [min, max] = LIMITS[name];
  const parts = valueSlider(label, { min, max, step }, (now) => commit(model, { [name]: now }));
  const box = html(
    "div",
    { class: "cnnlab-field cnnlab-aliasing-slider" },
    parts.label,
    html("div", {}, parts.control, parts.readout),
  );
  return {
    ...{ name, box },
    /** @param {any} now */
    show: (now) => parts.show(now, typeof now === "number" ? `${number(now)}${unit}` : ""),
  };
}
