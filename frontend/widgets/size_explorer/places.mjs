// The places of the size explorer, one cell for each window: an output, or, transposed, an input.
import { placeAt } from "../../math/size_explorer.mjs";
import { svg } from "../../parts/dom.mjs";
import {
  brightnessIn,
  grid,
  makeFocusable,
  outline,
  paintGrey,
  paintSigned,
  spot,
  UNIT,
  write,
} from "../../parts/grid.mjs";
import { largest, rowsAndColumns } from "../../parts/numbers.mjs";
import { moveMark } from "../../parts/sliding_window.mjs";

/**
 * @typedef {import("../../math/size_explorer.mjs").Explored} Explored
 * @typedef {ReturnType<typeof placesView>} PlacesView
 */

/**
 * @param {Explored} explored
 * @param {boolean} counting show that each place is one window, or one stamp, instead of its value
 * @param {{pointer: Record<string, (event: any) => void>, key: (event: KeyboardEvent) => void}} hand
 */
export function placesView(explored, counting, { pointer, key }) {
  const [rows, columns] = explored.counts;
  const drawn = grid(rows, columns, pointer);
  const name = `${explored.transposed ? "Input" : "Output"}, ${rowsAndColumns(rows, columns)}`;
  const announce = makeFocusable(drawn, name, key);
  const [links, marker] = [svg("g", {}), outline(UNIT, UNIT)];
  drawn.layers.top.append(links, marker);
  const paint = counting
    ? countPainter
    : explored.transposed
      ? pixelPainter(explored)
      : resultPainter(explored);
  return { drawn, announce, links, marker, paint };
}

/** @param {Explored} explored */
function pixelPainter({ places }) {
  const brightness = brightnessIn(places);
  return (cell) => {
    const value = places[cell.row][cell.column];
    write(cell, value);
    paintGrey(cell, brightness(value));
  };
}

function countPainter(cell) {
  write(cell, 1);
  paintSigned(cell.rect, 1);
}

/** @param {Explored} explored */
function resultPainter({ places }) {
  const most = largest(places) || 1;
  return (cell, known) => {
    const value = known ? places[cell.row][cell.column] : null;
    write(cell, value);
    paintSigned(cell.rect, (value ?? 0) / most);
    cell.rect.classList.toggle("cnnlab-empty", !known);
  };
}

/**
 * @param {PlacesView} view
 * @param {number} done how many outputs are written
 */
export const paintPlaces = ({ drawn, paint }, done) =>
  drawn.cells.forEach((cell, index) => paint(cell, index < done));

/**
 * @param {PlacesView} view
 * @param {Explored} explored
 * @param {number} index
 */
export function moveMarker({ marker }, explored, index) {
  const [row, column] = placeAt(explored, index);
  moveMark(marker, row, column);
}

/**
 * Mark the places whose window has a weight on the pixel that is looked at.
 * @param {PlacesView} view
 * @param {{row: number, column: number}[]} places
 */
export const markPlaces = ({ links }, places) =>
  links.replaceChildren(...places.map(({ row, column }) => spot(row, column)));
