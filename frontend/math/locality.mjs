// How alike two pixels are that lie so far apart: the arithmetic of cnnlab.experiments.locality.

/**
 * From the first pixel of a pair to the second, by one pixel of distance: down and right.
 * @type {Record<string, [number, number]>}
 */
export const DIRECTIONS = { right: [0, 1], down: [1, 0], diagonal: [1, 1] };

/**
 * All pairs of pixels that lie so far apart.
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
  return aa * bb === 0 ? 0 : Math.min(1, Math.max(-1, ab / Math.sqrt(aa * bb)));
}

/**
 * The pixels in the order of cnnlab.experiments.locality.shuffle_order.
 * @param {number[][]} image
 */
export function shuffledPixels(image) {
  const flat = image.flat();
  let key = 1;
  const keys = flat.map(() => (key = (Math.imul(1664525, key) + 1013904223) >>> 0));
  const order = [...keys.keys()].sort((i, j) => keys[i] - keys[j]);
  const columns = image[0].length;
  return image.map((row, y) => row.map((_, x) => flat[order[y * columns + x]]));
}

/**
 * What the widget shows: the image, where the second pixel of a pair lies by one pixel of distance,
 * and the correlation for each distance from 0 on.
 * @typedef {{image: number[][], step: [number, number], correlations: number[]}} Measured
 */

/**
 * @param {{image: number[][], direction: string, shuffled: boolean, reach: number}} settings
 * @returns {Measured}
 */
export function measure({ image: original, direction, shuffled, reach }) {
  if (!Object.hasOwn(DIRECTIONS, direction))
    throw new RangeError(`the direction is right, down or diagonal, not “${direction}”`);
  const step = DIRECTIONS[direction];
  const sides = [original.length, original[0].length];
  sides.forEach((side, axis) => {
    if (side <= step[axis])
      throw new RangeError(`an image of ${sides.join(" × ")} pixels has no pairs that way`);
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
 * A distance as the curve has it: at least 1, and no more than it goes.
 * @param {Measured} measured
 * @param {number} distance
 */
export const distanceWithin = ({ correlations }, distance) =>
  Math.max(1, Math.min(distance, correlations.length - 1));

/**
 * The pair that is pointed at: its two pixels, as close to that spot as they both fit.
 * @param {Measured} measured
 * @param {number} distance
 * @param {number[]} spot shares of the height and the width
 */
export function pairAt({ image, step }, distance, spot) {
  const apart = step.map((one) => one * distance);
  const sides = [image.length, image[0].length];
  const first = sides.map((side, axis) => {
    const most = side - apart[axis] - 1;
    return Math.min(most, Math.max(0, Math.floor(spot[axis] * most)));
  });
  return [first, first.map((place, axis) => place + apart[axis])];
}
