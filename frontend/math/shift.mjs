// cnnlab.experiments.invariance: shifts of an image, what a feature map and its pool make of them,
// and how much they change.
import LIMITS from "../../src/cnnlab/widgets/limits/shift.json" with { type: "json" };
import { binomialRow } from "./binomial.mjs";
import { checkDrawn } from "./array_checks.mjs";
import { checkOneOf, checkUpTo, Misfit, shown } from "./checks.mjs";
import { slideKernel } from "./conv.mjs";
import { pad } from "./padding.mjs";
import { poolImage } from "./pool.mjs";

/**
 * @typedef {number[][]} Matrix
 *
 * @typedef {object} ShiftSettings
 * @property {Matrix} image a scene; the picture is its middle
 * @property {Matrix} kernel
 * @property {number} down
 * @property {number} right
 * @property {string} border
 * @property {number} stride
 * @property {string} pooling
 * @property {number} pool_size
 *
 * @typedef {ReturnType<typeof measureShift>} Measured
 */

export const MARGIN = LIMITS.margin; // pixels of the scene around the picture, and so the largest shift
export const BORDERS = ["zeros", "circular", "scene"];
export const POOLINGS = ["max", "average", "blur"];

/**
 * Move a matrix by whole cells; zeros come in, or what left at the other side.
 * @param {Matrix} matrix
 * @param {number} down
 * @param {number} right
 * @param {boolean} around
 */
function movedBy(matrix, down, right, around) {
  const [H, W] = [matrix.length, matrix[0].length];
  const wrap = (i, n) => (around ? ((i % n) + n) % n : i);
  return matrix.map((row, i) =>
    row.map((_, j) => matrix[wrap(i - down, H)]?.[wrap(j - right, W)] ?? 0),
  );
}

/**
 * The middle of a scene, shifted.
 * @param {Matrix} scene
 * @param {number} down
 * @param {number} right
 * @param {string} border
 */
function shiftedView(scene, down, right, border) {
  const [H, W] = [scene.length, scene[0].length];
  const cut = (top, left) =>
    scene.slice(top, top + H - 2 * MARGIN).map((row) => row.slice(left, left + W - 2 * MARGIN));
  if (border === "scene") return cut(MARGIN - down, MARGIN - right);
  return movedBy(cut(MARGIN, MARGIN), down, right, border === "circular");
}

const filtered = (image, kernel, stride, mode) =>
  slideKernel({
    image,
    kernel,
    stride,
    padding: [kernel.length, kernel[0].length].map((k) => (k - 1) / 2),
    padding_mode: mode,
    dilation: 1,
    flip: false,
  }).output;

// In both directions: cnnlab.kernels.binomial.
function binomialKernel(size) {
  const row = binomialRow(size);
  return row.map((a) => row.map((b) => a * b));
}

const pooled = (image, operation, kernel_size, stride) =>
  poolImage({ image, operation, kernel_size, stride, padding: 0, p: 1, temperature: 1 }, false)
    .output;

function poolMap(map, size, pooling, mode) {
  if (pooling !== "blur") return pooled(map, pooling, size, size);
  const after = [0, size - 1];
  const highest = pooled(pad(map, [after, after], mode), "max", size, 1);
  return filtered(highest, binomialKernel(2 * size - 1), size, mode);
}

/**
 * ‖after − before‖ / ‖before‖: 0 if nothing changed, infinity for a change from zeros.
 * @param {Matrix} before
 * @param {Matrix} after
 */
export function relativeChange(before, after) {
  let [change, whole] = [0, 0];
  before.forEach((row, i) =>
    row.forEach((value, j) => {
      change += (after[i][j] - value) ** 2;
      whole += value ** 2;
    }),
  );
  return change === 0 ? 0 : Math.sqrt(change / whole);
}

/**
 * All maps of the picture before and after a shift, and how much they differ.
 * @param {ShiftSettings} settings
 */
export function measureShift(settings) {
  checkSettings(settings);
  const { image, kernel, down, right, border, stride, pooling, pool_size: size } = settings;
  const around = border === "circular";
  const mode = around ? "circular" : "zeros";
  const mapsOf = (/** @type {Matrix} */ view) => {
    /** @type {Matrix} */
    const features = filtered(view, kernel, stride, mode).map((row) =>
      row.map((value) => Math.max(0, value)),
    );
    return {
      view,
      features,
      pooled: /** @type {Matrix} */ (poolMap(features, size, pooling, mode)),
    };
  };
  const original = mapsOf(shiftedView(image, 0, 0, border));
  const shifted = mapsOf(shiftedView(image, down, right, border));
  // With a stride the map can move by whole outputs only.
  const moved = movedBy(
    original.features,
    Math.trunc(down / stride),
    Math.trunc(right / stride),
    around,
  );
  return {
    original,
    shifted,
    moved,
    imageChange: relativeChange(original.view, shifted.view),
    equivarianceError: relativeChange(moved, shifted.features),
    unpooledChange: relativeChange(original.features, shifted.features),
    invarianceError: relativeChange(original.pooled, shifted.pooled),
  };
}

function checkSettings({ image, kernel, down, right, border, stride, pooling, pool_size }) {
  const [H, W] = checkDrawn("image", image, [LIMITS.image, LIMITS.image]);
  if (Math.min(H, W) <= 2 * MARGIN) {
    throw new Misfit(
      `image must have more than ${2 * MARGIN} rows and columns, but has ${H} × ${W}`,
    );
  }
  const [kH, kW] = checkDrawn("kernel", kernel, [LIMITS.kernel, LIMITS.kernel]);
  if (kH % 2 === 0 || kW % 2 === 0) {
    throw new Misfit(`kernel must have odd sizes, but has ${kH} × ${kW}`);
  }
  checkOneOf("border", border, BORDERS);
  checkOneOf("pooling", pooling, POOLINGS);
  checkPixels("down", down);
  checkPixels("right", right);
  checkUpTo("pool_size", pool_size, ...LIMITS.pool_size);
  checkUpTo("stride", stride, ...LIMITS.stride);
}

export function checkPixels(name, pixels) {
  if (!Number.isInteger(pixels) || Math.abs(pixels) > MARGIN) {
    throw new Misfit(
      `${name} must be a whole number from −${MARGIN} to ${MARGIN}, not ${shown(pixels)}`,
    );
  }
}

/**
 * How much the maps left in place change, for every shift to the right.
 * @param {Omit<ShiftSettings, "right">} settings
 */
export const changesAlongRow = (settings) =>
  Array.from({ length: 2 * MARGIN + 1 }, (_, i) => {
    const right = i - MARGIN;
    const { unpooledChange, invarianceError } = measureShift({ ...settings, right });
    return { right, unpooledChange, invarianceError };
  });
