// The output: a cell for each place of the window, filled in one by one.
import { figure } from "../../parts/controls.mjs";
import {
  grid,
  hideTinyNumbers,
  ROOM,
  makeFocusable,
  outline,
  paintSigned,
  UNIT,
  write,
} from "../../parts/grid.mjs";
import { rowsAndColumns } from "../../parts/numbers.mjs";
import { keepInSight, moveMark } from "../../parts/sliding_window.mjs";

/** @typedef {import("./slide.mjs").Slide} Slide */
/** @typedef {import("./slide.mjs").Moment} Moment */

/** @param {{ pointer: Record<string, (event: any) => void>, keydown: (event: KeyboardEvent) => void }} hand */
export function outputFigure({ pointer, keydown }) {
  const { box, body, note } = figure("Output");
  const marker = outline(UNIT, UNIT);
  let stop = () => {};
  let drawn;
  let name;
  let shown = { index: 0, filled: 0 };

  return {
    box,
    /** @param {Slide} slide */
    draw({ rows, columns }) {
      drawn = grid(rows, columns, pointer);
      stop();
      drawn.most = ROOM; // sums may be long: −224
      stop = hideTinyNumbers(drawn);
      name = makeFocusable(drawn, `Output, ${rowsAndColumns(rows, columns)}`, keydown);
      for (const { rect } of drawn.cells) rect.classList.add("cnnlab-empty");
      drawn.layers.top.append(marker);
      body.replaceChildren(drawn.root);
      note.textContent = `${rows} × ${columns}`;
      shown = { index: 0, filled: 0 };
    },
    /**
     * Fill what has been written, and in the present cell the sum so far.
     * @param {Slide} slide
     * @param {Moment} moment
     * @param {number} filled how many cells have been written
     * @param {number | null} sum null if nothing has been added
     */
    paint({ output, most }, { index, row, column }, filled, sum) {
      const fill = (i) => {
        const cell = drawn.cells[i];
        const value = i < filled ? output[cell.row][cell.column] : null;
        showValue(cell, value, most);
        cell.rect.classList.toggle("cnnlab-empty", value === null);
      };
      const [from, to] = [shown.filled, filled].sort((a, b) => a - b);
      for (let i = from; i < to; i++) fill(i);
      fill(shown.index);
      showValue(drawn.cells[index], sum, most);
      drawn.cells[index].rect.classList.remove("cnnlab-empty");
      moveMark(marker, row, column);
      keepInSight(body, column, 1, drawn.columns);
      shown = { index, filled };
    },
    name: (words) => name(words),
    stop: () => stop(),
  };
}

function showValue(cell, value, most) {
  write(cell, value);
  paintSigned(cell.rect, (value ?? 0) / most);
}
