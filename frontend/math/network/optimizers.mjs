// How gradients move weights: those of cnnlab.network.optimizers.

/**
 * @typedef {import("./matrix.mjs").Numbers} Numbers
 * @typedef {(learningRate: number) => void} Step
 */

/**
 * v ← μ v + g, w ← w − η v, with the weight decay in g.
 * @param {Numbers[]} parameters
 * @param {Numbers[]} gradients
 * @param {{ momentum: number, weight_decay: number }} recipe
 * @returns {Step}
 */
export function sgd(parameters, gradients, { momentum, weight_decay: decay }) {
  const velocities = parameters.map((w) => w.slice().fill(0));
  return (learningRate) => {
    parameters.forEach((w, p) => {
      const [g, v] = [gradients[p], velocities[p]];
      for (let i = 0; i < w.length; i++) {
        v[i] = momentum * v[i] + g[i] + decay * w[i];
        w[i] -= learningRate * v[i];
      }
    });
  };
}

const [BETA1, BETA2, EPSILON] = [0.9, 0.999, 1e-8];

/**
 * Each number's step is scaled by the size of its recent gradients.
 * @param {Numbers[]} parameters
 * @param {Numbers[]} gradients
 * @param {{ weight_decay: number }} recipe
 * @returns {Step}
 */
export function adam(parameters, gradients, { weight_decay: decay }) {
  const zeros = () => parameters.map((w) => w.slice().fill(0));
  const [means, squares] = [zeros(), zeros()];
  let steps = 0;
  return (learningRate) => {
    steps++;
    // The averages begin at 0; dividing by these makes up for it.
    const [weight1, weight2] = [1 - BETA1 ** steps, 1 - BETA2 ** steps];
    parameters.forEach((w, p) => {
      const [gradient, m, v] = [gradients[p], means[p], squares[p]];
      for (let i = 0; i < w.length; i++) {
        const g = gradient[i] + decay * w[i];
        m[i] += (1 - BETA1) * (g - m[i]);
        v[i] += (1 - BETA2) * (g * g - v[i]);
        w[i] -= (learningRate * (m[i] / weight1)) / (Math.sqrt(v[i] / weight2) + EPSILON);
      }
    });
  };
}
