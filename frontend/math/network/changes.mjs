// One change to a stack of layers: what a network is compared with. The same as
// cnnlab.experiments.stack_changes.
import { Misfit } from "../checks.mjs";
import { planStack } from "./stack.mjs";

/** @typedef {import("./stack.mjs").StackLayer} StackLayer */

const POOLS = ["max_pool2d", "avg_pool2d", "blur_pool"];
const STEPS = 64; // in which the share of channels that is kept is searched
const [HEIGHT, WIDTH] = [8, 8];

/**
 * What each change does to the stack; those of the digits leave it as it is.
 * @type {Record<string, (stack: any[]) => any[]>}
 */
const CHANGED = {
  "": (stack) => stack,
  untied: (stack) => untied(stack, STEPS),
  untied_fewer: untiedWithAsFewParameters,
  shuffled: (stack) => stack,
  max: (stack) => reducedBy(stack, "max"),
  average: (stack) => reducedBy(stack, "average"),
  stride: (stack) => reducedBy(stack, "stride"),
  blur: (stack) => reducedBy(stack, "blur"),
  still: (stack) => stack,
  no_relu: (stack) => stack.filter(({ kind }) => kind !== "relu"),
};

export const CHANGES = Object.keys(CHANGED);

/**
 * @param {any[]} stack
 * @param {string} change one of `CHANGES`
 * @returns {any[]}
 */
export const changedStack = (stack, change) => CHANGED[change](stack);

/**
 * Untie every convolution, and keep `kept` / 64 of its channels, at least one.
 * @param {any[]} stack
 * @param {number} kept
 */
const untied = (stack, kept) =>
  stack.map((layer) => {
    if (layer.kind !== "conv2d") return layer;
    const channels = Math.max(1, Math.floor((layer.out_channels * kept) / STEPS));
    return { ...layer, shared: false, out_channels: channels };
  });

/** @param {any[]} stack */
function untiedWithAsFewParameters(stack) {
  const most = parametersOf(stack);
  for (let kept = STEPS; kept > 1; kept--) {
    const fewer = untied(stack, kept);
    const parameters = parametersOf(fewer);
    if (Number.isNaN(parameters + most)) return untied(stack, STEPS); // which reports its problem
    if (parameters <= most) return fewer;
  }
  return untied(stack, 1);
}

/**
 * NaN for an impossible stack.
 * @param {any[]} stack
 */
function parametersOf(stack) {
  const { layers, problem } = planStack(stack, [1, HEIGHT, WIDTH]);
  return problem ? NaN : layers.reduce((sum, layer) => sum + layer.parameter_count, 0);
}

/**
 * Replace each reduction in rows and columns, be it pooling or a strided convolution.
 * @param {any[]} stack
 * @param {string} how
 */
function reducedBy(stack, how) {
  /** @type {any[]} */
  const reduced = [];
  let waiting = 1; // a stride taken from a convolution, to come after its ReLU
  stack.forEach((layer, i) => {
    if (waiting > 1 && layer.kind !== "relu") {
      reduced.push(reduction(how, waiting));
      waiting = 1;
    }
    const stride = strideOf(layer);
    const conv = layer.kind === "conv2d";
    if (stride === 1 || !(conv || POOLS.includes(layer.kind))) reduced.push(layer);
    else if (conv && how === "stride") reduced.push(layer);
    else if (conv) {
      reduced.push({ ...layer, stride: 1 });
      waiting = stride;
    } else if (how === "stride") strideBefore(reduced, stride, i + 1);
    else reduced.push(reduction(how, stride));
  });
  if (waiting > 1) reduced.push(reduction(how, waiting));
  return reduced;
}

/** A pooling's stride is its window's size by default. @param {any} layer */
const strideOf = ({ kind, stride, kernel_size }) =>
  stride || (["max_pool2d", "avg_pool2d"].includes(kind) ? kernel_size : 1);

/** @param {string} how @param {number} stride */
function reduction(how, stride) {
  if (how === "blur") return { kind: "blur_pool", kernel_size: 3, stride };
  return { kind: how === "max" ? "max_pool2d" : "avg_pool2d", kernel_size: stride, stride };
}

/** @param {any[]} layers @param {number} stride @param {number} number of the layer it is taken from */
function strideBefore(layers, stride, number) {
  const at = layers.findLastIndex(({ kind }) => kind === "conv2d");
  if (at < 0) throw new Misfit(`no convolution before layer ${number} could take over its stride`);
  layers[at] = { ...layers[at], stride: stride * strideOf(layers[at]) };
}
