// What the size explorer shows: which pixels the windows of a convolution reach, and, the other way
// round, the transposed convolution, which stamps the kernel onto them.
//
// Both ways have two grids. The canvas is where windows lie: the padded input, or the output before
// the padding is cut off. A place is one window: an output cell, or, transposed, an input cell.
import { axisPair, checkMatrix } from "./array_checks.mjs";
import { Misfit } from "./checks.mjs";
import { slideKernel } from "./conv.mjs";
import { stamped, stampKernel } from "./conv_transpose.mjs";

/**
 * The settings, as the traits have them.
 * @typedef {object} Settings
 * @property {number[][]} image
 * @property {number[][]} kernel
 * @property {any} size
 * @property {any} stride
 * @property {any} padding
 * @property {string} padding_mode
 * @property {any} dilation
 * @property {boolean} transposed
 * @property {any} output_padding
 *
 * @typedef {number[]} Pair one for the rows and one for the columns
 *
 * What follows from the settings.
 * @typedef {object} Explored
 * @property {boolean} transposed
 * @property {number[][]} image the part of it that is used
 * @property {number[][]} kernel
 * @property {number[][]} canvas
 * @property {number[][]} places
 * @property {number[][]} output
 * @property {Pair} kernelSize
 * @property {Pair} steps the stride
 * @property {Pair} holes the dilation
 * @property {Pair} extra the output padding
 * @property {number[][]} amounts the padding, [before, after] for each axis
 * @property {Pair} shape the canvas's
 * @property {Pair} counts how many places there are
 * @property {Pair} room how far the window can move
 * @property {number[][]} seen for each axis: how many windows have a weight on each line of the canvas
 *
 * A place whose window has a weight on some pixel: that weight, and the place's value.
 * @typedef {{row: number, column: number, weight: number, value: number}} Sight
 */

/** @param {number[][]} matrix */
const sizeOf = (matrix) => [matrix.length, matrix[0].length];

/**
 * Two equal numbers as one, as Python has them. A padding can also be two pairs: those stay.
 * @param {any[]} pair
 */
export const oneOrPair = ([rows, columns]) =>
  rows === columns && !Array.isArray(rows) ? rows : [rows, columns];

/**
 * @param {Settings} settings
 * @returns {Explored}
 */
export function exploreSizes(settings) {
  const { kernel, transposed } = settings;
  const image = usedPart(settings.image, settings.size);
  const kernelSize = checkMatrix("kernel", kernel);
  const { amounts, canvas, places, output } = transposed
    ? transposedGrids({ ...settings, image })
    : convolutionGrids({ ...settings, image });
  const [steps, holes] = ["stride", "dilation"].map((name) => axisPair(name, settings[name]));
  const extra = axisPair("output padding", settings.output_padding, 0);
  const [shape, counts] = [sizeOf(canvas), sizeOf(places)];
  const room = shape.map((length, a) => length - holes[a] * (kernelSize[a] - 1) - 1);
  const seen = shape.map((length, a) =>
    timesSeen(length, counts[a], kernelSize[a], steps[a], holes[a]),
  );
  return {
    ...{ transposed, image, kernel, canvas, places, output },
    ...{ kernelSize, steps, holes, extra, amounts, shape, counts, room, seen },
  };
}

/**
 * @param {number[][]} image
 * @param {any} size
 */
function usedPart(image, size) {
  const [rows, columns] = checkMatrix("image", image);
  const [H, W] = axisPair("size", size);
  if (H > rows || W > columns)
    throw new Misfit(`size ${H} × ${W} is more than the ${rows} × ${columns} pixels of the image`);
  return image.slice(0, H).map((row) => row.slice(0, W));
}

/** @param {Settings} settings */
function convolutionGrids(settings) {
  const { amounts, padded, output } = slideKernel({ ...settings, flip: false });
  return { amounts, canvas: padded, places: output, output };
}

/** @param {Settings} settings */
const transposedGrids = (settings) => ({ ...stampKernel(settings), places: settings.image });

/**
 * Along one axis: how many of `count` windows have a weight on each of `length` lines.
 * @param {number} length
 * @param {number} count
 * @param {number} kernel
 * @param {number} stride
 * @param {number} dilation
 */
export function timesSeen(length, count, kernel, stride, dilation) {
  const seen = Array(length).fill(0);
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < kernel; k++) seen[i * stride + k * dilation] += 1;
  }
  return seen;
}

