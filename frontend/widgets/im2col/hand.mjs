// The reader's hand: to point at a cell shows what it is about, a click or the keys choose it.
import { makeFocusable } from "../../parts/grid.mjs";
import { gridKeys } from "../../parts/keys.mjs";
import { WORDS } from "./words.mjs";
import { rowsAndColumns } from "../../parts/numbers.mjs";

/**
 * @typedef {import("./scene.mjs").Scene} Scene
 * @typedef {import("./scene.mjs").About} About
 *
 * What a cell is about, and the row that it belongs to, if it belongs to one.
 * @typedef {{ about: About, row?: number }} Place
 *
 * @typedef {object} Hand
 * @property {(place: Place | null) => void} point at a place, or no longer at any
 * @property {(place: Place) => string} pin a place; returns its description
 * @property {(before?: string) => void} say aloud what is pinned, and something before it
 */

/**
 * Let the hand reach every cell of the grids.
 * @param {Scene} scene
 * @param {import("./grids.mjs").Grids} grids
 * @param {Hand} hand
 */
export function reachCells(scene, { channels, matrix, kernels, product }, hand) {
  const { C, way, back, toKernels } = scene;
  const words = WORDS[way];
  const reach = (drawn, name, placeOf) => reachGrid(drawn, name, hand, placeOf);
  channels.forEach((drawn, c) =>
    reach(drawn, C > 1 ? `${words.image[0]}, channel ${c}` : words.image[0], (cell) => ({
      about: { kind: "pixel", c, y: cell.row, x: cell.column },
    })),
  );
  const tap = toKernels ? "weight" : "tap";
  reach(matrix, words.matrix[0], (cell) => ({
    about: { kind: tap, q: cell.column, o: 0 },
    row: cell.row,
  }));
  reach(kernels, words.kernels[0], (cell) => ({
    about: { kind: tap, q: cell.row, o: back ? 0 : cell.column },
  }));
  reach(product, words.product[0], (cell) => ({
    about: { kind: back || toKernels ? "gradient" : "output", o: cell.column },
    row: cell.row,
  }));
}

function reachGrid(drawn, name, { point, pin, say }, placeOf) {
  const { root, cells, rows, columns } = drawn;
  let at = 0; // the cell that was chosen last
  let under = -1; // the cell under the pointer
  const choose = (index) => {
    at = index;
    rename(pin(placeOf(cells[index])));
  };
  const chooseAloud = (index) => {
    choose(index);
    say();
  };
  const rename = makeFocusable(
    drawn,
    `${name}, ${rowsAndColumns(rows, columns)}`,
    gridKeys(() => [at, columns, cells.length], chooseAloud),
  );
  const indexOf = ({ target }) => Number(target.dataset?.cell ?? -1);
  root.addEventListener("pointermove", (event) => {
    const index = indexOf(event);
    if (index < 0 || index === under) return;
    under = index;
    point(placeOf(cells[index]));
  });
  root.addEventListener("pointerleave", () => {
    under = -1;
    point(null);
  });
  // A press gives the focus, before it is a click: what it chooses is what it is on.
  root.addEventListener("pointerdown", (event) => {
    if (indexOf(event) >= 0) at = indexOf(event);
  });
  root.addEventListener("click", (event) => indexOf(event) >= 0 && choose(indexOf(event)));
  root.addEventListener("focus", () => chooseAloud(at));
}
