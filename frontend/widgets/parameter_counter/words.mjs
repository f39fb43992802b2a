// What is written about a layer, in words and in formulas.
import { html } from "../../parts/dom.mjs";
import { number } from "../../parts/numbers.mjs";

/**
 * @typedef {import("./scene.mjs").LayerName} LayerName
 * @typedef {import("./scene.mjs").Scene} Scene
 * @typedef {import("./scene.mjs").DrawnLayer} DrawnLayer
 * @typedef {import("./scene.mjs").Lit} Lit
 */

/** @param {number} value */
export const grouped = (value) => value.toLocaleString("en");

/** @param {number} owner */
export const letterOf = (owner) => String.fromCharCode("A".charCodeAt(0) + owner);

/**
 * 1,808,640 bytes are 1.81 MB: units are powers of 1000.
 * @param {number} count
 */
export function bytes(count) {
  const step = count < 1000 ? 0 : Math.min(4, Math.floor(Math.log10(count) / 3));
  const unit = ["bytes", "kB", "MB", "GB", "TB"][step];
  return `${Number((count / 1000 ** step).toPrecision(3))} ${unit}`;
}

/** @type {Record<LayerName, (scene: Scene) => [(string | Node)[], string]>} */
const FORMULAS = {
  linear: ({ counts: { M, N } }) => [["M·N + N"], `${grouped(M)} · ${grouped(N)} + ${grouped(N)}`],
  local: ({ sizes, counts }) => [
    ["(K₁·K₂ + 1)·N"],
    `(${windowProduct(sizes)} + 1) · ${grouped(counts.places)}`,
  ],
  shared: ({ sizes }) => [["K₁·K₂ + 1"], `${windowProduct(sizes)} + 1`],
  features: ({ sizes }) => [
    ["(K₁·K₂ + 1)·C", html("sub", {}, "out")],
    `(${windowProduct(sizes)} + 1) · ${grouped(sizes.features)}`,
  ],
};

/** @param {Scene["sizes"]} sizes */
const windowProduct = ({ kernel_height: k1, kernel_width: k2 }) => `${k1} · ${k2}`;

/**
 * The formula for the layer's parameters, in letters and with the numbers filled in.
 * @param {Scene} scene
 */
export const formulaOf = (scene) => FORMULAS[scene.layer](scene);

/**
 * What the formula's letters stand for, and how much work the layer is.
 * @param {Scene} scene
 * @param {boolean} alone
 */
export function meaningsOf({ layer, sizes, counts }, alone) {
  const { height: H, width: W, kernel_height: k1, kernel_width: k2 } = sizes;
  const inputs = `M = H·W = ${H} · ${W} = ${grouped(counts.M)} inputs`;
  const differences = `(${H} − ${k1} + 1) · (${W} − ${k2} + 1)`;
  const windows = `N = (H − K₁ + 1)·(W − K₂ + 1) = ${differences} = ${grouped(counts.places)} outputs`;
  const work = `${grouped(counts.layers[layer].multiply_adds)} multiply-adds for one image`;
  return [
    ...(layer === "linear" ? [inputs] : []),
    ...(alone && sizes.outputs ? [] : [windows]),
    work,
  ];
}

/**
 * How many parameters a layer has, compared with the first one's.
 * @param {number} count
 * @param {number} first
 */
export function comparison(count, first) {
  const times = first / count;
  const factor = grouped(Number(Math.max(times, 1 / times).toPrecision(3)));
  return `${factor} times ${times < 1 ? "more" : "fewer"}`;
}

/** @type {Record<LayerName, (drawn: DrawnLayer) => string>} */
const SHARING = {
  linear: () => "No other output uses them.",
  local: () => "No other output uses them.",
  shared: ({ owned }) => `All ${owned} outputs use the same ones.`,
  features: ({ owned }) => `All ${owned} outputs of this feature use the same ones.`,
};

/**
 * Which output is lit up, which weights it uses, and which others use them, too.
 * @param {DrawnLayer} drawn
 * @param {Lit} lit
 */
export function litWords(drawn, { row, column, owner }) {
  const which =
    drawn.maps > 1
      ? `Feature ${owner + 1}, row ${row}, column ${column}`
      : `Row ${row}, column ${column}`;
  const letter = letterOf(owner);
  const count = drawn.seen[0] * drawn.seen[1];
  const weights = count === 1 ? "1 weight" : `weights ${letter}1 to ${letter}${count}`;
  return `${which}: kernel ${letter}, ${weights} and a bias. ${SHARING[drawn.layer](drawn)}`;
}

/** @param {DrawnLayer} drawn */
export function connectionsNote({ layer, input: [h, w], window, exact }) {
  const windows = layer === "linear" ? "" : `, windows of ${window.join(" × ")}`;
  return `${exact ? "" : "drawn small: "}${h} × ${w} pixels${windows}`;
}

/** @param {DrawnLayer} drawn */
export function outputsWords({ maps, places: [rows, columns] }) {
  return `Outputs, ${maps > 1 ? `${maps} maps of ` : ""}${rows} rows and ${columns} columns`;
}

/** @param {DrawnLayer} drawn */
export function kernelsNote({ owners, seen: [rows, columns], hidden }) {
  const more = hidden ? `, and ${grouped(hidden)} more` : "";
  return `${owners} × (${rows * columns} + a bias) drawn${more}`;
}

/**
 * What a change of the weight does.
 * @param {{ weight: string, all: number, sharing: number, changed: number, nudge: number,
 *   before: number, sum: number }} answer
 */
export function responseWords({ weight, all, sharing, changed, nudge, before, sum }) {
  const uses =
    sharing > 1 ? `${sharing} outputs share ${weight}` : `Only this output uses ${weight}`;
  if (!nudge) return `${uses}. Change it, and see which responses follow.`;
  const follow = `${changed} of ${all} responses change`;
  return `${uses}: ${follow}. This one goes from ${number(before)} to ${number(sum)}.`;
}
