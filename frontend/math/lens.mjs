// A picture in colour, one kernel slid over each of its channels, what a stride or pooling leaves of
// it, and the waves in it. At its edge the picture goes on with its other side, as waves do.
import LIMITS from "../../src/cnnlab/widgets/limits/lens.json" with { type: "json" };
import { binomialRow } from "./binomial.mjs";
import { magnitudes } from "./fft.mjs";

export const SIDE = LIMITS.side;
export const CHANNELS = ["red", "green", "blue"];
export const POOLINGS = ["none", "max", "average"];
const GREY = [0.2125, 0.7154, 0.0721]; // the channels' weights in cnnlab.images.to_grey

/**
 * A square picture: its three channels one after the other, row by row.
 * @typedef {{ planes: Float32Array, side: number }} Picture
 *
 * @typedef {object} Settings
 * @property {number[][]} kernel
 * @property {number} dilation
 * @property {number} stride
 * @property {boolean} blur_first before the stride
 * @property {boolean} relu
 * @property {string} pooling one of POOLINGS
 * @property {number} pool_size
 */

/**
 * Rows and columns that the kernel reaches before the pixel that it lies on, and in all: "same"
 * padding.
 * @param {number[][]} kernel
 * @param {number} dilation
 */
export function reachOf(kernel, dilation) {
  const whole = [kernel.length, kernel[0].length].map((size) => dilation * (size - 1));
  return { before: whole.map((pixels) => Math.floor(pixels / 2)), whole };
}

/**
 * All that the settings make of a picture, in their order.
 * @param {Picture} picture
 * @param {Settings} settings
 * @returns {Picture}
 */
export function filtered(
  picture,
  { kernel, dilation, stride, blur_first, relu, pooling, pool_size },
) {
  const blurs = blur_first && stride > 1;
  let result = convolved(picture, kernel, dilation, blurs ? 1 : stride);
  if (relu) makePositive(result.planes);
  if (blurs) result = blurred(result, stride);
  return pooling === "none" ? result : pooled(result, pooling, pool_size);
}

/** @param {Float32Array} values */
function makePositive(values) {
  for (let i = 0; i < values.length; i++) if (values[i] < 0) values[i] = 0;
}

/**
 * @param {Picture} picture
 * @param {number[][]} kernel
 * @param {number} dilation
 * @param {number} stride
 */
function convolved({ planes, side }, kernel, dilation, stride) {
  const { before, whole } = reachOf(kernel, dilation);
  const size = side / stride;
  const width = side + whole[1];
  const taps = tapsOf(kernel, dilation, width);
  const output = new Float32Array(3 * size * size);
  const sums = new Float64Array(size);
  for (let channel = 0; channel < 3; channel++) {
    const bordered = withBorder(planes.subarray(channel * side * side), side, before, whole);
    for (let row = 0; row < size; row++) {
      sums.fill(0);
      for (let t = 0; t < taps.weights.length; t += 5)
        addRow(sums, bordered, row * stride * width, stride, taps, t);
      output.set(sums, (channel * size + row) * size);
    }
  }
  return { planes: output, side: size };
}

/**
 * The kernel's weights that are not 0, and where their pixels lie, seen from the window's first. Their
 * number is a multiple of five, since five are added at once.
 * @typedef {{ weights: Float64Array, places: Int32Array }} Taps
 */

/**
 * @param {number[][]} kernel
 * @param {number} dilation
 * @param {number} width how long a row is
 * @returns {Taps}
 */
function tapsOf(kernel, dilation, width) {
  const taps = kernel
    .flatMap((row, i) => row.map((weight, j) => ({ weight, place: dilation * (i * width + j) })))
    .filter(({ weight }) => weight !== 0);
  const count = 5 * Math.ceil(taps.length / 5);
  const [weights, places] = [new Float64Array(count), new Int32Array(count)];
  weights.set(taps.map(({ weight }) => weight));
  places.set(taps.map(({ place }) => place));
  return { weights, places };
}

