// Weights for kernels of any size, by name.
import { table } from "../../math/tables.mjs";
import { same } from "../../parts/model.mjs";

/** @type {Record<string, (i: number, j: number, rows: number, columns: number) => number>} */
export const FILLS = {
  "all 1": () => 1,
  "1, 2, 3, …": (i, j, rows, columns) => i * columns + j + 1,
  binomial: (i, j, rows, columns) => binomial(rows - 1, i) * binomial(columns - 1, j),
};

/** @param {number} n @param {number} k */
const binomial = (n, k) => (k === 0 ? 1 : (binomial(n, k - 1) * (n - k + 1)) / k);

/**
 * @param {string} fill
 * @param {number} rows
 * @param {number} columns
 */
export const filledKernel = (fill, rows, columns) =>
  table(rows, columns, (i, j) => FILLS[fill](i, j, rows, columns));

/**
 * The name of the kernel's weights, if they have one.
 * @param {number[][]} kernel
 */
export const fillOf = (kernel) =>
  Object.keys(FILLS).find((fill) =>
    same(filledKernel(fill, kernel.length, kernel[0].length), kernel),
  );
