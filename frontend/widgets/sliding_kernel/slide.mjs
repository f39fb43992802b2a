// A kernel on its way over an image: what its pictures and its sum show.
import { checkCount } from "../../math/checks.mjs";
import { slideKernel } from "../../math/conv.mjs";
import { sumsSoFar } from "../../math/sums.mjs";
import { largest } from "../../parts/numbers.mjs";
import { slid } from "../../parts/sliding_window.mjs";

/**
 * All that does not change while the kernel slides.
 * @typedef {object} Slide
 * @property {number[][]} image
 * @property {number[][]} kernel
 * @property {number} stride
 * @property {number} dilation
 * @property {boolean} flip
 * @property {number[][]} amounts what the padding adds: [[top, bottom], [left, right]]
 * @property {number[][]} padded the image with its border
 * @property {number[][]} applied the kernel as it slides: turned, if `flip` says so
 * @property {number[][]} output
 * @property {number} rows of the output
 * @property {number} columns of the output
 * @property {number} products in the sum of one window
 * @property {number} most the largest number of the output, without its sign
 */

/**
 * Where the window is at one moment, and how much of its sum is written.
 * @typedef {object} Moment
 * @property {number} index of the output's cell
 * @property {number} row
 * @property {number} column
 * @property {[number, number]} place the window's first row and column, as far as it has slid
 * @property {number} added the products in the sum so far
 */

/** @typedef {{ pixel: number, weight: number, product: number, sum: number }} Term */

export const SLID = ["image", "kernel", "stride", "padding", "padding_mode", "dilation", "flip"];

/**
 * What follows from the traits; an error if they do not fit each other.
 * @param {Record<string, any>} traits
 * @returns {Slide}
 */
export function slideOf(traits) {
  const { image, kernel, flip } = traits;
  const [stride, dilation] = ["stride", "dilation"].map((name) =>
    checkCount(name, traits[name], 1),
  );
  const result = slideKernel(/** @type {any} */ (traits));
  return {
    ...{ image, kernel, stride, dilation, flip },
    ...result,
    rows: result.output.length,
    columns: result.output[0].length,
    products: kernel.length * kernel[0].length,
    most: largest(result.output) || 1,
  };
}

const MOST_NUMBERED = 20; // columns: in more there is no room for numbers

/**
 * Whether the cells of the input are wide enough for their numbers.
 * @param {Slide} slide
 */
export const isNumbered = ({ padded }) => padded[0].length <= MOST_NUMBERED;

/**
 * The output whose window lies as another slide's did, as well as there is one.
 * @param {Slide} before
 * @param {number} index an output of that slide
 * @param {Slide} now
 */
export function samePlace(before, index, now) {
  const [row, column] = [Math.floor(index / before.columns), index % before.columns];
  const [top, left] = [row, column].map((at, axis) => {
    const middle = at * before.stride - offsetOf(before, axis);
    const last = (axis ? now.columns : now.rows) - 1;
    return Math.min(last, Math.max(0, Math.round((middle + offsetOf(now, axis)) / now.stride)));
  });
  return top * now.columns + left;
}

// How far the middle of the first window is before the image's first pixel.
const offsetOf = ({ kernel, dilation, amounts }, axis) =>
  amounts[axis][0] - (dilation * ((axis ? kernel[0] : kernel).length - 1)) / 2;

/**
 * A fifth of a position's time is for sliding, two thirds for adding, and the rest to look at the sum.
 * @param {Slide} slide
 * @param {number} index
 * @param {number} within the share of the position's time that is over
 * @returns {Moment}
 */
export function momentOf({ columns, products, stride }, index, within) {
  const [row, column] = [Math.floor(index / columns), index % columns];
  const from = Math.max(0, column - 1); // a row's first window does not slide in
  const added = Math.ceil(((within - 0.2) / 0.65) * products);
  return {
    ...{ index, row, column },
    place: [row * stride, (from + (column - from) * slid(within)) * stride],
    added: Math.min(products, Math.max(0, added)),
  };
}

/**
 * The products of one window in reading order, each with the sum so far.
 * @param {Slide} slide
 * @param {number} row
 * @param {number} column
 * @returns {Term[]}
 */
export function termsOf({ padded, applied, stride, dilation }, row, column) {
  const terms = applied.flatMap((weights, i) =>
    weights.map((weight, j) => {
      const pixel = padded[row * stride + i * dilation][column * stride + j * dilation];
      return { pixel, weight, product: pixel * weight };
    }),
  );
  const sums = sumsSoFar(terms.map(({ product }) => product));
  return terms.map((term, t) => ({ ...term, sum: sums[t] }));
}

/**
 * The row and column of the padded image that the window's weight number `t` lies on.
 * @param {Slide} slide
 * @param {Moment} moment
 * @param {number} t
 */
export function pixelUnder({ kernel, stride, dilation }, { row, column }, t) {
  const [i, j] = [Math.floor(t / kernel[0].length), t % kernel[0].length];
  return [row * stride + i * dilation, column * stride + j * dilation];
}

/**
 * Where a hand can put the window, as `windowHand` asks.
 * @param {Slide} slide
 */
export function windowPlaces({ padded, kernel, stride, dilation, rows, columns }) {
  return {
    cells: [padded.length, padded[0].length],
    spans: [kernel, kernel[0]].map(({ length }) => dilation * (length - 1) + 1),
    steps: [stride, stride],
    places: [rows, columns],
  };
}
