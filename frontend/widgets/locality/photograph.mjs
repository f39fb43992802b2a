// The photograph of the widget Locality, with one pair of pixels marked on it.
import { html } from "../../parts/dom.mjs";

/** @typedef {import("../../math/locality.mjs").Measured} Measured */

/** @param {(spot: number[]) => void} point is told where, as shares of the height and the width */
export function photographCanvas(point) {
  const look = (/** @type {PointerEvent} */ { clientX, clientY }) => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    point([(clientY - top) / height, (clientX - left) / width]);
  };
  const canvas = /** @type {HTMLCanvasElement} */ (
    html("canvas", {
      class: "cnnlab-locality-photograph",
      role: "img",
      pointermove: look,
      pointerdown: look,
    })
  );
  return canvas;
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {number[][]} image
 * @param {number[][]} pair two places, row and column
 */
export function drawPhotograph(canvas, image, pair) {
  const [rows, columns] = [image.length, image[0].length];
  Object.assign(canvas, { width: columns, height: rows });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const pixels = context.createImageData(columns, rows);
  image.flat().forEach((value, i) => pixels.data.set([value, value, value, 255], 4 * i));
  context.putImageData(pixels, 0, 0);
  const accent = getComputedStyle(canvas).getPropertyValue("--cnnlab-accent");
  for (const [row, column] of pair) drawRings(context, row, column, accent);
}

// Two rings, so that one of them always shows.
/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} row
 * @param {number} column
 * @param {string} accent
 */
function drawRings(context, row, column, accent) {
  context.strokeStyle = "#fff";
  context.strokeRect(column - 1.5, row - 1.5, 4, 4);
  context.strokeStyle = accent;
  context.strokeRect(column - 0.5, row - 0.5, 2, 2);
}
