// A stack of layers as JSON, and what it would be on an image: shapes, parameters, multiply-adds and
// fields of every layer that fits, and why the next does not. cnnlab.network.stack in JavaScript.
import { axisPair } from "../array_checks.mjs";
import { checkCount, Misfit, misfitOf, shown } from "../checks.mjs";
import { grouped } from "../grouped.mjs";
import { checkPoolPadding, receptiveFields } from "../receptive_field.mjs";
import { outputSize, paddingAmounts } from "../shapes.mjs";
import { product } from "../sums.mjs";

/**
 * A layer as PyTorch names it; what is left out has PyTorch's default. Sizes are one number, or
 * [rows, columns].
 * @typedef {| { kind: "conv2d", out_channels: number, kernel_size: Size, stride?: Size, padding?: any,
 *     dilation?: Size, groups?: number, bias?: boolean, shared?: boolean }
 *   | { kind: "max_pool2d" | "avg_pool2d", kernel_size: Size, stride?: Size, padding?: Size }
 *   | { kind: "blur_pool", kernel_size: number, stride: Size }
 *   | { kind: "linear", out_features: number, bias?: boolean }
 *   | { kind: "relu" | "global_avg_pool" | "flatten" }} StackLayer
 * @typedef {number | [number, number]} Size
 *
 * What a layer looks through, along one axis.
 * @typedef {{ kernel: number, stride: number, padding: number, dilation: number }} Axis
 *
 * A layer that fits.
 * @typedef {object} PlannedLayer
 * @property {StackLayer} layer
 * @property {number[]} input shape, (C, H, W) or (features)
 * @property {number[]} output shape
 * @property {number[][]} parameters the shapes of weight and bias, as the layer has them
 * @property {number} parameter_count
 * @property {number} multiply_adds of one image
 * @property {[down: Axis, across: Axis]} window
 * @property {[down: Field, across: Field]} field what one of its outputs sees of the image
 *
 * @typedef {import("../receptive_field.mjs").Field} Field
 *
 * Where a stack is wrong: `layer` counts from 0, the message names it from 1.
 * @typedef {{ layer: number, message: string }} Problem
 *
 * @typedef {{ layers: PlannedLayer[], problem: Problem | null }} Plan
 *
 * What a kind says of one of its layers.
 * @typedef {Pick<PlannedLayer, "output"> & Partial<PlannedLayer>} Own
 */

// What a page trains without making its reader wait for ever, and what its memory holds.
const MOST_LAYERS = 20;
const MOST = { numbers: 2 ** 16, parameters: 2 ** 20, work: 2 ** 23 };

/** The settings of each kind: those that it must have, and the others. */
const SETTINGS = {
  conv2d: ["out_channels, kernel_size", "stride, padding, dilation, groups, bias, shared"],
  max_pool2d: ["kernel_size", "stride, padding"],
  avg_pool2d: ["kernel_size", "stride, padding"],
  blur_pool: ["kernel_size, stride", ""],
  linear: ["out_features", "bias"],
  relu: ["", ""],
  global_avg_pool: ["", ""],
  flatten: ["", ""],
};

/** @type {Record<string, (layer: any, input: number[]) => Own>} */
const KINDS = {
  conv2d: planConv,
  max_pool2d: planPool,
  avg_pool2d: planPool,
  blur_pool: planBlur,
  linear: planLinear,
  relu: (_, input) => ({ output: input }),
  global_avg_pool(_, input) {
    const [channels, ...size] = maps(input);
    return { output: [channels, 1, 1], window: axes(size) };
  },
  flatten: (_, input) => ({ output: [product(input)] }),
};

/**
 * What a stack is on images of a shape (C, H, W). It does not throw: what cannot be is its `problem`.
 * @param {unknown} stack
 * @param {number[]} inputShape
 * @param {number} [classes] if given, the stack must end in that many scores
 * @returns {Plan}
 */
