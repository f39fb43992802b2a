// The input with its border, every window's winner, and the window.
import { svg } from "../../parts/dom.mjs";
import {
  grid,
  hatched,
  hideTinyNumbers,
  outline,
  paintGrey,
  paintSigned,
  UNIT,
  write,
} from "../../parts/grid.mjs";
import { moveMark } from "../../parts/sliding_window.mjs";
import { winners } from "./scene.mjs";
import { borderCounts, inputWords } from "./words.mjs";

/**
 * @typedef {import("./scene.mjs").Settings} Settings
 * @typedef {import("./scene.mjs").Scene} Scene
 * @typedef {import("./scene.mjs").Place} Place
 * @typedef {ReturnType<typeof drawInput>} InputPicture
 */

/**
 * @param {Scene} scene
 * @param {Record<string, (event: any) => void>} hand listeners
 */
export function drawInput({ settings }, hand) {
  const { image, kernel_size: k, padding } = settings;
  const drawn = grid(image.length + 2 * padding, image[0].length + 2 * padding, {
    role: "img",
    ...hand,
  });
  drawn.layers.over.append(hatched(drawn, (cell) => pixelOf(settings, cell) === undefined));
  const marks = {
    dots: svg("g", { class: "cnnlab-pooling-chosen" }),
    frame: outline(k * UNIT, k * UNIT),
    winner: svg("g", { class: "cnnlab-pooling-winner" }, ring("cnnlab-halo"), ring("cnnlab-spot")),
    tap: svg("rect", { width: UNIT, height: UNIT, rx: 3, class: "cnnlab-spot", display: "none" }),
  };
  drawn.layers.top.append(...Object.values(marks));
  return { ...drawn, marks, stop: hideTinyNumbers(drawn) };
}

/** @param {string} look */
const ring = (look) => svg("circle", { cx: UNIT / 2, cy: UNIT / 2, r: UNIT / 2 - 3, class: look });

/**
 * The pixel that a cell shows: undefined on the border.
 * @param {Settings} settings
 * @param {{ row: number, column: number }} cell
 * @returns {number | undefined}
 */
const pixelOf = ({ image, padding }, { row, column }) => image[row - padding]?.[column - padding];

/**
 * @param {InputPicture} picture
 * @param {Scene} scene
 */
export function paintInput({ cells, marks }, scene) {
  const { settings, signed, most } = scene;
  const border = borderCounts(settings.operation) ? 0 : null;
  for (const cell of cells) {
    const pixel = pixelOf(settings, cell);
    if (signed) paintSigned(cell.rect, (pixel ?? 0) / most);
    else paintGrey(cell, (pixel ?? 0) / most);
    write(cell, pixel ?? border);
  }
  const dots = winners(scene).map(({ y, x }) => {
    const [right, top] = [x + settings.padding + 0.84, y + settings.padding + 0.16];
    return svg("circle", { cx: right * UNIT, cy: top * UNIT, r: 4.5 });
  });
  marks.dots.replaceChildren(...dots);
}

/**
 * @param {InputPicture} picture
 * @param {Scene} scene
 * @param {Place} place
 */
export function markInput({ root, marks }, scene, place) {
  const { padding } = scene.settings;
  const winner = place.taps[place.pooled.winner];
  moveMark(marks.frame, place.top, place.left);
  marks.winner.setAttribute("display", winner ? "inline" : "none");
  if (winner) moveMark(marks.winner, winner.y + padding, winner.x + padding);
  root.setAttribute("aria-label", inputWords(scene, place));
}

/**
 * Mark the window's pixel number t, or none.
 * @param {InputPicture} picture
 * @param {Scene} scene
 * @param {Place} place
 * @param {number | null} t
 */
export function markTap({ marks }, { settings: { kernel_size: k } }, { top, left }, t) {
  marks.tap.setAttribute("display", t === null ? "none" : "inline");
  if (t !== null) moveMark(marks.tap, top + Math.floor(t / k), left + (t % k));
}

/**
 * @param {Settings} settings
 * @returns {string}
 */
export function inputSize({ image, padding }) {
  const [rows, columns] = [image.length, image[0].length];
  const padded = `, padded to ${rows + 2 * padding} × ${columns + 2 * padding}`;
  return `${rows} × ${columns}${padding ? padded : ""}`;
}
