// What a tied and an untied layer answer to an image with an object in it.
import { weightedSum } from "./sums.mjs";
import { table } from "./tables.mjs";

/**
 * @typedef {number[][]} Matrix
 *
 * What was learned: where the object stood, the tied layer's kernel, and the untied ones' by place.
 * @typedef {{ seen: boolean[][], tied: Matrix, untied: Matrix[][] }} Learned
 */

/**
 * The ground with the object on it.
 * @param {Matrix} ground
 * @param {Matrix} stamp
 * @param {number} row of the object's first pixel
 * @param {number} column
 */
export const imageWith = (ground, stamp, row, column) =>
  ground.map((line, i) => line.map((pixel, j) => pixel + (stamp[i - row]?.[j - column] ?? 0)));

/**
 * The map of a layer that has, for the output at a place, the kernel `kernelAt` that place.
 * @param {Matrix} image
 * @param {(row: number, column: number) => Matrix} kernelAt
 */
function mapOf(image, kernelAt) {
  const [k_h, k_w] = [kernelAt(0, 0).length, kernelAt(0, 0)[0].length];
  return table(image.length - k_h + 1, image[0].length - k_w + 1, (row, column) =>
    weightedSum(image, kernelAt(row, column), row, column),
  );
}

/**
 * Both layers' maps.
 * @param {Matrix} image
 * @param {Learned} learned
 */
export const bothMaps = (image, { tied, untied }) => ({
  tied: mapOf(image, () => tied),
  untied: mapOf(image, (row, column) => untied[row][column]),
});