/**
 * Add five taps' products to a row of sums: in typed arrays, and unrolled, this takes a quarter of the
 * time of one tap after the other.
 * @param {Float64Array} sums
 * @param {Float32Array} pixels
 * @param {number} start
 * @param {number} step
 * @param {Taps} taps
 * @param {number} t the first of the five
 */
function addRow(sums, pixels, start, step, { weights, places }, t) {
  const [v, w, x] = [weights[t], weights[t + 1], weights[t + 2]];
  const [y, z] = [weights[t + 3], weights[t + 4]];
  const [a, b, c] = [places[t], places[t + 1], places[t + 2]];
  const [d, e] = [places[t + 3], places[t + 4]];
  for (let i = 0, at = start; i < sums.length; i++, at += step)
    sums[i] +=
      v * pixels[at + a] +
      w * pixels[at + b] +
      x * pixels[at + c] +
      y * pixels[at + d] +
      z * pixels[at + e];
}

/**
 * A channel with the border that the kernel needs, taken from its other side.
 * @param {Float32Array} plane
 * @param {number} side
 * @param {number[]} before
 * @param {number[]} whole
 */
function withBorder(plane, side, [above, left], [down, across]) {
  const width = side + across;
  const bordered = new Float32Array((side + down) * width);
  for (let row = 0; row < side + down; row++) {
    const from = around(row - above, side) * side;
    const line = bordered.subarray(row * width, (row + 1) * width);
    line.set(plane.subarray(from, from + side), left);
    line.copyWithin(0, side, side + left);
    line.copyWithin(left + side, left, across);
  }
  return bordered;
}

/** @param {number} index @param {number} side */
const around = (index, side) => ((index % side) + side) % side;

/**
 * Every `stride`-th pixel of the blurred picture: along the rows, then down the columns.
 * @param {Picture} picture
 * @param {number} stride
 */
function blurred({ planes, side }, stride) {
  // A quarter is left of the fastest waves that the kept pixels can show, whatever the stride.
  const weights = binomialRow(stride * stride + 1);
  const half = (weights.length - 1) / 2;
  const size = side / stride;
  const output = new Float32Array(3 * size * size);
  for (let channel = 0; channel < 3; channel++) {
    const plane = planes.subarray(channel * side * side);
    const bordered = withBorder(plane, side, [0, half], [0, 2 * half]);
    const across = new Float64Array(side * size);
    for (let row = 0; row < side; row++) {
      for (let column = 0; column < size; column++) {
        const start = row * (side + 2 * half) + column * stride;
        let sum = 0;
        for (let t = 0; t < weights.length; t++) sum += weights[t] * bordered[start + t];
        across[row * size + column] = sum;
      }
    }
    for (let row = 0; row < size; row++) {
      const sums = new Float64Array(size);
      weights.forEach((weight, t) => {
        const from = around(row * stride + t - half, side) * size;
        for (let column = 0; column < size; column++)
          sums[column] += weight * across[from + column];
      });
      output.set(sums, (channel * size + row) * size);
    }
  }
  return { planes: output, side: size };
}

/**
 * @param {Picture} picture
 * @param {string} pooling
 * @param {number} width of a window, and its stride
 */
function pooled({ planes, side }, pooling, width) {
  const size = side / width;
  const isMax = pooling === "max";
  const output = new Float32Array(3 * size * size);
  for (let i = 0; i < output.length; i++) {
    // A channel's rows follow the last row of the channel before it.
    const [row, column] = [Math.floor(i / size), i % size];
    let value = isMax ? -Infinity : 0;
    for (let y = 0; y < width; y++) {
      for (let x = 0; x < width; x++) {
        const pixel = planes[(row * width + y) * side + column * width + x];
        value = isMax ? Math.max(value, pixel) : value + pixel / (width * width);
      }
    }
    output[i] = value;
  }
  return { planes: output, side: size };
}

/**
 * The window on a pixel, in one channel: each weight, the pixel under it, and their product.
 * @param {Picture} picture
 * @param {Settings} settings
 * @param {number} row
 * @param {number} column
 * @param {number} channel
 */
