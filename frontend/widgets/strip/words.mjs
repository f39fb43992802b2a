// What is said about the rows.
import { counted, number, percent } from "../../parts/numbers.mjs";

/** @param {number} stride */
export const titles = (stride) => ({
  strip: "The strip",
  max: `Maximum of ${stride}`,
  wide: `Maximum of ${3 * stride - 2}`,
  blur: `Maximum of ${stride}, then blur`,
});

/**
 * How far a way of pooling looks, and how far its row is from moving along.
 * @param {number} reach
 * @param {number | null} error
 */
export const noteOf = (reach, error) =>
  `looks at ${reach} pixels; ` +
  (error === null ? "all equal: nothing can move along" : `equivariance error: ${percent(error)}`);

/**
 * Whether a row is the same as at the start, has moved, or has become something else.
 * @param {number | null} moved
 * @param {string} unit
 */
export function verdict(moved, unit) {
  if (moved === null) return "something else";
  if (moved === 0) return "the same";
  const side = moved > 0 ? "right" : "left";
  return `moved by ${counted(Math.abs(moved), unit)} to the ${side}`;
}

/** @param {number[]} values */
export const inWords = (values) => values.map((value) => number(value)).join(" ");
