// What is said about waves and pictures of which pixels are left out.
import { alias, staysTrue } from "../../math/aliasing.mjs";
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
 * @param {{ view: string, period: number, stride: number, wave: [number, number] }} found
 */
export function inWords({ view, period, stride, wave }) {
  if (view === "wave") {
    const moved = number(Math.round((100 * stride) / period) / 100);
    return `From dot to dot the wave moves on by ${moved} cycles. ${fateOfWave(period, stride)}`;
  }
  return view === "stripes" ? fateOfStripes(period, stride, wave) : "";
}

/** @param {number} period @param {number} stride */
function fateOfWave(period, stride) {
  const [, part] = alias([0, 1 / period], stride);
  if (part === 0) return "All dots are at the same height.";
  if (staysTrue(1 / period, stride)) return "The wave through the dots is the wave itself.";
  return `The wave through the dots has a period of ${number(stride / part)} pixels.`;
}

/** @param {number} period @param {number} stride @param {[number, number]} wave */
function fateOfStripes(period, stride, wave) {
  const before = `Stripes with a period of ${number(period)} pixels at ${degrees(wave)}°`;
  if (wave.every((frequency) => staysTrue(frequency, stride)))
    return `${before} stay what they are.`;
  const seen = alias(wave, stride);
  const length = Math.hypot(...seen);
  if (length === 0) return `${before} leave no stripes.`;
  return `${before} become stripes with a period of ${number(stride / length)} pixels at ${degrees(seen)}°.`;
}

/** @param {[number, number]} wave */
const degrees = ([down, right]) => {
  const angle = Math.round((180 / Math.PI) * Math.atan2(down, right));
  return ((angle % 180) + 180) % 180;
};
