// What is written about a layer, in words and in formulas.
import { drawnSizes, layerCosts } from "../../math/costs.mjs";
import { grouped } from "../../math/grouped.mjs";
import { html } from "../../parts/dom.mjs";
import { counted, number, rowsAndColumns } from "../../parts/numbers.mjs";

/**
 * @typedef {import("./scene.mjs").LayerName} LayerName
 * @typedef {import("./scene.mjs").Scene} Scene
 * @typedef {import("./scene.mjs").Counts} Counts
 * @typedef {import("./scene.mjs").DrawnLayer} DrawnLayer
 * @typedef {import("./scene.mjs").Lit} Lit
 * @typedef {import("../../math/costs.mjs").Cost} Cost
 * @typedef {import("../../math/costs.mjs").Sizes} Sizes
 */

/** @param {number} owner */
export const letterOf = (owner) => String.fromCharCode("A".charCodeAt(0) + owner);

/**
 * 1,808,640 bytes are 1.81 MB: units are powers of 1000.
 * @param {number} count
 */
export function bytes(count) {
  const step = count < 1000 ? 0 : Math.min(4, Math.floor(Math.log10(count) / 3));
  const unit = ["bytes", "kB", "MB", "GB", "TB"][step];
  return `${grouped(Number((count / 1000 ** step).toPrecision(3)))} ${unit}`;
}

/** @param {string} letter @param {string} below */
const subscript = (letter, below) => [letter, html("sub", {}, below)];
export const K_H = () => subscript("k", "H");
export const K_W = () => subscript("k", "W");
export const C_OUT = () => subscript("C", "out");

/**
 * Each layer's parameters, in letters and with the numbers filled in.
 * @type {Record<LayerName, { letters: (sizes: Sizes) => (string | Node)[],
 *   numbers: (sizes: Sizes, counts: Counts) => string }>}
 */
const FORMULAS = {
  linear: {
    letters: () => ["M·N + N"],
    numbers: (_, { M, N }) => `${grouped(M)} · ${grouped(N)} + ${grouped(N)}`,
  },
  local: {
    letters: (sizes) => ["(", ...windowLetters(sizes), " + 1)·N"],
    numbers: (sizes, { places }) => `(${windowProduct(sizes)} + 1) · ${grouped(places)}`,
  },
  shared: {
    letters: (sizes) => [...windowLetters(sizes), " + 1"],
    numbers: (sizes) => `${windowProduct(sizes)} + 1`,
  },
  features: {
    letters: (sizes) => ["(", ...windowLetters(sizes), " + 1)·", ...C_OUT()],
    numbers: (sizes) => `(${windowProduct(sizes)} + 1) · ${grouped(sizes.features)}`,
  },
};

// A grey image has one channel, which is not written down.
/** @param {Sizes} sizes */
const windowLetters = ({ channels }) => [channels > 1 ? "C·" : "", ...K_H(), "·", ...K_W()];

/** @param {Sizes} sizes */
const windowProduct = ({ channels, kernel_height, kernel_width }) =>
  [...(channels > 1 ? [channels] : []), kernel_height, kernel_width].map(grouped).join(" · ");

/**
 * The formula for the layer's parameters, in letters and with the numbers filled in.
 * @param {Scene} scene
 * @returns {[letters: (string | Node)[], numbers: string]}
 */
export const formulaOf = ({ layer, sizes, counts }) => [
  FORMULAS[layer].letters(sizes),
  FORMULAS[layer].numbers(sizes, counts),
];

/**
 * The same formula for what is drawn, or how it comes that this is the layer itself.
 * @param {Scene} scene
 */
export function drawnWords({ layer, counts, drawn }) {
  const sizes = drawnSizes(drawn);
  const small = layerCosts(sizes);
  const count = small.layers[layer].parameters;
  if (count === counts.layers[layer].parameters) return "All of them are drawn above.";
  const numbers = FORMULAS[layer].numbers(sizes, small);
  return `The small layer drawn above: ${numbers} = ${grouped(count)}.`;
}

/**
 * What the formula's letters stand for, and how much work the layer is.
 * @param {Scene} scene
 * @returns {(string | Node)[][]}
 */
