// The grids, and what is written in them: some of it once, the rest as the player moves.
import {
  grid,
  hatched,
  hideTinyNumbers,
  paintGrey,
  paintSigned,
  write,
} from "../../parts/grid.mjs";
import { fold } from "../../math/im2col.mjs";
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
    maps: scene.back ? scene.counts.map(mapOfCopies) : emptyMaps(scene),
  };
  figures.image.body.replaceChildren(...grids.channels.map(({ root }) => root));
  figures.kernels.body.replaceChildren(grids.kernels.root);
  figures.matrix.body.replaceChildren(grids.matrix.root);
  figures.product.body.replaceChildren(grids.product.root);
  figures.maps.body.replaceChildren(...grids.maps.map(({ root }) => root));
  for (const drawn of [...grids.channels, grids.matrix]) drawn.room = FRAMED;
  for (const cell of grids.kernels.cells) {
    const weight = scene.kernels[cell.row][cell.column];
    writeSigned(cell, weight, scene.most.kernels);
  }
  hatchBorder(scene, grids);
  return grids;
}

const writeSigned = (cell, value, most) => {
  write(cell, value);
  paintSigned(cell.rect, (value ?? 0) / most);
};

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

const emptyMaps = ({ outputs, size }) =>
  Array.from({ length: outputs }, (_, o) =>
    grid(size[0], size[1], { role: "img", "aria-label": `Output map ${o}` }),
  );

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
  /** @type {{ written: boolean[], products: number[], returned: number }} */
  const shown = { written: [], products: [], returned: -1 };
  return (moment) => {
    for (let p = 0; p < scene.rows; p++) {
      const [written, products] = [moment.written(p), moment.products(p)];
      if (shown.written[p] !== written) fillRow(scene, grids, p, written);
      if (shown.products[p] !== products) fillProducts(scene, grids, p, products);
      [shown.written[p], shown.products[p]] = [written, products];
    }
    if (shown.returned !== moment.returned) fillImage(scene, grids, moment.returned);
    shown.returned = moment.returned;
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
function fillImage(scene, { channels }, returned) {
  const sums = scene.back ? fold(scene, scene.pieces, returned) : scene.padded;
  channels.forEach(({ cells }, c) =>
    cells.forEach((cell) => {
      const value = sums[c][cell.row][cell.column];
      if (scene.back) writeSigned(cell, value, scene.most.sums);
      else paintPiece(scene, cell, value);
    }),
  );
}
