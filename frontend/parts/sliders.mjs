// Sliders, and what they say they are set to.
import { field } from "./controls.mjs";
import { html, setText, uniqueId } from "./dom.mjs";

/**
 * A slider; `change` hears of each number on its way. Where a finger begins to scroll the page, the
 * browser moves the slider first: then it goes back.
 * @param {Record<string, any>} attributes its limits among them
 * @param {(value: number) => void} change
 */
export function slider(attributes, change) {
  let before = "";
  const control = /** @type {HTMLInputElement} */ (
    html("input", {
      ...{ type: "range", step: 1, ...attributes },
      input: () => change(Number(control.value)),
      pointerdown: () => (before = control.value),
      pointercancel() {
        if (control.value === before) return;
        control.value = before;
        change(Number(before));
      },
    })
  );
  return control;
}

/**
 * A slider whose label says what it is set to, as in "Side: 3".
 * @param {Record<string, any>} attributes
 * @param {(value: number) => void} change
 */
export function labelledSlider(attributes, change) {
  const control = slider(attributes, change);
  const box = field("", control);
  const label = box.querySelector("label");
  /** @type {(value: number, name: string, words?: string) => void} */
  function show(value, name, words = String(value)) {
    set(control, value, words);
    setText(label, name + words);
  }
  return { box, control, show };
}

/**
 * A slider, the label that goes before it, and after it the place that says what it is set to.
 * @param {string} name
 * @param {Record<string, any>} attributes
 * @param {(value: number) => void} change
 */
export function valueSlider(name, attributes, change) {
  const control = slider({ id: uniqueId(), ...attributes }, change);
  const label = html("label", { for: control.id }, name);
  const readout = html("span", { class: "cnnlab-value" });
  /** @type {(value: number, words?: string) => void} */
  function show(value, words = String(value)) {
    set(control, value, words);
    setText(readout, words);
  }
  return { label, control, readout, show };
}

/** @param {HTMLInputElement} control @param {number} value @param {string} words */
function set(control, value, words) {
  control.value = String(value);
  control.setAttribute("aria-valuetext", words);
}
