// Buttons, fields and figures: the parts that every widget is put together from.
import KERNEL_NAMES from "../../src/cnnlab/kernels.json" with { type: "json" };
import { isMisfit, reported } from "../math/checks.mjs";
import { html, icon, uniqueId } from "./dom.mjs";
import { commit, same } from "./model.mjs";

export const button = (sign, label, click) =>
  html("button", { type: "button", "aria-label": label, title: label, click }, icon(sign));

/**
 * A button that says what it does.
 * @param {string | Node} words
 * @param {(event: MouseEvent) => void} click
 * @returns {HTMLButtonElement}
 */
export const textButton = (words, click, attributes = {}) =>
  html("button", { type: "button", ...attributes, click }, words);

// What cannot be used now stays within reach: a button that was disabled by its own last press would
// lose the focus, and the reader their place on the page.
export function allow(control, possible, sayWhyNot = () => {}) {
  if (possible) control.removeAttribute("aria-disabled");
  else control.setAttribute("aria-disabled", "true");
  reasons.set(control, sayWhyNot);
  control.addEventListener("click", keepUnused, { capture: true }); // the same again adds nothing
}

/** @type {WeakMap<EventTarget, () => void>} */
const reasons = new WeakMap();

const keepUnused = (event) => {
  if (!event.currentTarget.hasAttribute("aria-disabled")) return;
  event.stopImmediatePropagation();
  reasons.get(event.currentTarget)?.();
};

export function field(label, control) {
  control.id = uniqueId();
  return html("div", { class: "cnnlab-field" }, html("label", { for: control.id }, label), control);
}

// The frame of a widget.
export const card = (name, look, ...children) => {
  const attributes = { class: `cnnlab ${look}`, role: "group", "aria-label": name };
  const frame = html("div", attributes, children);
  frame.addEventListener("wheel", scrollPast, { passive: true });
  return frame;
};

// The wheel is for the page: a browser turns it into a change of the number that has the focus.
const scrollPast = ({ target }) => {
  if (target.type === "number" && target === document.activeElement) target.blur();
};

export const settingsBox = (...fields) =>
  html("div", { class: "cnnlab-settings", role: "group", "aria-label": "Settings" }, fields.flat());

// What a hand can do: a saved picture does without it.
export const hint = (words) => html("span", { class: "cnnlab-hint" }, words);

// What is written there is heard, not seen.
export const spokenPlace = () => html("p", { class: "cnnlab-spoken", role: "status" });

const hush = ({ type, currentTarget }) =>
  currentTarget
    .closest(".cnnlab")
    ?.querySelector("p.cnnlab-spoken")
    ?.setAttribute("aria-live", type === "focus" ? "off" : "polite");

// Listeners for what says by itself what the widget would speak.
export const hushing = { focus: hush, blur: hush };

/**
 * What can be on or off, with its label in a `box`.
 * @param {string} label
 * @param {(on: boolean) => void} [change]
 */
export function checkbox(label, change = () => {}) {
  const control = /** @type {HTMLInputElement} */ (
    html("input", { type: "checkbox", change: () => change(control.checked) })
  );
  return { box: html("label", { class: "cnnlab-check" }, control, label), control };
}

/** @param {string} reason */
export const cannotBeShown = (reason) => `This widget cannot be shown: ${reason}.`;

/** @param {string} reason */
export const misfit = (reason) => `This setting does not fit: ${reason}.`;

// A place to say what is wrong. Given null, it goes away. What is refused cannot be drawn at all: the
// place then keeps the reason, for a host that asks for the `refusal`.
export function notice() {
  const box = html("p", { class: "cnnlab-problem", role: "alert", hidden: true });
  const tell = (message) => {
    box.hidden = !message;
    box.textContent = message ?? "";
    delete box.dataset.refused;
  };
  /**
   * @param {unknown} error
   * @param {(reason: string) => string} inWords
   */
  const refuse = (error, inWords = misfit) => {
    const reason = reported(error);
    tell((isMisfit(error) ? inWords : cannotBeShown)(reason));
    box.dataset.refused = reason;
  };
  return { box, tell, refuse };
}

/**
 * Why a widget cannot draw its settings, if it cannot.
 * @param {Element} element where it is drawn
 * @returns {string | undefined}
 */
export const refusal = (element) =>
  /** @type {HTMLElement | null} */ (element.querySelector("[data-refused]"))?.dataset.refused;

// Options are pairs of value and label.
export function choice(options, choose) {
  const control = html("select", { change: () => choose(control.value) });
  offer(control, options);
  return control;
}

/**
 * Options for a choice among values, each called what `inWords` calls it.
 * @template T
 * @param {T[]} values
 * @param {(value: T) => string} inWords
 * @returns {[T, string][]}
 */
export const asOptions = (values, inWords = String) =>
  values.map((value) => [value, inWords(value)]);

/**
 * A choice among numbers; `choose` is given one of them.
 * @param {number[]} numbers
 * @param {(number: number) => void} choose
 * @param {(number: number) => string} [inWords]
 */
export const numberChoice = (numbers, choose, inWords) =>
  choice(asOptions(numbers, inWords), (value) => choose(Number(value)));

// The same options are left alone: making them anew would lay out the whole form again.
export function offer(control, options) {
  const wanted = options.map(([value, label]) => [String(value), String(label)]);
  const offered = [...control.options].map((option) => [option.value, option.text]);
  if (same(wanted, offered)) return;
  control.replaceChildren(...wanted.map(([value, label]) => html("option", { value }, label)));
}

// Offer named presets, and show the name of the one that `isChosen`, or the word for any other, which
// is on offer as long as it is chosen or `kept`.
export function offerPresets(control, presets, isChosen, other = "custom", kept = false) {
  const names = Object.keys(presets);
  const found = names.find((name) => isChosen(presets[name]));
  const others = found && !kept ? [] : [["", other]];
  offer(control, [...others, ...names.map((name) => [name, inWords(name)])]);
  control.value = found ?? "";
}

// The name of a preset, with the kernels' names as readers know them.
const inWords = (name) =>
  name.replace(/\w+/g, (word) => (Object.hasOwn(KERNEL_NAMES, word) ? KERNEL_NAMES[word] : word));

// A choice among what the widget offers for a trait, its images for the image or kernels for the
// kernel, and the reader's own, which can be chosen again when it has been left.
export function presetChoice(model, trait) {
  let own = null;
  const presets = () => model.get(`${trait}s`);
  const control = choice([], (name) => {
    const value = name === "" ? own : presets()[name];
    if (value) commit(model, { [trait]: value });
  });
  control.refresh = () => {
    const isChosen = (preset) => same(preset, model.get(trait));
    if (!Object.values(presets()).some(isChosen)) own = model.get(trait);
    offerPresets(control, presets(), isChosen, "custom", own !== null);
  };
  return control;
}

// Show a value in a choice, even one that the choice does not offer.
export function show(control, value) {
  if (![...control.options].some((option) => option.value === String(value)))
    control.append(html("option", { value }, String(value)));
  control.value = value;
}

// A titled picture: `note` says its size, `body` takes the drawing, and `kind` is for the style.
export function figure(title, kind = title.toLowerCase()) {
  const note = html("span", { class: "cnnlab-note" });
  const body = html("div", { class: "cnnlab-body" });
  const caption = html("figcaption", {}, html("strong", {}, title), " ", note);
  const box = html("figure", { class: `cnnlab-figure cnnlab-${kind}` }, caption, body);
  return { box, body, note };
}

// The sign between two pictures.
export const operatorSign = (...signs) =>
  html("span", { class: "cnnlab-operator", "aria-hidden": "true" }, signs);
