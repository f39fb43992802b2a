// The stack as a table: a line for each layer, where it is changed, moved and removed.
import { KINDS, LIMITS } from "../../math/receptive_field.mjs";
import { allow, asOptions, button, choice, textButton } from "../../parts/controls.mjs";
import { html } from "../../parts/dom.mjs";
import { numberBox } from "../../parts/number_box.mjs";
import { number } from "../../parts/numbers.mjs";

/**
 * @typedef {import("../../math/receptive_field.mjs").Layer} Layer
 * @typedef {import("../../math/receptive_field.mjs").Stack} Stack
 *
 * What the table asks for. Layers count from 1 here, as on the screen; 0 is the photograph.
 * @typedef {object} Hand
 * @property {(l: number) => void} look look from another layer, at the same place
 * @property {(l: number, changes: Partial<Layer>) => void} replace
 * @property {(from: number, to: number) => void} move
 * @property {(l: number) => void} remove
 * @property {(problem: string | null) => void} tell
 */

const NUMBERS = ["Kernel k", "Stride s", "Padding p", "Dilation d"];
const RESULTS = ["Map", "Size r", "Jump j", "Start c"];

/** @param {Hand} hand */
export function layerTable(hand) {
  const body = html("tbody", { role: "rowgroup" });
  const root = html(
    "table",
    { class: "cnnlab-receptive-field-table", role: "table", "aria-label": "The stack of layers" },
    head(),
    body,
  );
  const lines = () => /** @type {HTMLElement[]} */ ([...body.children]);

  /**
   * Lines are kept while their number is the same, so that the focus stays where it is.
   * @param {Stack} stack
   */
  function show(stack) {
    if (body.children.length !== stack.layers.length + 1) {
      body.replaceChildren(...[null, ...stack.layers].map((_, l) => line(l, hand, lines)));
    }
    const last = stack.layers.length;
    lines().forEach((element, l) => {
      fill(element, stack, l);
      const [up, down] = element.querySelectorAll("[data-verb]");
      if (!up) return; // the input stays where it is
      allow(up, l > 1, () => hand.tell("Layer 1 is the first."));
      allow(down, l < last, () => hand.tell(`Layer ${last} is the last.`));
    });
  }

  /**
   * Mark the layer that is looked from.
   * @param {number} layer
   */
  function mark(layer) {
    lines().forEach((element, l) => {
      element.classList.toggle("cnnlab-receptive-field-chosen", l === layer);
      element.querySelector("button")?.setAttribute("aria-pressed", String(l === layer));
    });
  }

  /**
   * Put the focus on a button of a layer's line; returns whether there is such a button.
   * @param {number} l
   * @param {string} verb
   */
  function focus(l, verb) {
    const found = lines()[l]?.querySelector(`[data-verb="${verb}"]`);
    if (found instanceof HTMLElement) found.focus();
    return found !== null && found !== undefined;
  }

  /** Which button of a line has the focus, if one has. */
  const focusedVerb = () =>
    body.contains(document.activeElement)
      ? /** @type {HTMLElement} */ (document.activeElement).dataset.verb
      : undefined;

  return { root, show, mark, focus, focusedVerb };
}

function head() {
  const cell = (name) => html("th", { role: "columnheader", scope: "col" }, name);
  const names = ["Layer", "Kind", ...NUMBERS, ...RESULTS].map(cell);
  const change = cell(html("span", { class: "cnnlab-spoken" }, "Change"));
  return html("thead", { role: "rowgroup" }, html("tr", { role: "row" }, names, change));
}

/**
 * @param {number} l
 * @param {Hand} hand
 * @param {() => HTMLElement[]} lines
 */
function line(l, hand, lines) {
  const grip = html(
    "span",
    {
      class: "cnnlab-receptive-field-grip",
      title: "Drag to another place",
      "aria-hidden": "true",
      pointerdown: (event) => drag(event, l, lines().slice(1), hand.move),
    },
    "⠿",
  );
  const look = textButton(l ? `${l}` : "Input", () => hand.look(l), {
    "aria-label": l ? `Layer ${l}` : "Input",
    title: l ? `Look from layer ${l}` : "Look at one pixel",
  });
  const named = (name, attributes, content) =>
    html("td", { role: "cell", "data-label": name, ...attributes }, content);
  return html(
    "tr",
    { role: "row" },
    html("th", { role: "rowheader", scope: "row" }, l ? grip : null, look),
    html("td", { role: "cell" }, l ? kindChoice(l, hand) : null),
    Object.keys(LIMITS).map((part, i) => named(NUMBERS[i], {}, l ? partBox(l, part, hand) : null)),
    RESULTS.map((name) => named(name, { "data-result": "" }, null)),
    html(
      "td",
      { role: "cell", class: "cnnlab-receptive-field-change" },
      l ? changeButtons(l, hand) : [],
    ),
  );
}

