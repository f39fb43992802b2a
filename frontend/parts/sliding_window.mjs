// The window that slides over a grid: how it looks, where it is on its way, and where a hand puts it.
import { svg } from "./dom.mjs";
import { outline, signColour, UNIT } from "./grid.mjs";

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

// A hand on the window, as listeners for a grid. Where a mouse goes down or a finger taps, the window's
// middle goes, and a pointer that holds the window takes it along. A finger that goes down beside the
// window scrolls the page. `where` tells, for both axes, how many cells the grid has, where the window
// begins (`at`), how many it spans, by how many it steps and in how many places it can be, or null;
// `go` is told the place, and the cell that is pointed at.
export function windowHand(where, go) {
  let holder = null; // the pointer that has hold of the window

  function pull(event) {
    const layout = where();
    if (!layout) return;
    const { spans, steps, places } = layout;
    const cell = cellUnder(event, event.currentTarget, layout);
    const [row, column] = cell.map((c, a) =>
      within(Math.round((c - (spans[a] - 1) / 2) / steps[a]), places[a]),
    );
    go(row * places[1] + column, cell);
  }

  const letGo = () => (holder = null);
  return {
    pointerdown(event) {
      if (event.button !== 0 || !where()) return;
      if (event.pointerType !== "mouse" && !onWindow(event, event.currentTarget, where())) return;
      holder = event.pointerId;
      event.currentTarget.setPointerCapture(holder);
      pull(event);
    },
    pointermove: (event) => event.pointerId === holder && pull(event),
    pointerup: letGo,
    pointercancel: letGo,
    click: pull,
    // Only this keeps a finger from scrolling. The style sheet lets others scroll.
    touchstart: (event) =>
      where() && onWindow(event.touches[0], event.currentTarget, where()) && event.preventDefault(),
  };
}

const within = (value, count) => Math.min(count - 1, Math.max(0, value));

function cellUnder({ clientX, clientY }, grid, { cells }) {
  const { top, left, width, height } = grid.getBoundingClientRect();
  const shares = [(clientY - top) / height, (clientX - left) / width];
  return shares.map((share, a) => within(Math.floor(share * cells[a]), cells[a]));
}

const onWindow = (point, grid, layout) =>
  cellUnder(point, grid, layout).every(
    (c, a) => c >= layout.at[a] && c < layout.at[a] + layout.spans[a],
  );
