// Images too large for a number in every pixel: a canvas with one pixel for each, and SVG over it for
// marks, pointers and the keyboard, in the units of grid.mjs.
import { html, svg } from "./dom.mjs";
import { grid, paintGrey, paintSigned, UNIT, write } from "./grid.mjs";

const MOST_NUMBERED = 17; // columns: in a figure of the usual width, more have no room for numbers

export function pixelCanvas(rows, columns, attributes = {}) {
  const canvas = html("canvas", { width: columns, height: rows, "aria-hidden": "true" });
  const root = svg("svg", {
    class: "cnnlab-grid",
    viewBox: `0 0 ${columns * UNIT} ${rows * UNIT}`,
    ...attributes,
  });
  const context = canvas.getContext("2d");
  const pixels = context.createImageData(columns, rows);
  // `colour(row, column)` gives red, green and blue from 0 to 255, or null for an empty pixel.
  function paint(colour) {
    for (let i = 0; i < rows * columns; i++) {
      const rgb = colour(Math.floor(i / columns), i % columns);
      pixels.data.set(rgb ? [...rgb, 255] : [0, 0, 0, 0], 4 * i);
    }
    context.putImageData(pixels, 0, 0);
  }
  // The row and column under the pointer of an event of this picture, or of one with as many pixels.
  function cellAt(event) {
    const box = event.currentTarget.getBoundingClientRect();
    const cell = (offset, extent, n) =>
      Math.min(n - 1, Math.max(0, Math.floor((offset / extent) * n)));
    return [
      cell(event.clientY - box.top, box.height, rows),
      cell(event.clientX - box.left, box.width, columns),
    ];
  }
  return {
    box: html("div", { class: "cnnlab-pixels" }, canvas, root),
    root,
    rows,
    columns,
    paint,
    cellAt,
  };
}

/**
 * Shows numbers by colour, as shares of `most`, and written out where there is room. `colour` is for
 * signed numbers: without it, brightness stands for them. `text` gives what is written for a number.
 * @typedef {(
 *   values: number[][],
 *   most: number,
 *   colour?: (share: number) => number[],
 *   text?: (value: number) => number | string,
 * ) => void} ShowValues
 */

// A matrix as cells with a number in each, or as pixels where cells have no room for numbers: a canvas
// is painted anew in a tenth of the time that as many cells take.
export function valuePicture(rows, columns, attributes) {
  if (columns > MOST_NUMBERED) {
    const drawn = pixelCanvas(rows, columns, attributes);
    const indexAt = (event) => {
      const [row, column] = drawn.cellAt(event);
      return row * columns + column;
    };
    /** @type {ShowValues} */
    const showValues = (values, most, colour = greyOf) =>
      drawn.paint((i, j) => colour(values[i][j] / most));
    return { ...drawn, cells: [], layers: { top: drawn.root }, indexAt, showValues };
  }
  const drawn = grid(rows, columns, attributes);
  const indexAt = (event) => event.target.dataset?.cell;
  /** @type {ShowValues} */
  const showValues = (values, most, colour, text = (value) => value) =>
    drawn.cells.forEach((cell) => {
      const value = values[cell.row][cell.column];
      if (colour) paintSigned(cell.rect, value / most);
      else paintGrey(cell, value / most);
      write(cell, text(value));
    });
  return Object.assign(drawn, { box: drawn.root, indexAt, showValues });
}

const greyOf = (share) => Array(3).fill(Math.round(255 * Math.min(1, Math.max(0, share))));
