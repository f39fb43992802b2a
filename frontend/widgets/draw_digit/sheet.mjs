// What was drawn, larger than the pad and kept as strokes: so nothing is lost when it leaves the pad,
// and what is stretched keeps the width of the pen. Numbers alone.
import { PIXELS } from "../../math/drawing.mjs";
import { clamped } from "../../math/range.mjs";
import { mean } from "../../math/sums.mjs";
import { blank, BLOCK, countedInk, DOTS, inkAlong, inkOf, PEN_RADIUS } from "./ink.mjs";

/**
 * A line of the pen or of the rubber: x and y of its points, in dots.
 * @typedef {{ points: number[][], rubs: boolean }} Stroke
 *
 * Strokes over the dots that the drawing began from, and by how many pixels all of it was moved.
 * @typedef {{ begun: import("./ink.mjs").Ink, strokes: Stroke[], down: number, right: number }} Sheet
 *
 * Where a sheet comes to lie on a square of dots: stretched first, then moved.
 * @typedef {{ scale: number, down: number, right: number }} Place
 */

const MOST_STRETCH = 8;
const AROUND = DOTS; // dots of the sheet beyond each side of the pad, and so the farthest move

/** @type {Sheet} */
export const emptySheet = { begun: blank(), strokes: [], down: 0, right: 0 };

/** @param {import("./ink.mjs").Drawing} drawing @returns {Sheet} */
export const sheetFrom = (drawing) => ({ ...emptySheet, begun: inkOf(drawing) });

/**
 * @param {Sheet} sheet
 * @param {number[]} point on the pad
 * @param {boolean} rubs
 * @returns {Sheet}
 */
export const withStroke = (sheet, point, rubs) => ({
  ...sheet,
  strokes: [...sheet.strokes, { points: [onSheet(sheet, point)], rubs }],
});

/**
 * Let the last stroke go on to a point on the pad.
 * @param {Sheet} sheet
 * @param {number[]} point
 * @returns {Sheet}
 */
export function goingOn(sheet, point) {
  const { points, rubs } = sheet.strokes[sheet.strokes.length - 1];
  const longer = { points: [...points, onSheet(sheet, point)], rubs };
  return { ...sheet, strokes: [...sheet.strokes.slice(0, -1), longer] };
}

/** @param {Sheet} sheet @param {number[]} point */
const onSheet = ({ down, right }, [x, y]) => [x - BLOCK * right, y - BLOCK * down];

/**
 * @param {Sheet} sheet
 * @param {number} down pixels
 * @param {number} right
 * @returns {Sheet}
 */
export const movedSheet = (sheet, down, right) => ({
  ...sheet,
  down: clamped(sheet.down + down, -PIXELS, PIXELS),
  right: clamped(sheet.right + right, -PIXELS, PIXELS),
});

/**
 * The dots that are on the pad.
 * @param {Sheet} sheet
 */
export const padInk = (sheet) => inkAt(sheet, movedBy(sheet, { scale: 1, down: 0, right: 0 }));

/**
 * The pixels that the networks see.
 * @param {Sheet} sheet
 * @param {boolean} fits whether strokes are fitted as the training digits were
 */
export const seenDrawing = (sheet, fits) =>
  countedInk(fits ? inkAt(sheet, movedBy(sheet, fittedPlace(sheet))) : padInk(sheet));

/** @param {Sheet} sheet @param {Place} place @returns {Place} */
const movedBy = (sheet, { scale, down, right }) => ({
  scale,
  down: down + BLOCK * sheet.down,
  right: right + BLOCK * sheet.right,
});

/**
 * cnnlab.strokes.fit_strokes: where the drawing touches the pad's top and bottom, or its sides, with its
 * centre of mass in the middle column. Every digit of the data set fills all rows: what was only begun
 * from is one of them, and stays.
 * @param {Sheet} sheet
 * @returns {Place}
 */
function fittedPlace(sheet) {
  const box = sheet.strokes.length ? inkedBox(sheet) : null;
  if (!box) return { scale: 1, down: 0, right: 0 };
  const pen = 2 * PEN_RADIUS; // as wide after the stretch
  const longest = Math.max(...box.map(([start, end]) => end - start));
  const scale = Math.min(MOST_STRETCH, (DOTS - pen) / Math.max(1, longest - pen));
  const [down, right] = box.map(([start, end]) => DOTS / 2 - (scale * (start + end)) / 2);
  const [start, end] = box[1];
  const spare = Math.max(0, DOTS - pen - scale * (end - start - pen)) / 2; // columns on either side
  const aside = DOTS / 2 - middleColumn(inkAt(sheet, { scale, down, right }));
  return { scale, down, right: right + clamped(aside, -spare, spare) };
}

/** Where the centre of mass lies. @param {import("./ink.mjs").Ink} ink */
function middleColumn(ink) {
  const columns = [...ink.keys()].filter((i) => ink[i]).map((i) => (i % DOTS) + 0.5);
  return columns.length ? mean(columns) : DOTS / 2;
}

/**
 * Where ink begins and ends in rows and columns, beyond the pad, too; null without ink.
 * @param {Sheet} sheet
 */
function inkedBox(sheet) {
  const side = DOTS + 2 * AROUND;
  const ink = inkAt(sheet, { scale: 1, down: AROUND, right: AROUND }, side);
  const places = [...ink.keys()].filter((i) => ink[i]);
  if (!places.length) return null;
  return [(i) => Math.floor(i / side), (i) => i % side].map((axis) => {
    const along = places.map(axis);
    return [Math.min(...along) - AROUND, Math.max(...along) + 1 - AROUND];
  });
}

/**
 * @param {Sheet} sheet
 * @param {Place} place
 * @param {number} side of the square of dots
 */
function inkAt({ begun, strokes }, { scale, down, right }, side = DOTS) {
  const sourceOf = (n, moved) => Math.floor((n + 0.5 - moved) / scale);
  const ink = new Uint8Array(side * side).map((_, i) => {
    const [row, column] = [sourceOf(Math.floor(i / side), down), sourceOf(i % side, right)];
    const inside = Math.min(row, column) >= 0 && Math.max(row, column) < DOTS;
    return inside ? begun[row * DOTS + column] : 0;
  });
  for (const { points, rubs } of strokes) {
    const placed = points.map(([x, y]) => [x * scale + right, y * scale + down]);
    // The rubber must not leave a rim of what it took away.
    inkAlong(ink, placed, rubs ? PEN_RADIUS * Math.max(1, scale) : PEN_RADIUS, rubs ? 0 : 1);
  }
  return ink;
}
