// Kernels, feature maps and digits, painted.
import { clamped } from "../../math/range.mjs";
import { html } from "../../parts/dom.mjs";

const GAP = 2; // pixels between maps
const MAP = 40; // pixels that a map is wide, as far as its cells allow
const CELL = { least: 3, most: 12 };

/**
 * Paint maps side by side. `colour` gives red, green and blue for a number.
 * @param {HTMLCanvasElement} canvas
 * @param {ArrayLike<number>} values map after map, row after row
 * @param {[count: number, rows: number, columns: number]} shape
 * @param {(value: number) => number[]} colour
 */
export function paintMaps(canvas, values, [count, rows, columns], colour) {
  // As many side by side as below each other, or twice as many.
  const across = Math.min(count, 2 ** Math.ceil(Math.log2(count) / 2));
  const room = count > 1 || rows > 1 ? Math.floor(MAP / columns) : CELL.most;
  const cell = clamped(room, CELL.least, CELL.most);
  const [pitchX, pitchY] = [columns * cell + GAP, rows * cell + GAP];
  const [height, width] = [Math.ceil(count / across) * pitchY - GAP, across * pitchX - GAP];
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const image = context.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  for (let n = 0; n < Math.min(values.length, count * rows * columns); n++) {
    const [map, place] = [Math.floor(n / rows / columns), n % (rows * columns)];
    const x = (map % across) * pitchX + (place % columns) * cell;
    const y = Math.floor(map / across) * pitchY + Math.floor(place / columns) * cell;
    const [red, green, blue] = colour(values[n]);
    const pixel = (255 << 24) | (blue << 16) | (green << 8) | red;
    for (let line = y; line < y + cell; line++)
      pixels.fill(pixel, line * width + x, line * width + x + cell);
  }
  context.putImageData(image, 0, 0);
}

/** A digit, 64 numbers from 0 to 16. @param {ArrayLike<number>} pixels @param {string} label */
export function digitPicture(pixels, label) {
  const canvas = /** @type {HTMLCanvasElement} */ (
    html("canvas", { role: "img", "aria-label": label })
  );
  paintMaps(canvas, pixels, [1, 8, 8], (value) => Array(3).fill(Math.round((255 * value) / 16)));
  return canvas;
}

const LONGEST = 16; // numbers in a row where there are no maps

/**
 * How the numbers of a layer lie side by side.
 * @param {number[]} shape
 * @returns {[count: number, rows: number, columns: number]}
 */
export const layout = ([count, rows, columns]) =>
  rows === undefined
    ? [1, Math.ceil(count / LONGEST), Math.min(count, LONGEST)]
    : [count, rows, columns];

/** @param {ArrayLike<number>} values */
export const largestOf = (values) => {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i]));
  return most || 1;
};

/**
 * What the first layer with weights looks at: each kernel as a map, of the first input channel.
 * @param {import("../../math/network/stack.mjs").PlannedLayer | undefined} planned
 * @param {Float32Array | undefined} weights
 * @returns {{ values: number[], shape: [number, number, number], note: string } | null}
 */
export function firstKernels(planned, weights) {
  if (!planned || !weights) return null;
  const shape = planned.parameters[0];
  if (planned.layer.kind === "linear") {
    if (shape[1] !== 64) return null;
    return { values: [...weights], shape: [shape[0], 8, 8], note: "a weight for each pixel" };
  }
  const [outputs, inputs, rows, columns] = shape.slice(-4);
  const size = rows * columns;
  // Untied, there is a set for each place: that in the middle is shown.
  const [height, width] = shape.length === 6 ? shape : [1, 1];
  const start = (Math.floor(height / 2) * width + Math.floor(width / 2)) * outputs * inputs * size;
  const values = Array.from({ length: outputs * size }, (_, n) => {
    const [o, at] = [Math.floor(n / size), n % size];
    return weights[start + o * inputs * size + at];
  });
  const note = shape.length === 6 ? "those of the place in the middle" : "the same at every place";
  return { values, shape: [outputs, rows, columns], note };
}
