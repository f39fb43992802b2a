// Parts of the tables in which a stack of layers is edited. Layers count from 1, as on the screen.
import { allow, button, choice } from "../parts/controls.mjs";
import { html } from "../parts/dom.mjs";

/**
 * @param {string[]} names of the columns
 * @param {string} change what the last column, which has buttons, is called where it cannot be seen
 */
export function tableHead(names, change) {
  const cell = (name) => html("th", { role: "columnheader", scope: "col" }, name);
  const last = cell(html("span", { class: "cnnlab-spoken" }, change));
  return html("thead", { role: "rowgroup" }, html("tr", { role: "row" }, names.map(cell), last));
}

/**
 * @param {number} layer
 * @param {[string, string][]} kinds each with its name
 * @param {(kind: string) => void} choose
 */
export function kindChoice(layer, kinds, choose) {
  const control = choice(kinds, choose);
  control.dataset.part = "kind";
  control.setAttribute("aria-label", `Layer ${layer}: kind`);
  return control;
}

/**
 * Buttons that move a layer up or down, or remove it.
 * @param {number} layer
 * @param {object} hand
 * @param {(from: number, to: number) => void} hand.move
 * @param {(layer: number) => void} hand.remove
 */
export function verbButtons(layer, { move, remove }) {
  const verbs = {
    up: button("up", `Move layer ${layer} up`, () => move(layer, layer - 1)),
    down: button("down", `Move layer ${layer} down`, () => move(layer, layer + 1)),
    remove: button("wrong", `Remove layer ${layer}`, () => remove(layer)),
  };
  for (const [verb, made] of Object.entries(verbs)) made.dataset.verb = verb;
  return Object.values(verbs);
}

/**
 * The first layer cannot move up, nor the last one down.
 * @param {Element} line
 * @param {number} layer
 * @param {number} last
 * @param {(message: string) => void} tell
 */
export function allowMoves(line, layer, last, tell) {
  const [up, down] = line.querySelectorAll("[data-verb]");
  allow(up, layer > 1, () => tell("Layer 1 is the first."));
  allow(down, layer < last, () => tell(`Layer ${last} is the last.`));
}

/**
 * Show a layer's settings in the controls of its line.
 * @param {Element} line
 * @param {Record<string, any>} layer
 */
export function showParts(line, layer) {
  for (const control of /** @type {NodeListOf<HTMLInputElement>} */ (
    line.querySelectorAll("[data-part]")
  )) {
    const value = layer[/** @type {string} */ (control.dataset.part)];
    if (control.type === "checkbox") control.checked = value;
    else if (control.value !== String(value)) control.value = String(value);
    control.removeAttribute("aria-invalid");
  }
}

/**
 * Replace the lines of a table. The focus stays on the setting that has it, or stays near where that
 * has gone.
 * @param {Element} body
 * @param {Element[]} lines
 */
export function replaceLines(body, lines) {
  const focused = /** @type {HTMLElement | null} */ (document.activeElement);
  const held = [...body.children].findIndex((line) => line.contains(focused));
  body.replaceChildren(...lines);
  if (held < 0) return;
  const line = body.children[held] ?? body.lastElementChild;
  for (const kind of /** @type {const} */ (["part", "verb"]))
    if (focused?.dataset[kind] && focusOn(line, kind, focused.dataset[kind])) return;
  focusOn(line, "part", "kind");
}

/**
 * Put the focus on a control of a line; returns whether there is one.
 * @param {Element | undefined} line
 * @param {"part" | "verb"} kind
 * @param {string} [name]
 */
export function focusOn(line, kind, name) {
  const found = /** @type {HTMLElement | null | undefined} */ (
    line?.querySelector(`[data-${kind}="${name}"]`)
  );
  found?.focus();
  return Boolean(found);
}
