// What is written under the pictures.
import { html } from "../../parts/dom.mjs";
import { number, rowsAndColumns, span } from "../../parts/numbers.mjs";

/**
 * @typedef {import("../../math/pool.mjs").Operation} Operation
 * @typedef {import("./scene.mjs").Settings} Settings
 * @typedef {import("./scene.mjs").Scene} Scene
 * @typedef {import("./scene.mjs").Place} Place
 */

/** @type {Record<Operation, string>} */
export const LEGENDS = {
  max: "The window’s pixels, and the share of the gradient (∂) that each gets. A dot marks each window’s largest pixel.",
  average: "The window’s pixels, and the share of the gradient (∂) that each gets.",
  lp: "For each pixel: its value; its term (|pixel| / m)ᵖ, where m is the window’s largest; and its share of the gradient (∂).",
  lse: "For each pixel: its value; its term exp((pixel − m) / τ), where m is the window’s largest; and its share of the gradient (∂).",
};

/**
 * For the maximum and its soft form the border holds no number: it cannot win.
 * @param {Operation} operation
 */
export const borderCounts = (operation) => operation === "average" || operation === "lp";

/**
 * A term or a share in two or three digits; what is next to nothing, but not nothing, is ≈0.
 * @param {number} value
 * @param {number} digits
 */
const shortNumber = (value, digits) =>
  value !== 0 && Math.abs(value) < 0.005 ? "≈0" : number(value, digits);

/**
 * What is written about the window's pixel number t: itself, its term, its share.
 * @param {Settings} settings
 * @param {Place} place
 * @param {number} t
 */
export function tapWords({ operation }, { taps, pooled }, t) {
  const border = borderCounts(operation) ? "0 (border)" : "border";
  const winner = t === pooled.winner ? "largest" : "";
  return [
    taps[t].inside ? number(taps[t].value) : border,
    pooled.terms.length ? shortNumber(pooled.terms[t], 3) : winner,
    `∂ ${shortNumber(pooled.shares[t], 2)}`,
  ];
}

/** @type {Record<Operation, (settings: Settings, place: Place) => (string | Node)[]>} */
const FORMULAS = {
  max(_, { taps, pooled }) {
    const pixels = taps.filter((tap) => tap.inside).map((tap) => tap.value);
    const all = pixels.map((value) => number(value)).join(", ");
    const equals = pixels.filter((value) => value === pooled.top).length;
    const { y, x } = taps[pooled.winner];
    const first = equals > 1 ? `: the first of ${equals} equal ones` : "";
    return [
      taps.length <= 4 ? `max(${all}) = ` : "",
      result(pooled.value),
      html("span", { class: "cnnlab-note" }, `, at row ${y}, column ${x}${first}`),
    ];
  },

  average: (_, { taps, pooled }) => [
    `${number(pooled.total, 5)} / ${taps.length} = `,
    result(pooled.value),
  ],

  lp({ p, normalise }, { taps, pooled }) {
    const mean = normalise ? ` / ${taps.length}` : "";
    const power = (/** @type {string} */ exponent) => html("sup", {}, `1/${exponent}`);
    return [
      `m · (Σ${mean})`,
      power("p"),
      ` = ${number(pooled.top)} · (${number(pooled.total, 4)}${mean})`,
      power(number(p)),
      " = ",
      result(pooled.value),
    ];
  },

  lse({ temperature }, { taps, pooled }) {
    const count = taps.filter((tap) => tap.inside).length;
    const logarithm = `log(${number(pooled.total, 4)} / ${count})`;
    return [
      `m + τ · log(Σ / ${count}) = ${number(pooled.top)} + ${number(temperature)} · ${logarithm} = `,
      result(pooled.value),
    ];
  },
};

/** @param {number} value */
const result = (value) => html("strong", {}, number(value, 5));

/**
 * How the window's number comes about: a formula with its numbers filled in.
 * @param {Scene} scene
 * @param {Place} place
 */
export const formulaOf = ({ settings }, place) => [
  html("span", { class: "cnnlab-name" }, `output[${place.row}, ${place.column}]`),
  " = ",
  ...FORMULAS[settings.operation](settings, place),
];

/** @param {Place} place */
export const outputWords = ({ row, column, pooled }) =>
  `row ${row}, column ${column}: ${number(pooled.value, 5)}`;

/**
 * @param {Scene} scene
 * @param {Place} place
 */
export function inputWords({ settings: { image, kernel_size: k, padding } }, { top, left }) {
  const [row, column] = [top - padding, left - padding];
  return (
    `Input image, ${rowsAndColumns(image.length, image[0].length)}. ` +
    `The window covers ${span("row", row, row + k - 1)} and ${span("column", column, column + k - 1)}.`
  );
}
