// Every layer's output: feature maps side by side, orange above zero, and blue with a dash, like a
// minus sign, below.
import { layerName } from "../../math/network.mjs";
import { figure } from "../../parts/controls.mjs";
import { html } from "../../parts/dom.mjs";
import { number } from "../../parts/numbers.mjs";

/** @typedef {import("../../math/network.mjs").Output} Output */

// In the canvas's own pixels.
const GAP = 5;
const CELL = 8;
const FLAT_CELL = 17; // of a layer without maps
const WIDEST = 64 * CELL; // a row of maps
const LONGEST = 25; // numbers in a row of a layer without maps

/**
 * Where the cells of a layer's output go.
 * @param {number[]} shape
 */
export function tiling(shape) {
  const flat = shape.length === 1;
  const columns = flat ? Math.ceil(shape[0] / Math.ceil(shape[0] / LONGEST)) : shape[2];
  const [maps, rows] = flat ? [1, Math.ceil(shape[0] / columns)] : [shape[0], shape[1]];
  // Small maps get large cells, so that all maps of a network line up.
  const cell = flat ? FLAT_CELL : CELL * Math.max(1, Math.floor(4 / columns));
  const across = Math.min(maps, Math.max(1, Math.floor(WIDEST / (columns * cell))));
  const [pitchX, pitchY] = [columns * cell + GAP, rows * cell + GAP];
  const width = across * pitchX + GAP;
  const height = Math.ceil(maps / across) * pitchY + GAP;
  const corners = Array.from({ length: maps }, (_, m) => [
    GAP + (m % across) * pitchX,
    GAP + Math.floor(m / across) * pitchY,
  ]);
  const count = flat ? shape[0] : rows * columns; // numbers in a map
  return { rows, columns, cell, width, height, corners, count, shrink: flat ? 1.2 : 1.4 };
}

/**
 * A figure for each layer; flattening only changes how the numbers are named.
 * @param {any[]} layers
 */
export function makeMaps(layers) {
  return layers
    .map((layer, i) => ({ i, name: layerName(layer), type: layer.type }))
    .filter(({ type }) => type !== "flatten")
    .map(({ i, name }) => {
      const canvas = html("canvas", { role: "img" });
      const { box, body, note } = figure(name, "draw-digit-layer");
      body.append(canvas);
      return { i, name, canvas, box, note };
    });
}

/**
 * @param {ReturnType<typeof makeMaps>} maps
 * @param {Output[]} outputs of all layers
 * @param {Element} themed where the theme's colours hold
 */
export function showMaps(maps, outputs, themed) {
  const colours = coloursAt(themed);
  for (const { i, name, canvas, note } of maps) {
    const { shape, values } = outputs[i];
    const [low, high] = [Math.min(...values), Math.max(...values)].map((v) => number(v, 2));
    note.textContent = `${shape.join(" × ")}, from ${low} to ${high}`;
    canvas.setAttribute("aria-label", `${name}: ${sizeWords(shape)}`);
    paintMaps(canvas, outputs[i], colours);
  }
}

/** @param {number[]} shape */
const sizeWords = ([count, rows, columns]) =>
  rows === undefined ? `${count} numbers` : `${count} maps of ${rows} × ${columns}`;

function coloursAt(element) {
  const style = getComputedStyle(element);
  const colour = (name) => style.getPropertyValue(`--cnnlab-${name}`);
  return {
    zero: colour("zero"),
    positive: colour("positive"),
    negative: colour("negative"),
    ink: colour("ink"),
    line: colour("line"),
  };
}

function paintMaps(canvas, { shape, values }, colours) {
  const tiles = tiling(shape);
  const { width, height, cell, rows, columns, count, shrink } = tiles;
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  canvas.style.maxWidth = `${width / shrink}px`;
  const context = canvas.getContext("2d");
  context.clearRect(0, 0, width, height);
  context.lineWidth = 2;
  context.strokeStyle = colours.line;
  const most = values.reduce((m, v) => Math.max(m, Math.abs(v)), 0) || 1;
  tiles.corners.forEach(([left, top], m) => {
    for (let i = 0; i < count; i++) {
      const [x, y] = [left + (i % columns) * cell, top + Math.floor(i / columns) * cell];
      paintCell(context, x, y, cell, values[m * count + i] / most, colours);
    }
    context.strokeRect(left - 1, top - 1, columns * cell + 2, rows * cell + 2);
  });
}

function paintCell(context, x, y, cell, share, colours) {
  context.fillStyle = colours.zero;
  context.fillRect(x, y, cell, cell);
  context.globalAlpha = Math.sqrt(Math.abs(share)); // the root: faint answers show, too
  context.fillStyle = share < 0 ? colours.negative : colours.positive;
  context.fillRect(x, y, cell, cell);
  context.globalAlpha = 1;
  if (share >= -0.05) return;
  context.fillStyle = colours.ink;
  context.fillRect(x + cell * 0.3, y + cell / 2 - 0.75, cell * 0.4, 1.5);
}
