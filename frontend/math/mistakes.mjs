// cnnlab.mistakes: the usual wrong ways to count, each with the key of the reply that names the slip. The
// right answer is never among them; where two slips lead to one number, the likelier is named.
import { isMisfit } from "./checks.mjs";
import { flipped, slideKernel } from "./conv.mjs";
import { linearCost } from "./costs.mjs";
import { layerSizes } from "./layer.mjs";
import { poolImage, poolTaps, windowsOf } from "./pool.mjs";
import { receptiveFields } from "./receptive_field.mjs";
import { outputSize, transposedSize } from "./shapes.mjs";
import { timesSeen } from "./size_explorer.mjs";
import { product, sum } from "./sums.mjs";

/**
 * @typedef {number | number[]} Answer
 * @typedef {[wrong: Answer, quantity: string, slip: string]} Mistake
 */

/**
 * Each wrong answer with its slip, without what is right or has been said before.
 * @param {string} quantity
 * @param {Answer} right
 * @param {Record<string, Answer | null | undefined | false>} wrong
 * @returns {Mistake[]}
 */
function named(quantity, right, wrong) {
  const said = new Set([String(right)]);
  return Object.entries(wrong).flatMap(([slip, answer]) => {
    if (answer === null || answer === undefined || answer === false || said.has(String(answer)))
      return [];
    said.add(String(answer));
    return [/** @type {Mistake} */ ([answer, quantity, slip])];
  });
}

/**
 * What is counted, or null where the sizes do not fit each other.
 * @template T
 * @param {() => T} count
 */
function ifItFits(count) {
  try {
    return count();
  } catch (error) {
    if (isMisfit(error)) return null;
    throw error;
  }
}

/**
 * @param {number} size
 * @param {number} kernel
 * @param {number} stride
 * @param {number} padding
 * @param {number} dilation
 * @param {{ size?: number | null, kernel?: number | null }} other the other axis
 */
export function outputSizeMistakes(size, kernel, stride, padding, dilation, other = {}) {
  const positions = (n, k, s, ends, d) => ifItFits(() => outputSize(n, k, s, ends, d));
  const both = [padding, padding];
  const right = outputSize(size, kernel, stride, both, dilation);
  const room = size + 2 * padding - dilation * (kernel - 1) - 1;
  const unpadded = positions(size, kernel, stride, [0, 0], dilation);
  const oneSide = positions(size, kernel, stride, [padding, 0], dilation);
  const somePadding = [oneSide, unpadded].includes(right - 1);
  const roundedUp = Math.ceil(room / stride) + 1;
  const divided = stride > 1 && Math.floor(size / stride);
  return named("output_size", right, {
    divided_or_short: divided === right - 1 && somePadding && divided,
    divided_or_no_plus_one: divided === right - 1 && divided,
    divided_or_rounded_up: divided === roundedUp && divided,
    one_short: somePadding && right - 1,
    no_plus_one: right - 1,
    no_floor: room / stride + 1,
    rounded_up: roundedUp,
    one_side: oneSide,
    no_padding: unpadded,
    stride_first: unpadded && unpadded + 2 * padding,
    no_stride: positions(size, kernel, 1, both, dilation),
    no_dilation: positions(size, kernel, stride, both, 1),
    dilated_whole: positions(size, dilation * kernel, stride, both, 1),
    as_input: stride === 1 ? size : null,
    only_divided: divided,
    other_axis: other.size && positions(other.size, other.kernel || kernel, stride, both, dilation),
    other_kernel: other.kernel && positions(size, other.kernel, stride, both, dilation),
  });
}

/**
 * @param {number} size
 * @param {number} kernel
 * @param {number} stride
 * @param {number} padding
 */
export function leftoverMistakes(size, kernel, stride, padding) {
  const padded = size + 2 * padding;
  const count = outputSize(size, kernel, stride, [padding, padding], 1);
  const right = padded - (count - 1) * stride - kernel;
  const unpadded = ifItFits(() => outputSize(size, kernel, stride, [0, 0], 1));
  return named("leftover", right, {
    size_by_stride: padded % stride,
    missing: stride - right,
    no_padding: unpadded && size - (unpadded - 1) * stride - kernel,
    room: padded - kernel,
    windows: count,
  });
}

/**
 * @param {number} size
 * @param {number} target
 * @param {number} kernel
 * @param {number | null} otherKernel
 */
export function paddingMistakes(size, target, kernel, otherKernel) {
  const more = target - size;
  return named("padding", (more + kernel - 1) / 2, {
    both_sides: more + kernel - 1,
    other_kernel: otherKernel && (more + otherKernel - 1) / 2,
    whole_kernel: (more + kernel) / 2,
    no_padding: 0,
    half_difference: more / 2,
    only_difference: more,
  });
}

