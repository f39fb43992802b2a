// What the size explorer says of its settings and of one place or pixel.
import { isInside, linesOf, placeAt, reachOf, spanOf } from "../../math/size_explorer.mjs";
import { addedUp } from "../../math/sums.mjs";
import { same } from "../../parts/model.mjs";
import { asFactor, counted, number } from "../../parts/numbers.mjs";
import { listed } from "../../parts/words.mjs";

/**
 * @typedef {import("../../math/size_explorer.mjs").Explored} Explored
 * @typedef {import("../../math/size_explorer.mjs").Sight} Sight
 */

const AXES = ["row", "column"];
const LONGEST = 9; // terms or windows that are written out
const MOST_COUNTS = 4; // different counts that are listed one by one

/** @param {number[]} size */
export const by = (size) => size.join(" × ");

/**
 * "row 7", "rows 2 to 4", "columns 0, 2 and 4", "rows 0, 3, … 18".
 * @param {string} axis
 * @param {number[]} lines
 */
export function linesInWords(axis, lines) {
  if (lines.length === 0) return "";
  const [first, ...others] = lines.map((line) => number(line));
  if (others.length === 0) return `${axis} ${first}`;
  const step = lines[1] - lines[0];
  const even = lines.every((line, i) => line === lines[0] + i * step);
  if (even && step === 1 && lines.length > 2) return `${axis}s ${first} to ${others.at(-1)}`;
  if (even && lines.length > 4) return `${axis}s ${first}, ${others[0]}, … ${others.at(-1)}`;
  return `${axis}s ${listed([first, ...others], "and")}`;
}

/**
 * The sizes of the figures.
 * @param {Explored} explored
 */
export function sizesInWords(explored) {
  const { transposed, shape, image, kernelSize, output } = explored;
  const [whole, used, result] = [
    by(shape),
    by([image.length, image[0].length]),
    by([output.length, output[0].length]),
  ];
  const span = spanOf(explored);
  return {
    input: transposed || used === whole ? used : `${used}, padded to ${whole}`,
    kernel: by(kernelSize) + (same(span, kernelSize) ? "" : `, spread over ${by(span)}`),
    output: transposed && result !== whole ? `${whole}, cut to ${result}` : result,
  };
}

// ---- how the size comes about --------------------------------------------------------------

/** @param {boolean} transposed */
export const formulaOf = (transposed) =>
  transposed
    ? "(H − 1)·s − 2p + d·(k − 1) + 1 + output padding"
    : "⌊(H + 2p − d·(k − 1) − 1) / s⌋ + 1";

/**
 * The formula with its numbers: one line if it is the same for rows and columns.
 * @param {Explored} explored
 */
export function sizesWorkedOut(explored) {
  const { image, output, kernelSize, steps, holes, extra, amounts, transposed } = explored;
  const pairs = [
    [image.length, image[0].length],
    [output.length, output[0].length],
    ...[kernelSize, steps, holes],
    ...(transposed ? [extra] : []),
  ];
  const alike = pairs.every(([rows, columns]) => rows === columns) && same(amounts[0], amounts[1]);
  const names = alike ? ["Rows and columns"] : ["Rows", "Columns"];
  return names.map((name, axis) => ({ name, ...workedOut(explored, axis) }));
}

/**
 * @param {Explored} explored
 * @param {number} axis
 */
function workedOut({ transposed, image, output, kernelSize, steps, holes, extra, ...more }, axis) {
  const size = [image.length, image[0].length][axis];
  const result = [output.length, output[0].length][axis];
  const [step, room] = [steps[axis], more.room[axis]];
  const spread = `${holes[axis]}·(${kernelSize[axis]} − 1)`;
  const padding = paddingInWords(more.amounts[axis]);
  if (transposed) {
    const cut = padding.includes("+") ? `(${padding})` : padding;
    const text = `(${size} − 1)·${step} − ${cut} + ${spread} + 1 + ${extra[axis]} = `;
    return { text, result, remainder: null };
  }
  const text = `⌊(${size} + ${padding} − ${spread} − 1) / ${step}⌋ + 1 = ⌊${room} / ${step}⌋ + 1 = `;
  return { text, result, remainder: step > 1 ? room % step : null };
}

/** @param {number[]} amounts */
const paddingInWords = ([before, after]) =>
  before === after ? `2·${before}` : `${before} + ${after}`;

