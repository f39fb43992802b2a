// The digit and its three maps: the same pixel is marked in all four.
import { MOST_INK, PIXELS } from "../../math/drawing.mjs";
import { figure, hint } from "../../parts/controls.mjs";
import { html } from "../../parts/dom.mjs";
import {
  grid,
  hatched,
  hideTinyNumbers,
  makeFocusable,
  outline,
  paintGrey,
  paintSigned,
  UNIT,
  write,
} from "../../parts/grid.mjs";
import { largest, number, rounded } from "../../parts/numbers.mjs";
import { decimalsFor } from "./words.mjs";

const LETTERS = 5; // of a map's longest number: −0.05

const MAPS = {
  occlusion: ["Occlusion", "what the score loses under the patch"],
  gradient: ["Gradient", "of the score, for one full pixel of ink"],
  gradCam: ["Grad-CAM", "weighted maps, added up"],
};

/**
 * @param {object} hand
 * @param {(pixel: number[] | null) => void} hand.point
 * @param {(pixel: number[]) => void} hand.pin
 * @param {(pixel: number[], ink?: number) => number} hand.paint
 * @param {(event: KeyboardEvent) => void} hand.key
 */
export function makePictures({ point, pin, paint, key }) {
  const input = picture("Input", "", "saliency-input");
  input.note.append(hint("a click inks or wipes a pixel"));
  const rename = makeFocusable(input.drawn, "Pixels; Space inks or wipes one", key);
  const maps = Object.entries(MAPS).map(([name, [title, note]]) => ({
    name,
    ...picture(title, note, "saliency-map"),
  }));
  const all = [input, ...maps];

  let ink = 0; // of the stroke that goes on
  /** @type {number[] | null} the pixel it inked last */
  let last = null;
  input.drawn.root.addEventListener("pointerdown", (event) => {
    last = pixelOf(event);
    if (last) ink = paint(last);
  });
  input.drawn.root.addEventListener("pointermove", (event) => {
    const pixel = pixelOf(event);
    if (!event.buttons || !last || !pixel || pixel.join() === last.join()) return;
    last = pixel;
    paint(pixel, ink);
  });
  for (const { drawn } of all) {
    drawn.root.addEventListener("pointerover", (event) => !event.buttons && point(pixelOf(event)));
    drawn.root.addEventListener("pointerleave", () => point(null));
  }
  for (const { drawn } of maps) {
    drawn.root.setAttribute("role", "img");
    drawn.root.addEventListener("click", (event) => {
      const pixel = pixelOf(event);
      if (pixel) pin(pixel);
    });
  }
  for (const { drawn } of maps) drawn.letters = LETTERS;
  const stops = all.map(({ drawn }) => hideTinyNumbers(drawn));

  return {
    box: html(
      "div",
      { class: "cnnlab-saliency-stage" },
      all.map(({ box }) => box),
    ),

    /** @param {number[][]} drawing */
    showDrawing(drawing) {
      for (const cell of input.drawn.cells) {
        const value = drawing[cell.row][cell.column];
        paintGrey(cell, value / MOST_INK);
        write(cell, value);
      }
    },

    /** @param {import("./asked.mjs").Answers} answers */
    showMaps(answers) {
      for (const { name, title, drawn } of maps) {
        const values = answers[name];
        const most = largest(values) || 1;
        for (const cell of drawn.cells) {
          const value = values[cell.row][cell.column];
          paintSigned(cell.rect, value / most);
          write(cell, rounded(value, decimalsFor(most)));
        }
        const below = hatched(drawn, ({ row, column }) => values[row][column] < -most / 20);
        drawn.layers.over.replaceChildren(below);
        drawn.root.setAttribute("aria-label", `${title}, at most ${number(most)}`);
      }
    },

    /** @param {number[]} pixel @param {number} patch */
    mark([row, column], patch) {
      const reach = (patch - 1) / 2;
      all.forEach(({ drawn, title }) => {
        const marks = [placed(row, row, column, column)];
        if (patch > 1 && ["Input", "Occlusion"].includes(title)) {
          const [[top, bottom], [left, right]] = [row, column].map((at) => [
            Math.max(0, at - reach),
            Math.min(PIXELS - 1, at + reach),
          ]);
          marks.push(placed(top, bottom, left, right));
        }
        drawn.layers.top.replaceChildren(...marks);
      });
      rename(`row ${row}, column ${column}`);
    },

    stop: () => stops.forEach((stop) => stop()),
  };
}

/** @param {string} title @param {string} note @param {string} kind */
function picture(title, note, kind) {
  const parts = figure(title, kind);
  const drawn = grid(PIXELS, PIXELS);
  parts.body.append(drawn.root);
  parts.note.textContent = note;
  return { title, box: parts.box, note: parts.note, drawn };
}

/** @param {any} event @returns {number[] | null} */
function pixelOf({ target }) {
  const cell = target.dataset?.cell;
  return cell === undefined ? null : [Math.floor(cell / PIXELS), cell % PIXELS];
}

/** @param {number} top @param {number} bottom @param {number} left @param {number} right */
function placed(top, bottom, left, right) {
  const frame = outline((right - left + 1) * UNIT, (bottom - top + 1) * UNIT);
  frame.setAttribute("transform", `translate(${left * UNIT} ${top * UNIT})`);
  return frame;
}
