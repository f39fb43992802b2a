// Products of matrices, the arithmetic that nearly all of a network's time goes to.

/**
 * Numbers as a matrix: row r, column c is values[at + r·down + c·across].
 * @typedef {{ values: Numbers, at: number, down: number, across: number }} Matrix
 * @typedef {Float32Array | Float64Array} Numbers
 */

const BLOCK = 4; // sums at a time, both ways: each number that is read is used four times

/**
 * A matrix of `columns` columns that lies in `values` row by row.
 * @param {Numbers} values
 * @param {number} columns
 * @returns {Matrix}
 */
export const matrix = (values, columns, at = 0) => ({ values, at, down: columns, across: 1 });

/**
 * @param {Matrix} matrix
 * @returns {Matrix}
 */
export const transposed = ({ values, at, down, across }) => ({
  values,
  at,
  down: across,
  across: down,
});

/**
 * Add the product of a (rows × inner) and b (inner × columns) to `sum`. Sums are made in 64 bits
 * and rounded to what `sum` holds once.
 * @param {Matrix} sum
 * @param {Matrix} a
 * @param {Matrix} b
 * @param {number} rows
 * @param {number} inner
 * @param {number} columns
 */
export function addProduct(sum, a, b, rows, inner, columns) {
  const fullRows = rows - (rows % BLOCK);
  const fullColumns = columns - (columns % BLOCK);
  addBlocks(sum, a, b, fullRows, inner, fullColumns);
  addSingly(sum, a, b, 0, fullRows, inner, fullColumns, columns);
  addSingly(sum, a, b, fullRows, rows, inner, 0, columns);
}

/**
 * @param {Matrix} sum
 * @param {Matrix} a
 * @param {Matrix} b
 * @param {number} rows
 * @param {number} inner
 * @param {number} columns
 */
function addBlocks(sum, a, b, rows, inner, columns) {
  const { values: S, down: sd, across: sa } = sum;
  const { values: A, down: ad, across: aa } = a;
  const { values: B, down: bd, across: ba } = b;
  const [ad2, ad3, ba2, ba3, sa2, sa3] = [2 * ad, 3 * ad, 2 * ba, 3 * ba, 2 * sa, 3 * sa];
  for (let r = 0; r < rows; r += BLOCK) {
    for (let c = 0; c < columns; c += BLOCK) {
      let [s00, s01, s02, s03] = [0, 0, 0, 0];
      let [s10, s11, s12, s13] = [0, 0, 0, 0];
      let [s20, s21, s22, s23] = [0, 0, 0, 0];
      let [s30, s31, s32, s33] = [0, 0, 0, 0];
      let i = a.at + r * ad;
      let j = b.at + c * ba;
      for (let k = 0; k < inner; k++, i += aa, j += bd) {
        const a0 = A[i];
        const a1 = A[i + ad];
        const a2 = A[i + ad2];
        const a3 = A[i + ad3];
        const b0 = B[j];
        const b1 = B[j + ba];
        const b2 = B[j + ba2];
        const b3 = B[j + ba3];
        s00 += a0 * b0;
        s01 += a0 * b1;
        s02 += a0 * b2;
        s03 += a0 * b3;
        s10 += a1 * b0;
        s11 += a1 * b1;
        s12 += a1 * b2;
        s13 += a1 * b3;
        s20 += a2 * b0;
        s21 += a2 * b1;
        s22 += a2 * b2;
        s23 += a2 * b3;
        s30 += a3 * b0;
        s31 += a3 * b1;
        s32 += a3 * b2;
        s33 += a3 * b3;
      }
      let s = sum.at + r * sd + c * sa;
      S[s] += s00;
      S[s + sa] += s01;
      S[s + sa2] += s02;
      S[s + sa3] += s03;
      s += sd;
      S[s] += s10;
      S[s + sa] += s11;
      S[s + sa2] += s12;
      S[s + sa3] += s13;
      s += sd;
      S[s] += s20;
      S[s + sa] += s21;
      S[s + sa2] += s22;
      S[s + sa3] += s23;
      s += sd;
      S[s] += s30;
      S[s + sa] += s31;
      S[s + sa2] += s32;
      S[s + sa3] += s33;
    }
  }
}

/**
 * What the blocks leave over: rows and columns from one to before another.
 * @param {Matrix} sum
 * @param {Matrix} a
 * @param {Matrix} b
 * @param {number} top
 * @param {number} bottom
 * @param {number} inner
 * @param {number} left
 * @param {number} right
 */
function addSingly(sum, a, b, top, bottom, inner, left, right) {
  const { values: A, across: aa } = a;
  const { values: B, down: bd } = b;
  for (let r = top; r < bottom; r++) {
    for (let c = left; c < right; c++) {
      let total = 0;
      let i = a.at + r * a.down;
      let j = b.at + c * b.across;
      for (let k = 0; k < inner; k++, i += aa, j += bd) total += A[i] * B[j];
      sum.values[sum.at + r * sum.down + c * sum.across] += total;
    }
  }
}
