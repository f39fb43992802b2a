// Which pixels a score depends on, by occlusion, by the gradient and by Grad-CAM, as
// cnnlab.network.attribution has them, for one grey image.
import { checkCount, Misfit } from "../checks.mjs";
import { range } from "../range.mjs";
import { product } from "../sums.mjs";
import { makeModel } from "./model.mjs";
import { planStack } from "./stack.mjs";

/**
 * Rows of numbers.
 * @typedef {number[][]} Image
 */

/**
 * @param {any[]} layers as unpackNetwork gives them
 * @param {[rows: number, columns: number]} size of the images
 */
export function makeAttribution(layers, [rows, columns]) {
  const { layers: planned, problem } = planStack(layers.map(asStacked), [1, rows, columns]);
  if (problem) throw new Misfit(problem.message);
  const count = rows * columns;
  const model = makeModel(planned, count, Float64Array);
  layers.forEach(({ weights, bias }, l) =>
    putParameters(model.layers[l].parameters, weights, bias),
  );
  const classes = product(planned[planned.length - 1].output);

  /** @param {Image} image */
  const forward = (image) => model.forward(Float64Array.from(image.flat()), 1);

  /**
   * The gradient of a score, of the image that was last sent forward, with respect to what layer
   * `from` takes.
   * @param {Image} image
   * @param {number} target
   * @param {number} from
   */
  function gradientBack(image, target, from) {
    /** @type {Float64Array} */
    let grad = Float64Array.from({ length: classes }, (_, k) => Number(k === target));
    for (let l = planned.length - 1; l >= from; l--) {
      const below = l === 0 ? Float64Array.from(image.flat()) : model.layers[l - 1].output;
      const gradX = new Float64Array(product(planned[l].input));
      model.layers[l].backward(grad, below, gradX, 1);
      grad = gradX;
    }
    return grad;
  }

  return {
    /** @param {Image} image */
    scores: (image) => [...forward(image).subarray(0, classes)],

    /**
     * What the score loses when a patch is centred on each pixel.
     * @param {Image} image
     * @param {number} target
     * @param {number} patch its side
     * @param {number} fill what stands under it
     * @returns {Image}
     */
    occlusion(image, target, patch, fill) {
      checkCount("patch", patch, 1);
      const [score, reach] = [forward(image)[target], (patch - 1) / 2];
      const covered = range(count).flatMap((place) => {
        const middle = [Math.floor(place / columns), place % columns];
        return image.flatMap((row, i) =>
          row.map((x, j) => (isNear([i, j], middle, reach) ? fill : x)),
        );
      });
      const scores = model.forward(Float64Array.from(covered), count);
      return inRows(columns, (place) => score - scores[place * classes + target], count);
    },

    /**
     * How fast the score grows with each pixel.
     * @param {Image} image
     * @param {number} target
     * @returns {Image}
     */
    inputGradient(image, target) {
      forward(image);
      const grad = gradientBack(image, target, 0);
      return inRows(columns, (place) => grad[place], count);
    },

    /**
     * A layer's maps, each times the mean gradient over it, added up; not yet rectified.
     * @param {Image} image
     * @param {number} target
     * @param {number} layer
     * @returns {Image}
     */
    weightedMaps(image, target, layer) {
      forward(image);
      const [channels, height, width] = planned[layer].output;
      const [maps, area] = [model.layers[layer].output, height * width];
      const grad = gradientBack(image, target, layer + 1);
      const sums = new Float64Array(area);
      for (let c = 0; c < channels; c++) {
        const weight = grad.subarray(c * area, (c + 1) * area).reduce((a, b) => a + b, 0) / area;
        for (let i = 0; i < area; i++) sums[i] += weight * maps[c * area + i];
      }
      return inRows(width, (i) => sums[i], area);
    },
  };
}

/**
 * A map stretched over an image, by straight lines between its numbers: bilinear.
 * @param {Image} values
 * @param {[rows: number, columns: number]} size
 * @returns {Image}
 */
export function enlarged(values, [rows, columns]) {
  const places = [
    [values.length, rows],
    [values[0].length, columns],
  ].map(([count, wanted]) => range(wanted).map((i) => placeIn(count, wanted, i)));
  const [down, across] = places;
  const between = (row, { low, high, share }) => (1 - share) * row[low] + share * row[high];
  return down.map(({ low, high, share }) =>
    across.map((at) => (1 - share) * between(values[low], at) + share * between(values[high], at)),
  );
}

/** Between which numbers a pixel lies. @param {number} count @param {number} wanted @param {number} i */
function placeIn(count, wanted, i) {
  const place = Math.min(count - 1, Math.max(0, ((i + 0.5) * count) / wanted - 0.5));
  const low = Math.floor(place);
  return { low, high: Math.min(count - 1, low + 1), share: place - low };
}

/** @param {any} layer @returns {import("./stack.mjs").StackLayer} */
function asStacked({ type: kind, shape, stride, padding, kernel }) {
  if (kind === "linear") return { kind, out_features: shape[0] };
  if (kind === "max_pool2d") return { kind, kernel_size: kernel, stride };
  if (kind === "conv2d")
    return { kind, out_channels: shape[0], kernel_size: shape.slice(2), stride, padding };
  return { kind };
}

/** @param {any[]} parameters @param {Float64Array} [weights] @param {number[]} [bias] */
function putParameters([weight, added], weights, bias) {
  if (!weights || !bias) return;
  if (weights.length !== weight.length)
    throw new Misfit(`a layer needs ${weight.length} weights here, not ${weights.length}`);
  weight.set(weights);
  added.set(bias);
}

/** @param {number[]} pixel @param {number[]} middle @param {number} reach */
const isNear = (pixel, middle, reach) =>
  pixel.every((at, axis) => Math.abs(at - middle[axis]) <= reach);

/** @param {number} columns @param {(i: number) => number} number @param {number} count */
const inRows = (columns, number, count) =>
  range(count / columns).map((r) => range(columns).map((c) => number(r * columns + c)));
