// What is written under the pictures.
import { html } from "../../parts/dom.mjs";
import { number } from "../../parts/numbers.mjs";

/**
 * @typedef {import("../../math/pool.mjs").Operation} Operation
 * @typedef {import("./scene.mjs").Settings} Settings
 * @typedef {import("./scene.mjs").Scene} Scene
 * @typedef {import("./scene.mjs").Place} Place
 */

/** @type {Record<Operation, string>} */
export const LEGENDS = {
  max: "The window’s pixels. The largest is the output and gets the whole gradient (∂). Dots mark all such pixels:",
  average: "The window’s pixels. All have the same share in the output (∂):",
  lp: "pixel · (|pixel| / m)ᵖ with m, the window’s largest · ∂, its share of the gradient:",
  lse: "pixel · exp((pixel − m) / T) with m, the window’s largest · ∂, its share of the gradient:",
};

/**
 * For the maximum and its soft form the border holds no number: it cannot win.
 * @param {Operation} operation
 */
export const borderCounts = (operation) => operation === "average" || operation === "lp";

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
    pooled.terms.length ? number(pooled.terms[t]) : winner,
    `∂ ${number(pooled.shares[t], 2)}`,
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
      taps.length <= 9 ? `max(${all}) = ` : "",
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
      `m + T · log(Σ / ${count}) = ${number(pooled.top)} + ${number(temperature)} · ${logarithm} = `,
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
  const span = (/** @type {number} */ from) => `${from - padding} to ${from - padding + k - 1}`;
  return (
    `Input image, ${image.length} rows and ${image[0].length} columns. ` +
    `The window covers rows ${span(top)} and columns ${span(left)}.`
  );
}
