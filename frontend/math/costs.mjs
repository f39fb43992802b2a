// The four layers of the parameter counter: what they cost, and what a small one of them answers.
import { checkCount, checkMatrix } from "./checks.mjs";
import { outputSize } from "./shapes.mjs";

/**
 * @typedef {"linear" | "local" | "shared" | "features"} LayerName
 *
 * @typedef {object} Sizes
 * @property {number} height
 * @property {number} width
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
 * @property {boolean} exact whether it is the true layer
 */

export const COUNTER_MOST = 4096; // pixels a side and features: so that every byte is counted exactly
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
  const { height, width, kernel_height: k1, kernel_width: k2, features } = sizes;
  const M = height * width;
  const places = outputSize(height, k1, 1, [0, 0], 1) * outputSize(width, k2, 1, [0, 0], 1);
  const N = sizes.outputs || places;
  const K = k1 * k2;
  return {
    M,
    N,
    places,
    layers: {
      linear: costOf(M * N + N, M * N, N),
      local: costOf((K + 1) * places, K * places, places),
      shared: costOf(K + 1, K * places, places),
      features: costOf((K + 1) * features, K * places * features, places * features),
    },
  };
}

/** @param {Sizes} sizes */
function checkSizes({ outputs, ...sizes }) {
  for (const name of /** @type {const} */ ([
    "height",
    "width",
    "kernel_height",
    "kernel_width",
    "features",
  ])) {
    checkWithin(name, sizes[name], 1, COUNTER_MOST);
  }
  checkWithin("outputs", outputs, 0, COUNTER_MOST ** 2);
}

/**
 * @param {string} name
 * @param {number} value
 * @param {number} least
 * @param {number} most
 */
function checkWithin(name, value, least, most) {
  checkCount(name, value, least);
  if (value > most) throw new RangeError(`${name} must be at most ${most}, not ${value}`);
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
  const [h, k1] = drawnSide(sizes.height, sizes.kernel_height);
  const [w, k2] = drawnSide(sizes.width, sizes.kernel_width);
  const fixed = layer === "linear" && sizes.outputs > 0;
  const places = fixed ? [Math.min(sizes.outputs, DRAWN_SIDE), 1] : [h - k1 + 1, w - k2 + 1];
  const count = places[0] * places[1];
  const shared = layer === "shared" || layer === "features";
  const maps = layer === "features" ? Math.min(sizes.features, DRAWN_FEATURES) : 1;
  return {
    layer,
    input: [h, w],
    window: [k1, k2],
    places,
    maps,
    seen: layer === "linear" ? [h, w] : [k1, k2],
    owners: shared ? maps : count,
    owned: shared ? count : 1,
    owner: shared ? (index) => Math.floor(index / count) : (index) => index,
    hidden: layer === "features" ? sizes.features - maps : 0,
    exact:
      h === sizes.height &&
      w === sizes.width &&
      k1 === sizes.kernel_height &&
      k2 === sizes.kernel_width &&
      (!fixed || sizes.outputs <= DRAWN_SIDE),
  };
}

/**
 * All layers begin with the same weights, so with the same answer: a vertical edge in every window,
 * and for more features a horizontal edge and a plain sum.
 * @type {((i: number, j: number, k1: number, k2: number) => number)[]}
 */
const FIRST_WEIGHTS = [
  (i, j, k1, k2) => edgeWeight(k2, j),
  (i, j, k1) => edgeWeight(k1, i),
  () => 1,
];

/** @param {number} k @param {number} i */
const edgeWeight = (k, i) => (k === 1 ? 1 : Math.sign(2 * i - k + 1));

/**
 * What the small layer answers to an image: cnnlab.conv2d, locally_connected2d or a matrix product.
 * The weight that the chosen output has on the middle of its window is larger by `nudge`; so it is
 * for every output that shares this weight. A linear layer's other weights are zero. Each answer
 * comes with what it was before, and with where its window begins.
 * @param {DrawnLayer} drawn
 * @param {number[][]} image
 * @param {number} chosen
 * @param {number} nudge
 */
export function drawnResponse({ window, input, places, maps, owner }, image, chosen, nudge) {
  checkImage(image);
  if (!Number.isFinite(nudge)) throw new RangeError(`nudge must be a number, not ${String(nudge)}`);
  const [k1, k2] = window;
  const [down, across] = [input[0] - k1 + 1, input[1] - k2 + 1];
  const count = places[0] * places[1];
  return Array.from({ length: maps * count }, (_, index) => {
    const place = (index % count) % (down * across);
    const [top, left] = [Math.floor(place / across), place % across];
    const before = windowSum(image, [top, left], window, FIRST_WEIGHTS[Math.floor(index / count)]);
    const pixel = image[top + Math.floor(k1 / 2)][left + Math.floor(k2 / 2)];
    const more = owner(index) === owner(chosen) ? nudge * pixel : 0;
    return { before, sum: before + more, top, left };
  });
}

/** @param {number[][]} image */
function checkImage(image) {
  if (checkMatrix("image", image).some((n) => n !== DRAWN_SIDE)) {
    throw new RangeError(
      `image must have ${DRAWN_SIDE} × ${DRAWN_SIDE} pixels, not ${image.length} × ${image[0].length}`,
    );
  }
}

/**
 * @param {number[][]} image
 * @param {number[]} corner
 * @param {number[]} window
 * @param {(i: number, j: number, k1: number, k2: number) => number} weight
 */
function windowSum(image, [top, left], [k1, k2], weight) {
  let sum = 0;
  for (let i = 0; i < k1; i++) {
    for (let j = 0; j < k2; j++) sum += weight(i, j, k1, k2) * image[top + i][left + j];
  }
  return sum;
}
