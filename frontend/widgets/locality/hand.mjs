// The reader's hand in the widget Locality: what is pointed at shows while it is pointed at, what is
// clicked stays. A pair is named by the pixel that it begins at.
import { pairTowards } from "../../math/locality.mjs";
import { cellByKey } from "../../parts/keys.mjs";

/**
 * @typedef {import("../../math/locality.mjs").Pair} Pair
 * @typedef {ReturnType<typeof markingHand>} Hand
 */

/** @type {Record<string, [number, 1 | -1]>} which pixel of a pair gets brighter or darker */
const TOWARDS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowDown: [1, -1], ArrowUp: [1, 1] };

/**
 * @param {() => { pair: Pair, pairs: Pair[], sides: number[] } | null} where the marked pair, those
 *   that are drawn, and the photograph's sides
 * @param {() => void} changed
 */
export function markingHand(where, changed) {
  /** @type {number[] | null} */
  let pointed = null;
  /** @type {number[] | null} */
  let pinned = null;

  /** @param {number[] | null} first */
  function point(first) {
    pointed = first;
    changed();
  }
  /** @param {number[]} first */
  function pin(first) {
    pinned = first;
    point(null);
  }
  /** @param {KeyboardEvent} event */
  function onPixels(event) {
    const now = where();
    if (!now) return;
    const { pair, sides } = now;
    const [rows, columns] = sides;
    const [row, column] = pair.first;
    const to = cellByKey(event, row * columns + column, columns, rows * columns);
    if (to === undefined) return;
    event.preventDefault();
    pin([Math.floor(to / columns), to % columns]);
  }
  /** @param {KeyboardEvent} event */
  function onDots(event) {
    const [now, towards] = [where(), TOWARDS[event.key]];
    if (!now || !towards) return;
    event.preventDefault();
    const next = pairTowards(now.pairs, now.pair.values, ...towards);
    if (next) pin(next.first);
  }

  return {
    first: () => pointed ?? pinned,
    point,
    pin,
    leave: () => point(null),
    onPixels,
    onDots,
  };
}
