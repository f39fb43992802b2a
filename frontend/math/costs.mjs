// The four layers of the parameter counter: what they cost, and what a small one of them answers.
import MOST from "../../src/cnnlab/widgets/limits/parameter_counter.json" with { type: "json" };
import { checkMagnitude, checkMatrix } from "./array_checks.mjs";
import { checkBetween, checkUpTo, Misfit } from "./checks.mjs";
import { grouped } from "./grouped.mjs";
import { weightedSum } from "./sums.mjs";
import { table } from "./tables.mjs";

/**
 * @typedef {"linear" | "local" | "shared" | "features"} LayerName
 *
 * @typedef {object} Sizes
 * @property {number} height
 * @property {number} width
 * @property {number} channels of the image
 * @property {number} kernel_height
 * @property {number} kernel_width
 * @property {number} features
 * @property {number} outputs of the linear layer; 0 for as many as the window has places
 *
 * What a layer costs; `weights`, `gradients` and `optimizer` are bytes.
 * @typedef {object} Cost
 * @property {number} parameters
 * @property {number} multiply_adds
 * @property {number} outputs
 * @property {number} weights
 * @property {number} gradients
 * @property {number} optimizer
 *
 * @typedef {object} Counts
 * @property {number} M inputs
 * @property {number} N outputs of the linear layer
 * @property {number} places of the window
 * @property {Record<LayerName, Cost>} layers
 *
 * The small layer that stands for the true one.
 * @typedef {object} DrawnLayer
 * @property {LayerName} layer
 * @property {number[]} input its height and width
 * @property {number[]} window
 * @property {number[]} places rows and columns of outputs, in each map
 * @property {number} maps
 * @property {number[]} seen the rows and columns that an output looks at
 * @property {number} owners how many kernels there are
 * @property {number} owned how many outputs use each kernel
 * @property {(index: number) => number} owner whose kernel an output uses
 * @property {number} hidden kernels that are not drawn
 * @property {boolean} list whether the outputs are a list, not laid out like the image
 * @property {boolean} exact whether it is the true layer
 */

const FLOAT32 = 4; // bytes
const ADAM = 2; // numbers that Adam keeps for each parameter: the means of its gradient and of the square
const DRAWN_SIDE = 5; // pixels: more connections than this gives cannot be told apart
const DRAWN_FEATURES = 3;

/**
 * What each layer costs for these sizes: the numbers of cnnlab.linear_cost, locally_connected_cost,
 * conv_cost and layer_memory.
 * @param {Sizes} sizes
 * @returns {Counts}
 */
export function layerCosts(sizes) {
  checkSizes(sizes);
  checkWindow(sizes);
  const { height, width, channels, kernel_height: k_h, kernel_width: k_w, features } = sizes;
  const M = channels * height * width;
  const places = (height - k_h + 1) * (width - k_w + 1);
  const N = sizes.outputs || places;
  const K = channels * k_h * k_w;
  return {
    M,
    N,
    places,
    layers: {
      linear: linearCost(M, N),
      local: costOf((K + 1) * places, K * places, places),
      shared: costOf(K + 1, K * places, places),
      features: costOf((K + 1) * features, K * places * features, places * features),
    },
  };
}

/** @param {Sizes} sizes */
function checkSizes({ outputs, channels, ...sizes }) {
  // Sizes up to these let every byte be counted exactly.
  for (const name of /** @type {const} */ ([
    "height",
    "width",
    "kernel_height",
    "kernel_width",
    "features",
  ])) {
    checkUpTo(name, sizes[name], 1, MOST.size);
  }
  checkUpTo("channels", channels, 1, MOST.channels);
  checkUpTo("outputs", outputs, 0, MOST.size ** 2);
}

/** @param {Sizes} sizes */
function checkWindow({ height, width, kernel_height: k_h, kernel_width: k_w }) {
  for (const [line, window, image] of /** @type {const} */ ([
    ["rows", k_h, height],
    ["columns", k_w, width],
  ])) {
    if (window <= image) continue;
    throw new Misfit(
      `the window has ${grouped(window)} ${line}, but the image only ${grouped(image)}`,
    );
  }
}

/**
 * @param {number} parameters
 * @param {number} multiplyAdds
 * @param {number} outputs
 * @returns {Cost}
 */
const costOf = (parameters, multiplyAdds, outputs) => ({
  parameters,
  multiply_adds: multiplyAdds,
  outputs,
  weights: FLOAT32 * parameters,
  gradients: FLOAT32 * parameters,
  optimizer: ADAM * FLOAT32 * parameters,
});

/**
 * What a fully connected layer costs.
 * @param {number} inputs
 * @param {number} outputs
 */
export const linearCost = (inputs, outputs) =>
  costOf(inputs * outputs + outputs, inputs * outputs, outputs);

/**
 * The drawing's sides for an axis of n pixels and a window of k: the true ones if they are small.
 * @param {number} n
 * @param {number} k
 */
function drawnSide(n, k) {
  if (n <= DRAWN_SIDE) return [n, k];
  return [DRAWN_SIDE, k === n ? DRAWN_SIDE : Math.min(k, 3)];
}

