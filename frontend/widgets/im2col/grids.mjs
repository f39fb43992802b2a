// The grids, and what is written in them: some of it once, the rest as the player moves.
import {
  grid,
  hatched,
  hideTinyNumbers,
  paintGrey,
  paintSigned,
  write,
} from "../../parts/grid.mjs";
import { fold, kernelGradient } from "../../math/im2col.mjs";
import { outsideImage } from "./words.mjs";

/**
 * @typedef {import("./scene.mjs").Scene} Scene
 * @typedef {import("./scene.mjs").Moment} Moment
 * @typedef {ReturnType<typeof drawGrids>} Grids
 */

const FRAMED = 48; // the room for a number in a cell with a frame on its edge

/**
 * Put a scene's grids into their figures, with all that does not move.
 * @param {Scene} scene
 * @param {import("./stage.mjs").Stage["figures"]} figures
 */
export function drawGrids(scene, figures) {
  const { rows, taps, outputs, padded } = scene;
  const grids = {
    channels: padded.map((channel) => grid(channel.length, channel[0].length)),
    kernels: grid(taps, outputs),
    matrix: grid(rows, taps),
    product: grid(rows, outputs),
    maps: mapsOf(scene),
  };
  figures.image.body.replaceChildren(...grids.channels.map(({ root }) => root));
  figures.kernels.body.replaceChildren(grids.kernels.root);
  figures.matrix.body.replaceChildren(grids.matrix.root);
  figures.product.body.replaceChildren(grids.product.root);
  figures.maps.body.replaceChildren(...grids.maps.map(({ root }) => root));
  for (const drawn of [...grids.channels, grids.matrix]) drawn.room = drawn.most = FRAMED;
  if (!scene.toKernels) writeKernels(scene, grids);
  hatchBorder(scene, grids);
  return grids;
}

function writeKernels({ kernels, most }, grids) {
  for (const cell of grids.kernels.cells) {
    writeSigned(cell, kernels[cell.row][cell.column], most.kernels);
  }
}

const writeSigned = (cell, value, most) => {
  write(cell, value);
  paintSigned(cell.rect, (value ?? 0) / most);
};

function mapsOf(scene) {
  if (scene.back) return scene.counts.map(mapOfCopies);
  const { toKernels, outputs, size, C, kH, kW } = scene;
  const [rows, columns] = toKernels ? [C * kH, kW] : size;
  const name = toKernels ? "Gradient of kernel" : "Output map";
  return Array.from({ length: outputs }, (_, o) =>
    grid(rows, columns, { role: "img", "aria-label": `${name} ${o}` }),
  );
}

function mapOfCopies(counts) {
  const words = counts.map((row) => row.join(" ")).join("; ");
  const drawn = grid(counts.length, counts[0].length, {
    role: "img",
    "aria-label": `Copies of each pixel: ${words}`,
  });
  const most = Math.max(...counts.flat());
  for (const cell of drawn.cells) writeSigned(cell, counts[cell.row][cell.column], most);
  return drawn;
}

function hatchBorder(scene, { channels, matrix }) {
  for (const drawn of channels) {
    const border = ({ row, column }) => outsideImage(scene, row, column);
    drawn.layers.over.append(hatched(drawn, border));
  }
  const ofBorder = ({ row, column }) => {
    const { y, x } = scene.sources[row][column];
    return outsideImage(scene, y, x);
  };
  matrix.layers.over.append(hatched(matrix, ofBorder));
}

/**
 * Let no number be too small to read. Returns the way to stop.
 * @param {Grids} grids
 */
export function keepReadable({ channels, matrix, kernels, product, maps }) {
  const stops = [...channels, matrix, kernels, product, ...maps].map(hideTinyNumbers);
  return () => stops.forEach((stop) => stop());
}

/**
 * The way to write what there is to see at a moment: only what has changed since the last one.
 * @param {Scene} scene
 * @param {Grids} grids
 * @returns {(moment: Moment) => void}
 */
export function filler(scene, grids) {
  /** @type {{ written: boolean[], products: number[], added: number }} */
  const shown = { written: [], products: [], added: -1 };
  return (moment) => {
    for (let p = 0; p < scene.rows; p++) {
      const [written, products] = [moment.written(p), moment.products(p)];
      if (shown.written[p] !== written) fillRow(scene, grids, p, written);
      if (shown.products[p] !== products) fillProducts(scene, grids, p, products);
      [shown.written[p], shown.products[p]] = [written, products];
    }
    if (shown.added !== moment.added) {
      fillImage(scene, grids, moment.added);
      if (scene.toKernels) fillGradient(scene, grids, moment.added);
    }
    shown.added = moment.added;
  };
}

/**
 * What a cell of the matrix holds: a pixel, or the piece of a gradient that goes back to it.
 * @param {Scene} scene
 * @param {number} p
 */
export const valuesOfRow = ({ back, pieces, columns }, p) => (back ? pieces : columns)[p];

/**
 * A pixel in its grey, or a piece of a gradient in its sign's colour; null empties the cell.
 * @param {Scene} scene
 */
export function paintPiece({ back, most, grey }, cell, value) {
  write(cell, value);
  if (value === null) return;
  if (back) paintSigned(cell.rect, value / most.pieces);
  else paintGrey(cell, (value - grey.low) / grey.span);
}

const cellsOfRow = ({ cells, columns }, p) => cells.slice(p * columns, (p + 1) * columns);

const showEmpty = (cell, empty) => cell.rect.classList.toggle("cnnlab-empty", empty);

function fillRow(scene, { matrix }, p, written) {
  const values = valuesOfRow(scene, p);
  cellsOfRow(matrix, p).forEach((cell, q) => {
    paintPiece(scene, cell, written ? values[q] : null);
    showEmpty(cell, !written);
  });
}

// The first `count` numbers of a row of the product; forward, the maps hold them, too.
function fillProducts({ way, grad, product, most }, grids, p, count) {
  cellsOfRow(grids.product, p).forEach((cell, o) => {
    const value = way === "count" || o >= count ? null : (grad ?? product)[p][o];
    for (const each of way === "forward" ? [cell, grids.maps[o].cells[p]] : [cell]) {
      writeSigned(each, value, most.product);
      showEmpty(each, value === null);
    }
  });
}

// The image as it is, or on the way back what the rows that have returned add up to.
function fillImage(scene, { channels }, added) {
  const sums = scene.back ? fold(scene, scene.pieces, added) : scene.padded;
  channels.forEach(({ cells }, c) =>
    cells.forEach((cell) => {
      const value = sums[c][cell.row][cell.column];
      if (scene.back) writeSigned(cell, value, scene.most.sums);
      else paintPiece(scene, cell, value);
    }),
  );
}

// What the windows so far add up to in the kernels' gradient: as columns, and laid out as kernels.
function fillGradient(scene, { kernels, maps }, added) {
  const sums = kernelGradient(scene, scene.grad, added);
  for (const cell of kernels.cells) {
    const value = sums[cell.row][cell.column];
    writeSigned(cell, value, scene.most.gradient);
    writeSigned(maps[cell.column].cells[cell.row], value, scene.most.gradient);
  }
}