export function planStack(stack, inputShape, classes) {
  /** @type {PlannedLayer[]} */
  const layers = [];
  if (!Array.isArray(stack))
    return { layers, problem: wrong(0, "the stack must be a list of layers") };
  for (const [i, layer] of stack.entries()) {
    try {
      if (i === MOST_LAYERS) throw new Misfit(`a stack has at most ${MOST_LAYERS} layers`);
      layers.push(planLayer(layer, layers, inputShape));
    } catch (error) {
      return { layers, problem: wrong(i, `layer ${i + 1}${kindOf(layer)}: ${misfitOf(error)}`) };
    }
  }
  const last = layers.at(-1)?.output ?? inputShape;
  if (classes === undefined || (last.length === 1 && last[0] === classes)) {
    return { layers, problem: null };
  }
  const ends = `the stack must end in ${classes} numbers, a score for each class, not in ${by(last)}`;
  return { layers, problem: wrong(Math.max(0, layers.length - 1), ends) };
}

/** @type {(layer: number, message: string) => Problem} */
const wrong = (layer, message) => ({ layer, message });

/** @param {number[]} shape */
const by = (shape) => shape.join(" × ");

const kindOf = (layer) => (Object.hasOwn(KINDS, layer?.kind ?? "") ? ` (${layer.kind})` : "");

/**
 * @param {any} layer
 * @param {PlannedLayer[]} below
 * @param {number[]} inputShape
 * @returns {PlannedLayer}
 */
function planLayer(layer, below, inputShape) {
  checkSettings(layer);
  const input = below.at(-1)?.output ?? inputShape;
  const own = KINDS[layer.kind](layer, input);
  const { parameters = [], multiply_adds = 0, window = axes([1, 1]), output } = own;
  const parameter_count = parameters.reduce((sum, shape) => sum + product(shape), 0);
  // The first linear layer sees whole maps.
  const seen = layer.kind === "linear" ? axes(lastMaps(below, inputShape)) : window;
  const windows = [...below.map(({ window }) => window), seen];
  const [down, across] = [0, 1].map((a) => receptiveFields(windows.map((w) => w[a])).at(-1));
  const field = /** @type {[Field, Field]} */ ([down, across]);
  const planned = { layer, input, output, parameters, parameter_count, multiply_adds, field };
  const taps = product(output) * seen[0].kernel * seen[1].kernel;
  checkLimits([...below, { ...planned, window: seen }], Math.max(taps, multiply_adds));
  return { ...planned, window: seen };
}

/**
 * Rows and columns of what a linear layer sees: of the last maps, if no linear layer has seen them.
 * @param {PlannedLayer[]} below
 * @param {number[]} inputShape
 */
function lastMaps(below, inputShape) {
  if (below.some(({ layer }) => layer.kind === "linear")) return [1, 1];
  const shapes = [inputShape, ...below.map(({ output }) => output)];
  return shapes.findLast((shape) => shape.length === 3)?.slice(1) ?? [1, 1];
}

/** @param {number[]} kernel @returns {[Axis, Axis]} */
function axes(kernel, stride = [1, 1], padding = [0, 0], dilation = [1, 1]) {
  const axis = (a) => ({
    kernel: kernel[a],
    stride: stride[a],
    padding: padding[a],
    dilation: dilation[a],
  });
  return [axis(0), axis(1)];
}

function checkSettings(layer) {
  const kinds = Object.keys(KINDS).join(", ");
  if (!kindOf(layer)) {
    throw new Misfit(`it must have one of the kinds ${kinds}, not ${shown(layer?.kind)}`);
  }
  const [needed, others] = SETTINGS[layer.kind].map((names) => names.split(", ").filter(Boolean));
  for (const name of needed) {
    if (!Object.hasOwn(layer, name)) throw new Misfit(`it needs ${name}`);
  }
  for (const name of Object.keys(layer)) {
    if (name === "kind" || needed.includes(name) || others.includes(name)) continue;
    const has = [...needed, ...others].join(", ") || "its kind";
    throw new Misfit(`it has no setting ${JSON.stringify(name)}, only ${has}`);
  }
  for (const name of ["bias", "shared"]) {
    if (typeof (layer[name] ?? true) !== "boolean")
      throw new Misfit(`${name} must be true or false, not ${shown(layer[name])}`);
  }
}

