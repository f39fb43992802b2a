// cnnlab.im2col and cnnlab.col2im on one image, for the widget that shows them.
import { checkCount, checkTensor } from "./checks.mjs";
import { pad } from "./padding.mjs";
import { outputSize, paddingAmounts } from "./shapes.mjs";

export const WAYS = ["forward", "count", "sum", "squares"];
const MOST_UNFOLDED = { rows: 64, columns: 36 }; // a link from anywhere must not be able to stall the page

const filledWith = (rows, columns, value) =>
  Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => value(i, j)));

// Windows as rows, kernels as columns, and their product.
export function unfold({ image, weight, stride, padding }) {
  const [C, H, W] = checkTensor("image", image, 3);
  const [outputs, depth, kH, kW] = checkTensor("weight", weight, 4);
  checkCount("stride", stride, 1);
  if (depth !== C) {
    throw new RangeError(
      `weight must have the shape (C_out, C, kH, kW) with C = ${C}, the channels of the image, ` +
        `but its shape is (${outputs}, ${depth}, ${kH}, ${kW})`,
    );
  }
  const amounts = paddingAmounts(padding, [kH, kW], stride);
  const size = [outputSize(H, kH, stride, amounts[0], 1), outputSize(W, kW, stride, amounts[1], 1)];
  const [rows, taps] = [size[0] * size[1], C * kH * kW];
  if (rows > MOST_UNFOLDED.rows || taps > MOST_UNFOLDED.columns) {
    throw new RangeError(
      `the matrix of windows would have ${rows} rows and ${taps} columns; ` +
        `at most ${MOST_UNFOLDED.rows} × ${MOST_UNFOLDED.columns} can be drawn`,
    );
  }
  const padded = image.map((channel) => pad(channel, amounts));
  // The channel, row and column of the padded image that each cell of the matrix copies.
  const sources = filledWith(rows, taps, (p, q) => ({
    c: Math.floor(q / (kH * kW)),
    y: Math.floor(p / size[1]) * stride + (Math.floor(q / kW) % kH),
    x: (p % size[1]) * stride + (q % kW),
  }));
  const columns = sources.map((row) => row.map(({ c, y, x }) => padded[c][y][x]));
  const kernels = filledWith(taps, outputs, (q, o) => weight[o].flat(2)[q]);
  return {
    C,
    H,
    W,
    outputs,
    kH,
    kW,
    stride,
    amounts,
    size,
    rows,
    taps,
    padded,
    sources,
    columns,
    kernels,
    product: multiply(columns, kernels),
  };
}

const multiply = (a, b) =>
  filledWith(a.length, b[0].length, (i, j) =>
    a[i].reduce((sum, value, k) => sum + value * b[k][j], 0),
  );

// What goes back: the gradient for the product (none for "count") and the pieces, one row for each
// window. Rows times columns forward means columns times rows back: pieces = grad · kernelsᵀ.
export function sentBack({ rows, taps, outputs, kernels, product }, way) {
  if (way === "forward" || way === "count")
    return { grad: null, pieces: filledWith(rows, taps, () => 1) };
  const grad = way === "squares" ? product : filledWith(rows, outputs, () => 1);
  return {
    grad,
    pieces: multiply(
      grad,
      filledWith(outputs, taps, (o, q) => kernels[q][o]),
    ),
  };
}

// The first `count` rows of pieces, added up where they came from, border included.
export function fold({ padded, sources }, pieces, count = pieces.length) {
  const sums = padded.map((channel) => channel.map((row) => row.map(() => 0)));
  for (let p = 0; p < count; p++) {
    sources[p].forEach(({ c, y, x }, q) => (sums[c][y][x] += pieces[p][q]));
  }
  return sums;
}

// For each pixel the cells of the matrix that copy it, as [row, column], from the top down.
export function copiesOf({ padded, sources }) {
  const copies = padded.map((channel) => channel.map((row) => row.map(() => [])));
  sources.forEach((row, p) => row.forEach(({ c, y, x }, q) => copies[c][y][x].push([p, q])));
  return copies;
}
