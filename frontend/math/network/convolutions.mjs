// Convolutions with weights that all places share, and with weights for each place: products of
// matrices, of the weights with what lies under the window.
import { addProduct, matrix, transposed } from "./matrix.mjs";
import { product } from "./stack.mjs";
import { fold, tapsOf, unfold } from "./taps.mjs";

/** @typedef {import("./layers.mjs").Maker} Maker */

/**
 * One image after the other, so that what is unfolded stays in the cache. It is unfolded again on the
 * way back, which takes less time than to fetch it from memory.
 * @type {Maker}
 */
export function conv2d(planned, { output, parameters, gradients }, _, Kind) {
  const [weight, bias] = parameters;
  const [gradWeight, gradBias] = gradients;
  const [[channels, ...area], [outputs], [[, perGroup]]] = [
    planned.input,
    planned.output,
    planned.parameters,
  ];
  const taps = tapsOf(planned);
  const { places } = taps;
  const groups = channels / perGroup;
  const outputsOfGroup = outputs / groups;
  const inner = perGroup * taps.taps;
  const unfolded = new Kind(channels * taps.taps * places);
  const gradUnfolded = new Kind(unfolded.length);
  const [inputSize, outputSize] = [channels * product(area), outputs * places];

  // The matrices of one group of one image, moved from one to the next.
  const [W, gradW] = [matrix(weight, inner), matrix(gradWeight, inner)];
  const WT = transposed(W);
  const [C, gradC] = [matrix(unfolded, places), matrix(gradUnfolded, places)];
  const CT = transposed(C);

  return {
    forward(x, n) {
      const Y = matrix(output, places);
      for (let i = 0; i < n; i++) {
        unfold(unfolded, x, i * inputSize, channels, taps);
        for (let o = 0; o < outputs; o++) {
          const at = i * outputSize + o * places;
          output.fill(bias ? bias[o] : 0, at, at + places);
        }
        for (let g = 0; g < groups; g++) {
          W.at = g * outputsOfGroup * inner;
          C.at = g * inner * places;
          Y.at = i * outputSize + g * outputsOfGroup * places;
          addProduct(Y, W, C, outputsOfGroup, inner, places);
        }
      }
    },

    backward(grad, x, gradX, n) {
      const G = matrix(grad, places);
      gradWeight.fill(0);
      gradBias?.fill(0);
      gradX?.fill(0, 0, n * inputSize);
      for (let i = 0; i < n; i++) {
        unfold(unfolded, x, i * inputSize, channels, taps);
        if (gradX) gradUnfolded.fill(0);
        for (let g = 0; g < groups; g++) {
          G.at = i * outputSize + g * outputsOfGroup * places;
          gradW.at = WT.at = g * outputsOfGroup * inner;
          CT.at = gradC.at = g * inner * places;
          addProduct(gradW, G, CT, outputsOfGroup, places, inner);
          if (gradX) addProduct(gradC, WT, G, inner, outputsOfGroup, places);
        }
        if (gradX) fold(gradX, gradUnfolded, i * inputSize, channels, taps);
        if (gradBias) addPlaces(gradBias, grad, i * outputSize, outputs, places);
      }
    },
  };
}

/**
 * Add to each output channel's number all that stands in its map.
 * @param {import("./matrix.mjs").Numbers} sums
 * @param {import("./matrix.mjs").Numbers} maps
 * @param {number} at
 * @param {number} channels
 * @param {number} places
 */
function addPlaces(sums, maps, at, channels, places) {
  for (let c = 0; c < channels; c++) {
    let sum = 0;
    for (let p = 0; p < places; p++, at++) sum += maps[at];
    sums[c] += sum;
  }
}

/**
 * One place after the other, all images at a time: they have a place's weights in common.
 * @type {Maker}
 */
export function locallyConnected2d(planned, { output, parameters, gradients }, batch, Kind) {
  const [weight, bias] = parameters;
  const [gradWeight, gradBias] = gradients;
  const [[channels, ...area], [outputs]] = [planned.input, planned.output];
  const taps = tapsOf(planned);
  const { places } = taps;
  const inner = channels * taps.taps;
  const seen = new Kind(batch * inner); // by the window at one place, a row for each image
  const gradSeen = new Kind(seen.length);
  const [inputSize, outputSize] = [channels * product(area), outputs * places];

  const [W, gradW] = [matrix(weight, inner), matrix(gradWeight, inner)];
  const WT = transposed(W);
  const [S, gradS] = [matrix(seen, inner), matrix(gradSeen, inner)];

  /**
   * The pixel of image i under tap u, counted through all channels, or −1.
   * @type {(i: number, u: number, place: number) => number}
   */
  function pixelOf(i, u, place) {
    const channel = Math.floor(u / taps.taps);
    const pixel = taps.pixels[(u - channel * taps.taps) * places + place];
    return pixel < 0 ? -1 : i * inputSize + channel * taps.area + pixel;
  }

  function look(x, n, place) {
    for (let i = 0, s = 0; i < n; i++) {
      for (let u = 0; u < inner; u++, s++) {
        const pixel = pixelOf(i, u, place);
        seen[s] = pixel < 0 ? 0 : x[pixel];
      }
    }
  }

  return {
    forward(x, n) {
      const Y = { values: output, at: 0, down: outputSize, across: places };
      for (let i = 0; i < n; i++) {
        if (bias) output.set(bias, i * outputSize);
        else output.fill(0, i * outputSize, (i + 1) * outputSize);
      }
      for (let place = 0; place < places; place++) {
        look(x, n, place);
        WT.at = place * outputs * inner;
        Y.at = place;
        addProduct(Y, S, WT, n, inner, outputs);
      }
    },

    backward(grad, x, gradX, n) {
      const G = { values: grad, at: 0, down: outputSize, across: places };
      const GT = transposed(G);
      gradWeight.fill(0);
      gradX?.fill(0, 0, n * inputSize);
      for (let place = 0; place < places; place++) {
        look(x, n, place);
        G.at = GT.at = place;
        gradW.at = W.at = place * outputs * inner;
        addProduct(gradW, GT, S, outputs, n, inner);
        if (!gradX) continue;
        gradSeen.fill(0);
        addProduct(gradS, G, W, n, outputs, inner);
        for (let i = 0, s = 0; i < n; i++) {
          for (let u = 0; u < inner; u++, s++) {
            const pixel = pixelOf(i, u, place);
            if (pixel >= 0) gradX[pixel] += gradSeen[s];
          }
        }
      }
      if (!gradBias) return;
      gradBias.fill(0);
      for (let i = 0, at = 0; i < n; i++) {
        for (let o = 0; o < outputSize; o++, at++) gradBias[o] += grad[at];
      }
    },
  };
}
