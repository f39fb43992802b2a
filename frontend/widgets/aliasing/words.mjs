// What is said about waves and pictures of which pixels are left out.
import { alias, keptAtZero, staysTrue } from "../../math/aliasing.mjs";
import { html } from "../../parts/dom.mjs";
import { number, percent } from "../../parts/numbers.mjs";

/** @param {number[][]} image */
export const sizeOf = (image) => `${image.length} × ${image[0].length}`;

/** @param {number} blur */
export const blurName = (blur) => (blur === 1 ? "no blur" : `blur ${blur} × ${blur}`);

/** @param {number} stride */
export const every = (stride) =>
  stride === 1 ? "every pixel" : `every ${stride}${{ 2: "nd", 3: "rd" }[stride] ?? "th"} pixel`;

/** @param {number | null} share */
export const shareInWords = (share) =>
  share === null
    ? ["Nothing is left."]
    : ["Share of false energy: ", html("strong", {}, percent(share, 1)), "."];

/**
 * What becomes of the wave or the stripes; of an image nothing is said.
 * @param {import("./measured.mjs").Found} found
 */
export function inWords(found) {
  const { view, period, stride } = found;
  if (view === "wave") {
    const moved = Math.round((100 * stride) / period) / 100;
    const cycles = `${number(moved)} cycle${moved === 1 ? "" : "s"}`;
    return `From dot to dot the wave moves on by ${cycles}. ${fateOfWave(found)}`;
  }
  return view === "stripes" ? fateOfStripes(found) : "";
}

/**
 * What is said where the kept pixels are now a crest and now a trough, or always the middle.
 * @param {[number, number]} seen cycles per kept pixel
 */
const atTheLimit = (seen) =>
  seen.includes(0.5) && seen.every((part) => part === 0 || part === 0.5)
    ? " With two kept pixels to a period, the phase decides how much is left."
    : "";

/** @param {import("./measured.mjs").Found} found */
function fateOfWave({ period, stride, wave, falseShare }) {
  if (falseShare === null) return "All dots are in the middle: nothing is left of the wave.";
  const seen = alias(wave, stride);
  const [, part] = seen;
  if (part === 0) return "All dots are at the same height.";
  const fate = staysTrue(1 / period, stride)
    ? "is the wave itself"
    : `has a period of ${number(stride / part)} pixels`;
  return `The wave through the dots ${fate}.${atTheLimit(seen)}`;
}

/** @param {import("./measured.mjs").Found} found */
function fateOfStripes({ period, phase, stride, wave }) {
  const before = `Stripes with a period of ${number(period)} pixels at ${degrees(wave)}°`;
  const seen = alias(wave, stride);
  const length = Math.hypot(...seen);
  if (length === 0 || keptAtZero(wave, stride, phase)) return `${before} leave no stripes.`;
  if (wave.every((frequency) => staysTrue(frequency, stride)))
    return `${before} stay what they are.${atTheLimit(seen)}`;
  const after = `${number(stride / length)} pixels at ${degrees(seen)}°`;
  return `${before} become stripes with a period of ${after}.${atTheLimit(seen)}`;
}

/** @param {[number, number]} wave */
const degrees = ([down, right]) => {
  const angle = Math.round((180 / Math.PI) * Math.atan2(down, right));
  return ((angle % 180) + 180) % 180;
};