/**
 * @param {number} l
 * @param {Hand} hand
 */
function kindChoice(l, hand) {
  const control = choice(asOptions(Object.keys(KINDS)), (kind) => hand.replace(l, { kind }));
  control.dataset.part = "kind";
  control.setAttribute("aria-label", `Layer ${l}: kind`);
  return control;
}

/**
 * @param {number} l
 * @param {string} part
 * @param {Hand} hand
 */
function partBox(l, part, hand) {
  /** @type {HTMLInputElement} */
  const box = numberBox(
    {
      name: `The ${part} of layer ${l}`,
      limits: LIMITS[part],
      get: () => Number(box.dataset.value),
      set: (value) => hand.replace(l, { [part]: value }),
      tell: hand.tell,
    },
    { "data-part": part, "aria-label": `Layer ${l}: ${part}` },
  );
  return box;
}

/**
 * @param {number} l
 * @param {Hand} hand
 */
function changeButtons(l, hand) {
  const verbs = [
    button("up", `Move layer ${l} up`, () => hand.move(l, l - 1)),
    button("down", `Move layer ${l} down`, () => hand.move(l, l + 1)),
    button("wrong", `Remove layer ${l}`, () => hand.remove(l)),
  ];
  ["up", "down", "remove"].forEach((verb, i) => (verbs[i].dataset.verb = verb));
  return verbs;
}

/**
 * @param {HTMLElement} element
 * @param {Stack} stack
 * @param {number} l
 */
function fill(element, { layers, shapes, fields }, l) {
  for (const control of /** @type {NodeListOf<HTMLInputElement>} */ (
    element.querySelectorAll("[data-part]")
  )) {
    const value = String(layers[l - 1][/** @type {keyof Layer} */ (control.dataset.part)]);
    if (control.value !== value) control.value = value;
    control.dataset.value = value;
    control.removeAttribute("aria-invalid");
  }
  const shape = shapes[l];
  const { size, jump, start } = fields[l];
  const results = [shape ? shape.join(" × ") : "does not fit", size, jump, number(start, 6)];
  element.querySelectorAll("[data-result]").forEach((cell, i) => {
    cell.textContent = String(results[i]);
  });
  element.classList.toggle("cnnlab-receptive-field-misfit", !shape);
  const look = element.querySelector("button");
  if (look) allow(look, shape);
}

/**
 * Let a grip move its line: the place where it would go is marked until it is dropped.
 * @param {PointerEvent} event
 * @param {number} from
 * @param {HTMLElement[]} lines of the layers
 * @param {(from: number, to: number) => void} move
 */
function drag(event, from, lines, move) {
  event.preventDefault();
  const grip = /** @type {HTMLElement} */ (event.currentTarget);
  const marks = ["held", "before", "after"].map((mark) => `cnnlab-receptive-field-${mark}`);
  let to = from;

  const follow = (/** @type {PointerEvent} */ { clientY }) => {
    const middles = lines
      .map((element) => element.getBoundingClientRect())
      .map((box) => (box.top + box.bottom) / 2);
    to = 1 + middles.filter((middle, i) => i !== from - 1 && middle < clientY).length;
    lines.forEach((element, i) => {
      const here = i + 1;
      const marked = [here === from, here === to && to < from, here === to && to > from];
      marks.forEach((mark, m) => element.classList.toggle(mark, marked[m]));
    });
  };
  const drop = (/** @type {PointerEvent} */ last) => {
    grip.removeEventListener("pointermove", follow);
    for (const end of ENDS) grip.removeEventListener(end, drop);
    for (const element of lines) element.classList.remove(...marks);
    if (last.type === "pointerup") move(from, to);
  };
  grip.addEventListener("pointermove", follow);
  for (const end of ENDS) grip.addEventListener(end, drop);
  grip.setPointerCapture(event.pointerId);
}

const ENDS = /** @type {const} */ (["pointerup", "pointercancel"]);
