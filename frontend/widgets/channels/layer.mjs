// The layer that the settings make, and what a reader's hand changes in them: numbers alone.
import { checkTensor } from "../../math/checks.mjs";
import { convolveChannels, groupsOf } from "../../math/conv.mjs";
import { resized } from "../../parts/kernel_editor.mjs";
import { slid } from "../../parts/sliding_window.mjs";

export const COLOURS = ["red", "green", "blue"];
const MOST_OUTPUTS = 6;

/**
 * @typedef {object} Settings
 * @property {number[][][]} image
 * @property {number[][][][]} weight
 * @property {number[]} bias
 * @property {number} channel the output channel that is shown in full
 *
 * What the settings mean. `partial[o][d]` is what the kernel weight[o][d] makes of the colour that it
 * reads, first[o] + d; every output channel has `depth` kernels and is rows × columns large.
 * @typedef {Settings & {
 *   groups: number,
 *   depth: number,
 *   first: number[],
 *   partial: number[][][][],
 *   output: number[][][],
 *   rows: number,
 *   columns: number,
 * }} Layer
 *
 * One moment of the animation: the output pixel that the windows stand at, the column between two
 * where they are drawn, how many of the pixel's terms have been added, and how many pixels are there.
 * @typedef {object} Moment
 * @property {number} index
 * @property {number} row
 * @property {number} column
 * @property {number} at
 * @property {number} added
 * @property {number} filled
 */

/**
 * Refuse what cannot be drawn at all.
 * @param {any} image
 * @param {any} weight
 */
export function checkDrawable(image, weight) {
  const shape = checkTensor("image", image, 3);
  if (shape[0] !== COLOURS.length) {
    throw new RangeError(
      `image must be (3, H, W): red, green and blue, but its shape is (${shape.join(", ")})`,
    );
  }
  const outputs = checkTensor("weight", weight, 4)[0];
  if (outputs > MOST_OUTPUTS) {
    throw new RangeError(
      `weight must have at most ${MOST_OUTPUTS} output channels to be drawn, but has ${outputs}`,
    );
  }
}

/**
 * @param {Settings} settings
 * @returns {Layer}
 */
export function layerOf({ image, weight, bias, channel }) {
  checkDrawable(image, weight);
  const convolved = convolveChannels({ image, weight, bias });
  const last = weight.length - 1;
  if (!Number.isInteger(channel) || channel < 0 || channel > last) {
    throw new RangeError(
      `channel must be from 0 to ${last}, one of the output channels, not ${channel}`,
    );
  }
  const { length: rows, 0: row } = convolved.output[0];
  const depth = weight[0].length;
  return { ...convolved, image, weight, bias, channel, depth, rows, columns: row.length };
}

/**
 * Which of an output channel's kernels reads the colour c; undefined if none does.
 * @param {{first: number[], depth: number}} layer
 * @param {number} o
 * @param {number} c
 */
export function kernelFor({ first, depth }, o, c) {
  const d = c - first[o];
  return d >= 0 && d < depth ? d : undefined;
}

/**
 * A fifth of a pixel's time is for sliding, two thirds for adding, and the rest to look at the sum.
 * @param {Layer} layer
 * @param {number} index
 * @param {number} within how much of the pixel's time is over, from 0 to 1
 * @param {number} filled
 * @returns {Moment}
 */
export function momentOf({ columns, depth }, index, within, filled) {
  const [row, column] = [Math.floor(index / columns), index % columns];
  const terms = depth + 1; // the last is the bias
  const added = Math.ceil(((within - 0.2) / 0.65) * terms);
  return {
    index,
    row,
    column,
    at: column > 0 ? column - 1 + slid(within) : column,
    added: Math.max(0, Math.min(terms, added)),
    filled,
  };
}

// ---- what a reader's hand changes: each function returns the traits to set -----------------------

/** @param {number[][][]} kernels @param {number} size */
const inSize = (kernels, size) => kernels.map((kernel) => resized(kernel, size));

/**
 * Whether an output channel has these kernels, in the layer's own size.
 * @param {Layer} layer
 * @param {number[][][]} kernels
 */
export function usesKernels({ weight, channel }, kernels) {
  const own = weight[channel];
  return JSON.stringify(inSize(kernels, own[0].length)) === JSON.stringify(own);
}

/**
 * @param {Settings} settings
 * @param {number} c the colour that the kernel reads
 * @param {number[][]} kernel
 */
export function withKernel({ weight, channel }, c, kernel) {
  const depth = weight[0].length;
  const { first } = groupsOf(COLOURS.length, [weight.length, depth]);
  const kernels = weight[channel].with(kernelFor({ first, depth }, channel, c) ?? 0, kernel);
  return { weight: weight.with(channel, kernels) };
}

/** @param {Settings} settings @param {number} value */
export const withBias = ({ bias, channel }, value) => ({ bias: bias.with(channel, value) });

/**
 * Other kernels for the output channel shown. Larger ones than the layer has make the layer's larger.
 * @param {Settings} settings
 * @param {number[][][]} kernels
 */
export function withKernels({ weight, channel }, kernels) {
  const size = Math.max(kernels[0].length, weight[0][0].length);
  return { weight: weight.with(channel, kernels).map((set) => inSize(set, size)) };
}

/** @param {Settings} settings @param {number} size */
export const withKernelSize = ({ weight }, size) => ({
  weight: weight.map((kernels) => inSize(kernels, size)),
});

/**
 * More or fewer output channels; the new ones get the kernels that the widget offers, in their order.
 * @param {Settings} settings
 * @param {number} count
 * @param {number[][][][]} offered
 */
export function withOutputs({ weight, bias, channel }, count, offered) {
  const sets = Array.from({ length: count }, (_, o) => weight[o] ?? offered[o] ?? weight[0]);
  const size = Math.max(weight[0][0].length, ...sets.map((kernels) => kernels[0].length));
  return {
    channel: Math.min(channel, count - 1),
    weight: sets.map((kernels) => inSize(kernels, size)),
    bias: sets.map((_, o) => bias[o] ?? 0),
  };
}

/**
 * Depthwise: of each output's kernels only the one for its own channel is left.
 * @param {Settings} settings
 */
export function depthwise({ weight, bias, channel }) {
  const { length: kH, 0: row } = weight[0][0];
  const point = resized([[1]], kH, row.length);
  return {
    channel: Math.min(channel, COLOURS.length - 1),
    weight: COLOURS.map((_, o) => [weight[o]?.[o] ?? point]),
    bias: COLOURS.map((_, o) => bias[o] ?? 0),
  };
}

/**
 * The same layer without groups: zeros for the channels that an output does not read.
 * @param {Settings} settings
 */
export function withoutGroups({ weight }) {
  const depth = weight[0].length;
  const { first } = groupsOf(COLOURS.length, [weight.length, depth]);
  const zeros = weight[0][0].map((row) => row.map(() => 0));
  return {
    weight: weight.map((kernels, o) =>
      COLOURS.map((_, c) => kernels[kernelFor({ first, depth }, o, c) ?? -1] ?? zeros),
    ),
  };
}
