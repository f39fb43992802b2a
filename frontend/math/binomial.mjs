// Smoothing kernels of binomial coefficients.

/**
 * Binomial coefficients with the sum 1: a row of cnnlab.kernels.binomial, which is this row times
 * itself as a column.
 * @param {number} size
 */
export function binomialRow(size) {
  let row = [1];
  while (row.length < size) row = [...row, 0].map((value, i) => (value + (row[i - 1] ?? 0)) / 2);
  return row;
}
