// Where a number stands among a network's.
import { Misfit, shown } from "../checks.mjs";

/**
 * A layer, and in its output a channel, a row and a column, or an index if it has no maps.
 * @typedef {number[]} Picked
 */

/** @param {number[]} shape @param {number[]} place */
export const flatIndex = (shape, place) =>
  place.reduce((index, n, axis) => index * shape[axis] + n, 0);

/**
 * @param {number[]} shape
 * @param {number} index
 */
export const placeOf = (shape, index) =>
  shape.reduceRight(
    ({ rest, place }, size) => ({ rest: Math.floor(rest / size), place: [rest % size, ...place] }),
    { rest: index, place: /** @type {number[]} */ ([]) },
  ).place;

/**
 * @param {number[][]} shapes of every output
 * @param {Picked} picked
 */
export function checkPicked(shapes, picked) {
  const [l, ...place] = picked;
  const shape = shapes[l];
  if (
    shape?.length !== place.length ||
    !place.every((n, axis) => Number.isInteger(n) && n >= 0 && n < shape[axis])
  )
    throw new Misfit(`there is no number ${shown(picked)} in this network`);
}
