// cnnlab.im2col and cnnlab.col2im on one image, for the widget that shows them.
import LIMITS from "../../src/cnnlab/widgets/limits/im2col.json" with { type: "json" };
import { checkTensor } from "./array_checks.mjs";
import { checkCount, Misfit } from "./checks.mjs";
import { pad } from "./padding.mjs";
import { outputSize, paddingAmounts } from "./shapes.mjs";
import { addedUp, pictureOfSums } from "./sums.mjs";
import { table, transposed } from "./tables.mjs";

/**
 * What im2col takes: an image (C, H, W) and kernels (C_out, C, kH, kW).
 * @typedef {object} Unfolding
 * @property {number[][][]} image
 * @property {number[][][][]} weight
 * @property {number} stride
 * @property {any} padding in every form that `paddingAmounts` takes
 *
 * @typedef {ReturnType<typeof unfold>} Unfolded
 * @typedef {{ c: number, y: number, x: number }} Pixel of the padded image
 */

export const WAYS = ["forward", "count", "sum", "squares", "kernels"];
const MOST = LIMITS.windows; // a link from anywhere must not be able to stall the page

/**
 * @param {number[][]} a
 * @param {number[][]} b
 */
const multiply = (a, b) =>
  table(a.length, b[0].length, (i, j) => addedUp(a[i].map((value, k) => value * b[k][j])));

/**
 * Windows as rows, kernels as columns, and their product. `sources` has the pixel that each cell of
 * the matrix copies.
 * @param {Unfolding} settings
 */
export function unfold({ image, weight, stride, padding }) {
  const [C, H, W] = checkTensor("image", image, 3);
  const [outputs, depth, kH, kW] = checkTensor("weight", weight, 4);
  checkCount("stride", stride, 1);
  if (depth !== C) {
    throw new Misfit(
      `weight must have the shape (C_out, C, kH, kW) with C = ${C}, the channels of the image, ` +
        `but its shape is (${outputs}, ${depth}, ${kH}, ${kW})`,
    );
  }
  const amounts = paddingAmounts(padding, [kH, kW], stride);
  const size = [outputSize(H, kH, stride, amounts[0], 1), outputSize(W, kW, stride, amounts[1], 1)];
  const [rows, taps] = [size[0] * size[1], C * kH * kW];
  checkDrawable(rows, taps);
  const padded = image.map((channel) => pad(channel, amounts));
  const sources = table(rows, taps, (p, q) => ({
    c: Math.floor(q / (kH * kW)),
    y: Math.floor(p / size[1]) * stride + (Math.floor(q / kW) % kH),
    x: (p % size[1]) * stride + (q % kW),
  }));
  const columns = sources.map((row) => row.map(({ c, y, x }) => padded[c][y][x]));
  const kernels = transposed(weight.map((kernel) => kernel.flat(2)));
  const product = multiply(columns, kernels);
  const shapes = { C, H, W, kH, kW, outputs, rows, taps, size, amounts };
  return { ...shapes, padded, sources, columns, kernels, product };
}

/**
 * @param {number} rows
 * @param {number} columns
 */
function checkDrawable(rows, columns) {
  if (rows > MOST.rows || columns > MOST.columns) {
    throw new Misfit(
      `the matrix of windows would have ${rows} × ${columns} numbers; ` +
        `at most ${MOST.rows} × ${MOST.columns} can be drawn. ` +
        "Less padding, a larger stride or a smaller image would do",
    );
  }
}

/**
 * What goes back: the gradient for the product (none for "count") and the pieces, one row for each
 * window. Rows times columns forward means columns times rows back: pieces = grad · kernelsᵀ.
 * @param {Pick<Unfolded, "rows" | "taps" | "outputs" | "kernels" | "product">} unfolded
 * @param {string} way
 */
export function sentBack({ rows, taps, outputs, kernels, product }, way) {
  if (way === "forward" || way === "count") {
    return { grad: null, pieces: table(rows, taps, () => 1) };
  }
  const grad = way === "sum" ? table(rows, outputs, () => 1) : product;
  return { grad, pieces: multiply(grad, transposed(kernels)) };
}

/**
 * The gradient for the kernels, Cᵀ · grad, as far as the first `count` windows add to it.
 * @param {Pick<Unfolded, "columns" | "taps" | "outputs">} unfolded
 * @param {number[][]} grad
 */
export function kernelGradient({ columns, taps, outputs }, grad, count = grad.length) {
  const windows = columns.slice(0, count);
  return table(taps, outputs, (q, o) => addedUp(windows.map((row, p) => row[q] * grad[p][o])));
}

/**
 * The first `count` rows of pieces, added up where they came from, border included.
 * @param {Pick<Unfolded, "padded" | "sources">} unfolded
 * @param {number[][]} pieces
 */
export function fold({ padded, sources }, pieces, count = pieces.length) {
  const sums = padded.map((channel) => pictureOfSums(channel.length, channel[0].length));
  for (let p = 0; p < count; p++) {
    sources[p].forEach(({ c, y, x }, q) => sums[c].add(y, x, pieces[p][q]));
  }
  return sums.map((channel) => channel.read());
}

/**
 * For each pixel the cells of the matrix that copy it, as [row, column], from the top down.
 * @param {Pick<Unfolded, "padded" | "sources">} unfolded
 * @returns {[number, number][][][][]}
 */
export function copiesOf({ padded, sources }) {
  const copies = padded.map((channel) =>
    channel.map((row) => row.map(() => /** @type {[number, number][]} */ ([]))),
  );
  sources.forEach((row, p) => row.forEach(({ c, y, x }, q) => copies[c][y][x].push([p, q])));
  return copies;
}