/**
 * @param {number} size
 * @param {number} kernel
 * @param {number} stride
 * @param {number} padding
 * @param {number} extra
 */
export function transposedSizeMistakes(size, kernel, stride, padding, extra) {
  const canvas = (n, k) =>
    ifItFits(() => transposedSize(n, k, stride, [padding, padding], extra, 1));
  const right = transposedSize(size, kernel, stride, [padding, padding], extra, 1);
  return named("transposed_size", right, {
    forward: ifItFits(() => outputSize(size, kernel, stride, [padding, padding], 1)),
    stride_or_padding: stride === 2 * padding && right + stride,
    no_minus_one: canvas(size + 1, kernel),
    padding_added: right + 4 * padding,
    no_padding: right + 2 * padding,
    one_or_output_padding: extra === 1 && right - 1,
    no_output_padding: right - extra,
    only_stride: size * stride,
    one_side: right + padding,
    no_kernel: canvas(size, 1),
    no_plus_one: right - 1,
  });
}

/**
 * @param {{ kernel: number, stride: number, padding: number, dilation: number }[]} layers
 */
export function fieldMistakes(layers) {
  const stack = layers.map((layer) => ({ kind: "conv", ...layer }));
  const fields = receptiveFields(stack);
  const right = fields[layers.length].size;
  const reaches = layers.map(({ kernel, dilation }) => dilation * (kernel - 1));
  const plain = stack.map((layer) => ({ ...layer, dilation: 1 }));
  return named("receptive_field", right, {
    no_jump: 1 + sum(reaches),
    own_stride: 1 + sum(reaches.map((reach, l) => reach * fields[l + 1].jump)),
    sizes_added: sum(reaches.map((reach, l) => (reach + 1) * fields[l].jump)),
    no_plus_one: right - 1,
    plain_sum: sum(layers.map(({ kernel }) => kernel)),
    multiplied: product(layers.map(({ kernel }) => kernel)),
    last_layer: reaches[reaches.length - 1] + 1,
    no_dilation: receptiveFields(plain)[layers.length].size,
  });
}

/**
 * @param {number[]} strides
 * @param {number} pixels
 */
export function shiftMistakes(strides, pixels) {
  const jump = product(strides);
  return named("shift", pixels / jump, {
    not_divided: pixels,
    multiplied: pixels * jump,
    last_only: pixels / strides[strides.length - 1],
    first_only: pixels / strides[0],
    added: pixels / sum(strides),
  });
}

/**
 * @param {{ kernel: number, stride: number, padding: number, dilation: number }[]} layers
 */
export function smallestShiftMistakes(layers) {
  const strides = layers.map(({ stride }) => stride);
  const field = receptiveFields(layers.map((layer) => ({ kind: "conv", ...layer })))[layers.length];
  return named("smallest_shift", field.jump, {
    added: sum(strides),
    largest: Math.max(...strides),
    one_less: product(strides.slice(0, -1)),
    field: field.size,
    one: 1,
  });
}

/**
 * @param {number} inputs
 * @param {number} outputs
 * @param {number} channels
 */
export function linearParametersMistakes(inputs, outputs, channels) {
  const right = linearCost(inputs, outputs).parameters;
  const weights = right - outputs;
  return named("linear_parameters", right, {
    no_bias: weights,
    one_bias: weights + 1,
    one_channel: linearCost(inputs / channels, outputs).parameters,
    bias_per_input: weights + inputs,
    added: inputs + outputs,
  });
}

/** @param {{ weights: number, gradients: number, optimizer: number }} cost */
export const trainingBytes = ({ weights, gradients, optimizer }) => weights + gradients + optimizer;

/**
 * @param {number} inputs
 * @param {number} outputs
 * @param {number} channels
 */
export function linearMemoryMistakes(inputs, outputs, channels) {
  const cost = linearCost(inputs, outputs);
  const right = trainingBytes(cost);
  return named("linear_memory", right, {
    parameters_alone: cost.weights,
    no_optimizer: cost.weights + cost.gradients,
    one_missing: right - cost.gradients,
    eight_bytes: 2 * right,
    one_channel: trainingBytes(linearCost(inputs / channels, outputs)),
    no_bias: right - (right / cost.parameters) * outputs,
  });
}

/**
 * @param {number[]} kernel
 * @param {number} outputs
 */
export function locallyConnectedMistakes([height, width], outputs) {
  const window = height * width;
  return named("locally_connected", (window + 1) * outputs, {
    no_bias: window * outputs,
    one_bias: window * outputs + 1,
    shared: window + 1,
    one_side: (height + 1) * outputs,
  });
}

