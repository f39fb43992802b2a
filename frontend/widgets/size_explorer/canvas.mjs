// The canvas of the size explorer: the pixels, the window on them, and what marks them.
import {
  cornerOf,
  isInside,
  placeAt,
  stampedUpTo,
  timesOnCanvas,
} from "../../math/size_explorer.mjs";
import { setText, svg } from "../../parts/dom.mjs";
import {
  brightnessIn,
  grid,
  hatched,
  makeFocusable,
  paintGrey,
  paintSigned,
  spot,
  write,
} from "../../parts/grid.mjs";
import { largest, number, rowsAndColumns } from "../../parts/numbers.mjs";
import { moveMark, slid, windowTiles } from "../../parts/sliding_window.mjs";

/**
 * @typedef {import("../../math/size_explorer.mjs").Explored} Explored
 * @typedef {ReturnType<typeof canvasView>} CanvasView
 */

/**
 * @param {Explored} explored
 * @param {boolean} counting show how often each pixel is seen, instead of its value
 * @param {{pointer: Record<string, (event: any) => void>, focus: () => void,
 *   key: (event: KeyboardEvent) => void}} hand
 */
export function canvasView(explored, counting, { pointer, focus, key }) {
  const { shape, transposed } = explored;
  const drawn = grid(shape[0], shape[1], { ...pointer, focus });
  const name = `${transposed ? "Output" : "Input"} pixels, ${rowsAndColumns(shape[0], shape[1])}`;
  const announce = makeFocusable(drawn, name, key);
  const look = counting
    ? countLook(explored)
    : transposed
      ? sumLook(explored)
      : pixelLook(explored);
  const stamp = stampView(explored);
  const cursor = spot(0, 0);
  cursor.setAttribute("display", "none");
  drawn.layers.over.append(marksOf(drawn, explored), stamp.tint);
  drawn.layers.top.append(stamp.labels, stamp.frame, cursor);
  const adding = transposed && !counting; // stamps, as the window goes from place to place
  return { drawn, announce, look, stamp, cursor, adding };
}

// ---- the pixels ----------------------------------------------------------------------------

/**
 * How the pixels look: their values when that many places are done, and how one is painted.
 * @typedef {object} Look
 * @property {(done: number) => number[][]} values
 * @property {(cell: any, value: number) => void} paint
 */

/**
 * @param {Explored} explored
 * @returns {Look}
 */
function countLook(explored) {
  const times = timesOnCanvas(explored);
  const most = largest(times);
  return { values: () => times, paint: ({ rect }, value) => paintSigned(rect, value / most) };
}

/**
 * @param {Explored} explored
 * @returns {Look}
 */
function sumLook(explored) {
  const most = largest(explored.canvas) || 1;
  return {
    values: (done) => stampedUpTo(explored, done),
    paint: ({ rect }, value) => paintSigned(rect, value / most),
  };
}

/**
 * @param {Explored} explored
 * @returns {Look}
 */
function pixelLook({ canvas, image }) {
  const brightness = brightnessIn(image);
  return {
    values: () => canvas,
    paint: (cell, value) => paintGrey(cell, brightness(value)),
  };
}

/**
 * @param {CanvasView} view
 * @param {number} done how many places have been stamped
 */
export function paintCanvas({ drawn, look }, done) {
  const values = look.values(done);
  for (const cell of drawn.cells) {
    const value = values[cell.row][cell.column];
    write(cell, value);
    look.paint(cell, value);
  }
}

// ---- marks ---------------------------------------------------------------------------------

/** What is padding is hatched, and what no window reaches is crossed. */
function marksOf(drawn, explored) {
  const inside = ({ row, column }) => isInside(explored, row, column);
  const times = timesOnCanvas(explored);
  const unseen = drawn.cells.filter((cell) => inside(cell) && times[cell.row][cell.column] === 0);
  const hatching = hatched(drawn, (cell) => !inside(cell));
  return svg("g", {}, hatching, unseen.map(cross));
}

// In a corner, to leave the number in sight, and with a rim, to be seen on any grey.
const cross = ({ x, y }) =>
  svg(
    "g",
    { class: "cnnlab-size-explorer-cross" },
    ["cnnlab-halo", ""].map((name) =>
      svg("path", { class: name, d: `M${x + 27} ${y + 4}l9 9m0 -9l-9 9` }),
    ),
  );

/**
 * Mark the pixel that is looked at.
 * @param {CanvasView} view
 * @param {{row: number, column: number} | undefined} cell
 */
export function moveCursor({ cursor }, cell) {
  cursor.setAttribute("display", cell ? "inline" : "none");
  if (cell) moveMark(cursor, cell.row, cell.column);
}

// ---- the window ----------------------------------------------------------------------------

/**
 * The window: its tint, its frame, and labels for the products that a stamp is about to add.
 * @param {Explored} explored
 */
function stampView({ kernel, holes: [down, right] }) {
  const { tiles, frame } = windowTiles(kernel, largest(kernel) || 1, [down, right]);
  const middle = (tile, side) =>
    Number(tile.getAttribute(side)) + Number(tile.getAttribute("width")) / 2;
  const texts = tiles.map((tile) => svg("text", { x: middle(tile, "x"), y: middle(tile, "y") }));
  const labels = svg(
    "g",
    { class: "cnnlab-size-explorer-labels" },
    tiles.flatMap((tile, t) => [tile.cloneNode(), texts[t]]),
  );
  return { tint: svg("g", {}, tiles), frame, texts, labels };
}

/**
 * @param {CanvasView} view
 * @param {Explored} explored
 * @param {number} index the place that the window goes to
 * @param {number} within how much of the place's time is over
 */
export function moveWindow({ stamp }, explored, index, within) {
  const to = cornerOf(explored, index);
  const from = index % explored.counts[1] ? cornerOf(explored, index - 1) : to;
  const [row, column] = to.map((t, a) => from[a] + (t - from[a]) * slid(within));
  for (const part of [stamp.tint, stamp.frame, stamp.labels]) moveMark(part, row, column);
}

/**
 * Show the products of a place before they are added, or hide them.
 * @param {CanvasView} view
 * @param {Explored} explored
 * @param {number | null} index
 */
export function labelStamp({ stamp }, explored, index) {
  stamp.labels.setAttribute("display", index === null ? "none" : "inline");
  if (index === null) return;
  const [row, column] = placeAt(explored, index);
  explored.kernel.flat().forEach((weight, t) => {
    const product = explored.places[row][column] * weight;
    const text = (product < 0 ? "" : "+") + number(product);
    setText(stamp.texts[t], text);
    stamp.texts[t].style.fontSize = `${Math.min(16, 54 / text.length)}px`;
  });
}
