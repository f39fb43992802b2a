// The stack as a table: a line for each layer, where it is changed, moved and removed.
import { KINDS, PARTS } from "../../math/receptive_field.mjs";
import { allow, asOptions, textButton } from "../../parts/controls.mjs";
import { html } from "../../parts/dom.mjs";
import {
  allowMoves,
  focusOn,
  kindChoice,
  replaceLines,
  showParts,
  tableHead,
  verbButtons,
} from "../../stack/lines.mjs";
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
  /** @type {Layer[]} */
  let layers = [];
  const body = html("tbody", { role: "rowgroup" });
  const root = html(
    "table",
    { class: "cnnlab-receptive-field-table", role: "table", "aria-label": "The stack of layers" },
    tableHead(["Layer", "Kind", ...NUMBERS, ...RESULTS], "Change"),
    body,
  );
  const lines = () => /** @type {HTMLElement[]} */ ([...body.children]);

  /**
   * Lines are kept while their number is the same, so that the focus stays where it is.
   * @param {Stack} stack
   */
  function show(stack) {
    layers = stack.layers;
    const last = layers.length;
    if (body.children.length !== last + 1) {
      const now = (/** @type {number} */ l) => layers[l - 1];
      replaceLines(
        body,
        [null, ...layers].map((_, l) => line(l, now, hand, lines)),
      );
    }
    lines().forEach((element, l) => {
      fill(element, stack, l);
      if (l) allowMoves(element, l, last, hand.tell); // the input stays where it is
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
  const focus = (l, verb) => focusOn(lines()[l], "verb", verb);

  /** Which button of a line has the focus, if one has. */
  const focusedVerb = () =>
    body.contains(document.activeElement)
      ? /** @type {HTMLElement} */ (document.activeElement).dataset.verb
      : undefined;

  return { root, show, mark, focus, focusedVerb };
}

const kinds = asOptions(Object.keys(KINDS));

/**
 * @param {number} l
 * @param {(l: number) => Layer} now the layer as it is now
 * @param {Hand} hand
 * @param {() => HTMLElement[]} lines
 */
function line(l, now, hand, lines) {
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
  const replaceKind = (/** @type {any} */ kind) => hand.replace(l, { kind });
  const named = (name, attributes, content) =>
    html("td", { role: "cell", "data-label": name, ...attributes }, content);
  return html(
    "tr",
    { role: "row" },
    html("th", { role: "rowheader", scope: "row" }, l ? grip : null, look),
    html("td", { role: "cell" }, l ? kindChoice(l, kinds, replaceKind) : null),
    Object.keys(PARTS).map((part, i) =>
      named(NUMBERS[i], {}, l ? partBox(l, part, now, hand) : null),
    ),
    RESULTS.map((name) => named(name, { "data-result": "" }, null)),
    html(
      "td",
      { role: "cell", class: "cnnlab-receptive-field-change" },
      l ? verbButtons(l, hand) : [],
    ),
  );
}

/**
 * @param {number} l
 * @param {string} part
 * @param {(l: number) => Layer} now
 * @param {Hand} hand
 */
const partBox = (l, part, now, hand) =>
  numberBox(
    {
      name: `The ${part} of layer ${l}`,
      limits: PARTS[part],
      get: () => now(l)[part],
      set: (value) => hand.replace(l, { [part]: value }),
      tell: hand.tell,
    },
    { "data-part": part, "aria-label": `Layer ${l}: ${part}` },
  );

/**
 * @param {HTMLElement} element
 * @param {Stack} stack
 * @param {number} l
 */
function fill(element, { layers, shapes, fields }, l) {
  if (l) showParts(element, layers[l - 1]);
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
