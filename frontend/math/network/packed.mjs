// Trained networks in JavaScript: what cnnlab.widgets.packed wrote, unpacked and run on one image.
import { checkCount, Misfit } from "../checks.mjs";
import { outputSize } from "../shapes.mjs";
import { product } from "../sums.mjs";

/**
 * What a layer gives for one image: numbers in C order.
 * @typedef {{shape: number[], values: Float64Array}} Output
 */

// In one layer's output, and multiply-adds of one layer: a link must not be able to stall the page.
const MOST_NUMBERS = 2 ** 14;
const MOST_WORK = 2 ** 24;

/** @type {Record<string, (layer: any, input: Output) => Output>} */
const RUNS = { conv2d, max_pool2d: maxPool2d, linear, relu, flatten };

/**
 * Turn packed layers into layers with plain numbers as weights.
 * @param {string} name
 * @param {any} layers
 * @returns {any[]}
 */
export function unpackNetwork(name, layers) {
  if (!Array.isArray(layers) || layers.length === 0) {
    throw new Misfit(`the network “${name}” must be a list of layers`);
  }
  return layers.map((layer, i) => unpackLayer(`layer ${i} of the network “${name}”`, layer));
}

function unpackLayer(where, layer) {
  if (!Object.hasOwn(RUNS, layer?.type)) {
    throw new Misfit(`${where} must have one of the types ${Object.keys(RUNS).join(", ")}`);
  }
  const { type } = layer;
  if (type === "max_pool2d") checkPair(where, "kernel", layer.kernel, 1);
  if (type === "max_pool2d" || type === "conv2d") checkPair(where, "stride", layer.stride, 1);
  if (type === "conv2d") checkPadding(where, layer.padding);
  const weighty = type === "conv2d" || type === "linear";
  return weighty ? { ...layer, weights: unpackWeights(where, layer) } : layer;
}

function checkPair(where, what, value, least) {
  if (!Array.isArray(value) || value.length !== 2) {
    throw new Misfit(`${where} must have a ${what} of two numbers`);
  }
  value.forEach((n) => checkCount(`${what} of ${where}`, n, least));
}

function checkPadding(where, padding) {
  if (!Array.isArray(padding) || padding.length !== 2) {
    throw new Misfit(`${where} must have a padding of two pairs`);
  }
  padding.forEach((axis) => checkPair(where, "padding", axis, 0));
}

function checkNumbers(where, what, values, count) {
  if (!Array.isArray(values) || values.length !== count || !values.every(Number.isFinite)) {
    throw new Misfit(`${where} must have ${count} numbers as its ${what}`);
  }
}

// Each output's weights are multiples of its scale, a signed byte each.
function unpackWeights(where, { type, shape, weight, scale, bias }) {
  if (!Array.isArray(shape) || shape.length !== (type === "linear" ? 2 : 4)) {
    throw new Misfit(`${where} must have a shape of weights`);
  }
  shape.forEach((n) => checkCount(`shape of ${where}`, n, 1));
  const [outputs, each] = [shape[0], product(shape.slice(1))];
  const bytes = atob(String(weight));
  if (bytes.length !== outputs * each) {
    throw new Misfit(`${where} must have ${outputs * each} weights, not ${bytes.length}`);
  }
  checkNumbers(where, "scale", scale, outputs);
  checkNumbers(where, "bias", bias, outputs);
  // A byte above 127 stands for a number below 0.
  const whole = Float64Array.from(bytes, (c) => (c.charCodeAt(0) << 24) >> 24);
  return whole.map((w, i) => w * scale[Math.floor(i / each)]);
}

/**
 * Send one image, rows of numbers, through unpacked layers. Returns every layer's output.
 * @param {any[]} layers
 * @param {number[][]} image
 * @returns {Output[]}
 */
export function runNetwork(layers, image) {
  /** @type {Output} */
  let x = { shape: [1, image.length, image[0].length], values: Float64Array.from(image.flat()) };
  return layers.map((layer) => (x = RUNS[layer.type](layer, x)));
}