// ---- the pixels of the canvas --------------------------------------------------------------

/**
 * Whether a pixel of the canvas is one of the image, or of the output: not of the padding.
 * @param {Explored} explored
 * @param {number} row
 * @param {number} column
 */
export const isInside = ({ amounts, shape }, row, column) =>
  [row, column].every((i, a) => i >= amounts[a][0] && i < shape[a] - amounts[a][1]);

/**
 * In how many windows each pixel of the canvas lies.
 * @param {Explored} explored
 */
export const timesOnCanvas = ({ seen: [down, across] }) =>
  down.map((rows) => across.map((columns) => rows * columns));

/**
 * The places whose window has a weight on a pixel of the canvas.
 * @param {Explored} explored
 * @param {number} row
 * @param {number} column
 * @returns {Sight[]}
 */
export function sightsOf({ kernel, steps, holes, counts, places }, row, column) {
  const found = kernel.flatMap((line, i) =>
    line.map((weight, j) => ({
      row: (row - i * holes[0]) / steps[0],
      column: (column - j * holes[1]) / steps[1],
      weight,
    })),
  );
  return found
    .filter((sight) =>
      [sight.row, sight.column].every((n, a) => Number.isInteger(n) && n >= 0 && n < counts[a]),
    )
    .map((sight) => ({ ...sight, value: places[sight.row][sight.column] }))
    .sort((p, q) => p.row - q.row || p.column - q.column);
}

/**
 * Which pixels inside the padding no window reaches, and how often the others are seen.
 * @param {Explored} explored
 */
export function reachOf({ seen, amounts, shape }) {
  const inside = seen.map((times, a) => times.slice(amounts[a][0], shape[a] - amounts[a][1]));
  const missed = inside.map((times) => times.flatMap((n, i) => (n === 0 ? [i] : [])));
  const [all, reached] = [
    inside.map((times) => times.length),
    inside.map((times, a) => times.length - missed[a].length),
  ].map(([rows, columns]) => rows * columns);
  const products = new Set(inside[0].flatMap((rows) => inside[1].map((n) => rows * n)));
  products.delete(0);
  return {
    missed, // lines of each axis
    pixels: all,
    unreached: all - reached,
    times: [...products].sort((a, b) => a - b),
  };
}

// ---- places --------------------------------------------------------------------------------

/**
 * How many pixels a window spans, holes and all.
 * @param {Explored} explored
 */
export const spanOf = ({ holes, kernelSize }) =>
  holes.map((hole, a) => hole * (kernelSize[a] - 1) + 1);

/**
 * @param {Explored} explored
 * @param {number} index
 */
export const placeAt = ({ counts }, index) => [Math.floor(index / counts[1]), index % counts[1]];

/**
 * Where on the canvas the window of a place has its first weight.
 * @param {Explored} explored
 * @param {number} index
 */
export const cornerOf = (explored, index) =>
  placeAt(explored, index).map((i, a) => i * explored.steps[a]);

/**
 * On which lines a place's window has weights along an axis, counted from the image's own first.
 * @param {Explored} explored
 * @param {number} place
 * @param {number} axis
 */
export const linesOf = ({ kernelSize, steps, holes, amounts }, place, axis) =>
  Array.from(
    { length: kernelSize[axis] },
    (_, k) => place * steps[axis] + k * holes[axis] - amounts[axis][0],
  );

/**
 * The canvas of a transposed convolution when that many places have been stamped.
 * @param {Explored} explored
 * @param {number} done
 */
export function stampedUpTo(explored, done) {
  const { shape, kernel, holes, places } = explored;
  const stamps = Array.from({ length: done }, (_, index) => {
    const [row, column] = placeAt(explored, index);
    return { value: places[row][column], corner: cornerOf(explored, index) };
  });
  return stamped(shape, kernel, stamps, holes);
}

/**
 * What to set for the opposite operation on what this one leads to: it leads back to this size.
 * @param {Explored} explored
 * @param {number[][]} image the whole image
 */
export function turnedRound({ transposed, output, room, steps }, image) {
  const to = sizeOf(output);
  const fits = to.every((n, a) => n <= sizeOf(image)[a]);
  return {
    transposed: !transposed,
    position: 0,
    ...(fits && { size: oneOrPair(to) }),
    ...(!transposed && { output_padding: oneOrPair(room.map((n, a) => n % steps[a])) }),
  };
}