/** @param {PlannedLayer[]} layers @param {number} work of the last of them */
function checkLimits(layers, work) {
  const sum = (of) => layers.reduce((total, layer) => total + of(layer), 0);
  const numbers = sum(({ output }) => product(output));
  const parameters = sum(({ parameter_count: count }) => count);
  const multiplied = Math.max(
    work,
    sum(({ multiply_adds }) => multiply_adds),
  );
  for (const [found, most, what] of /** @type {[number, number, string][]} */ ([
    [numbers, MOST.numbers, "numbers in all outputs"],
    [parameters, MOST.parameters, "parameters"],
    [multiplied, MOST.work, "multiply-adds an image"],
  ])) {
    if (found > most) {
      throw new Misfit(`the stack becomes too large for a page: at most ${grouped(most)} ${what}`);
    }
  }
}

/** @param {number[]} shape */
function maps(shape) {
  if (shape.length === 3) return shape;
  throw new Misfit(`it needs maps of rows and columns, but gets ${by(shape)} numbers in a row`);
}

/** @param {any} layer @param {number[]} input @returns {Own} */
function planConv(layer, input) {
  const { out_channels: out, groups = 1, bias = true, shared = true } = layer;
  const [channels, ...size] = maps(input);
  const { output, window } = windowsOf(layer, size, 1);
  checkCount("out_channels", out, 1);
  checkCount("groups", groups, 1);
  if (channels % groups || out % groups) {
    throw new Misfit(
      `groups must divide the channels, ${channels} in and ${out} out, but is ${groups}`,
    );
  }
  if (!shared && groups > 1) throw new Misfit(`untied weights need groups 1, not ${groups}`);
  const kernel = [channels / groups, window[0].kernel, window[1].kernel];
  const weight = shared ? [out, ...kernel] : [...output, out, ...kernel];
  const biases = shared ? [out] : [out, ...output];
  return {
    output: [out, ...output],
    parameters: bias ? [weight, biases] : [weight],
    multiply_adds: out * product(kernel) * product(output),
    window,
  };
}

/** @param {any} layer @param {number[]} input @returns {Own} */
function planPool(layer, input) {
  const [channels, ...size] = maps(input);
  const { output, window } = windowsOf(layer, size, layer.kernel_size);
  window.forEach((axis) => checkPoolPadding({ kind: "pool", ...axis }));
  return { output: [channels, ...output], window };
}

/** @param {any} layer @param {number[]} input @returns {Own} */
function planBlur(layer, input) {
  const [channels, ...size] = maps(input);
  checkCount("kernel_size", layer.kernel_size, 1);
  const { output, window } = windowsOf({ ...layer, padding: blurPadding(layer) }, size, 1);
  const taps = window[0].kernel * window[1].kernel;
  return {
    output: [channels, ...output],
    multiply_adds: channels * taps * product(output),
    window,
  };
}

/** As much as leaves the size of the maps to the stride, if the kernel is odd. */
const blurPadding = ({ kernel_size }) => Math.floor((kernel_size - 1) / 2);

/** @param {any} layer @param {number[]} input @returns {Own} */
function planLinear({ out_features: out, bias = true }, input) {
  checkCount("out_features", out, 1);
  if (input.length !== 1)
    throw new Misfit(`it needs numbers in a row, but gets ${by(input)}: put flatten before it`);
  const weight = [out, input[0]];
  return {
    output: [out],
    parameters: bias ? [weight, [out]] : [weight],
    multiply_adds: out * input[0],
  };
}

/**
 * Rows and columns of a sliding window's output, and the window along both axes.
 * @param {any} layer
 * @param {number[]} size
 * @param {Size} usualStride
 */
function windowsOf(layer, size, usualStride) {
  const kernel = axisPair("kernel_size", layer.kernel_size);
  const stride = axisPair("stride", layer.stride ?? usualStride);
  const dilation = axisPair("dilation", layer.dilation ?? 1);
  const padding = paddingAmounts(layer.padding ?? 0, kernel, stride, dilation);
  const output = size.map((n, a) => outputSize(n, kernel[a], stride[a], padding[a], dilation[a]));
  const before = padding.map(([first]) => first);
  return { output, window: axes(kernel, stride, before, dilation) };
}
