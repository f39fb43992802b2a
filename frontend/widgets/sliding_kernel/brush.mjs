// A brush on the input, for the pointer and the keyboard.
import { makeFocusable, outline, UNIT } from "../../parts/grid.mjs";
import { cellByKey } from "../../parts/keys.mjs";
import { number } from "../../parts/numbers.mjs";
import { moveMark } from "../../parts/sliding_window.mjs";

/** @typedef {import("./slide.mjs").Slide} Slide */

const LABEL = "Input, to paint on: arrow keys move, Space paints";

/** @param {(row: number, column: number) => void} touch gives a pixel of the image the brush's value */
export function inputBrush(touch) {
  const mark = outline(UNIT, UNIT);
  let at = 0; // the cell of the padded image that it is on
  let canvas; // the grid, the slide that is drawn in it, and the way to name the cell

  /** @param {number} index */
  function move(index) {
    at = index;
    const { drawn, slide, name } = canvas;
    const { row, column } = drawn.cells[at];
    moveMark(mark, row, column);
    name(`row ${row}, column ${column}: ${number(slide.padded[row][column])}`);
  }

  /** @param {number} index */
  function paint(index) {
    if (!canvas?.drawn.cells[index]) return;
    move(index);
    const { row, column } = canvas.drawn.cells[index];
    const [[top], [left]] = canvas.slide.amounts;
    touch(row - top, column - left);
  }

  /** @param {KeyboardEvent} event */
  function keydown(event) {
    const { columns, cells } = canvas.drawn;
    const to = cellByKey(event, at, columns, cells.length);
    if (to === undefined && event.key !== " ") return;
    event.preventDefault();
    if (to === undefined) paint(at);
    else move(to);
  }

  /**
   * @param {any} drawn the grid to paint on
   * @param {Slide} slide
   */
  function putOn(drawn, slide) {
    canvas = { drawn, slide, name: makeFocusable(drawn, LABEL, keydown) };
    drawn.layers.top.append(mark);
    drawn.root.classList.add("cnnlab-canvas");
    move(Math.min(at, drawn.cells.length - 1));
  }

  return { paint, putOn };
}
