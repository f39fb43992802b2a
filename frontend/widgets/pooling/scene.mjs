// What is drawn: made from the settings alone.
import LIMITS from "../../../src/cnnlab/widgets/limits/pooling.json" with { type: "json" };
import { checkDrawn } from "../../math/array_checks.mjs";
import { poolImage, poolTaps, windowsOf } from "../../math/pool.mjs";
import { largest } from "../../parts/numbers.mjs";

/**
 * @typedef {import("../../math/pool.mjs").Layout} Layout
 * @typedef {import("../../math/pool.mjs").Rule} Rule
 * @typedef {import("../../math/pool.mjs").Tap} Tap
 * @typedef {import("../../math/pool.mjs").Pooled} Pooled
 * @typedef {import("../../parts/mount.mjs").Model} Model
 * @typedef {Layout & Rule & { normalise: boolean, show_gradient: boolean }} Settings
 *
 * @typedef {object} Scene
 * @property {Settings} settings
 * @property {Tap[][][]} windows
 * @property {number} rows of the output
 * @property {number} columns
 * @property {number[][]} output
 * @property {number[][]} gradient of the input; zeros while it is not shown
 * @property {boolean} signed whether the image has pixels below zero, which colours stand for
 * @property {number} most the largest number of image and output
 *
 * The window that the reader looks at.
 * @typedef {object} Place
 * @property {number} index
 * @property {number} row of its output
 * @property {number} column
 * @property {number} top its first row in the padded image
 * @property {number} left
 * @property {Tap[]} taps
 * @property {Pooled} pooled
 */

const MOST = LIMITS.image; // pixels a side
const LAYOUT = ["image", "kernel_size", "stride", "padding"];
const VALUES = ["operation", "p", "normalise", "temperature", "show_gradient"];

/** The traits that a scene is made from. */
export const SCENE = [...LAYOUT, ...VALUES];

/**
 * @param {Pick<Model, "get">} model
 * @returns {Settings}
 */
export const settingsOf = (model) =>
  /** @type {Settings} */ (Object.fromEntries(SCENE.map((name) => [name, model.get(name)])));

/**
 * Whether two settings agree on these traits. A trait that is set is a new object.
 * @param {string[]} names
 * @param {Record<string, any>} a
 * @param {Record<string, any>} b
 */
const agree = (names, a, b) => names.every((name) => a[name] === b[name]);

/**
 * The scene for these settings. What they leave as it was in the scene before is the same object
 * as there, so that it need not be drawn again.
 * @param {Settings} settings
 * @param {Scene | null} before
 * @returns {Scene}
 */
export function sceneOf(settings, before = null) {
  if (before && agree(SCENE, settings, before.settings)) return before;
  checkDrawn("image", settings.image, [MOST, MOST]);
  const kept = before && agree(LAYOUT, settings, before.settings);
  const windows = kept ? before.windows : windowsOf(settings);
  const { output, gradient } = poolImage(settings, settings.show_gradient, windows);
  const { image } = settings;
  return {
    settings,
    windows,
    rows: output.length,
    columns: output[0].length,
    output,
    gradient,
    signed: image.flat().some((value) => value < 0),
    most: Math.max(largest(image), largest(output)) || 1,
  };
}

/**
 * The window of a position, or of the last one.
 * @param {Scene} scene
 * @param {number} position
 * @returns {Place}
 */
export function placeOf({ settings, windows, rows, columns }, position) {
  const index = Math.min(position, rows * columns - 1);
  const [row, column] = [Math.floor(index / columns), index % columns];
  const taps = windows[row][column];
  const [top, left] = [row * settings.stride, column * settings.stride];
  return { index, row, column, top, left, taps, pooled: poolTaps(taps, settings) };
}

/**
 * The pixels that are the largest of some window, each once.
 * @param {Scene} scene
 */
export function winners({ settings, windows }) {
  if (settings.operation !== "max") return [];
  return [...new Set(windows.flat().map((taps) => taps[poolTaps(taps, settings, false).winner]))];
}

/**
 * Where the output stands between the window's average and its maximum: `share` is 0 at the one
 * and 1 at the other. A sum is beyond both, and so may be the norm of negative pixels.
 * @param {Scene} scene
 * @param {Place} place
 */
export function betweenOf({ settings }, { taps, pooled }) {
  const [average, maximum] = /** @type {const} */ (["average", "max"]).map(
    (operation) => poolTaps(taps, { ...settings, operation }, false).value,
  );
  const share = maximum > average ? (pooled.value - average) / (maximum - average) : 0;
  return { average, maximum, share, beyond: share < -1e-9 || share > 1 + 1e-9 };
}
