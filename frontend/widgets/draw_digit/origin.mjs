// What one number is made of: its window in every channel with the products, the bias, and where a
// pooling took it from; the largest contributions of a linear layer. Each part leads on to its own.
import { originOf, unflattened } from "../../math/network/origin.mjs";
import { sum } from "../../math/sums.mjs";
import { textButton } from "../../parts/controls.mjs";
import { html } from "../../parts/dom.mjs";
import { signColour } from "../../parts/grid.mjs";
import { cellByKey, goesRound } from "../../parts/keys.mjs";
import { number, rounded } from "../../parts/numbers.mjs";
import { layerWords } from "./words.mjs";

/**
 * @typedef {import("../../math/network/origin.mjs").Origin} Origin
 * @typedef {import("../../math/network/packed.mjs").Output} Output
 * @typedef {import("../../math/network/places.mjs").Picked} Picked
 * @typedef {import("../../math/network/origin.mjs").Term} Term
 */

const LARGEST = 8; // contributions of a linear layer that are written out

/** @type {[sign: string, way: string, key: string][]} */
const STEPS = [
  ["←", "to the left", "ArrowLeft"],
  ["↑", "above", "ArrowUp"],
  ["↓", "below", "ArrowDown"],
  ["→", "to the right", "ArrowRight"],
];

/**
 * @param {(picked: Picked) => void} pick
 * @param {(picked: Picked) => void} go to a number beside the one that is shown
 */
export function makeOrigin(pick, go) {
  const box = html("div", {
    class: "cnnlab-draw-digit-origin",
    role: "group",
    "aria-label": "Where the number comes from",
  });
  return {
    box,
    /**
     * @param {any[]} layers
     * @param {number[][]} image
     * @param {Output[]} outputs of all layers
     * @param {Picked} picked
     */
    show(layers, image, outputs, picked) {
      const origin = originOf(layers, image, outputs, picked);
      const shapes = outputs.map(({ shape }) => shape);
      const close = textButton("Close", () => pick([]));
      const name = placeWords(layers, picked);
      const head = html("p", {}, html("strong", {}, `${name}: ${number(origin.value)} `), close);
      box.replaceChildren(
        head,
        ...steps(shapes, picked, go),
        ...parts(origin, layers, shapes, pick),
      );
      return { field: origin.field, words: `${name}: ${number(origin.value)}` };
    },
  };
}

/** @param {any[]} layers @param {Picked} at */
function placeWords(layers, [l, ...place]) {
  if (l < 0) return `Pixel in row ${place[1]}, column ${place[2]}`;
  if (l === layers.length - 1) return `Score of ${place[0]}`;
  return `${layerWords(layers[l])}, ${inLayer(place)}`;
}

/** @param {number[]} place */
const inLayer = ([channel, row, column]) =>
  row === undefined ? `number ${channel}` : `map ${channel}, row ${row}, column ${column}`;

/**
 * Buttons that lead to the numbers beside one: in a map they are too small for a finger.
 * @param {number[][]} shapes
 * @param {Picked} picked
 * @param {(to: Picked) => void} go
 */
function steps(shapes, [l, channel, row, column], go) {
  if (column === undefined) return [];
  const [, rows, columns] = shapes[l];
  const at = row * columns + column;
  const arrows = STEPS.map(([sign, way, key]) => {
    const name = `The number ${way}`;
    const to = cellByKey({ key }, at, columns, rows * columns);
    const click = () => {
      if (to === undefined || goesRound(key, at, columns)) return;
      go([l, channel, Math.floor(to / columns), to % columns]);
    };
    const attributes = { type: "button", "aria-label": name, title: name, "data-step": key };
    return html("button", { ...attributes, click }, sign);
  });
  const words = { class: "cnnlab-draw-digit-moves cnnlab-draw-digit-steps" };
  return [html("div", words, html("span", { class: "cnnlab-note" }, "Beside it"), arrows)];
}

