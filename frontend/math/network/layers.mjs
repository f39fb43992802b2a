// The layers of a network that learns: each computes its output for a batch and sends gradients back,
// as those of cnnlab.network do. All memory is taken when a layer is made.
import { conv2d, locallyConnected2d } from "./convolutions.mjs";
import { addProduct, matrix, transposed } from "./matrix.mjs";
import { avgPool2d, blurPool, maxPool2d } from "./pools.mjs";
import { product } from "../sums.mjs";

/**
 * @typedef {import("./matrix.mjs").Numbers} Numbers
 * @typedef {import("./stack.mjs").PlannedLayer} PlannedLayer
 * @typedef {typeof Float32Array | typeof Float64Array} Kind
 *
 * What a layer holds. Batches lie in memory as NCHW.
 * @typedef {object} Memory
 * @property {Numbers} output
 * @property {Numbers[]} parameters weight and bias, as far as it has them
 * @property {Numbers[]} gradients of the parameters
 *
 * What a layer does with the first `n` images of a batch. `backward` takes the gradient of the output,
 * replaces those of the parameters, and writes the input's into `gradX` unless that is null.
 * @typedef {object} Passes
 * @property {(x: Numbers, n: number) => void} forward
 * @property {(grad: Numbers, x: Numbers, gradX: Numbers | null, n: number) => void} backward
 *
 * @typedef {(planned: PlannedLayer, memory: Memory, batch: number, Kind: Kind) => Passes} Maker
 */

/** @type {Record<string, Maker>} */
const MAKERS = {
  conv2d: (...of) => (isShared(of[0]) ? conv2d(...of) : locallyConnected2d(...of)),
  max_pool2d: maxPool2d,
  avg_pool2d: avgPool2d,
  global_avg_pool: avgPool2d,
  blur_pool: blurPool,
  linear,
  relu,
  flatten,
};

/** @param {any} planned */
const isShared = ({ layer }) => layer.shared ?? true;

/**
 * @param {PlannedLayer} planned
 * @param {number} batch the most images at a time
 * @param {Kind} Kind of numbers
 * @returns {Memory & Passes}
 */
export function makeLayer(planned, batch, Kind) {
  const zeros = () => planned.parameters.map((shape) => new Kind(product(shape)));
  const output = new Kind(batch * product(planned.output));
  const memory = { output, parameters: zeros(), gradients: zeros() };
  return { ...memory, ...MAKERS[planned.layer.kind](planned, memory, batch, Kind) };
}

/** @type {Maker} */
function linear({ input: [inputs], output: [outputs] }, { output, parameters, gradients }, batch) {
  const [weight, bias] = parameters;
  const [gradWeight, gradBias] = gradients;
  const [W, gradW] = [matrix(weight, outputs, inputs), matrix(gradWeight, outputs, inputs)];
  const WT = transposed(W);
  const [X, Y] = [matrix(output, batch, inputs), matrix(output, batch, outputs)]; // of any numbers
  return {
    forward(x, n) {
      for (let i = 0; i < n; i++) {
        if (bias) output.set(bias, i * outputs);
        else output.fill(0, i * outputs, (i + 1) * outputs);
      }
      addProduct(Y, { ...X, values: x }, WT, n, inputs, outputs);
    },
    backward(grad, x, gradX, n) {
      const G = { ...Y, values: grad };
      gradWeight.fill(0);
      addProduct(gradW, transposed(G), { ...X, values: x }, outputs, n, inputs);
      if (bias) {
        gradBias.fill(0);
        for (let i = 0; i < n * outputs; i++) gradBias[i % outputs] += grad[i];
      }
      if (!gradX) return;
      gradX.fill(0, 0, n * inputs);
      addProduct({ ...X, values: gradX }, G, W, n, outputs, inputs);
    },
  };
}

/** @type {Maker} */
function relu({ output: shape }, { output }) {
  const size = product(shape);
  return {
    forward(x, n) {
      for (let i = 0; i < n * size; i++) output[i] = x[i] > 0 ? x[i] : 0;
    },
    backward(grad, x, gradX, n) {
      if (gradX) for (let i = 0; i < n * size; i++) gradX[i] = x[i] > 0 ? grad[i] : 0;
    },
  };
}

/** @type {Maker} */
function flatten({ output: [size] }, { output }) {
  return {
    forward: (x, n) => output.set(x.subarray(0, n * size)),
    backward: (grad, x, gradX, n) => gradX?.set(grad.subarray(0, n * size)),
  };
}