/**
 * @param {number[]} kernel
 * @param {number} kernels
 * @param {number} positions
 */
export function savedBySharingMistakes([height, width], kernels, positions) {
  const window = height * width;
  return named("saved_by_sharing", (window + 1) * kernels * (positions - 1), {
    untied: (window + 1) * kernels * positions,
    tied: (window + 1) * kernels,
    no_bias: window * kernels * (positions - 1),
    one_kernel: (window + 1) * (positions - 1),
  });
}

/**
 * @param {number} inputs channels
 * @param {number} outputs channels
 * @param {number[]} kernel
 * @param {number} groups
 */
export function parametersMistakes(inputs, outputs, [height, width], groups) {
  const count = (c_in, c_out, g) => ((c_in / g) * height * width + 1) * c_out;
  const depth = inputs / groups;
  const right = count(inputs, outputs, groups);
  const weights = right - outputs;
  return named("parameters", right, {
    no_bias: weights,
    one_bias: weights + 1,
    no_groups: count(inputs, outputs, 1),
    group_or_kernel: groups > 1 && groups === outputs && count(depth, 1, 1),
    groups_twice: count(depth, outputs / groups, 1),
    one_channel: count(1, outputs, 1),
    one_kernel: count(depth, 1, 1),
    bias_per_weight: weights + outputs * depth,
    one_row: height === width && weights / height + outputs,
  });
}

/** @param {import("./layer.mjs").Layer} layer */
export function multiplyAddsMistakes(layer) {
  const { height, width, out_channels, groups, in_channels } = layer;
  const { rows, columns, parameters, multiply_adds: right } = layerSizes(layer);
  const count = (change) => layerSizes({ ...layer, groups: 1, ...change }).multiply_adds;
  const weights = parameters - out_channels;
  return named("multiply_adds", right, {
    input_size: weights * height * width,
    no_groups: count({}),
    one_channel: count({ in_channels: 1 }),
    one_kernel: count({ in_channels: in_channels / groups, out_channels: 1 }),
    one_position: weights,
    with_bias: right + out_channels * rows * columns,
  });
}

/** @type {(patch: number[][], weights: number[][]) => number} */
const response = (image, kernel) =>
  slideKernel({
    ...{ image, kernel, stride: 1, padding: 0, dilation: 1, flip: false },
    padding_mode: "zeros",
  }).output[0][0];

/**
 * @param {number[][]} patch
 * @param {number[][]} kernel
 * @param {number} bias
 * @param {boolean} flip
 */
export function oneOutputMistakes(patch, kernel, bias, flip) {
  const with_bias = (/** @type {number[][]} */ weights) => response(patch, weights) + bias;
  const turned = flipped(kernel);
  const applied = flip ? turned : kernel;
  const right = with_bias(applied);
  const across = kernel.map((row) => [...row].reverse());
  const square = kernel.length === kernel[0].length;
  const transposed = kernel[0].map((_, j) => kernel.map((row) => row[j]));
  return named("one_output", right, {
    [flip ? "not_flipped" : "flipped"]: with_bias(flip ? kernel : turned),
    no_bias: right - bias,
    rows_flipped: flip && with_bias([...kernel].reverse()),
    columns_flipped: flip && with_bias(across),
    turned_left: flip && square && with_bias([...transposed].reverse()),
    turned_right: flip && square && with_bias(transposed.map((row) => [...row].reverse())),
    transposed: square && with_bias(transposed),
    no_signs: with_bias(applied.map((row) => row.map(Math.abs))),
    only_patch: sum(patch.flat()),
  });
}

/**
 * @param {number[]} shape channels, rows and columns
 * @param {number[]} place channel, row and column
 */
export function flatIndexMistakes([channels, height, width], [channel, row, column]) {
  const before = channel * height * width;
  const right = before + row * width + column;
  return named("flat_index", right, {
    from_one: right + 1,
    column_by_column: before + column * height + row,
    height: before + row * height + column,
    channels_last: (row * width + column) * channels + channel,
    one_channel: row * width + column,
  });
}

/**
 * @param {number[]} shape
 * @param {number} rows
 * @param {number} columns
 */
export const flatDistanceMistakes = ([height, width], rows, columns) =>
  named("flat_index", rows * width + columns, {
    added: rows + columns,
    height: rows * height + columns,
    rows_only: rows * width,
    column_by_column: columns * height + rows,
  });

/**
 * @param {number[]} shape
 * @param {number} channels
 * @param {number} kernel
 * @param {number} stride
 * @param {number} padding
 */
