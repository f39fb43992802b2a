// Changes that no control has made: the controls that show them light up for a moment.
import { commit } from "./model.mjs";

/** @typedef {import("./mount.mjs").Model} Model */
/** @typedef {HTMLInputElement | HTMLSelectElement} Control */

const MOMENT = 2500; // milliseconds

/**
 * Set traits, and light the controls that have changed with them. Resolves, once all is drawn, to what
 * they say now.
 * @param {Model} model
 * @param {HTMLElement} element
 * @param {Record<string, any>} changes
 * @param {string[]} [meant] the traits that it is about
 * @returns {Promise<string>}
 */
export async function commitLit(model, element, changes, meant = Object.keys(changes)) {
  const before = readings(element);
  commit(model, changes);
  await new Promise((drawn) => setTimeout(drawn)); // listeners hear of it in a microtask
  const changed = [...readings(element)]
    .filter(([name, { text }]) => before.get(name)?.text !== text)
    .map(([, reading]) => reading)
    .filter(({ control, text }) => control.type !== "radio" || text === "on")
    // The window's place follows from other settings: it is lit where it was meant.
    .filter(({ control }) => meant.includes("position") || !control.matches(".cnnlab-scrub"));
  changed.forEach(({ control }) => light(control));
  if (changed.length === 0 && meant.length > 0) flash(element);
  const fields = changed.filter(({ control }) => !control.closest(".cnnlab-weight"));
  return fields.map(({ label, text }) => `${label}: ${text}.`).join(" ");
}

/**
 * What each control says, by its label; those of the same label are counted.
 * @param {HTMLElement} element
 */
function readings(element) {
  /** @type {Map<string, {control: Control, label: string, text: string}>} */
  const all = new Map();
  for (const control of /** @type {NodeListOf<Control>} */ (
    element.querySelectorAll("input, select")
  )) {
    if (control.closest("[hidden]")) continue;
    const label = labelOf(control);
    let name = label;
    while (all.has(name)) name += "+";
    all.set(name, { control, label: label.trim(), text: textOf(control) });
  }
  return all;
}

/** @param {Control} control */
function labelOf(control) {
  if (control.type === "radio") return control.parentElement?.textContent ?? ""; // not all of its card
  return control.getAttribute("aria-label") ?? control.labels?.[0]?.textContent ?? "";
}

/** @param {Control} control */
function textOf(control) {
  if (control instanceof HTMLSelectElement) return control.selectedOptions[0]?.text ?? "";
  if (["checkbox", "radio"].includes(control.type)) return control.checked ? "on" : "off";
  return control.getAttribute("aria-valuetext") ?? control.value;
}

/** @param {Control} control */
function light(control) {
  const folded = control.closest("details");
  if (folded) folded.open = true;
  flash(control.closest(".cnnlab-field, .cnnlab-check, .cnnlab-weight") ?? control);
}

/** @type {WeakMap<Element, ReturnType<typeof setTimeout>>} */
const lit = new WeakMap();

/** @param {Element} element lit for a whole moment, even if it was lit just before */
export function flash(element) {
  clearTimeout(lit.get(element));
  element.classList.add("cnnlab-lit-now");
  lit.set(
    element,
    setTimeout(() => element.classList.remove("cnnlab-lit-now"), MOMENT),
  );
}
