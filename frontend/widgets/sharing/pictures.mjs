// The image with the object, the two maps, and the kernels that answer at the object's place.
import { figure, hint } from "../../parts/controls.mjs";
import { html, svg } from "../../parts/dom.mjs";
import {
  brightnessIn,
  grid,
  hideTinyNumbers,
  makeFocusable,
  outline,
  paintGrey,
  paintSigned,
  UNIT,
  write,
} from "../../parts/grid.mjs";
import { largest, rounded } from "../../parts/numbers.mjs";
import { moveMark } from "../../parts/sliding_window.mjs";

/** @typedef {import("../../math/sharing.mjs").Matrix} Matrix */

const TIED_NOTES = ["one kernel", "of every output"];

/**
 * @param {Record<string, (event: any) => void>} hand what moves the object
 * @param {object} reads what points at a cell of the maps
 * @param {(cell: number) => void} reads.pick
 * @param {(event: KeyboardEvent) => void} reads.toNext
 */
export function pictures({ keydown, ...pointer }, { pick, toNext }) {
  const figures = {
    image: figure("Image", "input"),
    tied: figure("Tied", "sharing-tied"),
    untied: figure("Untied", "sharing-untied"),
    tiedKernel: figure("Kernel", "sharing-tied-kernel"),
    untiedKernel: figure("Kernel", "sharing-untied-kernel"),
  };
  figures.image.note.append(hint("drag the object"));
  [figures.tied.note.textContent, figures.tiedKernel.note.textContent] = TIED_NOTES;
  figures.untied.note.textContent = "one for each output";
  const root = html(
    "div",
    { class: "cnnlab-sharing-stage" },
    Object.values(figures).map(({ box }) => box),
  );
  /** @type {Record<string, any>} */
  const drawn = {};
  /** @type {Record<string, any>} */
  const marks = {};
  /** @type {Record<string, any>} */
  const spots = {}; // on the cell that is read
  /** @type {Record<string, (words: string) => void>} */
  const renames = {};
  /** @type {(words: string) => void} */
  let rename = () => {};
  let stops = /** @type {(() => void)[]} */ ([]);

  /** @param {string} name @param {Matrix} values @param {[number, number] | null} mark its size */
  function make(name, values, mark) {
    const isMap = name === "tied" || name === "untied";
    const attributes = name === "image" ? pointer : isMap ? { click } : { role: "img" };
    drawn[name] = grid(values.length, values[0].length, attributes);
    figures[name].body.replaceChildren(drawn[name].root);
    if (mark) {
      marks[name] = outline(mark[1] * UNIT, mark[0] * UNIT);
      drawn[name].layers.top.append(marks[name]);
    }
    if (isMap) {
      const side = { x: 3, y: 3, width: UNIT - 6, height: UNIT - 6 };
      spots[name] = svg("rect", { ...side, class: "cnnlab-spot", visibility: "hidden" });
      drawn[name].layers.top.append(spots[name]);
      renames[name] = makeFocusable(drawn[name], `Map of the ${name} layer`, toNext);
    }
    stops.push(hideTinyNumbers(drawn[name]));
  }

  /** @param {any} event */
  function click({ target }) {
    if (target.dataset.cell !== undefined) pick(Number(target.dataset.cell));
  }

  return {
    root,
    stop: () => stops.forEach((stop) => stop()),
    /** @param {[row: number, column: number] | null} at the cell that is read @param {string} words */
    showRead(at, words) {
      for (const name of ["tied", "untied"]) {
        spots[name].setAttribute("visibility", at ? "visible" : "hidden");
        if (at) moveMark(spots[name], ...at);
        renames[name](words);
      }
    },
    /** @param {string} words of the object */
    nameImage: (words) => rename(words),
    draw({ image, maps, learned, row, column, span }) {
      const own = learned.untied[row][column];
      const shown = { image, ...maps, tiedKernel: learned.tied, untiedKernel: own };
      if (!drawn.image || drawn.image.rows !== image.length) {
        stops.forEach((stop) => stop());
        stops = [];
        for (const [name, values] of Object.entries(shown)) {
          const size = { image: [span, span], tied: [1, 1], untied: [1, 1] }[name];
          make(name, values, /** @type {any} */ (size ?? null));
        }
        rename = makeFocusable(drawn.image, "The image, with an object to move", keydown);
      }
      const brightness = brightnessIn(image);
      for (const cell of drawn.image.cells) {
        const value = image[cell.row][cell.column];
        paintGrey(cell, brightness(value));
        write(cell, rounded(value, 1));
      }
      for (const name of ["tied", "untied"]) {
        paint(drawn[name], maps[name], 1, 1);
        markSeen(drawn[name], learned.seen);
        drawn[name].root.setAttribute("aria-label", mapInWords(name, maps[name], row, column));
      }
      const most = Math.max(largest(learned.tied), largest(own));
      paint(drawn.tiedKernel, learned.tied, most, 2);
      paint(drawn.untiedKernel, own, most, 2);
      drawn.tiedKernel.root.setAttribute("aria-label", "The kernel of every tied output");
      const named = `The kernel of the untied output ${row}, ${column}`;
      drawn.untiedKernel.root.setAttribute("aria-label", named);
      figures.untiedKernel.note.textContent = `of output [${row}, ${column}]`;
      for (const mark of Object.values(marks)) moveMark(mark, row, column);
    },
  };
}

// Where the object stood while the kernels were learned.
function markSeen(drawn, seen) {
  if (drawn.seen === seen) return;
  drawn.seen = seen;
  drawn.layers.over.replaceChildren(
    ...drawn.cells
      .filter(({ row, column }) => seen[row][column])
      .map(({ x, y }) =>
        svg("circle", { cx: x + UNIT - 6, cy: y + 6, r: 3, class: "cnnlab-sharing-seen" }),
      ),
  );
}

/** @param {any} picture @param {Matrix} values @param {number} most @param {number} digits */
function paint(picture, values, most, digits) {
  for (const cell of picture.cells) {
    const value = values[cell.row][cell.column];
    paintSigned(cell.rect, value / most);
    write(cell, rounded(value, digits));
  }
}

/** @param {string} name @param {Matrix} map @param {number} row @param {number} column */
function mapInWords(name, map, row, column) {
  const flat = map.flat();
  const top = flat.indexOf(Math.max(...flat));
  const place = `row ${Math.floor(top / map[0].length)}, column ${top % map[0].length}`;
  const here = rounded(map[row][column], 2);
  return `Map of the ${name} layer: ${here} at the object; the largest is at ${place}`;
}
