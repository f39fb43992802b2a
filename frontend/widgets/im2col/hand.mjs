// The reader's hand: point at a cell of a grid, or walk there with keys.
import { makeFocusable } from "../../parts/grid.mjs";
import { gridKeys } from "../../parts/keys.mjs";
import { WORDS } from "./words.mjs";

/**
 * @typedef {import("./scene.mjs").Scene} Scene
 * @typedef {import("./scene.mjs").About} About
 */

/**
 * Let the hand reach every cell of the grids. `look` is told what a cell is about, the row that it
 * belongs to, if it belongs to one, and whether to say it aloud; it returns the cell's description.
 * @param {Scene} scene
 * @param {import("./grids.mjs").Grids} grids
 * @param {(about: About, row: number | undefined, aloud: boolean) => string} look
 */
export function reachCells(scene, { channels, matrix, kernels, product }, look) {
  const { C, way, back } = scene;
  const words = WORDS[way];
  const last = { grid: null }; // the grid that was looked at last
  const reach = (drawn, name, lookAt) => reachGrid(drawn, name, last, lookAt);
  channels.forEach((drawn, c) =>
    reach(drawn, C > 1 ? `${words.image}, channel ${c}` : words.image, (cell, aloud) =>
      look({ kind: "pixel", c, y: cell.row, x: cell.column }, undefined, aloud),
    ),
  );
  reach(matrix, words.matrix, (cell, aloud) =>
    look({ kind: "tap", q: cell.column, o: 0 }, cell.row, aloud),
  );
  reach(kernels, "Kernels", (cell, aloud) =>
    look({ kind: "tap", q: cell.row, o: back ? 0 : cell.column }, undefined, aloud),
  );
  reach(product, words.product, (cell, aloud) =>
    look({ kind: back ? "gradient" : "output", o: cell.column }, cell.row, aloud),
  );
}

function reachGrid(drawn, name, last, look) {
  const { root, cells, rows, columns } = drawn;
  let at = 0;
  const go = (index, aloud) => {
    at = index;
    last.grid = drawn;
    rename(look(cells[index], aloud));
  };
  const rename = makeFocusable(
    drawn,
    `${name}, ${rows} rows and ${columns} columns`,
    gridKeys(
      () => [at, columns, cells.length],
      (to) => go(to, true),
    ),
  );
  const point = ({ target }) => {
    const index = target.dataset?.cell;
    if (index === undefined || (last.grid === drawn && Number(index) === at)) return;
    go(Number(index), false);
  };
  root.addEventListener("pointermove", point);
  root.addEventListener("pointerdown", point);
  root.addEventListener("focus", () => go(at, true));
}
