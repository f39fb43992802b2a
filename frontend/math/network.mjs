// Trained networks in JavaScript: what cnnlab.widgets.packed wrote, unpacked and run on one image.
import { checkCount } from "./checks.mjs";
import { outputSize } from "./shapes.mjs";

const MOST_LAYER_NUMBERS = 2 ** 14; // in one layer's output: a link must not be able to stall the page
const MOST_LAYER_WORK = 2 ** 24; // multiply-adds of one layer, for the same reason

// Turn packed layers into layers with plain numbers as weights.
export function unpackNetwork(name, layers) {
  if (!Array.isArray(layers) || layers.length === 0)
    throw new TypeError(`the network “${name}” must be a list of layers`);
  return layers.map((layer, i) => {
    const where = `layer ${i} of the network “${name}”`;
    if (!Object.hasOwn(LAYER_RUNS, layer?.type))
      throw new RangeError(
        `${where} must have one of the types ${Object.keys(LAYER_RUNS).join(", ")}`,
      );
    if (layer.type === "max_pool2d") pairOfLayer(where, "kernel", layer.kernel, 1);
    if (layer.type === "max_pool2d" || layer.type === "conv2d")
      pairOfLayer(where, "stride", layer.stride, 1);
    if (layer.type === "conv2d") {
      if (!Array.isArray(layer.padding) || layer.padding.length !== 2)
        throw new TypeError(`${where} must have a padding of two pairs`);
      layer.padding.forEach((axis) => pairOfLayer(where, "padding", axis, 0));
    }
    return layer.type === "conv2d" || layer.type === "linear"
      ? { ...layer, ...weightsOfLayer(where, layer) }
      : layer;
  });
}

function pairOfLayer(where, what, value, least) {
  if (!Array.isArray(value) || value.length !== 2)
    throw new TypeError(`${where} must have a ${what} of two numbers`);
  value.forEach((n) => checkCount(`${what} of ${where}`, n, least));
}

function weightsOfLayer(where, { type, shape, weight, scale, bias }) {
  if (!Array.isArray(shape) || shape.length !== (type === "linear" ? 2 : 4))
    throw new TypeError(`${where} must have a shape of weights`);
  shape.forEach((n) => checkCount(`shape of ${where}`, n, 1));
  const bytes = atob(String(weight));
  const each = shape.slice(1).reduce((a, b) => a * b);
  if (bytes.length !== shape[0] * each)
    throw new RangeError(`${where} must have ${shape[0] * each} weights, not ${bytes.length}`);
  for (const [what, values] of [
    ["scale", scale],
    ["bias", bias],
  ]) {
    if (!Array.isArray(values) || values.length !== shape[0] || !values.every(Number.isFinite)) {
      throw new RangeError(`${where} must have ${shape[0]} numbers as its ${what}`);
    }
  }
  // A byte above 127 stands for a number below 0.
  const whole = Float64Array.from(bytes, (c) => (c.charCodeAt(0) << 24) >> 24);
  return { weights: whole.map((w, i) => w * scale[Math.floor(i / each)]) };
}

