// Windows of noise with and without a feature, their maximum and average: cnnlab.experiments.pooling's
// formulas, and windows that the page and Python draw alike.
import { drawsFrom } from "./practice/draws.mjs";
import { range } from "./range.mjs";
import { mean } from "./sums.mjs";
import { table } from "./tables.mjs";

export const RESPONSE = 4; // how much brighter the feature makes a pixel
export const FILLS = ["pixel", "row", "window"];
export const POOLS = /** @type {const} */ (["max", "average"]);
const BARS = 24;
const TAIL = 0.001; // of a histogram, which is left out at its end
const STEPS = 60; // of halving, to the last bit

/** @typedef {{ side: number, noise: number, fill: string }} Settings */
/** @typedef {"max" | "average"} Pool */

/**
 * How often a normal number of mean 0 and standard deviation 1 is at most a value.
 * @param {number} value
 */
export const normalBelow = (value) => (value < 0 ? upperTail(-value) : 1 - upperTail(value));

// Half of erfc(value / √2): by a series, or far out by a continued fraction.
function upperTail(/** @type {number} */ value) {
  const height = Math.exp((-value * value) / 2) / Math.sqrt(2 * Math.PI);
  if (value > 3) {
    const fraction = range(80).reduceRight((rest, k) => (k + 1) / (value + rest), 0);
    return height / (value + fraction);
  }
  let [sum, term] = [0, value];
  for (let k = 3; term > 1e-17; k += 2) {
    sum += term;
    term *= (value * value) / k;
  }
  return 0.5 - height * sum;
}

/**
 * In how many of a window's pixels the feature is.
 * @param {Settings} settings
 */
const placesOf = ({ side, fill }) => ({ pixel: 1, row: side, window: side * side })[fill] ?? 0;

/**
 * The share of windows whose pooled number is at most a value.
 * @param {number} value
 * @param {Pool} pool
 * @param {Settings} settings
 * @param {boolean} present whether they hold the feature
 */
function pooledBelow(value, pool, settings, present) {
  const { side, noise } = settings;
  const places = placesOf(settings);
  const response = present ? RESPONSE / noise : 0; // in standard deviations, as the value
  const at = value / noise;
  if (pool === "average") return normalBelow(side * (at - (response * places) / side ** 2));
  return normalBelow(at - response) ** places * normalBelow(at) ** (side * side - places);
}

/**
 * The threshold that classifies most windows correctly: both kinds are equally frequent there.
 * @param {Pool} pool
 * @param {Settings} settings
 */
export function bestThreshold(pool, settings) {
  const { side, noise } = settings;
  const [response, pixels, places] = [RESPONSE / noise, side * side, placesOf(settings)];
  if (pool === "average") return (noise * response * places) / pixels / 2;
  const ratio = (/** @type {number} */ value) => {
    const below = normalBelow(value - response) / normalBelow(value);
    const height = Math.exp(response * value - response ** 2 / 2);
    return (below ** (places - 1) * (places * height + (pixels - places) * below)) / pixels;
  };
  return noise * bisect(-8, 8 + response, (value) => ratio(value) > 1);
}

/**
 * The share of windows that the best threshold classifies correctly, if half of them hold the feature.
 * @param {Pool} pool
 * @param {Settings} settings
 */
export function accuracy(pool, settings) {
  const threshold = bestThreshold(pool, settings);
  const [absent, present] = [false, true].map((is) => pooledBelow(threshold, pool, settings, is));
  return (absent + 1 - present) / 2;
}

/**
 * Histograms of the pooled numbers: where the bars begin and end, and the share of windows in each.
 * @param {Pool} pool
 * @param {Settings} settings
 */
export function histograms(pool, settings) {
  const reach = RESPONSE + 9 * settings.noise;
  const below = (/** @type {number} */ value, /** @type {boolean} */ is) =>
    pooledBelow(value, pool, settings, is);
  const low = bisect(-reach, reach, (value) => below(value, false) > TAIL);
  const high = bisect(-reach, reach, (value) => below(value, true) > 1 - TAIL);
  const edges = range(BARS + 1).map((i) => low + ((high - low) * i) / BARS);
  const [absent, present] = [false, true].map((is) => {
    const shares = edges.map((edge) => below(edge, is));
    return range(BARS).map((i) => shares[i + 1] - shares[i]);
  });
  return { low, high, absent, present };
}

/**
 * Where something begins to hold, found by bisection.
 * @param {number} low
 * @param {number} high
 * @param {(value: number) => boolean} holds
 */
function bisect(low, high, holds) {
  for (let step = 0; step < STEPS; step++) {
    const middle = (low + high) / 2;
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return low;
}

/**
 * One window of each kind, as rows of pixels: noise alone, and other noise with the feature.
 * @param {Settings & { seed: number }} settings
 */
export function exampleWindows({ side, noise, fill, seed }) {
  const draws = drawsFrom(seed);
  // A normal number from two uniform ones: the Box–Muller transform.
  const normal = () => {
    const [u, v] = [draws.whole(1, 1e6) / 1e6, draws.whole(1, 1e6) / 1e6];
    return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v);
  };
  const window = (/** @type {boolean} */ is) =>
    table(side, side, (i, j) => noise * normal() + (is && holds(side, fill, i, j) ? RESPONSE : 0));
  return { absent: window(false), present: window(true) };
}

/**
 * Whether the feature is in a pixel of the window that is shown.
 * @param {number} side
 * @param {string} fill
 * @param {number} row
 * @param {number} column
 */
export function holds(side, fill, row, column) {
  const [i, j] = [Math.floor(side / 2), Math.floor(side / 3)];
  return fill === "window" || (row === i && (fill === "row" || column === j));
}

/**
 * What both pools make of a window, and where its largest pixel is.
 * @param {number[][]} window
 */
export function pooledOf(window) {
  const pixels = window.flat();
  const max = Math.max(...pixels);
  const at = pixels.indexOf(max);
  const place = [Math.floor(at / window.length), at % window.length];
  return { max, average: mean(pixels), place };
}
