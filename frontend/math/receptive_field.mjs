// A stack of layers on an image: what it may be made of, and what a unit of it sees of the layers
// below.
import LIMITS from "../../src/cnnlab/widgets/limits/receptive_field.json" with { type: "json" };
import { checkUpTo, Misfit, misfitOf, shown } from "./checks.mjs";
import { outputSize } from "./shapes.mjs";
import { transposed } from "./tables.mjs";

/**
 * @typedef {{ kind: string, kernel: number, stride: number, padding: number, dilation: number }} Layer
 * @typedef {{ size: number, jump: number, start: number }} Field
 *
 * A layer, a row and a column. Layer 0 is the image itself.
 * @typedef {[layer: number, row: number, column: number]} Unit
 *
 * Along one axis, what a unit sees of a layer below it: the units, and the ends of its field, padding
 * included.
 * @typedef {{ seen: number[], from: number, to: number }} Sight
 *
 * The image and each layer that fits have a shape and a map, from the image on; the image and every
 * layer have a field. `problem` says why the next layer does not fit.
 * @typedef {{ layers: Layer[], fields: Field[], shapes: number[][], maps: number[][][],
 *   problem: string | null }} Stack
 */

/** @type {Record<string, string>} */
export const KINDS = { conv: "convolution", pool: "max pool" };
export const MOST_LAYERS = LIMITS.layers;
export const MOST_PIXELS = LIMITS.image;
/** The least and the most that a layer's numbers can be. @type {Record<string, number[]>} */
export const PARTS = LIMITS.layer;

/**
 * @param {string} name
 * @param {any} layers
 */
export function checkLayers(name, layers) {
  if (!Array.isArray(layers))
    throw new Misfit(`${name} must be a list of layers, not ${shown(layers)}`);
  if (layers.length > MOST_LAYERS)
    throw new Misfit(`${name} must have at most ${MOST_LAYERS} layers, not ${layers.length}`);
  layers.forEach((layer, i) => checkLayer(`${name}[${i}]`, layer));
}

/**
 * @param {string} name
 * @param {any} layer
 */
function checkLayer(name, layer) {
  if (!Object.hasOwn(KINDS, layer?.kind ?? "")) {
    const kinds = Object.keys(KINDS).join(" or ");
    throw new Misfit(`${name} must be of kind ${kinds}, not ${shown(layer?.kind)}`);
  }
  for (const [part, limits] of Object.entries(PARTS)) {
    checkUpTo(`the ${part} of ${name}`, layer[part], ...limits);
  }
}

/**
 * Refuse a pool with windows that could lie in the padding altogether.
 * @param {Layer} layer
 */
export function checkPoolPadding({ kind, kernel, padding }) {
  if (kind === "pool" && 2 * padding > kernel) {
    throw new Misfit(
      `a pool’s padding must be at most half its kernel of ${kernel}, not ${padding}`,
    );
  }
}

/**
 * @param {number[][]} image
 * @param {Layer[]} layers
 * @returns {Stack}
 */
export function buildStack(image, layers) {
  const { shapes, problem } = stackShapes([image.length, image[0].length], layers);
  const maps = [image];
  for (const layer of layers.slice(0, shapes.length - 1)) {
    maps.push(layerMap(maps[maps.length - 1], layer));
  }
  return { layers, fields: receptiveFields(layers), shapes, maps, problem };
}

/**
 * cnnlab.receptive_field, with the image itself before the layers.
 * @param {Omit<Layer, "kind">[]} layers
 */
export function receptiveFields(layers) {
  let [size, jump, start] = [1, 1, 0];
  const fields = [{ size, jump, start }];
  for (const { kernel, stride, padding, dilation } of layers) {
    const reach = dilation * (kernel - 1);
    size += reach * jump;
    start += (reach / 2 - padding) * jump;
    jump *= stride;
    fields.push({ size, jump, start });
  }
  return fields;
}

/**
 * Rows and columns of the image and of every layer that fits; `problem` says why the next does not.
 * @param {number[]} shape
 * @param {Layer[]} layers
 */