/**
 * @param {LayerName} layer
 * @param {Sizes} sizes
 * @returns {DrawnLayer}
 */
export function drawnLayer(layer, sizes) {
  const [h, k_h] = drawnSide(sizes.height, sizes.kernel_height);
  const [w, k_w] = drawnSide(sizes.width, sizes.kernel_width);
  const fixed = layer === "linear" && sizes.outputs > 0;
  const places = fixed ? [Math.min(sizes.outputs, DRAWN_SIDE), 1] : [h - k_h + 1, w - k_w + 1];
  const count = places[0] * places[1];
  const shared = layer === "shared" || layer === "features";
  const maps = layer === "features" ? Math.min(sizes.features, DRAWN_FEATURES) : 1;
  return {
    layer,
    input: [h, w],
    window: [k_h, k_w],
    places,
    maps,
    seen: layer === "linear" ? [h, w] : [k_h, k_w],
    owners: shared ? maps : count,
    owned: shared ? count : 1,
    owner: shared ? (index) => Math.floor(index / count) : (index) => index,
    hidden: layer === "features" ? sizes.features - maps : 0,
    list: fixed,
    exact: h === sizes.height && w === sizes.width && (!fixed || sizes.outputs <= DRAWN_SIDE),
  };
}

/**
 * The sizes of the drawing, with which `layerCosts` counts what is drawn: one channel.
 * @param {DrawnLayer} drawn
 * @returns {Sizes}
 */
export const drawnSizes = ({ input, window, places, maps, list }) => ({
  height: input[0],
  width: input[1],
  channels: 1,
  kernel_height: window[0],
  kernel_width: window[1],
  features: maps,
  outputs: list ? places[0] : 0,
});

/**
 * All layers begin with the same weights, so with the same answer: a vertical edge in every window,
 * and for more features a horizontal edge and a plain sum.
 * @type {((i: number, j: number, k_h: number, k_w: number) => number)[]}
 */
const FIRST_WEIGHTS = [
  (i, j, k_h, k_w) => edgeWeight(k_w, j),
  (i, j, k_h) => edgeWeight(k_h, i),
  () => 1,
];

/** @param {number} k @param {number} i */
const edgeWeight = (k, i) => (k === 1 ? 1 : Math.sign(2 * i - k + 1));

/**
 * Where the window of an output begins, and the weight that it has on each pixel that it reads: in a
 * linear layer on every pixel, and zero outside the window. The weight that the chosen output has on
 * the middle of its window is larger by `nudge`; so it is for every output that shares this weight.
 * @param {DrawnLayer} drawn
 * @param {number} index of the output
 * @param {number} chosen
 * @param {number} nudge
 */
export function drawnWeights({ layer, window, input, places, seen, owner }, index, chosen, nudge) {
  const [k_h, k_w] = window;
  const [down, across] = [input[0] - k_h + 1, input[1] - k_w + 1];
  const count = places[0] * places[1];
  const place = (index % count) % (down * across);
  const [top, left] = [Math.floor(place / across), place % across];
  const first = FIRST_WEIGHTS[Math.floor(index / count)];
  const more = owner(index) === owner(chosen) ? nudge : 0;
  const [middleRow, middleColumn] = [Math.floor(k_h / 2), Math.floor(k_w / 2)];
  const weight = (/** @type {number} */ i, /** @type {number} */ j) => {
    if (i < 0 || i >= k_h || j < 0 || j >= k_w) return 0;
    return first(i, j, k_h, k_w) + (i === middleRow && j === middleColumn ? more : 0);
  };
  const [fromRow, fromColumn] = layer === "linear" ? [top, left] : [0, 0];
  const weights = table(seen[0], seen[1], (i, j) => weight(i - fromRow, j - fromColumn));
  return { top, left, weights };
}

/**
 * How the small layer responds to an image: cnnlab.conv2d, locally_connected2d or a matrix product.
 * Each answer comes with what it was before the nudge, and with where its window begins.
 * @param {DrawnLayer} drawn
 * @param {number[][]} image
 * @param {number} chosen
 * @param {number} nudge
 */
export function drawnResponse(drawn, image, chosen, nudge) {
  checkImage(image);
  checkBetween("nudge", nudge, -MOST.nudge, MOST.nudge);
  return Array.from({ length: drawn.maps * drawn.places[0] * drawn.places[1] }, (_, index) => {
    const { top, left, weights } = drawnWeights(drawn, index, chosen, nudge);
    const [row, column] = drawn.layer === "linear" ? [0, 0] : [top, left];
    const before = drawnWeights(drawn, index, chosen, 0).weights;
    return {
      before: weightedSum(image, before, row, column),
      sum: weightedSum(image, weights, row, column),
      top,
      left,
    };
  });
}

/** @param {number[][]} image */
function checkImage(image) {
  if (checkMatrix("image", image).some((n) => n !== DRAWN_SIDE)) {
    throw new Misfit(
      `image must have ${DRAWN_SIDE} × ${DRAWN_SIDE} pixels, not ${image.length} × ${image[0].length}`,
    );
  }
  checkMagnitude("image", image);
}