// ---- which pixels are reached --------------------------------------------------------------

/**
 * What is not reached, or null, and what is.
 * @param {Explored} explored
 */
export function reachInWords(explored) {
  const { missed, pixels, unreached, times } = reachOf(explored);
  const [what, pixel, gets] = explored.transposed
    ? ["stamp", "output pixel", "gets"]
    : ["window", "pixel", "lies in"];
  const counts =
    times.length > MOST_COUNTS ? `${times[0]} to ${times.at(-1)}` : listed(times, "or");
  const often = `${counts} ${what}${same(times, [1]) ? "" : "s"}`;
  if (unreached === 0)
    return { missing: null, rest: `Every ${pixel} is reached. Each pixel ${gets} ${often}.` };
  const lines = AXES.map((axis, a) => linesInWords(axis, missed[a])).filter(Boolean);
  const others = unreached < pixels ? `Each of the others ${gets} ${often}.` : "";
  return {
    missing: `No ${what} reaches ${unreached} of ${counted(pixels, pixel)}`,
    rest: `: ${lines.join(" and ")}. ${others}`,
  };
}

// ---- one place, and one pixel of the canvas ------------------------------------------------

/**
 * @param {Explored} explored
 * @param {number} index
 * @param {{written?: boolean, counting?: boolean}} options whether its result is on the picture, and
 *   whether windows are counted and not summed up
 */
export function placeInWords(explored, index, { written = true, counting = false } = {}) {
  const { transposed, places, kernel } = explored;
  const place = placeAt(explored, index);
  const [row, column] = place;
  const value = number(places[row][column], 5);
  const lines = AXES.map((axis, a) => linesInWords(axis, linesOf(explored, place[a], a)));
  const where = lines.join(", ");
  const named = {
    name: `${transposed ? "input" : "output"}[${row}, ${column}]`,
    cell: `row ${row}, column ${column}`,
  };
  if (counting)
    return { ...named, value: "1", how: ` ${transposed ? "stamp" : "window"}: ${where}` };
  const products = counted(kernel.length * kernel[0].length, "product");
  const how = transposed
    ? `: the stamp ${value} × kernel ${written ? "was" : "is"} added on ${where}`
    : `, the sum of ${products}: ${where}`;
  return { ...named, value, how };
}

/** @param {boolean} transposed @param {boolean} counting */
export const pixelHint = (transposed, counting) =>
  !transposed
    ? "Point at a pixel of the input to see which windows it lies in."
    : counting
      ? "Point at a pixel of the output to see which stamps it gets."
      : "Point at a pixel of the output to see its sum.";

/**
 * @param {Explored} explored
 * @param {{row: number, column: number}} pixel of the canvas
 * @param {Sight[]} sights
 * @param {boolean} counting
 */
export function pixelInWords(explored, { row, column }, sights, counting = false) {
  const { transposed, amounts } = explored;
  const [i, j] = [row - amounts[0][0], column - amounts[1][0]].map((n) => number(n));
  const name = `${transposed ? "output" : "input"}[${i}, ${j}]`;
  const outside = isInside(explored, row, column) ? "" : transposed ? " (cut off)" : " (border)";
  if (transposed && !counting) return `${name}${outside} ${sumInWords(sights)}`;
  return `${name}${outside} ${sightsInWords(sights, transposed)}`;
}

/** @param {Sight[]} sights */
function sumInWords(sights) {
  if (sights.length === 0) return "= 0: no stamp reaches it.";
  const terms = sights.map(({ value, weight }) => `${asFactor(value)}·${asFactor(weight)}`);
  const sum = addedUp(sights.map(({ value, weight }) => value * weight));
  return `= ${shortened(terms).join(" + ")} = ${number(sum, 5)}`;
}

/** @param {Sight[]} sights @param {boolean} transposed */
function sightsInWords(sights, transposed) {
  const [place, gets, what] = transposed
    ? ["input", "gets", "stamp"]
    : ["output", "lies in", "window"];
  if (sights.length === 0) return `${gets} no ${what}.`;
  const names = sights.map(({ row, column }) => `${place}[${row}, ${column}]`);
  return `${gets} ${counted(sights.length, what)}: ${shortened(names).join(", ")}`;
}

/** @param {string[]} items */
const shortened = (items) => (items.length > LONGEST ? [...items.slice(0, LONGEST), "…"] : items);
