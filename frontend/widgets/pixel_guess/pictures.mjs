// What is seen of the photograph: the whole of it, the pixel's surroundings, and one far pixel.
import { isUncovered, REACH, valueAt } from "../../math/pixel_guess.mjs";
import { grid, outline, paintGrey, UNIT, write } from "../../parts/grid.mjs";
import { pixelCanvas } from "../../parts/pixels.mjs";
import { moveMark } from "../../parts/sliding_window.mjs";

/** @typedef {import("../../math/pixel_guess.mjs").Asked} Asked */

/** @param {HTMLElement} body */
export function photograph(body) {
  const ring = outline(5 * UNIT, 5 * UNIT);
  for (const rect of ring.children)
    rect.setAttribute("transform", `translate(-${REACH * UNIT} -${REACH * UNIT})`);
  /** @type {ReturnType<typeof pixelCanvas> | null} */
  let picture = null;

  return (/** @type {Asked} */ asked, /** @type {number} */ step) => {
    const { image, row, column, name } = asked;
    const [rows, columns] = [image.length, image[0].length];
    if (picture?.rows !== rows || picture.columns !== columns) {
      picture = pixelCanvas(rows, columns, { class: "cnnlab-grid", role: "img" });
      picture.root.append(ring);
      body.replaceChildren(picture.box);
    }
    picture.paint((r, c) =>
      isUncovered(asked, step, r - row, c - column) ? Array(3).fill(image[r][c]) : null,
    );
    moveMark(ring, row, column);
    const seen = step === 4 ? name : "A covered photograph";
    picture.root.setAttribute(
      "aria-label",
      `${seen}; the pixel is in row ${row}, column ${column}`,
    );
  };
}

/** @param {HTMLElement} body */
export function closeUp(body) {
  const side = 2 * REACH + 1;
  const drawn = grid(side, side, { role: "img" });
  const ring = outline(UNIT, UNIT);
  moveMark(ring, REACH, REACH);
  drawn.layers.top.append(ring);
  body.replaceChildren(drawn.root);

  return (/** @type {Asked} */ asked, /** @type {number} */ step, /** @type {number} */ level) => {
    const known = drawn.cells.map((cell) => {
      const [down, right] = [cell.row - REACH, cell.column - REACH];
      const isMiddle = down === 0 && right === 0;
      if (isMiddle && step < 4) return show(cell, level);
      const near = Math.max(Math.abs(down), Math.abs(right)) <= step - 1 || step === 4;
      return show(cell, near ? valueAt(asked, down, right) : null);
    });
    const words = known.map((value) => value ?? "covered").join(", ");
    drawn.root.setAttribute("aria-label", `5 rows of 5 pixels: ${words}`);
  };
}

/** @param {HTMLElement} body */
export function farPixel(body) {
  const drawn = grid(1, 1, { role: "img" });
  body.replaceChildren(drawn.root);
  return (/** @type {Asked} */ asked, /** @type {number} */ step) => {
    const value = show(drawn.cells[0], step > 0 ? valueAt(asked, 0, asked.far) : null);
    drawn.root.setAttribute("aria-label", `The far pixel: ${value ?? "covered"}`);
  };
}

/**
 * @param {any} cell
 * @param {number | null} value null for a covered one
 */
function show(cell, value) {
  if (value === null) cell.rect.style.fill = "";
  else paintGrey(cell, value / 255);
  write(cell, value);
  return value;
}
