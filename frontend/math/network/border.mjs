// Maps with a border of zeros around them, and where a sliding window lies on them.

/**
 * @typedef {import("./matrix.mjs").Numbers} Numbers
 * @typedef {import("./layers.mjs").Kind} Kind
 */

/**
 * Room for a batch with its border, and the windows on it: the number under tap t of a window at place p
 * stands at taps[t] + places[p] from where the image begins; taps go through `depth` channels.
 * @param {import("./stack.mjs").PlannedLayer} planned
 * @param {number} depth
 * @param {number} batch
 * @param {Kind} Kind
 */
export function borderedMaps({ input, output, window: [down, across] }, depth, batch, Kind) {
  const [channels, height, width] = input;
  const [, rows, columns] = output;
  const paddedHeight = extent(height, rows, down);
  const paddedWidth = extent(width, columns, across);
  const [area, size] = [height * width, paddedHeight * paddedWidth];

  const kernel = down.kernel * across.kernel;
  const taps = Int32Array.from({ length: depth * kernel }, (_, t) => {
    const channel = Math.floor(t / kernel);
    const i = Math.floor((t % kernel) / across.kernel) * down.dilation;
    const j = (t % across.kernel) * across.dilation;
    return channel * size + i * paddedWidth + j;
  });
  const places = Int32Array.from(
    { length: rows * columns },
    (_, p) => Math.floor(p / columns) * down.stride * paddedWidth + (p % columns) * across.stride,
  );
  const inside = Int32Array.from(
    { length: area },
    (_, i) => (Math.floor(i / width) + down.padding) * paddedWidth + (i % width) + across.padding,
  );
  const isWhole = size === area;
  const maps = new Kind(isWhole ? 0 : batch * channels * size);
  const gradMaps = new Kind(maps.length);

  return {
    taps,
    places,
    /** Numbers of one image. */
    size: channels * size,

    /**
     * Put n images into their borders.
     * @param {Numbers} x
     * @param {number} n
     */
    enter(x, n) {
      if (isWhole) return x;
      for (let map = 0, at = 0; map < n * channels; map++) {
        for (let i = 0; i < area; i++, at++) maps[map * size + inside[i]] = x[at];
      }
      return maps;
    },

    /**
     * Room for the gradient of n images, all zeros.
     * @param {Numbers} gradX
     * @param {number} n
     */
    room: (gradX, n) => (isWhole ? gradX : gradMaps).fill(0, 0, n * channels * size),

    /**
     * Take the gradient out of its border.
     * @param {Numbers} gradX
     * @param {number} n
     */
    leave(gradX, n) {
      if (isWhole) return;
      for (let map = 0, at = 0; map < n * channels; map++) {
        for (let i = 0; i < area; i++, at++) gradX[at] = gradMaps[map * size + inside[i]];
      }
    },
  };
}

/**
 * How far the map and the windows reach, from the first row of the border on.
 * @param {number} size
 * @param {number} places
 * @param {import("./stack.mjs").Axis} axis
 */
const extent = (size, places, { kernel, stride, padding, dilation }) =>
  Math.max(padding + size, (places - 1) * stride + (kernel - 1) * dilation + 1);
