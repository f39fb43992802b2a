// Pooling's arithmetic: cnnlab.pool in JavaScript, one window at a time, with its way back.
import LIMITS from "../../src/cnnlab/widgets/limits/pooling.json" with { type: "json" };
import { checkMatrix } from "./array_checks.mjs";
import { checkBetween, checkCount, checkOneOf, Misfit } from "./checks.mjs";
import { checkDrawable } from "./conv.mjs";
import { outputSize } from "./shapes.mjs";
import { addedUp, sum } from "./sums.mjs";
import { table } from "./tables.mjs";

/**
 * @typedef {"max" | "average" | "lp" | "lse"} Operation
 *
 * @typedef {object} Layout
 * @property {number[][]} image
 * @property {number} kernel_size
 * @property {number} stride
 * @property {number} padding
 *
 * @typedef {object} Rule
 * @property {Operation} operation
 * @property {number} p
 * @property {boolean} [normalise] for Lᵖ: the mean of the powers, not their sum
 * @property {number} temperature
 *
 * A pixel of a window: where it stands in the image, and whether it does, or lies on the border.
 * @typedef {object} Tap
 * @property {number} y
 * @property {number} x
 * @property {boolean} inside
 * @property {number} value 0 on the border
 * @property {number} log of the value without its sign
 *
 * A window's number, and how it comes about.
 * @typedef {object} Pooled
 * @property {number} value
 * @property {number} top the largest pixel, to which the terms are relative; 0 if none are
 * @property {number} winner which pixel is the maximum, the first of equals; −1 without one
 * @property {number[]} terms what is added up
 * @property {number} total the sum
 * @property {number[]} shares the number's derivative with respect to each pixel, if it is wanted
 */

/** @type {Record<Operation, string>} */
export const OPERATIONS = { max: "maximum", average: "average", lp: "Lᵖ", lse: "log-sum-exp" };

/**
 * The pixels of every window, row by row. Windows that overlap share them.
 * @param {Layout} layout
 * @returns {Tap[][][]}
 */
export function windowsOf(layout) {
  const [rows, columns] = outputShape(layout);
  const { kernel_size: k, stride } = layout;
  const taps = paddedTaps(layout);
  return table(rows, columns, (r, c) =>
    taps.slice(r * stride, r * stride + k).flatMap((row) => row.slice(c * stride, c * stride + k)),
  );
}

/**
 * How many windows there are; an error says why the layout cannot be.
 * @param {Layout} layout
 */
function outputShape({ image, kernel_size: k, stride, padding }) {
  const shape = checkMatrix("image", image);
  checkCount("kernel_size", k, 1);
  checkCount("stride", stride, 1);
  checkCount("padding", padding, 0);
  if (2 * padding > k) {
    throw new Misfit(
      `padding must be at most half the window, but padding is ${padding} and the window ${k}`,
    );
  }
  const [height, width] = shape.map((n) => n + 2 * padding);
  checkDrawable("the padded image", height, width);
  return shape.map((n) => outputSize(n, k, stride, [padding, padding], 1));
}

/**
 * @param {Layout} layout
 * @returns {Tap[][]}
 */
function paddedTaps({ image, padding }) {
  return table(image.length + 2 * padding, image[0].length + 2 * padding, (i, j) => {
    const [y, x] = [i - padding, j - padding];
    const pixel = image[y]?.[x];
    const value = pixel ?? 0;
    // The logarithm is for powers: exp(p · log) takes a third of the time of **.
    return { y, x, inside: pixel !== undefined, value, log: Math.log(Math.abs(value)) };
  });
}

/**
 * @param {Tap[]} taps
 * @param {(tap: Tap) => number} value
 */
const most = (taps, value) => taps.reduce((top, tap) => Math.max(top, value(tap)), -Infinity);

// So that the border can never win.
/** @param {Tap} tap */
const onlyInside = (tap) => (tap.inside ? tap.value : -Infinity);

const NO_TERMS = { top: 0, winner: -1, terms: [], total: 0 };

/** @type {Record<Operation, (taps: Tap[], rule: Rule, backwards: boolean) => Pooled>} */
const POOLS = {
  max(taps, _, backwards) {
    const top = most(taps, onlyInside);
    const winner = taps.findIndex((tap) => onlyInside(tap) === top);
    const shares = backwards ? taps.map((_, t) => Number(t === winner)) : [];
    return { ...NO_TERMS, value: top, top, winner, shares };
  },

  average(taps, _, backwards) {
    const total = addedUp(taps.map(({ value }) => value));
    const shares = backwards ? taps.map(() => 1 / taps.length) : [];
    return { ...NO_TERMS, value: total / taps.length, total, shares };
  },

  lp(taps, { p, normalise }, backwards) {
    const top = most(taps, ({ value }) => Math.abs(value));
    const unit = Math.log(top || 1);
    const terms = taps.map(({ log }) => Math.exp(p * (log - unit)));
    const total = sum(terms);
    const norm = top * total ** (1 / p);
    const divisor = normalise ? taps.length ** (1 / p) : 1;
    /** @param {Tap} tap */
    const share = ({ value }) =>
      (Math.sign(value) * (Math.abs(value) / (norm || 1)) ** (p - 1)) / divisor;
    const shares = backwards ? taps.map(share) : [];
    return { value: norm / divisor, top, winner: -1, terms, total, shares };
  },

  lse(taps, { temperature }, backwards) {
    const top = most(taps, onlyInside);
    const terms = taps.map((tap) => Math.exp((onlyInside(tap) - top) / temperature));
    const total = sum(terms);
    const count = taps.filter((tap) => tap.inside).length;
    const value = top + temperature * Math.log(total / count);
    const shares = backwards ? terms.map((term) => term / total) : [];
    return { value, top, winner: -1, terms, total, shares };
  },
};

/**
 * Turn one window into its number.
 * @param {Tap[]} taps
 * @param {Rule} rule
 */
export const poolTaps = (taps, rule, backwards = true) =>
  POOLS[rule.operation](taps, rule, backwards);

/**
 * Pool an image: all outputs, and what each pixel gets when every output gets a gradient of 1.
 * Without `backwards` that is left out, since it takes as long again. The windows stay as they are
 * while only the rule changes.
 * @param {Layout & Rule} settings
 */
export function poolImage(settings, backwards = true, windows = windowsOf(settings)) {
  checkRule(settings);
  const gradient = settings.image.map((row) => row.map(() => 0));
  const output = windows.map((row) =>
    row.map((taps) => {
      const { value, shares } = poolTaps(taps, settings, backwards);
      if (backwards) taps.forEach((tap, t) => tap.inside && (gradient[tap.y][tap.x] += shares[t]));
      return value;
    }),
  );
  return { output, gradient };
}

/** @param {Rule} rule */
export function checkRule({ operation, p, temperature }) {
  checkOneOf("operation", operation, Object.keys(OPERATIONS));
  checkBetween("p", p, ...LIMITS.p);
  checkBetween("temperature", temperature, ...LIMITS.temperature);
}
