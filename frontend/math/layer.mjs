// The sizes and counts of one convolution layer.
import LIMITS from "../../src/cnnlab/widgets/limits/size_calculator.json" with { type: "json" };
import { checkUpTo, Misfit } from "./checks.mjs";
import { outputSize } from "./shapes.mjs";

/**
 * @typedef {object} Layer
 * @property {number} height
 * @property {number} width
 * @property {number} kernel_size
 * @property {number} padding
 * @property {number} stride
 * @property {number} dilation
 * @property {number} in_channels
 * @property {number} out_channels
 * @property {number} groups
 */

// The least that each may be.
export const LEAST = {
  height: 1,
  width: 1,
  kernel_size: 1,
  padding: 0,
  stride: 1,
  dilation: 1,
  in_channels: 1,
  out_channels: 1,
  groups: 1,
};
export const MOST = LIMITS.number;

/**
 * As cnnlab.output_shape and cnnlab.conv_cost give them. The counts are exact up to 2 ** 53.
 * @param {Layer} layer
 */
export function layerSizes(layer) {
  checkNumbers(layer);
  const { height, width, kernel_size: k, padding: p, stride, dilation } = layer;
  const { in_channels, out_channels, groups } = layer;
  const undivided = undividedBy(layer);
  if (undivided.length) {
    throw new Misfit(
      `groups must divide both channel counts, but ${groups} does not divide ${undivided.join(" or ")}`,
    );
  }
  const rows = outputSize(height, k, stride, [p, p], dilation);
  const columns = outputSize(width, k, stride, [p, p], dilation);
  const weights = (out_channels * in_channels * k * k) / groups;
  return {
    rows,
    columns,
    parameters: weights + out_channels,
    multiply_adds: weights * rows * columns,
  };
}

/**
 * Refuse a number that no layer has.
 * @param {Layer} layer
 */
export function checkNumbers(layer) {
  for (const [name, least] of Object.entries(LEAST)) checkUpTo(name, layer[name], least, MOST);
}

/**
 * The channel counts that the groups do not divide.
 * @param {Layer} layer
 */
export const undividedBy = ({ in_channels, out_channels, groups }) =>
  [in_channels, out_channels].filter((channels) => channels % groups);