export function windowOn({ planes, side }, { kernel, dilation }, row, column, channel) {
  const [above, left] = reachOf(kernel, dilation).before;
  return kernel.flatMap((weights, i) =>
    weights.map((weight, j) => {
      const y = around(row - above + i * dilation, side);
      const x = around(column - left + j * dilation, side);
      const colour = CHANNELS.map((_, c) => planes[(c * side + y) * side + x]);
      return { weight, colour, pixel: colour[channel], product: weight * colour[channel] };
    }),
  );
}

/**
 * The output that a pixel's sum goes into, and whether the stride passes over it.
 * @param {Settings} settings
 * @param {number} row
 * @param {number} column
 */
export function outputOf({ stride, blur_first, pooling, pool_size }, row, column) {
  const skipped = !blur_first && (row % stride !== 0 || column % stride !== 0);
  const step = stride * (pooling === "none" ? 1 : pool_size);
  return { skipped, step, place: [row, column].map((pixel) => Math.floor(pixel / step)) };
}

/**
 * What is black and what is white in an output: it depends on the kernel alone, so that a camera's
 * picture does not flicker. Weights that add up to 0 have 0 in the middle.
 * @param {number[][]} kernel
 * @param {boolean} relu
 */
export function shownRange(kernel, relu) {
  const weights = kernel.flat();
  const sum = weights.reduce((a, b) => a + b, 0);
  const size = weights.reduce((a, b) => a + Math.abs(b), 0) || 1;
  if (sum > 1e-6 * size) return [0, 255 * sum];
  if (sum < -1e-6 * size) return [255 * sum, 0];
  const most = (255 * size) / 4; // half of what the positive weights can make
  return [relu ? 0 : -most, most];
}

/** @param {number[]} colour */
export const greyOf = (colour) => GREY.reduce((sum, share, c) => sum + share * colour[c], 0);

/**
 * How strong each wave of the picture's grey levels is, the slowest in the middle: its amplitude.
 * @param {Picture} picture
 */
export function spectrumOf({ planes, side }) {
  const count = side * side;
  const grey = new Float32Array(count);
  const [red, green, blue] = GREY.map((share) => share / count);
  for (let i = 0; i < count; i++)
    grey[i] = red * planes[i] + green * planes[count + i] + blue * planes[2 * count + i];
  return magnitudes(grey, side);
}

/**
 * How much of each wave the kernel lets through.
 * @param {number[][]} kernel
 * @param {number} dilation
 * @param {number} side
 */
export function responseOf(kernel, dilation, side = SIDE) {
  const image = new Float64Array(side * side);
  kernel.forEach((weights, i) =>
    weights.forEach((weight, j) => (image[(i * side + j) * dilation] = weight)),
  );
  return magnitudes(image, side);
}

/**
 * The share of a picture's variance that is in its fast waves: those of more than half of the highest
 * frequency along either axis.
 * @param {Float64Array} spectrum
 * @param {number} side
 */
export function fastShare(spectrum, side) {
  const half = side / 2;
  const mean = spectrum[half * side + half] ** 2;
  const isFast = (/** @type {number} */ place) => Math.abs(place - half) > side / 4;
  let [fast, all] = [0, -mean];
  for (let row = 0, i = 0; row < side; row++) {
    for (let column = 0; column < side; column++, i++) {
      const power = spectrum[i] * spectrum[i];
      all += power;
      if (isFast(row) || isFast(column)) fast += power;
    }
  }
  return all > 1e-9 * mean ? fast / all : 0;
}

const [WHITE, DECADES] = [12.75, 3.5]; // the amplitude that is white, and from there to black

/**
 * The brightness, from 0 to 1, that stands for an amplitude: its logarithm, so that faint waves are
 * seen beside strong ones.
 * @param {number} amplitude
 */
export const brightnessOf = (amplitude) =>
  Math.min(1, Math.max(0, 1 + Math.log10(amplitude / WHITE) / DECADES));