export function im2colShapeMistakes(shape, channels, kernel, stride, padding) {
  const taps = channels * kernel * kernel;
  const windows = (s, ends) =>
    ifItFits(() => product(shape.map((n) => outputSize(n, kernel, s, ends, 1))));
  const both = [padding, padding];
  const rows = windows(stride, both);
  const withTaps = (/** @type {number | null} */ count) => count && [count, taps];
  return named("im2col_shape", [/** @type {number} */ (rows), taps], {
    swapped: [taps, /** @type {number} */ (rows)],
    one_channel: [/** @type {number} */ (rows), kernel * kernel],
    no_stride: withTaps(windows(1, both)), // may be at every pixel, where the padding keeps the size
    every_pixel: withTaps(product(shape)),
    no_padding: withTaps(windows(stride, [0, 0])),
    one_side: withTaps(windows(stride, [padding, 0])),
  });
}

/**
 * How many windows hold a pixel, down and across, without padding.
 * @param {number[]} shape
 * @param {number} kernel
 * @param {number} stride
 * @param {number[]} place
 */
export const windowsThatHold = (shape, kernel, stride, place) =>
  shape.map(
    (n, axis) =>
      timesSeen(n, outputSize(n, kernel, stride, [0, 0], 1), kernel, stride, 1)[place[axis]],
  );

/**
 * @param {number[]} shape
 * @param {number} kernel
 * @param {number} stride
 * @param {number[]} place
 */
export function copiesMistakes(shape, kernel, stride, place) {
  const [down, across] = windowsThatHold(shape, kernel, stride, place);
  const right = down * across;
  return named("copies", right, {
    all: stride === 1 && kernel * kernel,
    one_axis: down,
    added: down + across,
    no_stride: product(windowsThatHold(shape, kernel, 1, place)),
    all_inside: stride > 1 && kernel * kernel,
    once: right > 0 && 1,
  });
}

/**
 * @param {number[][]} image
 * @param {number} kernel_size
 * @param {number} stride
 * @param {boolean} average
 */
export const poolOutput = (image, kernel_size, stride, average) =>
  poolImage(
    { ...{ image, kernel_size, stride, padding: 0, p: 1, temperature: 1 }, ...operation(average) },
    false,
  ).output;

/** @type {(average: boolean) => { operation: "average" | "max" }} */
const operation = (average) => ({ operation: average ? "average" : "max" });

/**
 * @param {number[][]} image
 * @param {number} kernel
 * @param {number} stride
 * @param {number[]} place
 * @param {boolean} average
 */
export function poolMistakes(image, kernel, stride, [row, column], average) {
  const right = poolOutput(image, kernel, stride, average)[row][column];
  const every = poolOutput(image, kernel, 1, average);
  return named("pool", right, {
    other_operation: poolOutput(image, kernel, stride, !average)[row][column],
    only_sum: average && right * kernel * kernel,
    no_stride: every[row][column],
    from_one: Math.min(row, column) > 0 && every[(row - 1) * stride][(column - 1) * stride],
    whole_image: !average && Math.max(...image.flat()),
  });
}

/**
 * What each window passes on to one pixel, window by window; those that do not hold it are left out.
 * @param {number[][]} gradient
 * @param {number[][]} image
 * @param {number} kernel_size
 * @param {number} stride
 * @param {number[]} place
 * @param {boolean} average
 */
export function poolGradientParts(gradient, image, kernel_size, stride, [y, x], average) {
  const rule = { p: 1, temperature: 1, ...operation(average) };
  const windows = windowsOf({ image, kernel_size, stride, padding: 0 });
  return windows.flatMap((row, i) =>
    row.flatMap((taps, j) => {
      const at = taps.findIndex((tap) => tap.y === y && tap.x === x);
      if (at < 0) return [];
      const { shares, top } = poolTaps(taps, rule);
      return { i, j, part: gradient[i][j] * shares[at], largest: top };
    }),
  );
}

/**
 * @param {number[][]} gradient
 * @param {number[][]} image
 * @param {number} kernel
 * @param {number} stride
 * @param {number[]} place
 * @param {boolean} average
 */
export function poolGradientMistakes(gradient, image, kernel, stride, place, average) {
  const passed = (/** @type {boolean} */ mean) =>
    poolGradientParts(gradient, image, kernel, stride, place, mean).map(({ part }) => part);
  const parts = passed(average);
  const right = sum(parts);
  const shares = sum(passed(true));
  return named("pool_gradient", right, {
    loser: !average && right === 0 && shares * kernel * kernel,
    lost: !average && right !== 0 && 0,
    none: average && right !== 0 && 0,
    shared: !average && shares,
    not_shared: average && shares * kernel * kernel,
    one_window: parts.find((part) => part && part !== right),
    largest: Math.max(...parts, 0),
  });
}