export function meaningsOf({ layer, sizes, counts }) {
  const { height, width, channels, kernel_height, kernel_width, features } = sizes;
  const [H, W, k_h, k_w] = [height, width, kernel_height, kernel_width].map(grouped);
  const lines = [];
  if (layer === "linear") {
    const [letters, numbers] =
      channels > 1 ? ["C·H·W", `${channels} · ${H} · ${W}`] : ["H·W", `${H} · ${W}`];
    lines.push([`M = ${letters} = ${numbers} = ${counted(counts.M, "input")}`]);
  }
  if (layer === "linear" && sizes.outputs) {
    lines.push([`N = ${counted(counts.N, "output")}`]);
  } else {
    const differences = `(${H} − ${k_h} + 1) · (${W} − ${k_w} + 1)`;
    const letters = ["N = (H − ", ...K_H(), " + 1)·(W − ", ...K_W(), " + 1)"];
    const places = counted(counts.places, layer === "features" ? "place" : "output");
    lines.push([...letters, ` = ${differences} = ${places}`]);
  }
  if (layer === "features") {
    const product = `${grouped(features)} · ${grouped(counts.places)}`;
    lines.push([
      ...C_OUT(),
      `·N = ${product} = ${counted(counts.layers.features.outputs, "output")}`,
    ]);
  }
  const work = counted(counts.layers[layer].multiply_adds, "multiply-add");
  lines.push([`${work} for one image`]);
  return lines;
}

/** What the factors compare with. */
export const COMPARED = "Times fewer than the first layer would have for as many outputs.";

/**
 * How many parameters a layer has for each of its outputs, compared with the first layer.
 * @param {Pick<Cost, "parameters" | "outputs">} cost
 * @param {Pick<Cost, "parameters" | "outputs">} first
 */
export function comparison(cost, first) {
  const times = (first.parameters * cost.outputs) / (first.outputs * cost.parameters);
  if (times === 1) return "as many";
  const factor = grouped(Number(Math.max(times, 1 / times).toPrecision(3)));
  return `${factor} times ${times < 1 ? "more" : "fewer"}`;
}

const ALONE = "No other output uses them.";

/** @type {Record<LayerName, (drawn: DrawnLayer) => string>} */
const SHARING = {
  linear: () => ALONE,
  local: () => ALONE,
  shared: ({ owned }) => (owned === 1 ? ALONE : `All ${owned} outputs use the same ones.`),
  features: ({ owned }) =>
    owned === 1 ? ALONE : `All ${owned} outputs of this feature use the same ones.`,
};

/**
 * Which output is lit up, which weights it uses, and which others use them, too.
 * @param {DrawnLayer} drawn
 * @param {Lit} lit
 */
export function litWords(drawn, { row, column, owner }) {
  const letter = letterOf(owner);
  const count = drawn.seen[0] * drawn.seen[1];
  const weights = count === 1 ? "1 weight" : `weights ${letter}1 to ${letter}${count}`;
  const kernel = drawn.layer === "linear" ? "" : `kernel ${letter}, `;
  const place = drawn.list ? `Output ${letter}` : `Row ${row}, column ${column}`;
  const which = drawn.maps > 1 ? `Feature ${owner + 1}, ${lowered(place)}` : place;
  return `${which}: ${kernel}${weights} and a bias. ${SHARING[drawn.layer](drawn)}`;
}

/** @param {string} words */
const lowered = (words) => words[0].toLowerCase() + words.slice(1);

/** @param {DrawnLayer} drawn */
export function connectionsNote({ layer, input: [h, w], window, exact }) {
  const windows = layer === "linear" ? "" : `, windows of ${window.join(" × ")}`;
  return `${exact ? "" : "drawn small: "}${h} × ${w} pixels${windows}`;
}

/** @param {DrawnLayer} drawn */
export function outputsWords({ maps, places: [rows, columns] }) {
  return `Outputs, ${maps > 1 ? `${maps} maps of ` : ""}${rowsAndColumns(rows, columns)}`;
}

/** @param {DrawnLayer} drawn */
export function kernelsNote({ owners, seen: [rows, columns], hidden }) {
  const more = hidden ? `, and ${grouped(hidden)} more` : "";
  return `${owners} × (${rows * columns} + a bias) drawn${more}`;
}

/**
 * Whose weights are written out beside the image.
 * @param {DrawnLayer} drawn
 * @param {Lit} lit
 */
export const weightsNote = ({ layer }, { owner }) =>
  `${layer === "linear" ? "of output" : "kernel"} ${letterOf(owner)}`;

/**
 * How many responses a change of the weight has changed.
 * @param {number} changed
 * @param {number} all
 */
export const changedNote = (changed, all) => `${changed || "none"} of ${all} changed`;

/**
 * What a change of the weight does.
 * @param {{ weight: string, all: number, sharing: number, changed: number, nudge: number,
 *   before: number, sum: number }} answer
 */
export function responseWords({ weight, all, sharing, changed, nudge, before, sum }) {
  const uses =
    sharing > 1 ? `${sharing} outputs share ${weight}` : `Only this output uses ${weight}`;
  if (!nudge) return `${uses}. Change it, and see which responses follow.`;
  const follow = `${changed} of ${counted(all, "response")} ${changed === 1 ? "changes" : "change"}`;
  return `${uses}: ${follow}. This one goes from ${number(before)} to ${number(sum)}.`;
}
