import { table } from "./tables.mjs";

/** @param {number[]} numbers */
export const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);

/** @param {number[]} numbers */
export const product = (numbers) => numbers.reduce((a, b) => a * b, 1);

/** @param {number[]} numbers */
export const mean = (numbers) => sum(numbers) / numbers.length;

/**
 * A sum, or 0 where it is no more than what rounding leaves of numbers that cancel, as in 0.1 + 0.2 − 0.3:
 * a picture of that alone would have the deepest colour.
 * @param {number} all
 * @param {number} size the sum of the numbers without their signs
 */
export const withoutRounding = (all, size) => (Math.abs(all) < 1e-12 * size ? 0 : all);

/**
 * The sums so far of numbers that are added one by one.
 * @param {number[]} numbers
 */
export function sumsSoFar(numbers) {
  let [all, size] = [0, 0];
  return numbers.map((each) => {
    all += each;
    size += Math.abs(each);
    return withoutRounding(all, size);
  });
}

/** @param {number[]} numbers some of which may cancel */
export const addedUp = (numbers) => sumsSoFar(numbers).at(-1) ?? 0;

/**
 * The sum of an image's pixels below a window, each times its weight.
 * @param {number[][]} image
 * @param {number[][]} weights
 * @param {number} row of the window's first pixel
 * @param {number} column
 */
export const weightedSum = (image, weights, row, column) =>
  addedUp(
    weights.flatMap((line, i) => line.map((weight, j) => weight * image[row + i][column + j])),
  );

/**
 * A picture to which numbers are added pixel by pixel.
 * @param {number} rows
 * @param {number} columns
 */
export function pictureOfSums(rows, columns) {
  const [sums, sizes] = [0, 1].map(() => table(rows, columns, () => 0));
  return {
    /** @param {number} row @param {number} column @param {number} each */
    add(row, column, each) {
      sums[row][column] += each;
      sizes[row][column] += Math.abs(each);
    },
    read: () => table(rows, columns, (i, j) => withoutRounding(sums[i][j], sizes[i][j])),
  };
}
