// Where the units of a side view stand, and which of them is meant: numbers alone.
import { clamped } from "../../math/range.mjs";

/** @typedef {import("../../math/side_view.mjs").Side} Side */
/** @typedef {[layer: number, unit: number]} Unit */

const [GAP, TOP, FOOT, RIGHT] = [66, 34, 74, 20];

/**
 * @param {Side} side
 * @param {{ width: number, left: number }} page where the drawing ends, and where the dots begin
 */
export function layoutOf({ sizes, fields }, { width, left }) {
  const step = (width - left - RIGHT) / Math.max(1, sizes[0] - 1);
  const top = sizes.length - 1; // the layer that is drawn first
  return {
    step,
    radius: Math.min(6, 0.36 * step),
    size: [width, TOP + top * GAP + FOOT],
    x: (/** @type {number} */ layer, /** @type {number} */ unit) =>
      left + (fields[layer].start + unit * fields[layer].jump) * step,
    y: (/** @type {number} */ layer) => TOP + (top - layer) * GAP,
    /**
     * The unit nearest to a place.
     * @param {number} x
     * @param {number} y
     * @returns {Unit}
     */
    nearest(x, y) {
      const layer = within(Math.round(top - (y - TOP) / GAP), sizes.length);
      const { start, jump } = fields[layer];
      return [layer, within(Math.round(((x - left) / step - start) / jump), sizes[layer])];
    },
  };
}

/** @typedef {ReturnType<typeof layoutOf>} Layout */

/**
 * The unit to which a key leads from another; undefined for any other key.
 * @param {string} key
 * @param {Unit} from
 * @param {number[]} sizes
 * @returns {Unit | undefined}
 */
export function unitByKey(key, [layer, unit], sizes) {
  const to = {
    ArrowLeft: [layer, unit - 1],
    ArrowRight: [layer, unit + 1],
    ArrowUp: [layer + 1, unit],
    ArrowDown: [layer - 1, unit],
    Home: [layer, 0],
    End: [layer, sizes[layer] - 1],
  }[key];
  if (!to) return undefined;
  const row = within(to[0], sizes.length);
  return [row, within(to[1], sizes[row])];
}

/** @param {number} n @param {number} count */
const within = (n, count) => clamped(n, 0, count - 1);
