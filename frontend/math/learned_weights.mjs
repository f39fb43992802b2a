// What a linear layer learned from digits in gravel: its weights as pictures, and how large they are.
import LIMITS from "../../src/cnnlab/widgets/limits/learned_weights.json" with { type: "json" };
import { checkDrawn, checkMagnitude, checkMatrix } from "./array_checks.mjs";
import { Misfit, shown } from "./checks.mjs";
import { MOST_INK } from "./drawing.mjs";
import { unpackNetwork } from "./network/packed.mjs";
import { mean } from "./sums.mjs";
import { table } from "./tables.mjs";

/**
 * What was learned from a number of images of one side: how much is right in each training, and the
 * first training's layer, packed.
 * @typedef {{ side: number, images: number, right: number[], layer: any }} Learned
 */

/**
 * @param {any} learned
 * @param {number} side
 * @param {number} images
 * @returns {Learned}
 */
export function foundFor(learned, side, images) {
  if (!Array.isArray(learned) || learned.length === 0)
    throw new Misfit("learned must be a list of what was learned");
  const found = learned.find((each) => each?.side === side && each.images === images);
  if (!found)
    throw new Misfit(`nothing was learned from ${shown(images)} images of side ${shown(side)}`);
  const { right } = found;
  if (!Array.isArray(right) || right.length === 0 || !right.every((r) => r >= 0 && r <= 100))
    throw new Misfit(`right must hold percentages for side ${side} and ${images} images`);
  return found;
}

/**
 * The weights of a class, as a picture.
 * @param {Learned} learned
 * @param {number} digit
 */
export function weightsOf({ side, layer }, digit) {
  const name = `side ${side}`;
  const [{ weights, shape }] = unpackNetwork(name, [layer]);
  if (!weights || shape[1] !== side ** 2)
    throw new Misfit(`the layer for ${name} must have a weight for each pixel`);
  if (!Number.isInteger(digit) || digit < 0 || digit >= shape[0])
    throw new Misfit(`digit must be a whole number from 0 to ${shape[0] - 1}`);
  const at = digit * side ** 2;
  return table(side, side, (row, column) => weights[at + row * side + column]);
}

/**
 * The mean size of weights on the digit in the middle, and of those around it; NaN if there are none.
 * @param {number[][]} weights
 * @param {number} digit its rows and columns
 */
export function meanWeights(weights, digit) {
  const start = Math.floor((weights.length - digit) / 2);
  const within = (/** @type {number} */ i) => i >= start && i < start + digit;
  /** @type {[number[], number[]]} */
  const parts = [[], []];
  weights.forEach((line, row) =>
    line.forEach((w, column) => parts[within(row) && within(column) ? 0 : 1].push(Math.abs(w))),
  );
  return { onDigit: mean(parts[0]), onGravel: mean(parts[1]) };
}

/**
 * A digit in the middle of gravel, from 0 to 255.
 * @param {number[][]} digit
 * @param {number[][]} ground
 * @param {number} side
 */
export function imageOf(digit, ground, side) {
  const [top, start] = [ground.length, side].map((n, i) =>
    Math.floor((n - [side, digit.length][i]) / 2),
  );
  return table(side, side, (row, column) => {
    const ink = digit[row - start]?.[column - start];
    return ink === undefined ? ground[top + row][top + column] : (255 / MOST_INK) * ink;
  });
}

/** @param {any} digits @param {any} ground @param {number} side @param {number} digit */
export function checkPictures(digits, ground, side, digit) {
  const [count, rows, columns] = checkDrawn("digits", digits, LIMITS.digits);
  if (rows !== columns || rows > side)
    throw new Misfit(`digits must be square and have at most ${side} rows`);
  if (!(digit in digits)) throw new Misfit(`digit must be a whole number from 0 to ${count - 1}`);
  const [height, width] = checkMatrix("ground", ground);
  checkMagnitude("ground", ground);
  if (height !== width || height < side)
    throw new Misfit(`ground must be square and have at least ${side} rows`);
}
