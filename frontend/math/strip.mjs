// A strip of pixels in which two are bright, and what three ways of pooling make of it. What leaves on
// one side comes in on the other.
import { binomialRow } from "./binomial.mjs";
import { range } from "./range.mjs";
import { mean } from "./sums.mjs";

export const PIXELS = 12;
export const BRIGHT = 16;
export const MOST = PIXELS / 2; // the largest shift
const START = 4; // of the first bright pixel

const around = (/** @type {number} */ i) => ((i % PIXELS) + PIXELS) % PIXELS;

/**
 * @param {number} right how far it has moved
 * @param {number} apart from one bright pixel to the other
 */
export function stripOf(right, apart) {
  const bright = [START + right, START + right + apart].map(around);
  return range(PIXELS).map((i) => (bright.includes(i) ? BRIGHT : 0));
}

/**
 * The maximum, the maximum that looks as far as the third, and the maximum followed by a blur; each
 * with an output for every `stride` pixels.
 * @param {number[]} strip
 * @param {number} stride
 */
export function poolsOf(strip, stride) {
  const from = 1 - stride; // where a wide window begins, beside its output's first pixel
  const pixel = (/** @type {number} */ i) => strip[around(i)];
  const largest = (/** @type {number} */ first, /** @type {number} */ count) =>
    Math.max(...range(count).map((i) => pixel(first + i)));
  const blur = binomialRow(2 * stride - 1);
  const firsts = range(PIXELS / stride).map((j) => j * stride);
  return {
    max: firsts.map((first) => largest(first, stride)),
    wide: firsts.map((first) => largest(first + from, 3 * stride - 2)),
    blur: firsts.map((first) =>
      blur.reduce((sum, weight, t) => sum + weight * largest(first + from + t, stride), 0),
    ),
  };
}

/**
 * By how many places a row has moved to the right, the shorter way; 0 if it is the same, null if it
 * has become something else.
 * @param {number[]} before
 * @param {number[]} after
 */
export function movedBy(before, after) {
  const n = before.length;
  const ways = range(n).map((k) => (k % 2 ? (k + 1) / 2 : -k / 2)); // 0, 1, −1, 2, …
  const fits = (/** @type {number} */ k) =>
    after.every((value, i) => value === before[(((i - k) % n) + n) % n]);
  return ways.find(fits) ?? null;
}

/**
 * Move a row to the right by any fraction of a place, along the smoothest curve through its numbers:
 * cnnlab.experiments.invariance.moved_along.
 * @param {number[]} row
 * @param {number} right
 */
function movedAlong(row, right) {
  const n = row.length;
  const wave = (/** @type {number} */ k, /** @type {number} */ at) =>
    Math.cos((2 * Math.PI * k * at) / n);
  // An even row has only one half of its finest wave, the cosine: it can only grow and shrink.
  const weight = (/** @type {number} */ k) => (k === 0 ? 1 : 2 * k === n ? 1 : 2);
  const waves = range(Math.floor(n / 2) + 1);
  return range(n).map(
    (j) =>
      row.reduce(
        (sum, value, i) =>
          sum + value * waves.reduce((all, k) => all + weight(k) * wave(k, j - right - i), 0),
        0,
      ) / n,
  );
}

/**
 * How far a row is from the one before, moved along by a fraction of a place: relative to how far it is
 * from its mean, null if all its numbers are equal.
 * @param {number[]} before
 * @param {number[]} after
 * @param {number} right
 */
export function equivarianceError(before, after, right) {
  const moved = movedAlong(before, right);
  const middle = mean(after);
  const deviation = Math.hypot(...after.map((value) => value - middle));
  return deviation < 1e-9
    ? null
    : Math.hypot(...after.map((value, i) => moved[i] - value)) / deviation;
}
