// The connections: the input on the left, the outputs on the right, and lines to the one lit up.
import { figure } from "../../parts/controls.mjs";
import { svg } from "../../parts/dom.mjs";
import { makeFocusable, outline, UNIT } from "../../parts/grid.mjs";
import { rounded } from "../../parts/numbers.mjs";
import { pointing } from "../../parts/presses.mjs";
import { kernelLooks } from "./looks.mjs";
import { weightOn } from "./scene.mjs";
import { connectionsNote, letterOf, litWords, outputsWords } from "./words.mjs";

/**
 * @typedef {import("./scene.mjs").DrawnLayer} DrawnLayer
 * @typedef {import("./scene.mjs").Lit} Lit
 * @typedef {import("./looks.mjs").Shape} Shape
 * @typedef {{ x: number, y: number }} Point
 */

const BETWEEN = 2.4 * UNIT; // input and outputs
const MAP_GAP = 10;
const SMALL = 0.62 * UNIT; // a cell's side where there are several maps

/**
 * Where everything stands: the top left corner of each pixel and output.
 * @param {DrawnLayer} drawn
 */
function layoutOf({ input: [h, w], places: [rows, columns], maps }) {
  const side = maps > 1 ? SMALL : UNIT;
  const mapPitch = rows * side + MAP_GAP;
  const mapsHeight = maps * mapPitch - MAP_GAP;
  const height = Math.max(h * UNIT, mapsHeight);
  const left = w * UNIT + BETWEEN;
  const top = (height - mapsHeight) / 2;
  const outputs = Array.from({ length: maps }, (_, map) =>
    corners(rows, columns, side, { x: left, y: top + map * mapPitch }),
  ).flat();
  return {
    side,
    width: left + columns * side,
    height,
    pixels: corners(h, w, UNIT, { x: 0, y: (height - h * UNIT) / 2 }),
    outputs,
  };
}

/**
 * @param {number} rows
 * @param {number} columns
 * @param {number} side
 * @param {Point} first
 */
const corners = (rows, columns, side, first) =>
  Array.from({ length: rows * columns }, (_, i) => ({
    x: first.x + (i % columns) * side,
    y: first.y + Math.floor(i / columns) * side,
  }));

/**
 * A square with room for a look and a word.
 * @param {Point} corner
 * @param {number} side
 * @param {number} [index] of an output
 */
function square({ x, y }, side, index) {
  const area = { x, y, width: side, height: side };
  const face = svg("rect", { ...area, "data-cell": index });
  const cover = svg("rect", { ...area, fill: "none" });
  const style = `font-size: ${Math.min(16, side * 0.55)}px`;
  const text = svg("text", { x: x + side / 2, y: y + side / 2, style });
  const box = svg("g", { class: "cnnlab-parameter-counter-cell" }, face, cover, text);
  return { box, face, cover, text };
}

/**
 * @param {(index: number) => void} choose
 * @param {(event: KeyboardEvent) => void} keydown
 */
export function connectionsFigure(choose, keydown) {
  const { box, body, note } = figure("Connections");
  // The grid stays the same element, or it would lose focus whenever a size changes.
  const drawing = svg("g", {});
  const root = svg("svg", { class: "cnnlab-grid cnnlab-parameter-counter-connections" }, drawing);
  const announce = makeFocusable({ root }, "Outputs", keydown);
  body.append(root);
  /** @type {ReturnType<typeof drawConnections> | null} */
  let picture = null;

  /** @param {DrawnLayer} drawn */
  function layOut(drawn) {
    picture = drawConnections(drawn, choose);
    drawing.replaceChildren(...picture.parts);
    root.setAttribute("viewBox", picture.viewBox);
    root.setAttribute("aria-label", outputsWords(drawn));
    note.textContent = connectionsNote(drawn);
  }

  /** @param {DrawnLayer} drawn @param {Lit} lit */
  function light(drawn, lit) {
    if (picture) lightUp(picture, drawn, lit);
    announce(litWords(drawn, lit));
  }

  return { box, layOut, light };
}

/**
 * @param {DrawnLayer} drawn
 * @param {(index: number) => void} choose
 */
function drawConnections(drawn, choose) {
  const layout = layoutOf(drawn);
  const looks = kernelLooks();
  const pixels = layout.pixels.map((corner) => square(corner, UNIT));
  const outputs = layout.outputs.map((corner, index) => {
    const cell = square(corner, layout.side, index);
    looks.paint(cell, drawn.owner(index), letterOf(drawn.owner(index)));
    return cell;
  });
  const point = (/** @type {PointerEvent} */ event) => {
    const cell = /** @type {SVGElement} */ (event.target).dataset?.cell;
    if (cell !== undefined) choose(Number(cell));
  };
  const lines = svg("path", { class: "cnnlab-parameter-counter-lines" });
  const marker = outline(layout.side, layout.side);
  const boxes = (/** @type {typeof pixels} */ cells) => cells.map((cell) => cell.box);
  const parts = [
    looks.defs,
    svg("g", {}, boxes(pixels)),
    lines,
    svg("g", pointing(point), boxes(outputs)),
    marker,
  ];
  const viewBox = `-3 -3 ${layout.width + 6} ${layout.height + 6}`;
  return { parts, viewBox, layout, looks, pixels, lines, marker };
}

/**
 * The part right of `edge` of the line between two points.
 * @param {Point} from
 * @param {Point} to
 * @param {number} edge
 */
function line(from, to, edge) {
  const share = (edge - from.x) / (to.x - from.x);
  return `M${edge} ${rounded(from.y + share * (to.y - from.y), 2)}L${to.x} ${to.y}`;
}

/**
 * @param {ReturnType<typeof drawConnections>} picture
 * @param {DrawnLayer} drawn
 * @param {Lit} lit
 */
function lightUp({ layout, looks, pixels, lines, marker }, drawn, lit) {
  const columns = drawn.input[1];
  const { x, y } = layout.outputs[lit.index];
  const end = { x, y: y + layout.side / 2 };
  // Lines begin where what is read ends, or they would run through the names of the weights.
  const edge = (lit.left + drawn.seen[1]) * UNIT;
  const paths = pixels.map((cell, i) => {
    const weight = weightOn(drawn, lit, Math.floor(i / columns), i % columns);
    if (weight === null) {
      looks.paint(cell, null, "");
      return "";
    }
    looks.paint(cell, lit.owner, `${letterOf(lit.owner)}${weight + 1}`);
    const middle = { x: layout.pixels[i].x + UNIT / 2, y: layout.pixels[i].y + UNIT / 2 };
    return line(middle, end, edge);
  });
  lines.setAttribute("d", paths.join(""));
  marker.setAttribute("transform", `translate(${x} ${y})`);
}
