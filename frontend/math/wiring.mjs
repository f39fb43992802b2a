// Which channels a convolution joins: in one stage, or depthwise first and then 1 × 1.
import { Misfit } from "./checks.mjs";
import { layerSizes } from "./layer.mjs";
import { fromTo } from "./range.mjs";

/**
 * @typedef {object} Wires
 * @property {number} in_channels
 * @property {number} out_channels
 * @property {number} kernel_size
 * @property {number} groups
 * @property {boolean} separable
 * @property {number} height of the maps, and of what comes out: the border is padded
 * @property {number} width
 *
 * @typedef {object} Stage
 * @property {number} inputs
 * @property {number} outputs
 * @property {number} kernel its side
 * @property {number} groups
 * @property {number} parameters
 * @property {number} multiply_adds
 */

/**
 * The stages of the convolution, with what each costs, as cnnlab.conv_cost counts it.
 * @param {Wires} wires
 * @returns {Stage[]}
 */
export function stagesOf(wires) {
  const { in_channels: c_in, out_channels: c_out, kernel_size: k, groups, separable } = wires;
  if (!separable) return [stage(wires, c_in, c_out, k, groups)];
  return [stage(wires, c_in, c_in, k, c_in), stage(wires, c_in, c_out, 1, 1)];
}

/** The same convolution with every channel joined to every other. @param {Wires} wires */
export const fullStage = (wires) =>
  stage(wires, wires.in_channels, wires.out_channels, wires.kernel_size, 1);

/**
 * @param {Wires} wires
 * @param {number} inputs
 * @param {number} outputs
 * @param {number} kernel
 * @param {number} groups
 * @returns {Stage}
 */
function stage({ height, width }, inputs, outputs, kernel, groups) {
  if (kernel % 2 === 0) throw new Misfit(`kernel_size must be odd, not ${kernel}`);
  const { parameters, multiply_adds } = layerSizes({
    ...{ height, width, kernel_size: kernel, padding: (kernel - 1) / 2, stride: 1, dilation: 1 },
    ...{ in_channels: inputs, out_channels: outputs, groups },
  });
  return { inputs, outputs, kernel, groups, parameters, multiply_adds };
}

/**
 * Whether an output channel has a kernel for an input channel: they are in the same group.
 * @param {Stage} stage
 * @param {number} input
 * @param {number} output
 */
export const isJoined = ({ inputs, outputs, groups }, input, output) =>
  Math.floor((input * groups) / inputs) === Math.floor((output * groups) / outputs);

/**
 * The ways in which so many channels can be joined.
 * @param {number} inputs
 * @param {number} outputs
 * @returns {{ groups: number, separable: boolean }[]}
 */
export const wirings = (inputs, outputs) => [
  ...fromTo(1, inputs)
    .filter((groups) => inputs % groups === 0 && outputs % groups === 0)
    .map((groups) => ({ groups, separable: false })),
  { groups: 1, separable: true },
];

/**
 * @param {Stage[]} stages
 * @param {"parameters" | "multiply_adds"} cost
 */
export const total = (stages, cost) => stages.reduce((sum, each) => sum + each[cost], 0);
