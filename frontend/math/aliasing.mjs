// Aliasing: what becomes of waves when pixels are left out, and how much of what is left is false. The
// same as cnnlab.experiments.aliasing, and the widget's own picture of stripes.
import { binomialRow } from "./binomial.mjs";
import { range } from "./range.mjs";
import { sum } from "./sums.mjs";
import { table, transposed } from "./tables.mjs";

const SIDE = 64; // of the picture of stripes, in pixels
const [DARK, STRIPES, SPOT, WIDTH] = [90, 55, 100, 9]; // its brightnesses, and its spot's

/** @typedef {number[][]} Image */
/** @typedef {[number, number]} Wave cycles per pixel downwards and to the right */

const rounded = (/** @type {number} */ value) => Math.round(value * 1e12) / 1e12;
/**
 * The part of a cycle by which a wave is seen to move on from one kept pixel to the next. Half a cycle is
 * as much forwards as backwards: forwards, so that a wave at the limit is itself, and not its mirror image.
 * @param {number} frequency in cycles per pixel
 * @param {number} stride
 */
export function seenPart(frequency, stride) {
  const moved = rounded(frequency * stride);
  return rounded(moved - Math.ceil(moved - 0.5));
}

/**
 * Whether a wave is still what it was when every stride-th pixel is kept.
 * @param {number} frequency
 * @param {number} stride
 */
export const staysTrue = (frequency, stride) => rounded(stride * Math.abs(frequency)) <= 0.5;

/**
 * The stripes that a wave becomes, in cycles per kept pixel; of two opposite waves the one to the right.
 * @param {Wave} wave
 * @param {number} stride
 * @returns {Wave}
 */
export function alias(wave, stride) {
  const [down, right] = wave.map((frequency) => seenPart(frequency, stride));
  const turned = right < 0 || (right === 0 && down < 0);
  return turned ? [0 - down, 0 - right] : [down, right];
}

/**
 * Whether a wave, before a blur and after, is 0 at every kept pixel.
 * @param {Wave} wave
 * @param {number} stride
 * @param {number} phase in degrees
 */
export const keptAtZero = (wave, stride, phase) =>
  phase % 180 === 90 && alias(wave, stride).every((part) => part === 0 || part === 0.5);

/**
 * What a blur leaves of a wave's amplitude, as a factor.
 * @param {number} frequency
 * @param {number} blur the kernel's size
 */
export const gain = (frequency, blur) =>
  sum(
    binomialRow(blur).map(
      (weight, i) => weight * Math.cos(2 * Math.PI * frequency * (i - (blur - 1) / 2)),
    ),
  );

/**
 * Stripes with a soft bright spot, which is broad enough to stay true at every stride.
 * @param {Wave} wave
 * @param {number} phase in degrees
 * @returns {Image}
 */
export function stripedPicture([down, right], phase) {
  const middle = (SIDE - 1) / 2;
  const turned = (Math.PI / 180) * phase;
  return table(SIDE, SIDE, (y, x) => {
    const spot = Math.exp(-((y - middle) ** 2 + (x - middle) ** 2) / (2 * WIDTH ** 2));
    const stripe = Math.cos(2 * Math.PI * (down * y + right * x) + turned);
    return DARK + STRIPES * stripe + SPOT * spot;
  });
}

/**
 * An image blurred with a binomial kernel; at the edge it is mirrored.
 * @param {Image} image
 * @param {number} size of the kernel
 */
export function blurred(image, size) {
  if (size === 1) return image;
  const weights = binomialRow(size);
  const reach = (size - 1) / 2;
  const mirrored = (/** @type {number} */ i, /** @type {number} */ n) =>
    i < 0 ? -i : i >= n ? 2 * (n - 1) - i : i;
  const alongRows = (/** @type {Image} */ rows) =>
    rows.map((row) =>
      row.map((_, i) =>
        sum(weights.map((weight, t) => weight * row[mirrored(i + t - reach, row.length)])),
      ),
    );
  return transposed(alongRows(transposed(alongRows(image))));
}

/**
 * Every stride-th pixel of every stride-th row.
 * @param {Image} image
 * @param {number} stride
 */
export const kept = (image, stride) =>
  image.filter((_, i) => i % stride === 0).map((row) => row.filter((_, i) => i % stride === 0));

/**
 * The energy of the kept pixels, split into what is true and what is false.
 * @param {Image} image
 * @param {number} stride
 * @returns {{ true: number, false: number }}
 */
export function energyAfterStride(image, stride) {
  const all = faded(image);
  const left = kept(all, stride);
  if (stride === 1) return { true: energy(left), false: 0 };
  const broad = broadWaves(transposed(broadWaves(transposed(all), stride)), stride);
  const rest = left.map((row, i) => row.map((value, j) => value - broad[i][j]));
  return { true: energy(broad), false: energy(rest) };
}

const energy = (/** @type {Image} */ image) => sum(image.flat().map((value) => value ** 2));

/**
 * The waves along the rows that stay true, at the pixels that are kept.
 * @param {Image} image
 * @param {number} stride
 */
function broadWaves(image, stride) {
  const n = image[0].length;
  const waves = range(n)
    .map((i) => (i < n / 2 ? i : i - n)) // the order of numpy.fft.fftfreq
    .filter((k) => stride * Math.abs(k * (1 / n)) <= 0.5);
  const shares = range(n).map((apart) =>
    sum(waves.map((k) => Math.cos((2 * Math.PI * k * apart) / n) / n)),
  );
  const places = range(n).filter((i) => i % stride === 0);
  return image.map((row) =>
    places.map((i) => row.reduce((all, value, j) => all + value * shares[Math.abs(i - j)], 0)),
  );
}

/**
 * An image without its mean, and with its edges faded out.
 * @param {Image} image
 * @returns {Image}
 */
function faded(image) {
  const fade = (/** @type {number} */ i, /** @type {number} */ n) =>
    0.5 - 0.5 * Math.cos((2 * Math.PI * i) / (n - 1));
  const weights = image.map((row, i) =>
    row.map((_, j) => fade(i, image.length) * fade(j, row.length)),
  );
  const weighted = image.map((row, i) => row.map((value, j) => value * weights[i][j]));
  const mean = sum(weighted.flat()) / sum(weights.flat());
  return image.map((row, i) => row.map((value, j) => (value - mean) * weights[i][j]));
}

/**
 * What a setting leaves of the energy that is kept without a blur, as shares of it, and the share
 * of what is left that is false; null if nothing is left.
 * @param {{ true: number, false: number }} after
 * @param {number} whole
 */
export function shares(after, whole) {
  const left = after.true + after.false;
  const part = (/** @type {number} */ value) => (whole > 1e-9 ? value / whole : 0);
  const falseShare = left > 1e-9 ? after.false / left : null;
  return { true: part(after.true), false: part(after.false), falseShare };
}
