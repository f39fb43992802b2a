// Where a sliding window looks: which pixel of a map lies under each of its taps, at every place.

/**
 * The pixel under tap t at place p is pixels[t · places + p]: its number in the map, or −1 in the
 * border.
 * @typedef {{ pixels: Int32Array, taps: number, places: number, area: number }} Taps
 */

/**
 * @param {import("./stack.mjs").PlannedLayer} planned
 * @returns {Taps}
 */
export function tapsOf({ input, output, window: [down, across] }) {
  const [[, height, width], [, rows, columns]] = [input, output];
  const [taps, places] = [down.kernel * across.kernel, rows * columns];
  const pixels = new Int32Array(taps * places);
  for (let t = 0; t < taps; t++) {
    const i = Math.floor(t / across.kernel) * down.dilation - down.padding;
    const j = (t % across.kernel) * across.dilation - across.padding;
    for (let p = 0; p < places; p++) {
      const y = Math.floor(p / columns) * down.stride + i;
      const x = (p % columns) * across.stride + j;
      const inside = y >= 0 && y < height && x >= 0 && x < width;
      pixels[t * places + p] = inside ? y * width + x : -1;
    }
  }
  return { pixels, taps, places, area: height * width };
}
