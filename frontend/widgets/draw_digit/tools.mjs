// What stands below the pad: ways to clear, take back, move and begin a drawing.
import { checkbox, choice, field, textButton } from "../../parts/controls.mjs";
import { html } from "../../parts/dom.mjs";
import { emptySheet, movedSheet, sheetFrom } from "./sheet.mjs";

/** @typedef {import("./sheet.mjs").Sheet} Sheet */

/** @type {[sign: string, way: string, down: number, right: number][]} */
const MOVES = [
  ["←", "left", 0, -1],
  ["↑", "up", -1, 0],
  ["↓", "down", 1, 0],
  ["→", "right", 0, 1],
];
const AS_DRAWN =
  "Leave what you draw as it is. Otherwise it is stretched to fill all rows, as every digit of the data set does";

/**
 * @param {object} owner
 * @param {(make: (sheet: Sheet) => Sheet) => void} owner.change
 * @param {() => void} owner.undo
 * @param {(asDrawn: boolean) => void} owner.leave the drawing as drawn, or fit it
 * @param {() => Record<string, number[][]>} owner.drawings on offer
 */
export function makeTools({ change, undo, leave, drawings }) {
  const moves = MOVES.map(([sign, way, down, right]) => {
    const name = `Move one pixel ${way}`;
    const move = () => change((sheet) => movedSheet(sheet, down, right));
    return textButton(sign, move, { "aria-label": name, title: name });
  });
  const takeBack = textButton("Undo", undo, { title: "Take back the last step (Ctrl+Z)" });
  const rub = checkbox("Rub out");
  const asDrawn = checkbox("As drawn", leave);
  asDrawn.box.title = AS_DRAWN;
  const begin = choice([], (name) => {
    const drawing = drawings()[name];
    if (drawing) change(() => sheetFrom(drawing));
  });
  const box = html(
    "div",
    { class: "cnnlab-draw-digit-tools", role: "group", "aria-label": "Drawing" },
    field("Start from", begin),
    textButton("Clear", () => change(() => emptySheet)),
    takeBack,
    html(
      "div",
      {
        class: "cnnlab-draw-digit-moves",
        role: "group",
        "aria-label": "Move the drawing by one pixel",
      },
      html("span", { class: "cnnlab-note" }, "Move"),
      moves,
    ),
    rub.box,
    asDrawn.box,
  );
  return { box, begin, undo: takeBack, rubs: () => rub.control.checked, asDrawn: asDrawn.control };
}
