// The pixels that the networks see.
import { MOST_INK, PIXELS } from "../../math/drawing.mjs";
import { figure } from "../../parts/controls.mjs";
import { grid, outline, paintGrey, UNIT, write } from "../../parts/grid.mjs";
import { BLOCK } from "./ink.mjs";

export function inputFigure() {
  const { box, body, note } = figure("Input", "draw-digit-input");
  const pixels = grid(PIXELS, PIXELS, { role: "img" });
  body.append(pixels.root);
  note.textContent = `ink in blocks of ${BLOCK} × ${BLOCK}, 0 to ${MOST_INK}`;

  return {
    box,

    /** @param {number[][]} drawing */
    show(drawing) {
      for (const cell of pixels.cells) {
        const value = drawing[cell.row][cell.column];
        paintGrey(cell, value / MOST_INK);
        write(cell, value);
      }
      const rows = drawing.map((row) => row.join(" ")).join("; ");
      pixels.root.setAttribute("aria-label", `Eight rows of eight pixels: ${rows}`);
    },

    /**
     * Outline the pixels that a number can depend on, or none.
     * @param {number[][] | null} field their first and last row, and column
     */
    outline(field) {
      if (!field) return pixels.layers.top.replaceChildren();
      const [[top, bottom], [left, right]] = field;
      const frame = outline((right - left + 1) * UNIT, (bottom - top + 1) * UNIT);
      frame.setAttribute("transform", `translate(${left * UNIT} ${top * UNIT})`);
      pixels.layers.top.replaceChildren(frame);
    },
  };
}
