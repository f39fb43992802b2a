// Sizes: how much border a padding means, and how many places a window has.
import { axisPair } from "./array_checks.mjs";
import { Misfit, shown } from "./checks.mjs";

/**
 * Every way to say padding, as [[top, bottom], [left, right]].
 * @param {any} padding
 * @param {number[]} kernelSize
 * @param {number | number[]} stride
 * @param {number | number[]} dilation
 * @returns {number[][]}
 */
export function paddingAmounts(padding, kernelSize, stride = 1, dilation = 1) {
  const dilations = axisPair("dilation", dilation);
  const total = kernelSize.map((k, axis) => dilations[axis] * (k - 1));
  if (padding === "valid")
    return [
      [0, 0],
      [0, 0],
    ];
  if (padding === "full") return total.map((t) => [t, t]);
  if (padding === "same") {
    const strides = axisPair("stride", stride);
    if (strides.some((s) => s !== 1)) {
      const given = [...new Set(strides)].join(" × ");
      throw new Misfit(`padding "same" needs stride 1, but stride is ${given}`);
    }
    // An even kernel has no middle: the odd row or column goes to the end, as in PyTorch.
    return total.map((t) => [Math.floor(t / 2), t - Math.floor(t / 2)]);
  }
  const axes = Array.isArray(padding) ? padding : [padding, padding];
  const amounts = axes.map((axis) => (Array.isArray(axis) ? axis : [axis, axis]));
  const isAmount = (/** @type {any} */ amount) => Number.isInteger(amount) && amount >= 0;
  if (amounts.length !== 2 || !amounts.every((axis) => axis.length === 2 && axis.every(isAmount))) {
    throw new Misfit(
      'padding must be "valid", "same", "full", or one, two or two pairs of whole numbers ' +
        `of at least 0, not ${shown(padding)}`,
    );
  }
  return amounts;
}

/**
 * floor((size + before + after - d(k - 1) - 1) / s) + 1: Dumoulin & Visin (2016), with dilation.
 * @param {number} size
 * @param {number} kernel
 * @param {number} stride
 * @param {number[]} padding before and after
 * @param {number} dilation
 */
export function outputSize(size, kernel, stride, [before, after], dilation) {
  const span = dilation * (kernel - 1) + 1;
  const padded = size + before + after;
  if (span > padded) {
    throw new Misfit(
      `the kernel spans ${span} pixels (size ${kernel}, dilation ${dilation}), ` +
        `but the padded image has only ${padded} (${before} + ${size} + ${after})`,
    );
  }
  return Math.floor((padded - span) / stride) + 1;
}

/**
 * (n - 1) s + d(k - 1) + 1 + e, less the padding: the way back.
 * @param {number} size
 * @param {number} kernel
 * @param {number} stride
 * @param {number[]} padding before and after
 * @param {number} extra the output padding
 * @param {number} dilation
 */
export function transposedSize(size, kernel, stride, [before, after], extra, dilation) {
  if (extra >= Math.max(stride, dilation)) {
    throw new Misfit(
      `the output padding must be less than the larger of stride and dilation, but it is ${extra} ` +
        `with stride ${stride} and dilation ${dilation}`,
    );
  }
  return (size - 1) * stride + dilation * (kernel - 1) + 1 + extra - before - after;
}
