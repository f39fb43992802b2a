// cnnlab.practice.windows: what is in a window, in sums by hand, copies, pools and their gradients.
import { flipped, slideKernel } from "../conv.mjs";
import {
  copiesMistakes,
  flatDistanceMistakes,
  flatIndexMistakes,
  im2colShapeMistakes,
  oneOutputMistakes,
  poolGradientMistakes,
  poolGradientParts,
  poolMistakes,
  poolOutput,
  windowsThatHold,
} from "../mistakes.mjs";
import { windowsOf } from "../pool.mjs";
import { fromTo, range } from "../range.mjs";
import { outputSize } from "../shapes.mjs";
import { sum } from "../sums.mjs";
import { factor, shown } from "./wording.mjs";

/**
 * @typedef {import("./sizes.mjs").Kind} Kind
 * @typedef {import("./wording.mjs").Step} Step
 */

/** @type {Kind} */
export function oneOutput(draws, level) {
  const k = level === 1 ? 2 : 3;
  const flip = draws.yes();
  const patch = draws.table(k, k, 0, level === 3 ? 9 : 4);
  const kernel = draws.table(k, k, -2, 2);
  const bias = level === 3 ? draws.whole(1, 5) : 0;
  const given = { image: patch, kernel, stride: 1, padding: 0, dilation: 1, padding_mode: "zeros" };
  const answer = slideKernel({ ...given, flip }).output[0][0] + bias;
  const applied = flip ? flipped(kernel) : kernel;
  const turned = applied.map((row) => row.map(shown).join(" ")).join("; ");
  const sums = applied.map((weights, i) => weights.reduce((s, w, j) => s + w * patch[i][j], 0));
  /** @type {Step[]} */
  const rows = applied.map((weights, row) => {
    const terms = weights.map((weight, j) => `${patch[row][j]} · ${factor(weight)}`);
    return ["row_sum", { row, terms: terms.join(" + "), sum: sums[row] }];
  });
  const slips = [
    flip ? kernel : flipped(kernel),
    kernel.map((row, i) => row.map((_, j) => kernel[j][i])),
    applied.map((row) => row.map(Math.abs)),
  ];
  const laid = (/** @type {number[][]} */ weights) =>
    sum(weights.flatMap((row, i) => row.map((weight, j) => weight * patch[i][j])));
  /** @type {Step} */
  const total = [bias ? "total_bias" : "total", { sums: sumOf(bias ? [...sums, bias] : sums) }];
  return {
    question: (flip ? "convolve" : "correlate") + (bias ? "_bias" : ""),
    values: { bias, answer },
    answer: [answer],
    steps: [...(flip ? [/** @type {Step} */ (["turn", { turned }])] : []), ...rows, total],
    mistakes: oneOutputMistakes(patch, kernel, bias, flip),
    tables: [
      ["patch", patch],
      ["kernel", kernel],
    ],
    rivals: slips.map((weights) => laid(weights) + bias),
  };
}

/**
 * A sum: 2 + (−3) + 4.
 * @param {number[]} terms
 */
const sumOf = (terms) => terms.map((term, i) => (i ? factor(term) : shown(term))).join(" + ");

/** @type {Kind} */
export function flatIndex(draws, level) {
  const C = level === 3 ? draws.whole(2, 4) : 1;
  const [H, W] = [draws.whole(6, 20), draws.whole(21, 40)];
  if (level === 2) {
    const [a, b] = [draws.whole(1, 3), draws.whole(1, 3)];
    const before = a * W;
    return {
      question: "apart",
      values: { H, W, a, b, before, answer: before + b },
      answer: [before + b],
      steps: ["rows_down", "columns_right"],
      mistakes: flatDistanceMistakes([H, W], a, b),
    };
  }
  const z = level === 3 ? draws.whole(1, C - 1) : 0;
  const [r, c] = [draws.whole(1, H - 1), draws.whole(1, W - 1)];
  const channels = z * H * W;
  const before = channels + r * W;
  const rows = level === 3 ? ["channels_before", "rows_in_channel"] : ["rows_before"];
  return {
    question: level === 3 ? "channels" : "place",
    values: { C, H, W, z, r, c, channels, before, answer: before + c },
    answer: [before + c],
    steps: [...rows, "place_in_row"],
    mistakes: flatIndexMistakes([C, H, W], [z, r, c]),
  };
}

/** @type {Kind} */
export function im2colShape(draws, level) {
  const k = draws.whole(2, 5);
  const [H, W] = [draws.whole(6, 14), draws.whole(6, 14)];
  const C = level === 1 ? 1 : draws.whole(2, 4);
  const [s, p] = level === 3 ? [draws.whole(2, 3), draws.whole(1, 2)] : [1, 0];
  const [rows, columns] = [H, W].map((n) => outputSize(n, k, s, [p, p], 1));
  const [windows, taps] = [rows * columns, C * k * k];
  const one_end = [H, W].map((n) => outputSize(n, k, s, [p, 0], 1));
  return {
    question: ["grey", "channels", "strided"][level - 1],
    values: { k, H, W, C, s, p, rows, columns, windows, taps },
    answer: [windows, taps],
    steps: ["window_rows", "window_columns"],
    mistakes: im2colShapeMistakes([H, W], C, k, s, p),
    rivals: p ? [one_end[0] * one_end[1]] : [],
  };
}

