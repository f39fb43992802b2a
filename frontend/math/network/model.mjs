// A network that learns: layers in a row, the loss of its scores, and how far the weights move.
import { makeLayer } from "./layers.mjs";
import { product } from "../sums.mjs";

/**
 * @typedef {import("./matrix.mjs").Numbers} Numbers
 * @typedef {import("./layers.mjs").Kind} Kind
 * @typedef {ReturnType<typeof makeModel>} Model
 */

/**
 * @param {import("./stack.mjs").PlannedLayer[]} planned
 * @param {number} batch the most images at a time
 * @param {Kind} [Kind] of numbers
 */
export function makeModel(planned, batch, Kind = Float32Array) {
  const layers = planned.map((each) => makeLayer(each, batch, Kind));
  // With respect to each layer's input; few callers want the first one's, the image's.
  const gradients = planned.map(({ input }) => new Kind(batch * product(input)));
  /** @type {Numbers} */
  let image;
  const inputOf = (/** @type {number} */ l) => (l === 0 ? image : layers[l - 1].output);

  return {
    layers,
    parameters: layers.flatMap(({ parameters }) => parameters),
    gradients: layers.flatMap(({ gradients }) => gradients),

    /**
     * Send `n` images through all layers. Returns the scores.
     * @param {Numbers} x
     * @param {number} n
     */
    forward(x, n) {
      image = x;
      layers.forEach((layer, l) => layer.forward(inputOf(l), n));
      return layers[layers.length - 1].output;
    },

    /**
     * Send the scores' gradient back through all layers. Returns the images', if it is wanted.
     * @param {Numbers} grad
     * @param {number} n
     */
    backward(grad, n, toImage = false) {
      for (let l = layers.length - 1; l >= 0; l--) {
        const gradX = l > 0 || toImage ? gradients[l] : null;
        const above = l === layers.length - 1 ? grad : gradients[l + 1];
        layers[l].backward(above, inputOf(l), gradX, n);
      }
      return gradients[0];
    },
  };
}

/**
 * The mean cross-entropy of scores, and how many are right; `grad` becomes the scores' gradient.
 * @param {Numbers} grad
 * @param {Numbers} scores of n images
 * @param {ArrayLike<number>} labels
 * @param {number} n
 * @param {number} classes
 */
export function softmaxCrossEntropy(grad, scores, labels, n, classes) {
  let [loss, right] = [0, 0];
  for (let i = 0; i < n; i++) {
    const at = i * classes;
    const best = argmax(scores, at, classes);
    let sum = 0;
    for (let k = 0; k < classes; k++) sum += Math.exp(scores[at + k] - scores[best]);
    for (let k = 0; k < classes; k++) {
      const probability = Math.exp(scores[at + k] - scores[best]) / sum;
      grad[at + k] = (probability - Number(k === labels[i])) / n;
    }
    loss += Math.log(sum) + scores[best] - scores[at + labels[i]];
    right += Number(best - at === labels[i]);
  }
  return { loss: loss / n, right };
}

/**
 * The index of the largest of `count` numbers, the first of equals.
 * @param {Numbers} values
 * @param {number} at
 * @param {number} count
 */
export function argmax(values, at, count) {
  let best = at;
  for (let i = at + 1; i < at + count; i++) if (values[i] > values[best]) best = i;
  return best;
}

/**
 * Scores as probabilities; the largest is taken off first, so that nothing overflows.
 * @param {ArrayLike<number>} scores
 */
export function softmax(scores) {
  const most = Math.max(...Array.from(scores));
  const powers = Array.from(scores, (z) => Math.exp(z - most));
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((p) => p / sum);
}
