// What the sliding kernel says in words.
import { asFactor, counted, number, rowsAndColumns, span } from "../../parts/numbers.mjs";

/** @typedef {import("./slide.mjs").Slide} Slide */
/** @typedef {import("./slide.mjs").Moment} Moment */
/** @typedef {import("./slide.mjs").Term} Term */

/** @param {number[][]} matrix */
export const shapeOf = (matrix) => `${matrix.length} × ${matrix[0].length}`;

/** @param {Slide} slide */
export function inputShape({ image, padded }) {
  const [shape, whole] = [shapeOf(image), shapeOf(padded)];
  return shape === whole ? shape : `${shape}, padded to ${whole}`;
}

/**
 * @param {Slide} slide
 * @param {Moment} moment
 */
export function describeInput({ image, kernel, amounts, stride, dilation }, { row, column }) {
  const [top, left] = [row * stride - amounts[0][0], column * stride - amounts[1][0]];
  const reach = (/** @type {any[]} */ weights) => dilation * (weights.length - 1);
  const rows = span("row", top, top + reach(kernel));
  const columns = span("column", left, left + reach(kernel[0]));
  return (
    `Input image, ${rowsAndColumns(image.length, image[0].length)}. ` +
    `The window covers ${rows} and ${columns}.`
  );
}

/**
 * @param {Slide} slide
 * @param {Moment} moment
 */
export const describeOutput = ({ output }, { row, column }) =>
  `row ${row}, column ${column}: ${number(output[row][column], 5)}`;

/** @param {number[][]} turned */
export const describeTurned = (turned) =>
  `The kernel turned by 180 degrees: ` +
  turned.map((row) => row.map((weight) => number(weight)).join(" ")).join("; ");

/** @param {Term} term */
export const productText = ({ pixel, weight, product }) =>
  `${number(pixel)} × ${asFactor(weight)} = ${number(product)}`;

/**
 * @param {number} added
 * @param {number} products
 */
export function progress(added, products) {
  if (added < products) return `${added} of ${products} products added`;
  return `${counted(products, "product")} added up`;
}

/**
 * The formula of the output's size, once if both axes have the same.
 * @param {Slide} slide
 */
export function sizeFormulas({ image, kernel, amounts, stride, dilation, rows, columns }) {
  /** @type {(n: number, k: number, added: number[]) => string} */
  const formula = (n, k, [before, after]) => {
    const around = before === after ? `2·${before}` : `${before} + ${after}`;
    return `⌊(${n} + ${around} − ${dilation}·(${k} − 1) − 1) / ${stride}⌋ + 1`;
  };
  const down = formula(image.length, kernel.length, amounts[0]);
  const across = formula(image[0].length, kernel[0].length, amounts[1]);
  if (down === across) return [{ name: "Rows and columns", formula: down, size: rows }];
  return [
    { name: "Rows", formula: down, size: rows },
    { name: "Columns", formula: across, size: columns },
  ];
}