const LAYER_RUNS = {
  conv2d(
    { shape: [channelsOut, channelsIn, kH, kW], stride, padding, weights, bias },
    { shape, values },
  ) {
    if (shape.length !== 3 || shape[0] !== channelsIn)
      throw new RangeError(
        `a convolution of ${channelsIn} channels cannot take ${shape.join(" × ")}`,
      );
    const [, H, W] = shape;
    const rows = outputSize(H, kH, stride[0], padding[0], 1);
    const columns = outputSize(W, kW, stride[1], padding[1], 1);
    const made = layerOutput([channelsOut, rows, columns], channelsIn * kH * kW);
    for (let o = 0, at = 0; o < channelsOut; o++) {
      for (let r = 0; r < rows; r++) {
        for (let c = 0; c < columns; c++, at++) {
          let sum = bias[o];
          for (let i = 0; i < channelsIn; i++) {
            for (let a = 0; a < kH; a++) {
              const y = r * stride[0] + a - padding[0][0];
              if (y < 0 || y >= H) continue;
              for (let b = 0; b < kW; b++) {
                const x = c * stride[1] + b - padding[1][0];
                if (x >= 0 && x < W)
                  sum +=
                    values[(i * H + y) * W + x] * weights[((o * channelsIn + i) * kH + a) * kW + b];
              }
            }
          }
          made.values[at] = sum;
        }
      }
    }
    return made;
  },
  max_pool2d({ kernel: [kH, kW], stride }, { shape, values }) {
    if (shape.length !== 3)
      throw new RangeError(
        `pooling cannot take ${shape.join(" × ")}: it needs channels, rows and columns`,
      );
    const [channels, H, W] = shape;
    const rows = outputSize(H, kH, stride[0], [0, 0], 1);
    const columns = outputSize(W, kW, stride[1], [0, 0], 1);
    const made = layerOutput([channels, rows, columns], kH * kW);
    for (let k = 0, at = 0; k < channels; k++) {
      for (let r = 0; r < rows; r++) {
        for (let c = 0; c < columns; c++, at++) {
          let most = -Infinity;
          for (let a = 0; a < kH; a++) {
            for (let b = 0; b < kW; b++)
              most = Math.max(most, values[(k * H + r * stride[0] + a) * W + c * stride[1] + b]);
          }
          made.values[at] = most;
        }
      }
    }
    return made;
  },
  linear({ shape: [outputs, inputs], weights, bias }, { shape, values }) {
    if (shape.length !== 1 || shape[0] !== inputs)
      throw new RangeError(`a linear layer of ${inputs} inputs cannot take ${shape.join(" × ")}`);
    const made = layerOutput([outputs], inputs);
    for (let o = 0; o < outputs; o++) {
      let sum = bias[o];
      for (let i = 0; i < inputs; i++) sum += values[i] * weights[o * inputs + i];
      made.values[o] = sum;
    }
    return made;
  },
  relu: (_, { shape, values }) => ({ shape, values: values.map((v) => Math.max(v, 0)) }),
  flatten: (_, { values }) => ({ shape: [values.length], values }),
};

function layerOutput(shape, workOfEach) {
  const size = shape.reduce((a, b) => a * b);
  if (size > MOST_LAYER_NUMBERS || size * workOfEach > MOST_LAYER_WORK) {
    throw new RangeError(`a layer with an output of ${shape.join(" × ")} is too large to be shown`);
  }
  return { shape, values: new Float64Array(size) };
}

// Send one image, rows of numbers, through unpacked layers. Returns every layer's output.
export function runNetwork(layers, image) {
  let x = { shape: [1, image.length, image[0].length], values: Float64Array.from(image.flat()) };
  return layers.map((layer) => (x = LAYER_RUNS[layer.type](layer, x)));
}

// Scores as probabilities; the largest is taken off first, so that nothing overflows.
export function softmax(scores) {
  const most = Math.max(...scores);
  const powers = Array.from(scores, (z) => Math.exp(z - most));
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((p) => p / sum);
}

// A layer as cnnlab writes it, as short as can be.
export function layerName({ type, shape, kernel }) {
  const size = (k, l) => (k === l ? k : `${k}, ${l}`);
  if (type === "conv2d") return `Conv2d(${shape[1]}, ${shape[0]}, ${size(shape[2], shape[3])})`;
  if (type === "linear") return `Linear(${shape[1]}, ${shape[0]})`;
  if (type === "max_pool2d") return `MaxPool2d(${size(...kernel)})`;
  return type === "relu" ? "ReLU()" : "Flatten()";
}

export const parameterCount = (layers) =>
  layers.reduce((sum, { weights, bias }) => sum + (weights ? weights.length + bias.length : 0), 0);
