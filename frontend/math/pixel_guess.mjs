// Which pixel is asked for, and what is known of it: the arithmetic of cnnlab.widgets.PixelGuess.
import { shuffleOrder } from "./locality.mjs";
import { mean } from "./sums.mjs";

export const CLUES = ["nothing", "one far pixel", "the 8 nearest", "the 24 nearest"];
export const REACH = 2; // how far the nearest go
const FAR = 20;

/**
 * A pixel to guess: where it is, and how far away in its row the far one lies.
 * @typedef {{ name: string, image: number[][], row: number, column: number, far: number }} Asked
 */

/**
 * @param {Record<string, number[][]>} images
 * @param {number} round
 * @returns {Asked}
 */
export function askedPixel(images, round) {
  const names = Object.keys(images);
  const name = names[round % names.length];
  const image = images[name];
  const [rows, columns] = [image.length, image[0].length].map((side) => side - 2 * REACH);
  const place = shuffleOrder(rows * columns)[round % (rows * columns)];
  const [row, column] = [REACH + Math.floor(place / columns), REACH + (place % columns)];
  const far = Math.min(FAR, Math.floor(image[0].length / 2));
  return { name, image, row, column, far: column + far < image[0].length ? far : -far };
}

/**
 * The grey level at an offset from the pixel.
 * @param {Asked} asked
 * @param {number} down
 * @param {number} right
 */
export const valueAt = ({ image, row, column }, down = 0, right = 0) =>
  Math.round(image[row + down][column + right]);

/**
 * Whether a pixel of the photograph is uncovered at a step; at the last, all are.
 * @param {Asked} asked
 * @param {number} step how often the pixel has been guessed
 * @param {number} down from the pixel
 * @param {number} right
 */
export function isUncovered({ far }, step, down, right) {
  if (step === CLUES.length) return true;
  const near = Math.max(Math.abs(down), Math.abs(right));
  if (near === 0) return false;
  return (step > 0 && down === 0 && right === far) || near <= step - 1;
}

/**
 * The mean of each clue's errors; none where nothing has been guessed.
 * @param {number[][]} errors
 */
export const meanErrors = (errors) =>
  errors.length ? CLUES.map((_, i) => mean(errors.map((each) => each[i]))) : null;