/** @type {Kind} */
export function copies(draws, level) {
  const k = level + draws.whole(2, 3); // at least 3: with 2, adding is multiplying
  const s = level === 3 ? 2 : 1;
  const [H, W] = [draws.whole(k + 3, 12), draws.whole(k + 3, 12)];
  const [r, c] = [draws.whole(0, H - 1), draws.whole(0, W - 1)];
  const [down, across] = windowsThatHold([H, W], k, s, [r, c]);
  const answer = down * across;
  return {
    question: s > 1 ? "strided" : "plain",
    values: { k, s, H, W, r, c, down, across, answer },
    answer: [answer],
    steps: ["windows_down", "windows_across", "copies"],
    mistakes: copiesMistakes([H, W], k, s, [r, c]),
    rivals: [down, down + across, 1, ...(s === 1 ? [k * k] : [])],
  };
}

/** @type {Kind} */
export function pool(draws, level) {
  const [k, s] = level === 3 ? [3, 2] : [2, 2];
  const average = level === 2 || (level === 3 && draws.yes());
  const [rows, columns] = level === 3 ? [5, 7] : [4, 6];
  const unit = average ? k * k : 1; // so that a mean is a whole number
  const image = draws.table(rows, columns, 0, 9).map((row) => row.map((value) => unit * value));
  const windows = windowsOf({ image, kernel_size: k, stride: s, padding: 0 });
  const [r, c] = [draws.whole(0, windows.length - 1), draws.whole(0, windows[0].length - 1)];
  const answer = poolOutput(image, k, s, average)[r][c];
  const pixels = windows[r][c].map(({ value }) => value);
  return {
    question: average ? "average" : "max",
    values: {
      ...{ k, s, r, c, top: r * s, left: c * s, answer },
      ...{ sum: sum(pixels), count: k * k },
    },
    answer: [answer],
    steps: [
      "window_begins",
      ["window_holds", { pixels: pixels.map(shown).join(", ") }],
      average ? "mean" : "largest",
    ],
    mistakes: poolMistakes(image, k, s, [r, c], average),
    tables: [["image", image]],
    rivals: [
      poolOutput(image, k, 1, average)[r][c],
      ...(average ? [] : [Math.max(...image.flat())]),
    ],
  };
}

/** @type {Kind} */
export function poolGradient(draws, level) {
  const average = level === 2;
  const [k, s, side] = level === 3 ? [2, 1, 3] : [2, 2, 4];
  const numbers = draws.shuffled(fromTo(1, side * side)); // no two are equally large
  const image = range(side).map((i) => numbers.slice(i * side, (i + 1) * side));
  const unit = average ? k * k : 1;
  const gradient = draws.table(2, 2, 1, 9).map((row) => row.map((value) => unit * value));
  const [r, c] = askedPixel(draws, image, k, s);
  const parts = poolGradientParts(gradient, image, k, s, [r, c], average);
  const answer = parts.reduce((sum, { part }) => sum + part, 0);
  const pixel = image[r][c];
  /** @type {Step[]} */
  const steps = parts.map(({ i, j, part, largest }) => [
    average ? "shares" : pixel === largest ? "wins" : "loses",
    { i, j, gradient: gradient[i][j], pixel, largest, count: k * k, share: part },
  ]);
  const sums = sumOf(parts.map(({ part }) => part));
  return {
    question: average ? "average" : "max",
    values: { k, s, r, c, answer },
    answer: [answer],
    steps: parts.length > 1 ? [...steps, ["gradients", { sums }]] : steps,
    mistakes: poolGradientMistakes(gradient, image, k, s, [r, c], average),
    tables: [
      ["image", image],
      ["gradient", gradient],
    ],
    rivals: level === 3 ? [Math.max(...parts.map(({ part }) => part))] : [],
  };
}

/**
 * Any pixel, or every other time the largest of a window.
 * @param {import("./draws.mjs").Draws} draws
 * @param {number[][]} image
 * @param {number} k
 * @param {number} s
 */
function askedPixel(draws, image, k, s) {
  const [i, j] = [draws.whole(0, 1), draws.whole(0, 1)];
  const [r, c] = [draws.whole(0, k - 1), draws.whole(0, k - 1)];
  if (!draws.yes()) return [i * s + r, j * s + c];
  const taps = windowsOf({ image, kernel_size: k, stride: s, padding: 0 })[i][j];
  const { y, x } = taps.reduce((most, tap) => (tap.value > most.value ? tap : most));
  return [y, x];
}
