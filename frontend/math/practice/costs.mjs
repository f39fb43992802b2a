// cnnlab.practice.costs: what layers cost, in parameters, memory and multiply-adds.
import { layerCosts, linearCost } from "../costs.mjs";
import { layerSizes } from "../layer.mjs";
import {
  linearMemoryMistakes,
  linearParametersMistakes,
  locallyConnectedMistakes,
  multiplyAddsMistakes,
  parametersMistakes,
  savedBySharingMistakes,
  trainingBytes,
} from "../mistakes.mjs";

/**
 * @typedef {import("./draws.mjs").Draws} Draws
 * @typedef {import("./sizes.mjs").Kind} Kind
 */

const SIDES = [8, 16, 24, 28, 32, 64];

/** @type {Kind} */
export function linearParameters(draws, level) {
  const { question, channels, values } = linear(draws, level);
  const { M, N, P } = values;
  const steps = linearSteps(question);
  const mistakes = linearParametersMistakes(M, N, channels);
  return { question, values, answer: [P], steps, mistakes };
}

/** @type {Kind} */
export function linearMemory(draws, level) {
  const { question, channels, values } = linear(draws, level);
  const { M, N } = values;
  const bytes = trainingBytes(linearCost(M, N));
  return {
    question,
    values: { ...values, numbers: bytes / 4, bytes },
    answer: [bytes],
    steps: [...linearSteps(question), "memory_numbers", "memory_bytes"],
    mistakes: linearMemoryMistakes(M, N, channels),
  };
}

/**
 * A linear layer: on a list of inputs, on a grey image or on a colour image.
 * @param {Draws} draws
 * @param {number} level
 */
function linear(draws, level) {
  const N = draws.oneOf([10, 20, 50, 100]);
  const [H, W] = [draws.oneOf(SIDES), draws.oneOf(SIDES)];
  const channels = level === 3 ? 3 : 1;
  const M = level === 1 ? draws.whole(10, 200) : channels * H * W;
  const P = linearCost(M, N).parameters;
  const question = ["inputs", "grey", "colour"][level - 1];
  return { question, channels, values: { H, W, M, N, P, weights: P - N } };
}

/** @param {string} question */
const linearSteps = (question) => [
  ...(question === "inputs" ? [] : [`${question}_inputs`]),
  "linear_weights",
  "linear_biases",
];

/** @type {Kind} */
export function locallyConnected(draws, level) {
  const k_H = draws.whole(2, 7);
  const k_W = level === 1 ? k_H : draws.whole(2, 7);
  const rows = draws.whole(4, 30);
  const columns = level === 3 ? draws.whole(4, 30) : 1;
  const N = rows * columns;
  const { parameters: untied } = windowed(rows, columns, k_H, k_W, 1).local;
  return {
    question: ["square", "window", "map"][level - 1],
    values: { k_H, k_W, rows, columns, N, K: untied / N, untied },
    answer: [untied],
    steps: [...(level === 3 ? ["outputs"] : []), "window_parameters", "untied"],
    mistakes: locallyConnectedMistakes([k_H, k_W], N),
  };
}

/** @type {Kind} */
export function sharedParameters(draws, level) {
  const k_H = draws.whole(2, 7);
  const k_W = level === 1 ? k_H : draws.whole(2, 7);
  const [rows, columns] = [draws.whole(8, 30), draws.whole(8, 30)];
  const M = level === 1 ? 1 : draws.whole(2, 16);
  const { local, features } = windowed(rows, columns, k_H, k_W, M);
  const [tied, untied] = [features.parameters, M * local.parameters];
  const [H, W, answer] = [rows + k_H - 1, columns + k_W - 1, untied - tied];
  const values = { k_H, k_W, H, W, rows, columns, M, K: tied / M, tied, untied, answer };
  const steps = ["one_kernel", ...(level > 1 ? ["all_kernels"] : [])];
  if (level === 3) {
    return {
      question: "saved",
      values,
      answer: [answer],
      steps: [...steps, "untied_maps", "saved"],
      mistakes: savedBySharingMistakes([k_H, k_W], M, rows * columns),
    };
  }
  return {
    question: ["one", "features"][level - 1],
    values,
    answer: [tied],
    steps,
    mistakes: parametersMistakes(1, M, [k_H, k_W], 1),
  };
}

/** @type {(rows: number, columns: number, k_H: number, k_W: number, M: number) => any} */
const windowed = (rows, columns, k_H, k_W, M) =>
  layerCosts({
    ...{ height: rows + k_H - 1, width: columns + k_W - 1, channels: 1, outputs: 0 },
    ...{ kernel_height: k_H, kernel_width: k_W, features: M },
  }).layers;

/** @type {Kind} */
export function parameters(draws, level) {
  const channels = drawnChannels(draws, level);
  const { k, C_in, C_out, g } = channels;
  const { parameters: answer } = layerSizes(layerOf(channels, k, k, 0));
  const weights = answer - C_out;
  return {
    question: level === 3 ? "grouped" : "plain",
    values: { ...channels, weights, kernel: weights / C_out, answer },
    answer: [answer],
    steps: [...weightSteps(level), "layer_biases"],
    mistakes: parametersMistakes(C_in, C_out, [k, k], g),
    rivals: [(k * k + 1) * C_out, weights / k + C_out],
  };
}

/** @type {Kind} */
export function multiplyAdds(draws, level) {
  const channels = drawnChannels(draws, level);
  const [H, W] = [draws.oneOf(SIDES), draws.oneOf(SIDES)];
  const { k, C_out } = channels;
  const layer = layerOf(channels, H, W, level === 2 ? 0 : (k - 1) / 2);
  const { rows, columns, parameters: all, multiply_adds: answer } = layerSizes(layer);
  const weights = all - C_out;
  const kernel = weights / C_out;
  const one_channel = k * k * C_out * rows * columns;
  return {
    question: ["same", "valid", "grouped"][level - 1],
    values: { ...channels, H, W, weights, kernel, rows, columns, pixels: rows * columns, answer },
    answer: [answer],
    steps: [...weightSteps(level), "output_map", "uses"],
    mistakes: multiplyAddsMistakes(layer),
    rivals: [one_channel, ...(level === 2 ? [weights * H * W] : [])],
  };
}

/**
 * The kernels of a convolution.
 * @param {Draws} draws
 * @param {number} level
 */
function drawnChannels(draws, level) {
  const k = draws.oneOf(level === 1 ? [3, 5] : [1, 3, 5, 7]);
  const g = level === 3 ? draws.oneOf([2, 4, 8]) : 1;
  const most = level === 3 ? 4 : 8;
  const unit = level === 2 ? 8 : g;
  const [C_in, C_out] = [unit * draws.whole(1, most), unit * draws.whole(2, most)];
  return { k, g, C_in, C_out, depth: C_in / g };
}

/**
 * @param {ReturnType<typeof drawnChannels>} channels
 * @param {number} height
 * @param {number} width
 * @param {number} padding
 * @returns {import("../layer.mjs").Layer}
 */
const layerOf = ({ k, g, C_in, C_out }, height, width, padding) => ({
  ...{ height, width, kernel_size: k, padding, stride: 1, dilation: 1 },
  ...{ in_channels: C_in, out_channels: C_out, groups: g },
});

/** @param {number} level */
const weightSteps = (level) => [
  ...(level === 3 ? ["depth"] : []),
  "kernel_weights",
  "layer_weights",
];
