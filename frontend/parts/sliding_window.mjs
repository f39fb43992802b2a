// The window that slides over a grid: how it looks, where it is on its way, and where a hand puts it.
import { clamped } from "../math/range.mjs";
import { svg } from "./dom.mjs";
import { outline, signColour, UNIT } from "./grid.mjs";
import { presses } from "./presses.mjs";

const EDGE = 6; // as thick as in the style sheet

// One tile for each weight, edged in its colour, and an outline around them all. The pixels' own grey
// stays to be seen, and the numbers on it to be read.
export function windowTiles(weights, most, [down, right]) {
  const tiles = weights
    .map((row, i) =>
      row.map((weight, j) => {
        const [x, y] = [j * right * UNIT + EDGE / 2, i * down * UNIT + EDGE / 2];
        const side = UNIT - EDGE;
        const tile = svg("rect", { x, y, width: side, height: side, class: "cnnlab-tile" });
        tile.style.stroke = signColour(weight);
        tile.style.strokeOpacity = Math.min(1, Math.abs(weight) / most);
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

// Scroll a grid's box sideways, where the grid is too wide for it, until these columns are in sight.
export function keepInSight(box, column, span, columns) {
  const cell = box.scrollWidth / columns;
  const [left, right] = [column * cell, (column + span) * cell];
  const scrolled = Math.min(left, Math.max(right - box.clientWidth, box.scrollLeft));
  if (scrolled !== box.scrollLeft) box.scrollLeft = scrolled;
}

// A hand on the window, as listeners for a grid. Where it presses, the window's middle goes. `where`
// tells, for both axes, how many cells the grid has, how many the window spans, by how many it steps
// and in how many places it can be, or null; `go` is told the place, and the cell that is pointed at.
export function windowHand(where, go) {
  function pull(event) {
    const layout = where();
    if (!layout) return;
    const { spans, steps, places } = layout;
    const cell = cellUnder(event, event.currentTarget, layout);
    const [row, column] = cell.map((c, a) =>
      clamped(Math.round((c - (spans[a] - 1) / 2) / steps[a]), 0, places[a] - 1),
    );
    go(row * places[1] + column, cell);
  }
  return presses(pull, () => Boolean(where()));
}

function cellUnder({ clientX, clientY }, grid, { cells }) {
  const { top, left, width, height } = grid.getBoundingClientRect();
  const shares = [(clientY - top) / height, (clientX - left) / width];
  return shares.map((share, a) => clamped(Math.floor(share * cells[a]), 0, cells[a] - 1));
}
