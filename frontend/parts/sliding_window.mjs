// The window that slides over a grid: how it looks, where it is on its way, and where a hand puts it.
import { svg } from "./dom.mjs";
import { outline, paintSigned, UNIT } from "./grid.mjs";

// One tile for each weight, tinted by it, and an outline around them all.
export function windowTiles(weights, most, [down, right]) {
  const tiles = weights
    .map((row, i) =>
      row.map((weight, j) => {
        const [x, y] = [j * right * UNIT + 1, i * down * UNIT + 1];
        const tile = svg("rect", { x, y, width: UNIT - 2, height: UNIT - 2, class: "cnnlab-tile" });
        paintSigned(tile, weight / most);
        return tile;
      }),
    )
    .flat();
  const frame = outline(
    (right * (weights[0].length - 1) + 1) * UNIT,
    (down * (weights.length - 1) + 1) * UNIT,
  );
  return { tiles, frame };
}

// Put a mark on a cell, or between two.
export const moveMark = (mark, row, column) =>
  mark.setAttribute("transform", `translate(${column * UNIT} ${row * UNIT})`);

// How far the window has come from one position to the next when so much of the position's time is
// over: it takes a fifth of it to slide, and slows down as it arrives.
export const slid = (within) => 1 - (1 - Math.min(1, within / 0.2)) ** 3;

// A listener that puts the middle of the window under the pointer. `where` tells, for both axes, how
// many cells the grid has, how many the window spans, by how many it steps and in how many places it
// can be; `go` is told the place, and the cell that is pointed at.
export const windowAt = (where, go) => (event) => {
  const area = event.currentTarget.getBoundingClientRect();
  const shares = [
    (event.clientY - area.top) / area.height,
    (event.clientX - area.left) / area.width,
  ];
  const { cells, spans, steps, places } = where();
  const within = (value, count) => Math.min(count - 1, Math.max(0, value));
  const cell = shares.map((share, a) => within(Math.floor(share * cells[a]), cells[a]));
  const [row, column] = cell.map((c, a) =>
    within(Math.round((c - (spans[a] - 1) / 2) / steps[a]), places[a]),
  );
  go(row * places[1] + column, cell);
};