/**
 * An output of this shape; `number(i, j, ...)` gives each of its numbers.
 * @param {number[]} shape
 * @param {number} work multiply-adds for each number
 * @param {(...place: number[]) => number} number
 * @returns {Output}
 */
function outputOf(shape, work, number) {
  const size = product(shape);
  if (size > MOST_NUMBERS || size * work > MOST_WORK) {
    throw new Misfit(`a layer with an output of ${shape.join(" × ")} is too large to be shown`);
  }
  const [, rows = 1, columns = 1] = shape;
  const place = (i) => [
    Math.floor(i / columns / rows),
    Math.floor(i / columns) % rows,
    i % columns,
  ];
  return { shape, values: Float64Array.from({ length: size }, (_, i) => number(...place(i))) };
}

/** @param {any} layer @param {Output} input */
function conv2d(
  { shape: [channelsOut, channelsIn, kH, kW], stride, padding, weights, bias },
  input,
) {
  const [channels, H, W] = input.shape;
  if (input.shape.length !== 3 || channels !== channelsIn) {
    const size = input.shape.join(" × ");
    throw new Misfit(`a convolution of ${channelsIn} channels cannot take ${size}`);
  }
  const rows = outputSize(H, kH, stride[0], padding[0], 1);
  const columns = outputSize(W, kW, stride[1], padding[1], 1);
  const [[above], [before]] = padding;
  const size = channelsIn * kH * kW;
  return outputOf([channelsOut, rows, columns], size, (o, r, c) => {
    const [top, left] = [r * stride[0] - above, c * stride[1] - before];
    let sum = bias[o];
    for (let i = 0; i < size; i++) {
      const [y, x] = [top + (Math.floor(i / kW) % kH), left + (i % kW)];
      if (y < 0 || y >= H || x < 0 || x >= W) continue; // a zero of the padding
      const channel = Math.floor(i / (kH * kW));
      sum += input.values[(channel * H + y) * W + x] * weights[o * size + i];
    }
    return sum;
  });
}

/** @param {any} layer @param {Output} input */
function maxPool2d({ kernel: [kH, kW], stride }, { shape, values }) {
  if (shape.length !== 3) {
    throw new Misfit(
      `pooling cannot take ${shape.join(" × ")}: it needs channels, rows and columns`,
    );
  }
  const [channels, H, W] = shape;
  const rows = outputSize(H, kH, stride[0], [0, 0], 1);
  const columns = outputSize(W, kW, stride[1], [0, 0], 1);
  return outputOf([channels, rows, columns], kH * kW, (channel, r, c) => {
    let most = -Infinity;
    for (let i = 0; i < kH * kW; i++) {
      const [y, x] = [r * stride[0] + Math.floor(i / kW), c * stride[1] + (i % kW)];
      most = Math.max(most, values[(channel * H + y) * W + x]);
    }
    return most;
  });
}

/** @param {any} layer @param {Output} input */
function linear({ shape: [outputs, inputs], weights, bias }, { shape, values }) {
  if (shape.length !== 1 || shape[0] !== inputs) {
    throw new Misfit(`a linear layer of ${inputs} inputs cannot take ${shape.join(" × ")}`);
  }
  return outputOf([outputs], inputs, (o) => {
    let sum = bias[o];
    for (let i = 0; i < inputs; i++) sum += values[i] * weights[o * inputs + i];
    return sum;
  });
}

/** @param {any} _ @param {Output} input */
function relu(_, { shape, values }) {
  return { shape, values: values.map((v) => Math.max(v, 0)) };
}

/** @param {any} _ @param {Output} input */
function flatten(_, { values }) {
  return { shape: [values.length], values };
}

/** @param {any[]} layers */
export const parameterCount = (layers) =>
  layers.reduce((sum, { weights, bias }) => sum + (weights ? weights.length + bias.length : 0), 0);
