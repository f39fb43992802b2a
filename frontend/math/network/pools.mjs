// Layers that make maps smaller and learn nothing: the maximum under a window, or a weighted sum.
import { binomialRow } from "../binomial.mjs";
import { product } from "../sums.mjs";
import { tapsOf } from "./taps.mjs";

/**
 * @typedef {import("./layers.mjs").Maker} Maker
 * @typedef {import("./stack.mjs").PlannedLayer} PlannedLayer
 */

/** @type {Maker} */
export function maxPool2d(planned, { output }, batch) {
  const { pixels, taps, places, area } = tapsOf(planned);
  const channels = planned.input[0];
  const winners = new Int32Array(batch * channels * places); // the first of equals
  return {
    forward(x, n) {
      for (let map = 0, o = 0; map < n * channels; map++) {
        for (let p = 0; p < places; p++, o++) {
          let most = -Infinity;
          let winner = -1;
          for (let t = p; t < taps * places; t += places) {
            const pixel = pixels[t];
            if (pixel < 0) continue; // the border never wins
            const value = x[map * area + pixel];
            if (value > most) {
              most = value;
              winner = map * area + pixel;
            }
          }
          output[o] = most;
          winners[o] = winner;
        }
      }
    },
    backward(grad, x, gradX, n) {
      if (!gradX) return;
      gradX.fill(0, 0, n * channels * area);
      for (let o = 0; o < n * channels * places; o++) gradX[winners[o]] += grad[o];
    },
  };
}

/** @type {Maker} */
export function avgPool2d(planned, memory) {
  const count = product(planned.window.map(({ kernel }) => kernel)); // the border counts as zeros
  return weightedPool(planned, memory, new Float64Array(count).fill(1 / count));
}

/** @type {Maker} */
export function blurPool(planned, memory) {
  const [down, across] = planned.window.map(({ kernel }) => binomialRow(kernel));
  return weightedPool(
    planned,
    memory,
    Float64Array.from(down.flatMap((a) => across.map((b) => a * b))),
  );
}

/**
 * @param {PlannedLayer} planned
 * @param {import("./layers.mjs").Memory} memory
 * @param {Float64Array} weights of the taps
 */
function weightedPool(planned, { output }, weights) {
  const { pixels, taps, places, area } = tapsOf(planned);
  const channels = planned.input[0];
  return {
    forward(x, n) {
      for (let map = 0, o = 0; map < n * channels; map++) {
        for (let p = 0; p < places; p++, o++) {
          let sum = 0;
          for (let t = 0; t < taps; t++) {
            const pixel = pixels[t * places + p];
            if (pixel >= 0) sum += weights[t] * x[map * area + pixel];
          }
          output[o] = sum;
        }
      }
    },
    backward(grad, x, gradX, n) {
      if (!gradX) return;
      gradX.fill(0, 0, n * channels * area);
      for (let map = 0, o = 0; map < n * channels; map++) {
        for (let p = 0; p < places; p++, o++) {
          for (let t = 0; t < taps; t++) {
            const pixel = pixels[t * places + p];
            if (pixel >= 0) gradX[map * area + pixel] += weights[t] * grad[o];
          }
        }
      }
    },
  };
}
