// Convolutions with weights that all places share, and with weights for each place: products of
// matrices, of the weights with what lies under the window.
import { borderedMaps } from "./border.mjs";
import { addProduct, matrix, steps, transposed } from "./matrix.mjs";
import { product } from "../sums.mjs";

/** @typedef {import("./layers.mjs").Maker} Maker */

/**
 * One image after the other, so that it stays in the cache, and one group of its channels.
 * @type {Maker}
 */
export function conv2d(planned, { output, parameters, gradients }, batch, Kind) {
  const [weight, bias] = parameters;
  const [gradWeight, gradBias] = gradients;
  const [outputs, perGroup, ...kernel] = planned.parameters[0];
  const groups = planned.input[0] / perGroup;
  const border = borderedMaps(planned, perGroup, batch, Kind);
  const places = border.places.length;
  const inner = perGroup * product(kernel);
  const rows = outputs / groups; // output channels of a group

  const W = matrix(weight, rows, inner);
  const WT = transposed(W);
  const gradW = { ...W, values: gradWeight };
  const Y = matrix(output, rows, places);
  const windows = { values: output, at: 0, down: border.taps, across: border.places }; // of any numbers
  const inputOf = (i, g) => (i + g / groups) * border.size;
  const outputOf = (i, g) => (i * groups + g) * rows * places;

  return {
    forward(x, n) {
      const X = { ...windows, values: border.enter(x, n) };
      for (let map = 0; map < n * outputs; map++) {
        output.fill(bias ? bias[map % outputs] : 0, map * places, (map + 1) * places);
      }
      for (let i = 0; i < n; i++) {
        for (let g = 0; g < groups; g++) {
          W.at = g * rows * inner;
          X.at = inputOf(i, g);
          Y.at = outputOf(i, g);
          addProduct(Y, W, X, rows, inner, places);
        }
      }
    },

    backward(grad, x, gradX, n) {
      const XT = transposed({ ...windows, values: border.enter(x, n) });
      const gradWindows = gradX && { ...windows, values: border.room(gradX, n) };
      const G = { ...Y, values: grad };
      gradWeight.fill(0);
      for (let i = 0; i < n; i++) {
        for (let g = 0; g < groups; g++) {
          gradW.at = WT.at = g * rows * inner;
          XT.at = inputOf(i, g);
          G.at = outputOf(i, g);
          addProduct(gradW, G, XT, rows, places, inner);
          if (!gradWindows) continue;
          gradWindows.at = XT.at;
          addProduct(gradWindows, WT, G, inner, rows, places);
        }
      }
      if (gradX) border.leave(gradX, n);
      if (!gradBias) return;
      gradBias.fill(0);
      for (let map = 0, at = 0; map < n * outputs; map++) {
        let sum = 0;
        for (let p = 0; p < places; p++, at++) sum += grad[at];
        gradBias[map % outputs] += sum;
      }
    },
  };
}

/**
 * One place after the other, all images at a time: they have a place's weights in common.
 * @type {Maker}
 */
export function locallyConnected2d(planned, { output, parameters, gradients }, batch, Kind) {
  const [weight, bias] = parameters;
  const [gradWeight, gradBias] = gradients;
  const [channels] = planned.input;
  const [outputs] = planned.output;
  const border = borderedMaps(planned, channels, batch, Kind);
  const places = border.places.length;
  const inner = border.taps.length;
  const outputSize = outputs * places;

  const W = matrix(weight, outputs, inner);
  const WT = transposed(W);
  const gradW = { ...W, values: gradWeight };
  // A row for each image.
  const windows = { values: output, at: 0, down: steps(batch, border.size), across: border.taps };
  const Y = {
    values: output,
    at: 0,
    down: steps(batch, outputSize),
    across: steps(outputs, places),
  };

  return {
    forward(x, n) {
      const X = { ...windows, values: border.enter(x, n) };
      for (let i = 0; i < n; i++) {
        if (bias) output.set(bias, i * outputSize);
        else output.fill(0, i * outputSize, (i + 1) * outputSize);
      }
      for (let place = 0; place < places; place++) {
        X.at = border.places[place];
        WT.at = place * outputs * inner;
        Y.at = place;
        addProduct(Y, X, WT, n, inner, outputs);
      }
    },

    backward(grad, x, gradX, n) {
      const X = { ...windows, values: border.enter(x, n) };
      const gradWindows = gradX && { ...windows, values: border.room(gradX, n) };
      const G = { ...Y, values: grad };
      const GT = transposed(G);
      gradWeight.fill(0);
      for (let place = 0; place < places; place++) {
        X.at = border.places[place];
        G.at = GT.at = place;
        gradW.at = W.at = place * outputs * inner;
        addProduct(gradW, GT, X, outputs, n, inner);
        if (!gradWindows) continue;
        gradWindows.at = X.at;
        addProduct(gradWindows, G, W, n, outputs, inner);
      }
      if (gradX) border.leave(gradX, n);
      if (!gradBias) return;
      gradBias.fill(0);
      for (let i = 0, at = 0; i < n; i++) {
        for (let o = 0; o < outputSize; o++, at++) gradBias[o] += grad[at];
      }
    },
  };
}
