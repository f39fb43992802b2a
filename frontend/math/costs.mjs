// The four layers of the parameter counter: what they cost, and what a small one of them answers.
import { checkCount, checkMatrix } from "./checks.mjs";
import { outputSize } from "./shapes.mjs";

export const COUNTER_MOST = 4096; // pixels a side and features: so that every byte is counted exactly
const FLOAT32 = 4; // bytes
const ADAM = 2; // numbers that Adam keeps for each parameter: the means of its gradient and of the square
const DRAWN_SIDE = 5; // pixels: more connections than this gives cannot be told apart
const DRAWN_FEATURES = 3;

// What each layer costs for these sizes: the numbers of cnnlab.linear_cost, locally_connected_cost,
// conv_cost and layer_memory.
export function layerCosts({
  height,
  width,
  kernel_height: k1,
  kernel_width: k2,
  features,
  outputs,
}) {
  for (const [name, value] of Object.entries({
    height,
    width,
    kernel_height: k1,
    kernel_width: k2,
    features,
  })) {
    checkCount(name, value, 1);
    if (value > COUNTER_MOST)
      throw new RangeError(`${name} must be at most ${COUNTER_MOST}, not ${value}`);
  }
  checkCount("outputs", outputs, 0);
  if (outputs > COUNTER_MOST ** 2)
    throw new RangeError(`outputs must be at most ${COUNTER_MOST ** 2}, not ${outputs}`);
  const [rows, columns] = [
    outputSize(height, k1, 1, [0, 0], 1),
    outputSize(width, k2, 1, [0, 0], 1),
  ];
  const [M, places, K] = [height * width, rows * columns, k1 * k2];
  const N = outputs || places;
  const cost = (parameters, multiplyAdds, put) => ({
    parameters,
    multiply_adds: multiplyAdds,
    outputs: put,
    weights: FLOAT32 * parameters,
    gradients: FLOAT32 * parameters,
    optimizer: ADAM * FLOAT32 * parameters,
  });
  return {
    M,
    N,
    rows,
    columns,
    places,
    linear: cost(M * N + N, M * N, N),
    local: cost((K + 1) * places, K * places, places),
    shared: cost(K + 1, K * places, places),
    features: cost((K + 1) * features, K * places * features, places * features),
  };
}

// The drawing's sides for an axis of n pixels and a window of k: the true ones if they are small.
export function drawnSide(n, k) {
  if (n <= DRAWN_SIDE) return [n, k];
  return [DRAWN_SIDE, k === n ? DRAWN_SIDE : Math.min(k, 3)];
}

// The small layer that stands for the true one: how many kernels it has, and whose each output is.
export function drawnLayer(layer, sizes) {
  const [h, k1] = drawnSide(sizes.height, sizes.kernel_height);
  const [w, k2] = drawnSide(sizes.width, sizes.kernel_width);
  const fixed = layer === "linear" && sizes.outputs > 0;
  const places = fixed ? [Math.min(sizes.outputs, DRAWN_SIDE), 1] : [h - k1 + 1, w - k2 + 1];
  const count = places[0] * places[1];
  const own = layer === "linear" || layer === "local";
  const maps = layer === "features" ? Math.min(sizes.features, DRAWN_FEATURES) : 1;
  return {
    input: [h, w],
    window: [k1, k2],
    places,
    maps,
    seen: layer === "linear" ? [h, w] : [k1, k2],
    owners: own ? count : maps,
    owned: own ? 1 : count, // outputs that use one kernel
    owner: own ? (index) => index : (index) => Math.floor(index / count),
    hidden: layer === "features" ? sizes.features - maps : 0,
    exact:
      h === sizes.height &&
      w === sizes.width &&
      k1 === sizes.kernel_height &&
      k2 === sizes.kernel_width &&
      (!fixed || sizes.outputs <= DRAWN_SIDE),
  };
}

// All layers begin with the same weights, so with the same answer: a vertical edge in every window, and
// for more features a horizontal edge and a plain sum.
const edgeWeight = (k, i) => (k === 1 ? 1 : Math.sign(2 * i - k + 1));
const FIRST_WEIGHTS = [
  (i, j, k1, k2) => edgeWeight(k2, j),
  (i, j, k1) => edgeWeight(k1, i),
  () => 1,
];

// What the small layer answers to an image: cnnlab.conv2d, locally_connected2d or a matrix product.
// The weight that the chosen output has on the middle of its window is larger by `nudge`; so it is for
// every output that shares this weight. A linear layer's other weights are zero.
export function drawnResponse(
  { window: [k1, k2], input: [h, w], places: [rows, columns], maps, owner },
  image,
  chosen,
  nudge,
) {
  if (checkMatrix("image", image).some((n) => n !== DRAWN_SIDE)) {
    throw new RangeError(
      `image must have ${DRAWN_SIDE} × ${DRAWN_SIDE} pixels, not ${image.length} × ${image[0].length}`,
    );
  }
  if (!Number.isFinite(nudge)) throw new RangeError(`nudge must be a number, not ${String(nudge)}`);
  const [wide, middle] = [w - k2 + 1, [Math.floor(k1 / 2), Math.floor(k2 / 2)]];
  return Array.from({ length: maps * rows * columns }, (_, index) => {
    const map = Math.floor(index / (rows * columns));
    const place = (index % (rows * columns)) % ((h - k1 + 1) * wide);
    const [top, left] = [Math.floor(place / wide), place % wide];
    let before = 0;
    for (let i = 0; i < k1; i++) {
      for (let j = 0; j < k2; j++)
        before += FIRST_WEIGHTS[map](i, j, k1, k2) * image[top + i][left + j];
    }
    const more =
      owner(index) === owner(chosen) ? nudge * image[top + middle[0]][left + middle[1]] : 0;
    return { before, sum: before + more, top, left };
  });
}