/** @param {Origin} origin @param {any[]} layers @param {number[][]} shapes @param {(to: Picked) => void} pick */
function parts(origin, layers, shapes, pick) {
  /** @type {Way} */
  const way = (at, words = (to) => placeWords(layers, to)) => {
    const to = unflattened(layers, shapes, at);
    const name = words(to);
    return to[0] < 0 ? html("span", {}, name) : textButton(name, () => pick(to));
  };
  if (origin.type === "conv2d") return [...channelWindows(origin, way), total(origin)];
  if (origin.type === "linear") {
    const shortly = (/** @type {Picked} */ to) =>
      to[0] < 0 ? placeWords(layers, to) : inLayer(to.slice(1));
    return [...contributions(origin, (at) => way(at, shortly)), total(origin)];
  }
  const taken = origin.from ? way(origin.from) : null;
  if (origin.type === "max_pool2d") return pooledWindow(origin, taken);
  return [html("p", {}, "The larger of 0 and ", taken)];
}

/** @typedef {(at: Picked, words?: (to: Picked) => string) => HTMLElement} Way that leads to a number */

/** @param {Origin} origin */
function total({ groups, bias, value }) {
  const all = number(sum(groups.map((group) => group.sum)));
  return html("p", {}, `Sum ${all}, bias ${number(bias)}: together ${number(value)}.`);
}

/** @param {Origin} origin @param {Way} way */
function channelWindows({ groups, columns }, way) {
  const products = groups.flatMap(({ terms }) => terms.map(({ product }) => Math.abs(product)));
  const most = Math.max(...products) || 1;
  const channels = groups.map(({ terms, sum: part }, channel) => {
    const middle = terms[Math.floor(terms.length / 2)].at ?? terms.find(({ at }) => at)?.at;
    const name = `Channel ${channel}`;
    return html(
      "div",
      {},
      html("p", {}, middle ? way(middle, () => name) : name, ` ${number(part)}`),
      table(terms, columns, most, ({ value: x, weight }) => `${short(x)} · ${factor(weight)}`),
    );
  });
  const note = "In each cell: the product, and below it what the window holds, times its weight.";
  return [
    html("p", { class: "cnnlab-note" }, note),
    html("div", { class: "cnnlab-draw-digit-channels" }, channels),
  ];
}

/** @param {Origin} origin @param {Way} way */
function contributions({ groups: [{ terms }] }, way) {
  const all = [...terms].sort((a, b) => Math.abs(b.product) - Math.abs(a.product));
  const lines = all.slice(0, LARGEST).map(({ at, value, weight, product }) => {
    const words = `${short(value)} · ${factor(weight)} = ${number(product)}`;
    return html("li", {}, way(at ?? []), " ", html("span", {}, words));
  });
  const rest = all.slice(LARGEST).map(({ product }) => product);
  if (rest.length) lines.push(html("li", {}, `all others together: ${number(sum(rest))}`));
  const note = "The largest contributions, each a number times its weight:";
  return [html("p", { class: "cnnlab-note" }, note), html("ol", {}, lines)];
}

/** @param {Origin} origin @param {HTMLElement | null} taken where the number was taken from */
function pooledWindow({ groups: [{ terms }], columns }, taken) {
  const most = Math.max(...terms.map(({ value }) => Math.abs(value))) || 1;
  const note = "The largest number of its window, taken from ";
  return [html("p", {}, note, taken), table(terms, columns, most, () => "")];
}

/** With as many decimals as a cell has room for. @param {number} value */
const short = (value) => number(rounded(value, 2));

/** @param {number} weight */
const factor = (weight) => (short(weight).startsWith("−") ? `(${short(weight)})` : short(weight));

/**
 * @param {Term[]} terms
 * @param {number} columns
 * @param {number} most the deepest colour's
 * @param {(term: Term) => string} below
 */
function table(terms, columns, most, below) {
  const cells = terms.map((term) => {
    const style = `--tint:${signColour(term.product)};--share:${Math.abs(term.product) / most}`;
    return html(
      "span",
      { style },
      html("b", {}, short(term.product)),
      html("small", {}, below(term)),
    );
  });
  return html("div", { class: "cnnlab-draw-digit-window", style: `--columns:${columns}` }, cells);
}
