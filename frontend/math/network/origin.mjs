// Where one number of a network comes from: what it is computed of, and the pixels that it can see.
import { range } from "../range.mjs";
import { fieldPath } from "../receptive_field.mjs";
import { sum } from "../sums.mjs";
import { flatIndex, placeOf } from "./places.mjs";

/**
 * @typedef {import("./packed.mjs").Output} Output
 * @typedef {import("./places.mjs").Picked} Picked
 *
 * A number that is multiplied by a weight, and where it stands; `at` is null for a zero of the padding.
 * @typedef {{ at: Picked | null, value: number, weight: number, product: number }} Term
 *
 * What a number is made of: terms by the channels that they come from (a linear layer has one group),
 * and a bias; or the numbers of which one was taken.
 * @typedef {{ type: string, value: number, groups: { terms: Term[], sum: number }[], columns: number,
 *   bias: number, from: Picked | null, field: number[][] }} Origin
 */

/**
 * @param {any[]} layers
 * @param {number[][]} image
 * @param {Output[]} outputs of all layers for this image
 * @param {Picked} picked
 * @returns {Origin}
 */
export function originOf(layers, image, outputs, picked) {
  const pixels = { shape: [1, image.length, image[0].length], values: image.flat() };
  const [l, ...place] = picked;
  const [input, output] = [outputs[l - 1] ?? pixels, outputs[l]];
  const shapes = [pixels, ...outputs].map(({ shape }) => shape);
  return {
    ...{ type: layers[l].type, value: output.values[flatIndex(output.shape, place)] },
    ...{ groups: [], columns: 1, bias: 0, from: null },
    ...madeOf(layers[l], place, input, l),
    field: fieldOf(layers, shapes, picked),
  };
}

/**
 * What a number of layer `l` is made of: the groups of terms, or the number that was taken.
 * @param {any} layer
 * @param {number[]} place
 * @param {{ shape: number[], values: ArrayLike<number> }} input
 * @param {number} l
 * @returns {Partial<Origin>}
 */
function madeOf(layer, place, input, l) {
  /** @type {TermOf} */
  const term = (at, weight) => {
    const inside = at.every((n, axis) => n >= 0 && n < input.shape[axis]);
    const value = inside ? input.values[flatIndex(input.shape, at)] : 0;
    return { at: inside ? [l - 1, ...at] : null, value, weight, product: value * weight };
  };
  if (layer.type === "conv2d") return sumOfWindows(layer, place, term);
  if (layer.type === "linear") return sumOfAll(layer, place, term);
  if (layer.type === "max_pool2d") return largestOfWindow(layer, place, term);
  const below = layer.type === "flatten" ? placeOf(input.shape, place[0]) : place;
  return { from: [l - 1, ...below] };
}

/** @typedef {(at: number[], weight: number) => Term} TermOf */

/** @param {any} layer @param {number[]} place @param {TermOf} term */
function sumOfWindows({ shape, stride, padding, weights, bias }, [o, ...place], term) {
  const [, channels, kH, kW] = shape;
  const [top, left] = place.map((n, axis) => n * stride[axis] - padding[axis][0]);
  const groups = range(channels).map((channel) => {
    const first = (o * channels + channel) * kH * kW;
    const places = windowPlaces(channel, [top, left], [kH, kW]);
    return group(places.map((at, i) => term(at, weights[first + i])));
  });
  return { groups, columns: kW, bias: bias[o] };
}

/** @param {any} layer @param {number[]} place @param {TermOf} term */
function sumOfAll({ shape: [, inputs], weights, bias }, [o], term) {
  const terms = range(inputs).map((i) => term([i], weights[o * inputs + i]));
  return { groups: [group(terms)], bias: bias[o] };
}

/** @param {any} layer @param {number[]} place @param {TermOf} term */
function largestOfWindow({ kernel, stride }, [channel, ...place], term) {
  const corner = place.map((n, axis) => n * stride[axis]);
  const terms = windowPlaces(channel, corner, kernel).map((at) => term(at, 1));
  const most = Math.max(...terms.map(({ value }) => value));
  const from = terms.find(({ value }) => value === most)?.at ?? null;
  return { groups: [group(terms)], columns: kernel[1], from };
}

/** @param {number} channel @param {number[]} corner @param {number[]} kernel */
const windowPlaces = (channel, [top, left], [kH, kW]) =>
  range(kH * kW).map((i) => [channel, top + Math.floor(i / kW), left + (i % kW)]);

/** @param {Term[]} terms */
const group = (terms) => ({ terms, sum: sum(terms.map(({ product }) => product)) });

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
