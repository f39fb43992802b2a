// The photograph of the widget Locality, with one pair of pixels marked on it.
import { replaceKeepingFocus, svg } from "../../parts/dom.mjs";
import { makeFocusable, outline, UNIT } from "../../parts/grid.mjs";
import { number, rowsAndColumns } from "../../parts/numbers.mjs";
import { pixelCanvas } from "../../parts/pixels.mjs";
import { looksAndPresses } from "../../parts/presses.mjs";
import { moveMark } from "../../parts/sliding_window.mjs";

/**
 * @typedef {import("../../math/locality.mjs").Pair} Pair
 * @typedef {import("./hand.mjs").Hand} Hand
 */

/**
 * @param {HTMLElement} body where the picture goes
 * @param {Hand} hand
 */
export function photograph(body, hand) {
  const line = svg("line", { class: "cnnlab-locality-between" });
  const rings = [ring(), ring()];
  /** @type {ReturnType<typeof pixelCanvas>} */
  let picture;
  /** @type {(words: string) => void} */
  let announce;

  /** @param {number[][]} image @param {string} name */
  function draw(image, name) {
    const [rows, columns] = [image.length, image[0].length];
    picture = pixelCanvas(rows, columns, {
      class: "cnnlab-grid cnnlab-locality-photograph",
      ...looksAndPresses({ ...hand, press: hand.pin }, (event) => picture.cellAt(event)),
    });
    picture.paint((row, column) => Array(3).fill(image[row][column]));
    announce = makeFocusable(picture, `${name}, ${rowsAndColumns(rows, columns)}`, hand.onPixels);
    picture.root.append(line, ...rings);
    replaceKeepingFocus(body, picture.box, picture.root);
  }

  /** @param {Pair} pair */
  function mark({ first, second, values }) {
    [first, second].forEach(([row, column], i) => moveMark(rings[i], row, column));
    const ends = [first, second].flatMap(([row, column]) => [column, row].map(middle));
    ["x1", "y1", "x2", "y2"].forEach((name, i) => line.setAttribute(name, String(ends[i])));
    const [a, b] = values.map((value) => number(value));
    announce(
      `row ${first[0]}, column ${first[1]}: ${a}; row ${second[0]}, column ${second[1]}: ${b}`,
    );
  }

  const hasFocus = () => document.activeElement === picture.root;

  return { draw, mark, hasFocus };
}

const middle = (/** @type {number} */ cell) => (cell + 0.5) * UNIT;

/** A ring around a pixel, which leaves the pixel itself in sight. */
function ring() {
  const around = outline(3 * UNIT, 3 * UNIT);
  around.setAttribute("class", "cnnlab-locality-ring");
  for (const rect of around.children)
    rect.setAttribute("transform", `translate(-${UNIT} -${UNIT})`);
  return around;
}
