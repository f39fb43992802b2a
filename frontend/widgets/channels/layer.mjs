// The layer that the settings make, and what a reader's hand changes in them: numbers alone.
import MOST from "../../../src/cnnlab/widgets/limits/channels.json" with { type: "json" };
import { checkDrawn } from "../../math/array_checks.mjs";
import { Misfit, shown } from "../../math/checks.mjs";
import { convolveChannels, groupsOf } from "../../math/conv.mjs";
import { clamped } from "../../math/range.mjs";
import { resized } from "../../parts/kernel_editor.mjs";
import { same } from "../../parts/model.mjs";
import { slid } from "../../parts/sliding_window.mjs";

export const COLOURS = ["red", "green", "blue"];
const [MOST_OUTPUTS, , ...MOST_WEIGHTS] = MOST.weight; // these along the axes of a table

/**
 * @typedef {object} Settings
 * @property {number[][][]} image
 * @property {number[][][][]} weight
 * @property {number[]} bias
 * @property {number} channel the output channel that is shown in full
 *
 * What the settings mean. `partial[o][d]` is what the table weight[o][d] makes of the colour that it
 * reads, first[o] + d; every kernel has `depth` tables, and its output is rows × columns large.
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
  const shape = checkDrawn("image", image, MOST.image);
  if (shape[0] !== COLOURS.length) {
    throw new Misfit(
      `image must be (3, H, W): red, green and blue, but its shape is (${shape.join(", ")})`,
    );
  }
  checkDrawn("weight", weight, MOST.weight);
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
    throw new Misfit(
      `channel must be from 0 to ${last}, one of the output channels, not ${shown(channel)}`,
    );
  }
  const { length: rows, 0: row } = convolved.output[0];
  const depth = weight[0].length;
  return { ...convolved, image, weight, bias, channel, depth, rows, columns: row.length };
}

/**
 * Which table of an output channel's kernel reads the colour c; undefined if none does.
 * @param {{first: number[], depth: number}} layer
 * @param {number} o
 * @param {number} c
 */
export function tableFor({ first, depth }, o, c) {
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
    added: clamped(added, 0, terms),
    filled,
  };
}

/** @param {number[][][]} kernel @param {number[]} size rows and columns */
const inSize = (kernel, [rows, columns]) => kernel.map((table) => resized(table, rows, columns));

/**
 * Whether an output channel has this kernel, in the layer's own size.
 * @param {Layer} layer
 * @param {number[][][]} kernel
 */
export function usesKernel({ weight, channel }, kernel) {
  const own = weight[channel];
  return same(inSize(kernel, [own[0].length, own[0][0].length]), own);
}

// ---- what a reader's hand changes ----------------------------------------------------------------

/**
 * A layer with all that is out of sight: every output that there could be, with a table of the largest
 * size for every colour. The settings are what can be seen of it, so that what a reader hides, with
 * smaller kernels, fewer outputs or groups, comes back as it was.
 * @typedef {object} Whole
 * @property {number[][][]} image
 * @property {number[][][][]} weight
 * @property {number[]} bias
 * @property {number} channel
 * @property {number[]} size rows and columns of the tables that can be seen
 * @property {boolean} depthwise
 * @property {number} outputs how many can be seen of an ordinary layer
 * @property {number} ownOutputs and how many of a depthwise one
 */

/**
 * What a layer is a part of. Outputs that it does not have get kernels on offer, in their order.
 * @param {Settings} settings
 * @param {number[][][][]} offered
 * @returns {Whole}
 */
export function wholeOf({ image, weight, bias, channel }, offered) {
  const depth = weight[0].length;
  const { first } = groupsOf(COLOURS.length, [weight.length, depth]);
  const size = [weight[0][0].length, weight[0][0][0].length];
  const side = Math.max(...MOST_WEIGHTS, ...size);
  const read = weight.map((kernel, o) =>
    COLOURS.map((_, c) => kernel[tableFor({ first, depth }, o, c) ?? -1] ?? [[0]]),
  );
  const depthwise = depth < COLOURS.length;
  const kernels = Array.from({ length: MOST_OUTPUTS }, (_, o) => read[o] ?? offered[o] ?? read[0]);
  return {
    image,
    weight: kernels.map((kernel) => inSize(kernel, [side, side])),
    bias: kernels.map((_, o) => bias[o] ?? 0),
    channel,
    size,
    depthwise,
    outputs: weight.length,
    ownOutputs: depthwise ? weight.length : COLOURS.length,
  };
}

/**
 * What can be seen of a layer.
 * @param {Whole} whole
 * @returns {Settings}
 */
export function seenOf({ image, weight, bias, channel, size, depthwise, outputs, ownOutputs }) {
  const count = depthwise ? ownOutputs : outputs;
  /** @param {number} o */
  const own = (o) => Math.floor((o * COLOURS.length) / count);
  return {
    image,
    weight: weight
      .slice(0, count)
      .map((kernel, o) => inSize(depthwise ? [kernel[own(o)]] : kernel, size)),
    bias: bias.slice(0, count),
    channel: Math.min(channel, count - 1),
  };
}

/**
 * Another table for a colour, in the size that can be seen: what is around it stays.
 * @param {Whole} whole
 * @param {number} c
 * @param {number[][]} table
 */
export function withTable(whole, c, table) {
  const { channel } = seenOf(whole);
  const side = whole.weight[0][0].length;
  const [put, there] = [table, table.map((row) => row.map(() => 1))].map((k) => resized(k, side));
  const edited = whole.weight[channel][c].map((row, i) =>
    row.map((old, j) => (there[i][j] ? put[i][j] : old)),
  );
  const kernel = whole.weight[channel].with(c, edited);
  return { ...whole, weight: whole.weight.with(channel, kernel) };
}

/** @param {Whole} whole @param {number} value */
export const withBias = (whole, value) => ({
  ...whole,
  bias: whole.bias.with(seenOf(whole).channel, value),
});

/**
 * Another kernel for the output channel shown. A larger one than the layer has makes the layer's larger.
 * @param {Whole} whole
 * @param {number[][][]} kernel
 */
export function withKernel(whole, kernel) {
  const side = whole.weight[0][0].length;
  return {
    ...whole,
    weight: whole.weight.with(seenOf(whole).channel, inSize(kernel, [side, side])),
    size: whole.size.map((n) => Math.max(n, kernel[0].length)),
  };
}
