// What stands below the pad: ways to clear, fit, move and begin a drawing.
import { choice, field } from "../../parts/controls.mjs";
import { html } from "../../parts/dom.mjs";
import { blank, BLOCK, fittedInk, inkOf, movedInk } from "./ink.mjs";

/** @typedef {import("./ink.mjs").Ink} Ink */

/** @type {[sign: string, way: string, down: number, right: number][]} */
const MOVES = [
  ["←", "left", 0, -BLOCK],
  ["↑", "up", -BLOCK, 0],
  ["↓", "down", BLOCK, 0],
  ["→", "right", 0, BLOCK],
];
const FIT = "Stretch the drawing to the whole pad, like the digits in the data set";

/**
 * @param {(make: (ink: Ink) => Ink) => void} change
 * @param {() => Record<string, number[][]>} drawings on offer
 */
export function makeTools(change, drawings) {
  const button = (text, make, attributes = {}) =>
    html("button", { type: "button", click: () => change(make), ...attributes }, text);
  const moves = MOVES.map(([sign, way, down, right]) => {
    const name = `Move one pixel ${way}`;
    const move = (ink) => movedInk(ink, down, right);
    return button(sign, move, { "aria-label": name, title: name });
  });
  const rub = html("input", { type: "checkbox" });
  const begin = choice([], (name) => {
    const drawing = drawings()[name];
    if (drawing) change(() => inkOf(drawing));
  });
  const box = html(
    "div",
    { class: "cnnlab-draw-digit-tools", role: "group", "aria-label": "Drawing" },
    button("Clear", blank),
    button("Fit to the pad", fittedInk, { title: FIT }),
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
    html("label", { class: "cnnlab-check" }, rub, "Rub out"),
    field("Begin from", begin),
  );
  return { box, begin, rubs: () => rub.checked };
}
