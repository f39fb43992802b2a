// The views of pictures: before the stride and after it, pixel by pixel.
import { html, svg } from "../../parts/dom.mjs";
import { figure } from "../../parts/controls.mjs";
import { UNIT } from "../../parts/grid.mjs";
import { pixelCanvas } from "../../parts/pixels.mjs";
import { blurName, sizeOf } from "./words.mjs";

const MOST_MARKED = 64; // columns: on smaller pixels a mark would hide them
const MARK = UNIT / 2;

/** @typedef {import("../../math/aliasing.mjs").Image} Image */

export function picturePair() {
  const [before, after] = [figure("Picture", "aliasing-picture"), figure("Kept", "aliasing-kept")];
  const box = html("div", { class: "cnnlab-stage" }, before.box, after.box);
  const marks = svg("path", { class: "cnnlab-aliasing-marks" });
  const [show1, show2] = [canvasIn(before.body), canvasIn(after.body)];

  /** @param {import("./measured.mjs").Found} found */
  function show({ view, image, left, stride, blur }) {
    const [picture, rest] = /** @type {[Image, Image]} */ ([image, left]);
    before.note.textContent = `${sizeOf(picture)}, ${blurName(blur)}`;
    after.note.textContent = `${sizeOf(rest)}, stride ${stride}`;
    show1(picture, `${view}: ${before.note.textContent}`, marks);
    show2(rest, `What is kept: ${after.note.textContent}`);
    marks.setAttribute("d", marksOn(picture, stride));
  }

  return { box, show };
}

/**
 * Where the kept pixels are; nowhere if all are, or they are too small.
 * @param {Image} image
 * @param {number} stride
 */
function marksOn(image, stride) {
  if (stride === 1 || image[0].length > MOST_MARKED) return "";
  const inset = (UNIT - MARK) / 2;
  const cells = image.flatMap((row, i) =>
    row.map((_, j) =>
      i % stride === 0 && j % stride === 0
        ? `M${j * UNIT + inset} ${i * UNIT + inset}h${MARK}v${MARK}h-${MARK}z`
        : "",
    ),
  );
  return cells.join("");
}

/** @param {HTMLElement} body */
function canvasIn(body) {
  /** @type {ReturnType<typeof pixelCanvas> | undefined} */
  let drawn;

  /** @param {Image} image @param {string} label @param {Node[]} over */
  return (image, label, ...over) => {
    const [rows, columns] = [image.length, image[0].length];
    if (drawn?.rows !== rows || drawn?.columns !== columns) {
      drawn = pixelCanvas(rows, columns, { role: "img" });
      drawn.root.append(...over);
      body.replaceChildren(drawn.box);
    }
    drawn.paint((i, j) => Array(3).fill(Math.round(image[i][j])));
    drawn.root.setAttribute("aria-label", label);
  };
}
