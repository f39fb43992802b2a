// How alike two pixels a given distance apart are: the arithmetic of cnnlab.experiments.locality.
import { Misfit, shown } from "./checks.mjs";

/**
 * From the first pixel of a pair to the second, by one pixel of distance: down and right.
 * @type {Record<string, [number, number]>}
 */
export const DIRECTIONS = { right: [0, 1], down: [1, 0], diagonal: [1, 1] };

/**
 * All pairs of pixels that lie a given distance apart.
 * @param {number[][]} image
 * @param {number} down
 * @param {number} right
 */
export function pixelPairs(image, down, right) {
  const rows = image.slice(0, image.length - down);
  return rows.flatMap((row, y) =>
    row.slice(0, row.length - right).map((value, x) => [value, image[y + down][x + right]]),
  );
}

/**
 * Pearson's correlation of all these pairs: cnnlab.experiments.locality.pixel_correlation.
 * @param {number[][]} image
 * @param {number} down
 * @param {number} right
 */
export function pixelCorrelation(image, down, right) {
  const pairs = pixelPairs(image, down, right);
  const [meanA, meanB] = [0, 1].map((i) => pairs.reduce((sum, p) => sum + p[i], 0) / pairs.length);
  let [ab, aa, bb] = [0, 0, 0];
  for (const [a, b] of pairs) {
    ab += (a - meanA) * (b - meanB);
    aa += (a - meanA) ** 2;
    bb += (b - meanB) ** 2;
  }
  // The mean is rounded: a constant less its mean need not be 0.
  const isConstant = [0, 1].some((i) => pairs.every((pair) => pair[i] === pairs[0][i]));
  return isConstant || aa * bb === 0 ? 0 : Math.min(1, Math.max(-1, ab / Math.sqrt(aa * bb)));
}

/**
 * The numbers below `count` in the order of cnnlab.experiments.locality.shuffle_order.
 * @param {number} count
 */
export function shuffleOrder(count) {
  let key = 1;
  const keys = Array.from(
    { length: count },
    () => (key = (Math.imul(1664525, key) + 1013904223) >>> 0),
  );
  return [...keys.keys()].sort((i, j) => keys[i] - keys[j]);
}

/**
 * The pixels in that order.
 * @param {number[][]} image
 */
export function shuffledPixels(image) {
  const flat = image.flat();
  const order = shuffleOrder(flat.length);
  const columns = image[0].length;
  return image.map((row, y) => row.map((_, x) => flat[order[y * columns + x]]));
}

/**
 * What the widget shows: the image, where the second pixel of a pair lies by one pixel of distance,
 * and the correlation for each distance from 0 on.
 * @typedef {{image: number[][], step: [number, number], correlations: number[]}} Measured
 * @typedef {Pick<Measured, "image" | "step">} Paired
 */

/**
 * @param {{image: number[][], direction: string, shuffled: boolean, reach: number}} settings
 * @returns {Measured}
 */
export function measure({ image: original, direction, shuffled, reach }) {
  if (!Object.hasOwn(DIRECTIONS, direction))
    throw new Misfit(`the direction is right, down or diagonal, not ${shown(direction)}`);
  const step = DIRECTIONS[direction];
  const sides = [original.length, original[0].length];
  sides.forEach((side, axis) => {
    if (side <= step[axis])
      throw new Misfit(`an image of ${sides.join(" × ")} pixels has no pairs that way`);
  });
  const image = shuffled ? shuffledPixels(original) : original;
  const correlations = Array.from({ length: farthest(sides, reach) + 1 }, (_, d) =>
    pixelCorrelation(image, d * step[0], d * step[1]),
  );
  return { image, step, correlations };
}

/**
 * How far the curve goes: two rows or columns of pairs are left, if the image has as many.
 * @param {number[]} sides
 * @param {number} reach
 */
const farthest = (sides, reach) => Math.max(1, Math.min(reach, ...sides.map((side) => side - 2)));

/**
 * A distance on the curve: at least 1, and at most where the curve ends.
 * @param {Measured} measured
 * @param {number} distance
 */
export const distanceWithin = ({ correlations }, distance) =>
  Math.max(1, Math.min(distance, correlations.length - 1));

/**
 * Two pixels: where the first is, row and column, and the values of both.
 * @typedef {{ first: number[], second: number[], values: number[] }} Pair
 */

/**
 * The pair that begins at a pixel, or as near to it as the image has room for both.
 * @param {Paired} measured
 * @param {number} distance
 * @param {number[]} wanted row and column
 * @returns {Pair}
 */
export function pairAt({ image, step }, distance, wanted) {
  const sides = [image.length, image[0].length];
  const first = wanted.map((place, axis) =>
    Math.max(0, Math.min(place, sides[axis] - 1 - distance * step[axis])),
  );
  const second = first.map((place, axis) => place + distance * step[axis]);
  return { first, second, values: [first, second].map(([row, column]) => image[row][column]) };
}

/**
 * A sample of the pairs that lie a given distance apart: about `most`, evenly spaced.
 * @param {Paired} measured
 * @param {number} distance
 * @param {number} most
 */
export function samplePairs({ image, step }, distance, most) {
  const [rows, columns] = [image.length - distance * step[0], image[0].length - distance * step[1]];
  const count = rows * columns;
  const skip = Math.max(1, Math.floor(count / most));
  const pairs = Array.from({ length: Math.ceil(count / skip) }, (_, i) =>
    pairAt({ image, step }, distance, [Math.floor((i * skip) / columns), (i * skip) % columns]),
  );
  return { pairs, count };
}

/**
 * The pair whose values are nearest.
 * @param {Pair[]} pairs
 * @param {number[]} values
 */
export const nearestPair = (pairs, values) => {
  const far = pairs.map((pair) => squared(pair.values, values));
  return pairs[far.indexOf(Math.min(...far))];
};

/**
 * The nearest of the pairs whose first (0) or second (1) pixel is brighter (1) or darker (-1).
 * @param {Pair[]} pairs
 * @param {number[]} values
 * @param {number} which
 * @param {1 | -1} sign
 * @returns {Pair | undefined} undefined if there is none
 */
export const pairTowards = (pairs, values, which, sign) =>
  nearestPair(
    pairs.filter((pair) => sign * (pair.values[which] - values[which]) > 0),
    values,
  );

/** @param {number[]} a @param {number[]} b */
const squared = (a, b) => (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2;
