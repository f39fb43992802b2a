// A stack of layers as JSON, and what it would be on an image: shapes, parameters, multiply-adds and
// fields of every layer that fits, and why the next does not.

/**
 * A layer as PyTorch names it; what is left out has PyTorch's default. Sizes are one number, or
 * [rows, columns].
 * @typedef {| { kind: "conv2d", out_channels: number, kernel_size: Size, stride?: Size, padding?: any,
 *     dilation?: Size, groups?: number, bias?: boolean, shared?: boolean }
 *   | { kind: "max_pool2d" | "avg_pool2d", kernel_size: Size, stride?: Size, padding?: Size }
 *   | { kind: "blur_pool", kernel_size: Size, stride?: Size }
 *   | { kind: "linear", out_features: number, bias?: boolean }
 *   | { kind: "relu" | "global_avg_pool" | "flatten" }} StackLayer
 * @typedef {number | [number, number]} Size
 *
 * A layer that fits.
 * @typedef {object} PlannedLayer
 * @property {StackLayer} layer
 * @property {number[]} input shape, (C, H, W) or (features)
 * @property {number[]} output shape
 * @property {number[][]} parameters the shapes of weight and bias, as the layer has them
 * @property {number} parameter_count
 * @property {number} multiply_adds of one image
 * @property {[down: Field, across: Field]} field what one of its outputs sees of the image
 *
 * @typedef {import("../receptive_field.mjs").Field} Field
 *
 * Where a stack is wrong: `layer` counts from 0, the message names it from 1.
 * @typedef {{ layer: number, message: string }} Problem
 *
 * @typedef {{ layers: PlannedLayer[], problem: Problem | null }} Plan
 */

/**
 * What a stack is on images of a shape (C, H, W). It does not throw: what cannot be is its `problem`.
 * @param {unknown} stack
 * @param {number[]} inputShape
 * @param {number} [classes] if given, the stack must end in that many scores
 * @returns {Plan}
 */
export function planStack(stack, inputShape, classes) {
  throw new Error(`not written yet: ${String([stack, inputShape, classes])}`);
}
