// A stack of windows seen from the side: along one axis, which units a unit reads, layer by layer, and
// which pixel past all of them.
import LIMITS from "../../src/cnnlab/widgets/limits/side_view.json" with { type: "json" };
import { checkCount, checkUpTo, Misfit, misfitOf } from "./checks.mjs";
import { receptiveFields } from "./receptive_field.mjs";
import { outputSize } from "./shapes.mjs";

/**
 * A layer's kernel, stride and dilation.
 * @typedef {[kernel: number, stride: number, dilation: number]} Window
 *
 * @typedef {object} Side
 * @property {number[]} sizes units of the input and of each layer
 * @property {{ size: number, jump: number, start: number }[]} fields of the input and of each layer
 * @property {number | null} skip the pixel that unit 0 of the last layer reads past all layers, if any
 */

/** Each part of a window, with the least and the most that it may be. */
export const PARTS = Object.entries(LIMITS.layer);
export const MOST_LAYERS = LIMITS.layers;
/** Less leaves a stack no room. */
export const SIZES = LIMITS.size;

/** @param {any} layers */
export function checkLayers(layers) {
  if (!Array.isArray(layers) || !layers.every(Array.isArray))
    throw new Misfit("layers must be a list of layers, each a list of three numbers");
  if (layers.length < 1 || layers.length > MOST_LAYERS)
    throw new Misfit(`layers must hold 1 to ${MOST_LAYERS} layers, not ${layers.length}`);
  layers.forEach((layer, l) =>
    PARTS.forEach(([name, limits], part) =>
      checkUpTo(`the ${name} of layer ${l + 1}`, layer[part], ...limits),
    ),
  );
}

/**
 * @param {number} size pixels of the input
 * @param {Window[]} layers
 * @param {number | null} skip
 * @returns {Side}
 */
export function sideView(size, layers, skip = null) {
  checkLayers(layers);
  const sizes = [checkUpTo("size", size, ...SIZES)];
  layers.forEach(([kernel, stride, dilation], l) => {
    try {
      sizes.push(outputSize(sizes[l], kernel, stride, [0, 0], dilation));
    } catch (error) {
      throw new Misfit(`layer ${l + 1} does not fit: ${misfitOf(error)}`, { cause: error });
    }
  });
  const stack = layers.map(([kernel, stride, dilation]) => ({
    ...{ kind: "conv", kernel, stride, padding: 0, dilation },
  }));
  const fields = receptiveFields(stack);
  if (skip !== null) checkSkip(sizes, fields[layers.length].jump, skip);
  return { sizes, fields, skip };
}

/**
 * Refuse a skip that leads some unit beyond the input.
 * @param {number[]} sizes
 * @param {number} jump of the last layer
 * @param {number} skip
 */
function checkSkip(sizes, jump, skip) {
  checkCount("skip", skip, 0);
  const layer = sizes.length - 1;
  const [pixel, unit] = [sizes[0] - 1, sizes[layer] - 1]; // the last ones
  const most = pixel - unit * jump;
  if (skip > most)
    throw new Misfit(
      `through the skip, unit ${unit} of layer ${layer} would read pixel ${skip + unit * jump}, but the last pixel is ${pixel}: skip must be at most ${most}, not ${skip}`,
    );
}

/**
 * The pixel that a unit reads through the skip, and how far right of the middle of the unit's field it
 * is; null for a unit that has no skip.
 * @param {Side} side
 * @param {number} layer
 * @param {number} unit
 */
export function skipBy({ fields, skip }, layer, unit) {
  if (skip === null || layer < fields.length - 1) return null;
  const { start, jump } = fields[layer];
  return { pixel: skip + unit * jump, apart: skip - start };
}

/**
 * The units that a unit reads, directly and through the layers between.
 * @param {Window[]} layers
 * @param {number} layer 0 is the input
 * @param {number} unit
 * @returns {{ seen: number[][], lines: [layer: number, from: number, to: number][] }} `seen` from
 * the input on; a line joins unit `from` of a layer to unit `to` of the layer below
 */
export function readBy(layers, layer, unit) {
  /** @type {number[][]} */
  const seen = [[unit]];
  /** @type {[number, number, number][]} */
  const lines = [];
  for (let l = layer; l > 0; l--) {
    const [kernel, stride, dilation] = layers[l - 1];
    const below = new Set();
    for (const from of seen[0]) {
      for (let tap = 0; tap < kernel; tap++) {
        const to = from * stride + tap * dilation;
        lines.push([l, from, to]);
        below.add(to);
      }
    }
    seen.unshift([...below].sort((a, b) => a - b));
  }
  return { seen, lines };
}
