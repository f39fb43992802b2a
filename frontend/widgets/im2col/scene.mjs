// What is drawn, computed from the settings in one place, and which moment of it the player shows.
import MOST from "../../../src/cnnlab/widgets/limits/im2col.json" with { type: "json" };
import { checkDrawn } from "../../math/array_checks.mjs";
import { checkOneOf } from "../../math/checks.mjs";
import { copiesOf, fold, kernelGradient, sentBack, unfold, WAYS } from "../../math/im2col.mjs";
import { largest } from "../../parts/numbers.mjs";

/**
 * @typedef {import("../../math/im2col.mjs").Unfolding} Unfolding
 * @typedef {import("../../math/im2col.mjs").Pixel} Pixel
 * @typedef {ReturnType<typeof sceneOf>} Scene
 * @typedef {ReturnType<typeof momentOf>} Moment
 *
 * The cell that the words are about, in the player's row: an output of the product, a tap of the
 * row (met by the kernel of an output), an output's gradient that goes back, a weight's gradient, or
 * a pixel.
 * @typedef {{ kind: "output", o: number }
 *   | { kind: "tap", q: number, o: number }
 *   | { kind: "gradient", o: number }
 *   | { kind: "weight", q: number, o: number }
 *   | { kind: "pixel" } & Pixel} About
 */

const BROAD = 12; // columns: more leave room beside the kernels, but none beside the matrix
const FLIGHT = 0.6; // the share of a window's time that it is in the air

/** @param {Unfolding & { way: string }} settings */
export function sceneOf({ way, ...settings }) {
  checkOneOf("way", way, WAYS);
  checkDrawn("image", settings.image, MOST.image);
  checkDrawn("weight", settings.weight, MOST.weight);
  const unfolded = unfold(settings);
  const { grad, pieces } = sentBack(unfolded, way);
  const copies = copiesOf(unfolded);
  const pixels = settings.image.flat(2);
  const low = Math.min(0, ...pixels);
  return {
    ...unfolded,
    way,
    back: way !== "forward" && way !== "kernels", // to the image
    toKernels: way === "kernels",
    grad,
    pieces,
    copies,
    counts: copies.map((channel) => channel.map((row) => row.map((cells) => cells.length))),
    grey: { low, span: Math.max(...pixels) - low || 1 },
    // What full colour stands for.
    most: {
      pieces: largest(pieces) || 1,
      sums: Math.max(...fold(unfolded, pieces).map(largest)) || 1,
      product: largest(grad ?? unfolded.product) || 1,
      kernels: largest(unfolded.kernels) || 1,
      gradient: (grad && largest(kernelGradient(unfolded, grad))) || 1,
    },
  };
}

/** @param {{ taps: number }} scene */
export const isBroad = ({ taps }) => taps > BROAD;

/**
 * What the words are about until the reader points at something.
 * @param {Scene} scene
 * @returns {About}
 */
export function firstAbout({ back, toKernels, taps, padded }) {
  if (toKernels) return { kind: "weight", q: Math.floor(taps / 2), o: 0 };
  const middle = (/** @type {any[]} */ list) => Math.floor(list.length / 2);
  return back
    ? { kind: "pixel", c: 0, y: middle(padded[0]), x: middle(padded[0][0]) }
    : { kind: "output", o: 0 };
}

/**
 * What of the scene there is to see when the playhead is at the window `index`, so far `within` its
 * time, and `filled` windows have been written.
 * @param {Scene} scene
 * @param {{ index: number, within: number, filled: number }} playhead
 */
export function momentOf({ back, toKernels, rows, outputs }, { index, within, filled }) {
  // Forward: fly, then multiply by one kernel after the other. Back: multiply, then fly. To the
  // kernels: all windows lie there from the forward pass, and their shares are added up.
  const flight = back ? (within - (1 - FLIGHT)) / FLIGHT : within / FLIGHT;
  const landed = flight >= 1;
  const multiplied = Math.ceil(((within - FLIGHT) / (1 - FLIGHT)) * outputs + 1e-9);
  const met = back || toKernels ? outputs : landed ? Math.min(outputs, multiplied) : 0;
  return {
    index,
    filled,
    /** How far the window has flown; null while it is not in the air. */
    flight: landed || toKernels ? null : Math.max(0, flight),
    /** How many kernels the window has met. */
    met,
    /** How many rows are added up in the gradient; forward, all are where they belong. */
    added: back || toKernels ? Math.max(filled, landed ? index + 1 : index) : rows,
    /** Whether a row of the matrix is written. */
    written: (/** @type {number} */ p) => toKernels || (p === index ? back || landed : p < filled),
    /** How many numbers of a row of the product are written. */
    products: (/** @type {number} */ p) =>
      p === index ? met : toKernels || p < filled ? outputs : 0,
  };
}