export function stackShapes(shape, layers) {
  const shapes = [shape];
  for (const [i, layer] of layers.entries()) {
    const { kernel, stride, padding, dilation } = layer;
    try {
      checkPoolPadding(layer);
      shapes.push(
        shapes[i].map((n) => outputSize(n, kernel, stride, [padding, padding], dilation)),
      );
    } catch (error) {
      return { shapes, problem: `Layer ${i + 1} does not fit: ${misfitOf(error)}` };
    }
  }
  return { shapes, problem: null };
}

/**
 * The unit of the stack that is nearest to a picked one, which may lie beyond its ends.
 * @param {Stack} stack
 * @param {Unit} picked
 * @returns {Unit}
 */
export function unitOf({ shapes }, [layer, row, column]) {
  const last = Math.min(layer, shapes.length - 1);
  const [rows, columns] = shapes[last];
  return [last, Math.min(row, rows - 1), Math.min(column, columns - 1)];
}

/**
 * Where the centre of a unit's field lies in the image.
 * @param {Stack} stack
 * @param {Unit} unit
 */
export function centreOf({ fields }, [layer, row, column]) {
  const { start, jump } = fields[layer];
  return [start + row * jump, start + column * jump];
}

/**
 * The unit of a layer whose field lies nearest around a place in the image.
 * @param {{ fields: Field[], shapes: number[][] }} stack
 * @param {number} layer
 * @param {number[]} centre
 * @returns {Unit}
 */
export function nearestUnit({ fields, shapes }, layer, centre) {
  const { start, jump } = fields[layer];
  const [row, column] = shapes[layer].map((n, axis) =>
    Math.min(n - 1, Math.max(0, Math.round((centre[axis] - start) / jump))),
  );
  return [layer, row, column];
}

/**
 * What a unit sees of the image and of every layer up to its own, along both axes.
 * @param {Stack} stack
 * @param {Unit} unit
 * @returns {[down: Sight, across: Sight][]}
 */
export function sightsOf({ shapes, layers }, [layer, row, column]) {
  const [down, across] = [row, column].map((i, axis) =>
    fieldPath(
      shapes.map((shape) => shape[axis]),
      layers.slice(0, layer),
      i,
    ),
  );
  return down.map((sight, l) => [sight, across[l]]);
}

/**
 * Along one axis: what unit `index` of layer `layers.length` sees of every layer below it, and of
 * itself.
 * @param {number[]} sizes
 * @param {Layer[]} layers
 * @param {number} index
 * @returns {Sight[]}
 */
export function fieldPath(sizes, layers, index) {
  const path = [{ seen: [index], from: index, to: index }];
  for (let l = layers.length - 1; l >= 0; l--) {
    const { kernel, stride, padding, dilation } = layers[l];
    const above = path[0];
    const first = (/** @type {number} */ i) => i * stride - padding;
    const seen = new Set();
    for (const i of above.seen) {
      for (let tap = 0; tap < kernel; tap++) seen.add(first(i) + tap * dilation);
    }
    path.unshift({
      seen: [...seen].filter((i) => i >= 0 && i < sizes[l]).sort((a, b) => a - b),
      from: first(above.from),
      to: first(above.to) + dilation * (kernel - 1),
    });
  }
  return path;
}

/**
 * What a layer makes of a map, to be looked at: a mean where a learned kernel would be, or a maximum.
 * Both work on rows and columns one after the other.
 * @param {number[][]} map
 * @param {Layer} layer
 */
function layerMap(map, layer) {
  const columns = map.map((row) => alongAxis(row, layer));
  return transposed(transposed(columns).map((row) => alongAxis(row, layer)));
}

/**
 * @param {number[]} values
 * @param {Layer} layer
 */
function alongAxis(values, { kind, kernel, stride, padding, dilation }) {
  const count = outputSize(values.length, kernel, stride, [padding, padding], dilation);
  return Array.from({ length: count }, (_, i) => {
    const taps = Array.from(
      { length: kernel },
      (_, tap) => values[i * stride - padding + tap * dilation],
    );
    if (kind === "pool") return Math.max(...taps.map((v) => v ?? -Infinity));
    return taps.reduce((sum, v) => sum + (v ?? 0), 0) / kernel;
  });
}
