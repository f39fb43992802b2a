// A stack of windows seen from the side: along one axis, which units a unit reads, layer by layer.
import { checkCount } from "./checks.mjs";
import { receptiveFields } from "./receptive_field.mjs";
import { outputSize } from "./shapes.mjs";

/**
 * A layer's kernel, stride and dilation.
 * @typedef {[kernel: number, stride: number, dilation: number]} Window
 *
 * @typedef {object} Side
 * @property {number[]} sizes units of the input and of each layer
 * @property {{ size: number, jump: number, start: number }[]} fields of the input and of each layer
 */

/** @type {[string, number, number][]} the least and the most of each part of a window */
export const PARTS = [
  ["kernel", 1, 5],
  ["stride", 1, 3],
  ["dilation", 1, 4],
];
export const MOST_LAYERS = 4;

/**
 * @param {number} size pixels of the input
 * @param {Window[]} layers
 * @returns {Side}
 */
export function sideView(size, layers) {
  if (layers.length < 1 || layers.length > MOST_LAYERS)
    throw new RangeError(`layers must be 1 to ${MOST_LAYERS}, not ${layers.length}`);
  const sizes = [checkCount("size", size, 1)];
  layers.forEach((layer, l) => {
    PARTS.forEach(([name, least], part) =>
      checkCount(`the ${name} of layer ${l + 1}`, layer[part], least),
    );
    const [kernel, stride, dilation] = layer;
    try {
      sizes.push(outputSize(sizes[l], kernel, stride, [0, 0], dilation));
    } catch (error) {
      const reason = error instanceof Error ? error.message : error;
      throw new RangeError(`layer ${l + 1} does not fit: ${reason}`, { cause: error });
    }
  });
  const stack = layers.map(([kernel, stride, dilation]) => ({
    ...{ kind: "conv", kernel, stride, padding: 0, dilation },
  }));
  return { sizes, fields: receptiveFields(stack) };
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
