// The pad's dots, and the pixels that count them, as the data set was made: numbers alone.
import { MOST_INK, PIXELS } from "../../math/drawing.mjs";

export const BLOCK = 4; // a pixel counts the inked dots in a block of 4 × 4
export const DOTS = PIXELS * BLOCK;
export const PEN_RADIUS = 2.2; // dots: it makes strokes as wide as those in the data

/**
 * The dots row by row; 1 is ink.
 * @typedef {Uint8Array} Ink
 *
 * Pixels from 0 to MOST_INK.
 * @typedef {number[][]} Drawing
 */

/** @returns {Ink} */
export const blank = () => new Uint8Array(DOTS * DOTS);

/** The row and column of a dot. @param {number} i */
export const placeOf = (i) => [Math.floor(i / DOTS), i % DOTS];

/**
 * Inked dots in each block: how the data set made its pixels from scanned digits.
 * @param {Ink} ink
 * @returns {Drawing}
 */
export function countedInk(ink) {
  const drawing = Array.from({ length: PIXELS }, () => Array(PIXELS).fill(0));
  ink.forEach((dot, i) => {
    const [row, column] = placeOf(i).map((n) => Math.floor(n / BLOCK));
    drawing[row][column] += dot;
  });
  return drawing;
}

/**
 * Dots that count up to a drawing. In each block those go first that lie towards darker neighbours,
 * so that strokes come out smooth.
 * @param {Drawing} drawing
 */
export function inkOf(drawing) {
  const ink = blank();
  drawing.forEach((line, row) =>
    line.forEach((count, column) => {
      const inked = darkestFirst(drawing, row, column).slice(0, Math.round(count));
      for (const [y, x] of inked) ink[(row * BLOCK + y) * DOTS + column * BLOCK + x] = 1;
    }),
  );
  return ink;
}

/**
 * The dots of a block, those with the darkest surroundings first.
 * @param {Drawing} drawing
 * @param {number} row
 * @param {number} column
 */
function darkestFirst(drawing, row, column) {
  return Array.from({ length: MOST_INK }, (_, i) => [Math.floor(i / BLOCK), i % BLOCK])
    .map((dot) => ({ dot, dark: darknessAt(drawing, row, column, dot) }))
    .sort((a, b) => b.dark - a.dark)
    .map(({ dot }) => dot);
}

/**
 * The darkness at a dot of a block, between the middles of the four nearest pixels.
 * @param {Drawing} drawing
 * @param {number} row
 * @param {number} column
 * @param {number[]} dot
 */
function darknessAt(drawing, row, column, dot) {
  const [y, x] = dot.map((n) => (n + 0.5) / BLOCK - 0.5);
  const at = (r, c) => drawing[r]?.[c] ?? 0;
  const along = (r) =>
    (1 - Math.abs(x)) * at(r, column) + Math.abs(x) * at(r, column + Math.sign(x));
  return (1 - Math.abs(y)) * along(row) + Math.abs(y) * along(row + Math.sign(y));
}

/**
 * Ink all dots near a line through some points, or with 0 rub them out.
 * @param {Ink} ink of a square of dots, changed in place
 * @param {number[][]} points x and y of each, in dots
 * @param {number} radius
 * @param {number} value
 */
export function inkAlong(ink, points, radius, value) {
  const side = Math.sqrt(ink.length);
  points.forEach((to, i) => {
    const from = points[i - 1] ?? to;
    const [columns, rows] = [0, 1].map((axis) => {
      const [low, high] = [Math.min(from[axis], to[axis]), Math.max(from[axis], to[axis])];
      return [Math.max(0, Math.floor(low - radius)), Math.min(side, Math.ceil(high + radius))];
    });
    for (let row = rows[0]; row < rows[1]; row++) {
      for (let column = columns[0]; column < columns[1]; column++) {
        const dot = [column + 0.5, row + 0.5];
        if (distance(dot, from, to) <= radius) ink[row * side + column] = value;
      }
    }
  });
}

/**
 * How far a point is from the line between two others.
 * @param {number[]} point
 * @param {number[]} from
 * @param {number[]} to
 */
function distance([x, y], [x0, y0], [x1, y1]) {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const share = ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy || 1);
  const along = Math.min(1, Math.max(0, share));
  return Math.hypot(x - x0 - along * dx, y - y0 - along * dy);
}
