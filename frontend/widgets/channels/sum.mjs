// One output pixel written out: the products of each table of weights, the bias, and what they add
// up to.
import { html } from "../../parts/dom.mjs";
import { asFactor, number } from "../../parts/numbers.mjs";
import { capital } from "../../parts/words.mjs";
import { COLOURS } from "./layer.mjs";

/**
 * @typedef {import("./layer.mjs").Layer} Layer
 * @typedef {import("./layer.mjs").Moment} Moment
 */

const DIGITS = 5;
const MOST_WRITTEN = 9; // products: of more only the number is said

export function makeSum() {
  const terms = html("ol", { class: "cnnlab-channels-terms" });
  const total = html("p", { class: "cnnlab-total" });
  return { box: html("div", { class: "cnnlab-sum" }, terms, total), terms, total };
}

/** @param {string} name */
export const chip = (name, text = name) =>
  html("span", { class: `cnnlab-channels-chip cnnlab-channels-chip-${name}` }, text);

/**
 * @typedef {object} Line
 * @property {HTMLElement} box
 * @property {HTMLElement[]} products one for each weight of the table, or one for them all
 * @property {HTMLElement} value
 *
 * A line for each table of the kernel, and one for the bias.
 * @param {ReturnType<typeof makeSum>} sum
 * @param {Layer} layer
 * @returns {Line[]}
 */
export function layOutTerms({ terms }, layer) {
  const { weight, channel, first, depth } = layer;
  const read = COLOURS.slice(first[channel], first[channel] + depth);
  const count = weight[channel][0].flat().length;
  const shown = count > MOST_WRITTEN ? 1 : count;
  const lines = [...read, "bias"].map((name, d) => {
    const products = Array.from({ length: d < depth ? shown : 0 }, () =>
      html("span", { class: "cnnlab-channels-product" }),
    );
    const [text, value] = [
      html("span", { class: "cnnlab-note" }, spaced(products)),
      html("strong"),
    ];
    return { box: html("li", {}, chip(name, capital(name)), text, value), products, value };
  });
  terms.style.setProperty("--letters", String(lettersOf(layer)));
  terms.replaceChildren(...lines.map(({ box }) => box));
  return lines;
}

/** @param {HTMLElement[]} parts */
const spaced = (parts) => parts.flatMap((part) => [" ", part]);

/**
 * How many letters the longest product has, anywhere on the image: every product has room for it, so
 * that lines break at the same places wherever the window is.
 * @param {Layer} layer
 */
function lettersOf({ image, weight, channel, first, depth }) {
  const longest = (texts) => Math.max(...texts.map((text) => text.length));
  const read = image.slice(first[channel], first[channel] + depth);
  const pixels = longest(read.flat(2).map((x) => number(x)));
  return "+ ".length + pixels + "·".length + longest(weight[channel].flat(2).map(asFactor));
}

/**
 * The terms of one output pixel: one for each table, and the bias.
 * @param {Layer} layer
 * @param {Moment} moment
 */
function termsAt({ partial, bias, channel }, { row, column }) {
  return [...partial[channel].map((map) => map[row][column]), bias[channel]];
}

/** @param {number[]} terms */
const joined = (terms) =>
  terms
    .map((v, i) => (i === 0 ? written(v) : `${v < 0 ? "−" : "+"} ${written(Math.abs(v))}`))
    .join(" ");

/** @param {number} value */
const written = (value) => number(value, DIGITS);

/** @param {Moment} moment */
const placeWords = ({ row, column }) => `row ${row}, column ${column}`;

/**
 * @param {Layer} layer
 * @param {Moment} moment
 */
export function sumWords(layer, moment) {
  const { row, column } = moment;
  const result = written(layer.output[layer.channel][row][column]);
  return `${placeWords(moment)}: ${joined(termsAt(layer, moment))} = ${result}`;
}

// The products of a table's weights with the pixels under it.
function productWords({ image, weight, channel, first }, d, { row, column }) {
  const colour = image[first[channel] + d];
  const products = weight[channel][d].flatMap((line, i) =>
    line.map((w, j) => `${number(colour[row + i][column + j])}·${asFactor(w)}`),
  );
  if (products.length > MOST_WRITTEN) return [`the sum of ${products.length} products`];
  return products.map((product, i) => (i ? `+ ${product}` : product));
}

/**
 * @param {ReturnType<typeof makeSum>} sum
 * @param {Line[]} lines
 * @param {Layer} layer
 * @param {Moment} moment
 * @param {boolean} adding whether a term is just being added
 */
export function paintSum({ total }, lines, layer, moment, adding) {
  const { row, column, added } = moment;
  const terms = termsAt(layer, moment);
  lines.forEach(({ box, products, value }, t) => {
    if (t < layer.depth)
      productWords(layer, t, moment).forEach((words, i) => (products[i].textContent = words));
    value.textContent = written(terms[t]);
    box.classList.toggle("cnnlab-waiting", t >= added);
    box.classList.toggle("cnnlab-channels-now", adding && t === added - 1);
  });
  const whole = added === terms.length;
  const result = written(layer.output[layer.channel][row][column]);
  total.replaceChildren(
    html("span", { class: "cnnlab-name" }, `y[${layer.channel}, ${row}, ${column}]`),
    ` = ${joined(terms.slice(0, Math.max(1, added)))}${whole ? " = " : " …"}`,
    whole ? html("strong", {}, result) : "",
  );
}
