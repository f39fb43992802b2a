// The input: the padded image, with the window over it.
import { figure } from "../../parts/controls.mjs";
import { svg } from "../../parts/dom.mjs";
import {
  brightnessIn,
  grid,
  hatched,
  hideTinyNumbers,
  ROOM,
  paintGrey,
  UNIT,
  write,
} from "../../parts/grid.mjs";
import { largest } from "../../parts/numbers.mjs";
import { keepInSight, moveMark, windowTiles } from "../../parts/sliding_window.mjs";
import { inputShape } from "./words.mjs";

/** @typedef {import("./slide.mjs").Slide} Slide */

/** @param {Record<string, (event: any) => void>} hand listeners for the pointer */
export function inputFigure(hand) {
  const { box, body, note } = figure("Input");
  let stop = () => {};
  let drawn;
  let marks;
  let span = 0; // columns that the window covers

  return {
    box,
    /** @param {Slide} slide */
    draw(slide) {
      drawn = grid(slide.padded.length, slide.padded[0].length, { role: "img", ...hand });
      stop();
      drawn.most = ROOM; // sums may be long: −224
      stop = hideTinyNumbers(drawn);
      paintPixels(drawn, slide);
      marks = addMarks(drawn, slide);
      span = slide.dilation * (slide.kernel[0].length - 1) + 1;
      body.replaceChildren(drawn.root);
      note.textContent = inputShape(slide);
      return drawn;
    },
    /** @param {[number, number]} place */
    moveWindow([y, x]) {
      for (const mark of [marks.frame, marks.tint]) moveMark(mark, y, x);
      keepInSight(body, x, span, drawn.columns);
    },
    /** @param {number[] | null} pixel to be pointed out */
    showSpot(pixel) {
      marks.spot.setAttribute("display", pixel ? "inline" : "none");
      if (pixel) moveMark(marks.spot, pixel[0], pixel[1]);
    },
    // While it is painted on, it is named for that.
    name: (words) => drawn.root.role === "img" && drawn.root.setAttribute("aria-label", words),
    stop: () => stop(),
  };
}

/**
 * @param {any} drawn
 * @param {Slide} slide
 */
function paintPixels(drawn, { image, padded, amounts }) {
  const brightness = brightnessIn(image);
  for (const cell of drawn.cells) {
    const value = padded[cell.row][cell.column];
    paintGrey(cell, brightness(value));
    write(cell, value);
  }
  const [[top], [left]] = amounts;
  const inBorder = ({ row, column }) => image[row - top]?.[column - left] === undefined;
  drawn.layers.over.append(hatched(drawn, inBorder));
}

/**
 * @param {any} drawn
 * @param {Slide} slide
 */
function addMarks(drawn, { applied, dilation }) {
  const { tiles, frame } = windowTiles(applied, largest(applied) || 1, [dilation, dilation]);
  const tint = svg("g", {}, tiles);
  const look = { width: UNIT, height: UNIT, rx: 3, class: "cnnlab-spot", display: "none" };
  const spot = svg("rect", look);
  drawn.layers.over.append(tint);
  drawn.layers.top.append(frame, spot);
  return { tint, frame, spot };
}
