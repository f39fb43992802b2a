// Convolution in JavaScript, so that a page needs no Python: the same numbers as cnnlab's, which tests
// compare over grids of settings.
import LIMITS from "../../src/cnnlab/widgets/limits.json" with { type: "json" };
import { axisPair, checkMagnitude, checkMatrix, checkTensor } from "./array_checks.mjs";
import { Misfit, shown } from "./checks.mjs";
import { pad } from "./padding.mjs";
import { outputSize, paddingAmounts } from "./shapes.mjs";
import { addedUp, withoutRounding } from "./sums.mjs";
import { table } from "./tables.mjs";

// Turned by 180 degrees: both axes reversed.
export function flipped(kernel) {
  return kernel.map((row) => [...row].reverse()).reverse();
}

/**
 * The sum of products at every place of the kernel: cross-correlation, without a flip.
 * @param {number[][]} image
 * @param {number[][]} kernel
 * @param {number[]} size of the output
 * @param {number[]} stride
 * @param {number[]} dilation
 */
function correlate(image, kernel, [rows, columns], [down, right] = [1, 1], dilation = [1, 1]) {
  return table(rows, columns, (r, c) => {
    let [sum, size] = [0, 0];
    for (let i = 0; i < kernel.length; i++) {
      for (let j = 0; j < kernel[0].length; j++) {
        const pixel = image[r * down + i * dilation[0]][c * right + j * dilation[1]];
        sum += pixel * kernel[i][j];
        size += Math.abs(pixel * kernel[i][j]);
      }
    }
    return withoutRounding(sum, size);
  });
}

/**
 * A link from anywhere must not be able to stall the page.
 * @param {string} what
 * @param {number} rows
 * @param {number} columns
 */
export function checkDrawable(what, rows, columns) {
  const most = LIMITS.most_drawn;
  if (Math.max(rows, columns) > most) {
    throw new Misfit(
      `${what} would have ${rows} × ${columns} pixels; at most ${most} each way can be drawn`,
    );
  }
}

// Slide the kernel over the image. Returns all that a picture of it needs.
export function slideKernel({
  image,
  kernel,
  stride,
  padding,
  dilation,
  flip,
  padding_mode: mode,
}) {
  const size = checkMatrix("image", image);
  const kernelSize = checkMatrix("kernel", kernel);
  const [steps, holes] = [axisPair("stride", stride), axisPair("dilation", dilation)];
  const amounts = paddingAmounts(padding, kernelSize, steps, holes);
  const [rows, columns] = [0, 1].map((a) =>
    outputSize(size[a], kernelSize[a], steps[a], amounts[a], holes[a]),
  );
  const [height, width] = [0, 1].map((a) => size[a] + amounts[a][0] + amounts[a][1]);
  checkDrawable("the padded image", height, width);
  const padded = pad(image, amounts, mode);
  const applied = flip ? flipped(kernel) : kernel;
  const output = correlate(padded, applied, [rows, columns], steps, holes);
  return { amounts, padded, applied, output };
}

/**
 * The groups that a weight's shape makes of the channels, and for each output channel the first
 * channel that it reads: it reads as many as it has kernels, from there on.
 * @param {number} channels
 * @param {number[]} shape of the weight: (C_out, C_in / groups, kH, kW)
 */
export function groupsOf(channels, [outputs, depth, kH, kW]) {
  const groups = channels / depth;
  if (!Number.isInteger(groups) || outputs % groups) {
    throw new Misfit(
      `weight must be (C_out, C_in / groups, kH, kW) with groups that divide C_in and C_out, ` +
        `but its shape is (${outputs}, ${depth}, ${kH}, ${kW}) and C_in is ${channels}`,
    );
  }
  const outputsOfGroup = outputs / groups;
  const first = Array.from({ length: outputs }, (_, o) => Math.floor(o / outputsOfGroup) * depth);
  return { groups, first };
}

/**
 * @param {unknown} bias
 * @param {number} outputs
 */
function checkBias(bias, outputs) {
  if (!Array.isArray(bias) || bias.length !== outputs || !bias.every(Number.isFinite)) {
    throw new Misfit(
      `bias must be ${outputs} finite numbers, one for each output channel, ` +
        `not ${shown(bias)}`,
    );
  }
  checkMagnitude("bias", bias);
}

/** @param {number[][][]} maps @param {number} bias */
const addUp = (maps, bias) =>
  maps[0].map((row, r) => row.map((_, c) => addedUp([...maps.map((map) => map[r][c]), bias])));

/**
 * cnnlab.conv2d on one image (C_in, H, W) with stride 1 and no padding, taken apart: `partial[o][d]`
 * is what the kernel weight[o][d] makes of the channel that it reads, first[o] + d.
 * @param {{image: number[][][], weight: number[][][][], bias: number[]}} layer
 */
export function convolveChannels({ image, weight, bias }) {
  const [channels, H, W] = checkTensor("image", image, 3);
  const shape = checkTensor("weight", weight, 4);
  const { groups, first } = groupsOf(channels, shape);
  checkBias(bias, shape[0]);
  /** @type {[number, number]} */
  const size = [outputSize(H, shape[2], 1, [0, 0], 1), outputSize(W, shape[3], 1, [0, 0], 1)];
  /** @type {number[][][][]} */
  const partial = weight.map((kernels, o) =>
    kernels.map((kernel, d) => correlate(image[first[o] + d], kernel, size)),
  );
  return { groups, first, partial, output: partial.map((maps, o) => addUp(maps, bias[o])) };
}
