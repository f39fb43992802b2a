// Three rows of three pictures: the maps of the shifted image, those of the original, and what
// differs.
import { figure, hint } from "../../parts/controls.mjs";
import { html, replaceKeepingFocus } from "../../parts/dom.mjs";
import { largest, rowsAndColumns } from "../../parts/numbers.mjs";
import { pixelCanvas } from "../../parts/pixels.mjs";
import { signedColours } from "../../parts/theme.mjs";
import { changeInWords, HANDLE, HINT, TITLES } from "./words.mjs";

/**
 * @typedef {import("../../math/shift.mjs").Measured} Measured
 * @typedef {import("../../math/shift.mjs").Matrix} Matrix
 */

/** @param {Record<string, any>} handle what the picture that can be dragged listens to */
export function shiftPictures(handle) {
  const figures = TITLES.map((row, r) => row.map(([title]) => figure(title, `shift-row-${r}`)));
  figures.forEach((row, r) => row.forEach(({ note }, c) => (note.textContent = TITLES[r][c][1])));
  figures[0][0].note.append(hint(HINT));
  const root = html(
    "div",
    { class: "cnnlab-shift-stage" },
    figures.flat().map(({ box }) => box),
  );
  /** @type {ReturnType<typeof pixelCanvas>[][]} */
  let pictures = [];
  let sizes = ""; // those of the pictures

  /** @param {Measured} measured */
  function show(measured) {
    const columns = columnsOf(measured);
    const wanted = columns.map(({ after }) => [after.length, after[0].length]);
    if (String(wanted) !== sizes) {
      pictures = replacedPictures(figures, wanted, handle);
      sizes = String(wanted);
    }
    columns.forEach(({ after, before, change }, c) => {
      const [shifted, original, difference] = pictures.map((row) => row[c]);
      paintColumn([shifted, original, difference], after, before);
      figures[2][c].note.textContent = changeInWords(change);
      const size = rowsAndColumns(after.length, after[0].length);
      label(shifted, c === 0 ? HANDLE : `${TITLES[0][c][0]}, ${size}`);
      label(original, `${TITLES[1][c][0]}, ${size}`);
      label(difference, `${TITLES[2][c][0]}: ${changeInWords(change)}`);
    });
  }

  return { root, show };
}

/**
 * What stands in each column, from top to bottom.
 * @param {Measured} measured
 */
const columnsOf = ({ shifted, original, moved, ...changes }) => [
  { after: shifted.view, before: original.view, change: changes.imageChange },
  { after: shifted.features, before: moved, change: changes.equivarianceError },
  { after: shifted.pooled, before: original.pooled, change: changes.invarianceError },
];

// Pictures of other sizes take the place of those that there are, and of their focus.
const replacedPictures = (figures, sizes, handle) =>
  figures.map((row, r) =>
    row.map(({ body }, c) => {
      const picture = pixelCanvas(...sizes[c], r + c === 0 ? handle : { role: "img" });
      replaceKeepingFocus(body, picture.box, picture.root);
      return picture;
    }),
  );

function paintColumn([shifted, original, difference], after, before) {
  const most = Math.max(largest(after), largest(before)) || 1;
  const low = Math.min(0, ...after.flat());
  const grey = (map) => (i, j) =>
    Array(3).fill(Math.round((255 * (map[i][j] - low)) / (most - low)));
  const signed = signedColours();
  shifted.paint(grey(after));
  original.paint(grey(before));
  difference.paint((i, j) => signed((after[i][j] - before[i][j]) / most));
}

const label = ({ root }, words) => root.setAttribute("aria-label", words);
