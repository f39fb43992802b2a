// Products of matrices, the arithmetic that nearly all of a network's time goes to.

/**
 * Numbers as a matrix: row r, column c is values[at + down[r] + across[c]]. So what lies under a sliding
 * window is a matrix, too, of numbers that stand in it several times.
 * @typedef {{ values: Numbers, at: number, down: Int32Array, across: Int32Array }} Matrix
 * @typedef {Float32Array | Float64Array} Numbers
 */

const BLOCK = 4; // sums at a time, both ways: each number that is read is used four times

/**
 * 0, step, 2 step, …
 * @param {number} count
 * @param {number} step
 */
export const steps = (count, step) => Int32Array.from({ length: count }, (_, i) => i * step);

/**
 * A matrix that lies in `values` row by row.
 * @param {Numbers} values
 * @param {number} rows
 * @param {number} columns
 * @returns {Matrix}
 */
export const matrix = (values, rows, columns) => ({
  values,
  at: 0,
  down: steps(rows, columns),
  across: steps(columns, 1),
});

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
  for (let r = 0; r < rows; r += BLOCK) {
    const i0 = a.at + ad[r];
    const i1 = a.at + ad[r + 1];
    const i2 = a.at + ad[r + 2];
    const i3 = a.at + ad[r + 3];
    for (let c = 0; c < columns; c += BLOCK) {
      const j0 = b.at + ba[c];
      const j1 = b.at + ba[c + 1];
      const j2 = b.at + ba[c + 2];
      const j3 = b.at + ba[c + 3];
      let s00 = 0;
      let s01 = 0;
      let s02 = 0;
      let s03 = 0;
      let s10 = 0;
      let s11 = 0;
      let s12 = 0;
      let s13 = 0;
      let s20 = 0;
      let s21 = 0;
      let s22 = 0;
      let s23 = 0;
      let s30 = 0;
      let s31 = 0;
      let s32 = 0;
      let s33 = 0;
      for (let k = 0; k < inner; k++) {
        const i = aa[k];
        const j = bd[k];
        const a0 = A[i0 + i];
        const a1 = A[i1 + i];
        const a2 = A[i2 + i];
        const a3 = A[i3 + i];
        const b0 = B[j0 + j];
        const b1 = B[j1 + j];
        const b2 = B[j2 + j];
        const b3 = B[j3 + j];
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
      const c0 = sa[c];
      const c1 = sa[c + 1];
      const c2 = sa[c + 2];
      const c3 = sa[c + 3];
      let s = sum.at + sd[r];
      S[s + c0] += s00;
      S[s + c1] += s01;
      S[s + c2] += s02;
      S[s + c3] += s03;
      s = sum.at + sd[r + 1];
      S[s + c0] += s10;
      S[s + c1] += s11;
      S[s + c2] += s12;
      S[s + c3] += s13;
      s = sum.at + sd[r + 2];
      S[s + c0] += s20;
      S[s + c1] += s21;
      S[s + c2] += s22;
      S[s + c3] += s23;
      s = sum.at + sd[r + 3];
      S[s + c0] += s30;
      S[s + c1] += s31;
      S[s + c2] += s32;
      S[s + c3] += s33;
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
    const i = a.at + a.down[r];
    for (let c = left; c < right; c++) {
      const j = b.at + b.across[c];
      let total = 0;
      for (let k = 0; k < inner; k++) total += A[i + aa[k]] * B[j + bd[k]];
      sum.values[sum.at + sum.down[r] + sum.across[c]] += total;
    }
  }
}
