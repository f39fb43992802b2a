// Where one number of a network comes from: what it is computed of, and the pixels that it can see.
import { runNetwork } from "./packed.mjs";
import { fieldPath } from "../receptive_field.mjs";

/**
 * A layer, and in its output a channel, a row and a column, or an index if it has no maps.
 * @typedef {number[]} Picked
 *
 * A number that is multiplied by a weight, and where it stands; `at` is null for a zero of the padding.
 * @typedef {{ at: Picked | null, value: number, weight: number, product: number }} Term
 *
 * What a number is made of: terms by the channels that they come from (a linear layer has one group),
 * and a bias; or the numbers of which one was taken.
 * @typedef {{ type: string, value: number, groups: { terms: Term[], sum: number }[], columns: number,
 *   bias: number, from: Picked | null, field: number[][] }} Origin
 */

/** @param {number[]} shape @param {number[]} place */
const flatIndex = (shape, place) => place.reduce((index, n, axis) => index * shape[axis] + n, 0);

/**
 * @param {number[]} shape
 * @param {number} index
 */
export const placeOf = (shape, index) =>
  shape.reduceRight(
    ({ rest, place }, size) => ({ rest: Math.floor(rest / size), place: [rest % size, ...place] }),
    { rest: index, place: /** @type {number[]} */ ([]) },
  ).place;

/**
 * @param {any[]} layers
 * @param {number[][]} image
 * @param {Picked} picked
 * @returns {Origin}
 */
export function originOf(layers, image, picked) {
  const outputs = runNetwork(layers, image);
  const pixels = { shape: [1, image.length, image[0].length], values: image.flat() };
  const [l, ...place] = picked;
  const { shape, values } = outputs[l] ?? {};
  if (
    shape?.length !== place.length ||
    !place.every((n, i) => Number.isInteger(n) && n >= 0 && n < shape[i])
  )
    throw new RangeError(`there is no number [${picked.join(", ")}] in this network`);
  const layer = layers[l];
  const input = outputs[l - 1] ?? pixels;
  const numberAt = (/** @type {number[]} */ at) => input.values[flatIndex(input.shape, at)];
  const common = {
    type: layer.type,
    value: values[flatIndex(shape, place)],
    groups: /** @type {Origin["groups"]} */ ([]),
    columns: 1,
    bias: 0,
    from: /** @type {Picked | null} */ (null),
    field: fieldOf(
      layers,
      [pixels, ...outputs].map((x) => x.shape),
      picked,
    ),
  };
  /** @param {number[]} at @param {number} weight @returns {Term} */
  const term = (at, weight) => {
    const inside = at.every((n, axis) => n >= 0 && n < input.shape[axis]);
    const value = inside ? numberAt(at) : 0;
    return { at: inside ? [l - 1, ...at] : null, value, weight, product: value * weight };
  };
  const group = (/** @type {Term[]} */ terms) => ({
    terms,
    sum: terms.reduce((sum, { product }) => sum + product, 0),
  });

  if (layer.type === "conv2d") {
    const [, channels, kH, kW] = layer.shape;
    const [o, top, left] = [
      place[0],
      ...[0, 1].map((axis) => place[axis + 1] * layer.stride[axis] - layer.padding[axis][0]),
    ];
    const groups = Array.from({ length: channels }, (_, channel) =>
      group(
        Array.from({ length: kH * kW }, (__, i) =>
          term(
            [channel, top + Math.floor(i / kW), left + (i % kW)],
            layer.weights[(o * channels + channel) * kH * kW + i],
          ),
        ),
      ),
    );
    return { ...common, groups, columns: kW, bias: layer.bias[o] };
  }
  if (layer.type === "linear") {
    const [, inputs] = layer.shape;
    const terms = Array.from({ length: inputs }, (_, i) =>
      term([i], layer.weights[place[0] * inputs + i]),
    );
    return { ...common, groups: [group(terms)], bias: layer.bias[place[0]] };
  }
  if (layer.type === "max_pool2d") {
    const [kH, kW] = layer.kernel;
    const [top, left] = [0, 1].map((axis) => place[axis + 1] * layer.stride[axis]);
    const terms = Array.from({ length: kH * kW }, (_, i) =>
      term([place[0], top + Math.floor(i / kW), left + (i % kW)], 1),
    );
    const most = terms.find(({ value }) => value === common.value);
    return { ...common, groups: [group(terms)], columns: kW, from: most?.at ?? null };
  }
  const below = layer.type === "flatten" ? placeOf(input.shape, place[0]) : place;
  return { ...common, from: [l - 1, ...below] };
}

/**
 * The first and the last row, and column, of the pixels that a number can depend on.
 * @param {any[]} layers
 * @param {number[][]} shapes of the image and of every output
 * @param {Picked} picked
 */
function fieldOf(layers, shapes, [l, ...place]) {
  const all = [0, 1].map((axis) => [0, shapes[0][axis + 1] - 1]);
  if (place.length !== 3) return all; // a linear layer sees everything
  return [0, 1].map((axis) => {
    const below = layers.slice(0, l + 1).map((layer) => alongAxis(layer, axis));
    const sizes = shapes.map((shape) => shape[axis + 1]);
    const { seen } = fieldPath(sizes, below, place[axis + 1])[0];
    return seen.length ? [seen[0], seen[seen.length - 1]] : all[axis];
  });
}

/** @param {any} layer @param {number} axis @returns {import("../receptive_field.mjs").Layer} */
function alongAxis({ type, shape, kernel, stride, padding }, axis) {
  const kind = type === "max_pool2d" ? "pool" : "conv";
  const [size, step] =
    type === "conv2d"
      ? [shape[axis + 2], stride[axis]]
      : kernel
        ? [kernel[axis], stride[axis]]
        : [1, 1];
  return { kind, kernel: size, stride: step, padding: padding?.[axis][0] ?? 0, dilation: 1 };
}

/**
 * A number of the flattened maps, as the number in the map that it is.
 * @param {any[]} layers
 * @param {number[][]} shapes of every output
 * @param {Picked} picked
 * @returns {Picked}
 */
export function unflattened(layers, shapes, picked) {
  const [l, index] = picked;
  if (layers[l]?.type !== "flatten") return picked;
  return unflattened(layers, shapes, [l - 1, ...placeOf(shapes[l - 1] ?? [1, 8, 8], index)]);
}
