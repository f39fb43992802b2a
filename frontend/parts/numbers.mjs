// Numbers as a person would write them.
import { grouped } from "../math/grouped.mjs";

// A number as a person would write it: short, and with a true minus sign.
export function number(value, digits = 3) {
  const text = Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(digits)));
  return text.replaceAll("-", "−").replace("e+", "e");
}

/** @param {number} value @param {number} decimals no zeros at the end of them, and no −0 */
export const rounded = (value, decimals) => Number(value.toFixed(decimals)) + 0;

/**
 * With as many decimals, up to two, as leave it so many letters.
 * @param {number} value
 * @param {number} letters
 */
export function shortened(value, letters) {
  const short = [2, 1].map((decimals) => rounded(value, decimals));
  return short.find((each) => number(each).length <= letters) ?? rounded(value, 0);
}

/** @param {number} value with so many decimals, zeros and all */
export const fixed = (value, decimals = 1) =>
  rounded(value, decimals).toFixed(decimals).replace("-", "−");

/**
 * A share of 1 in per cent. Halves are rounded up, as in Python's first frames.
 * @param {number} share
 */
export function percent(share, decimals = 0) {
  const steps = 10 ** decimals;
  return `${(Math.round(100 * steps * share) / steps).toFixed(decimals)}%`;
}

/** @param {number} count @param {string} noun */
export const counted = (count, noun) => `${grouped(count)} ${noun}${count === 1 ? "" : "s"}`;

/** "rows 2 to 4", "row 2". @param {string} line @param {number} first @param {number} last */
export const span = (line, first, last) =>
  first === last ? `${line} ${number(first)}` : `${line}s ${number(first)} to ${number(last)}`;

/** "1 row and 8 columns". @param {number} rows @param {number} columns */
export const rowsAndColumns = (rows, columns) =>
  `${counted(rows, "row")} and ${counted(columns, "column")}`;

// A weight as a person would write it: as a fraction, where decimals would be long or cut off.
export const exactNumber = (value, digits = 3) => fraction(value) ?? number(value, digits);

// With a small divisor, or one part of a larger number of equal parts; null if it is none. Above 1 a
// short decimal is plainer: −7.25, not −29/4.
function fraction(value) {
  if (Number.isInteger(10 * value)) return null;
  for (let divisor = 2; divisor <= 81; divisor++) {
    const parts = Math.round(value * divisor);
    const plain = divisor <= 16 || Math.abs(parts) === 1;
    if (parts && plain && Math.abs(parts / divisor - value) < 1e-12)
      return isShort(value) ? number(value, 4) : `${number(parts)}/${divisor}`;
  }
  return null;
}

const isShort = (value) => Math.abs(value) > 1 && Number(value.toPrecision(4)) === value;

// As the second factor of a product: a negative one in brackets.
export const asFactor = (value) => (value < 0 ? `(${exactNumber(value)})` : exactNumber(value));

// The number that a person wrote, or null: with a decimal comma, as a fraction, with any minus.
export function readText(text) {
  const plain = text.trim().replace(/[−–]/g, "-").replaceAll(",", ".");
  const [, above, below] = /^([^/]+)\/([^/]+)$/.exec(plain) ?? [null, plain, "1"];
  const value = Number(above) / Number(below);
  return plain && below.trim() && Number.isFinite(value) ? value : null;
}

export const largest = (matrix) =>
  matrix.reduce((most, row) => row.reduce((m, v) => Math.max(m, Math.abs(v)), most), 0);
