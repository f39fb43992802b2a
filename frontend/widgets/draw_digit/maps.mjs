// Every layer's output, in the order in which they are computed: feature maps side by side, orange
// above zero and blue below, and at the end the ten scores.
import LIMITS from "../../../src/cnnlab/widgets/limits/draw_digit.json" with { type: "json" };
import { flatIndex, placeOf } from "../../math/network/places.mjs";
import { clamped } from "../../math/range.mjs";
import { figure, textButton } from "../../parts/controls.mjs";
import { html } from "../../parts/dom.mjs";
import { signColour } from "../../parts/grid.mjs";
import { cellByKey } from "../../parts/keys.mjs";
import { counted, fixed } from "../../parts/numbers.mjs";
import { layerWords } from "./words.mjs";

/** @typedef {import("../../math/network/packed.mjs").Output} Output */

const GAP = 2;
const MAP = 32; // how wide a map is at least
const CELL = { least: 4, most: 12 };
const DIGITS = 10;
const LONGEST = LIMITS.columns; // numbers in a row of a layer without maps

/**
 * Where the cells of a layer's output go.
 * @param {number[]} shape
 */
export function tiling(shape) {
  const flat = shape.length === 1;
  const columns = flat ? Math.min(shape[0], LONGEST) : shape[2];
  const [maps, rows] = flat ? [1, Math.ceil(shape[0] / columns)] : [shape[0], shape[1]];
  const cell = flat ? CELL.most : clamped(Math.floor(MAP / columns), CELL.least, CELL.most);
  // Twice as many side by side as below each other, or as many.
  const across = Math.min(maps, 2 ** Math.ceil(Math.log2(maps) / 2));
  const [pitchX, pitchY] = [columns * cell + GAP, rows * cell + GAP];
  const width = across * pitchX + GAP;
  const height = Math.ceil(maps / across) * pitchY + GAP;
  const corners = Array.from({ length: maps }, (_, m) => [
    GAP + (m % across) * pitchX,
    GAP + Math.floor(m / across) * pitchY,
  ]);
  const count = flat ? shape[0] : rows * columns; // numbers in a map
  return { rows, columns, cell, width, height, corners, count };
}

/**
 * A figure for each layer; flattening only changes how the numbers are arranged.
 * @param {any[]} layers
 * @param {(picked: number[]) => void} pick
 */
export function makeMaps(layers, pick) {
  return layers
    .map((layer, i) => ({ i, name: layerWords(layer), type: layer.type }))
    .filter(({ type }) => type !== "flatten")
    .map(({ i, name }) => {
      const last = i === layers.length - 1;
      const drawn = last
        ? html("ol", { class: "cnnlab-draw-digit-scores", "aria-label": "Scores" })
        : html("canvas", { role: "application", tabindex: 0, "aria-roledescription": "numbers" });
      const { box, body, note } = figure(name, "draw-digit-layer");
      body.append(drawn);
      const map = { i, name, last, drawn, box, note, shape: /** @type {number[]} */ ([]), at: 0 };
      const pickAt = (/** @type {number} */ index) => pick([i, ...placeOf(map.shape, index)]);
      if (last) {
        const digits = Array.from({ length: DIGITS }, (_, digit) =>
          textButton("", () => pickAt(digit)),
        );
        drawn.append(...digits.map((button) => html("li", {}, button)));
      } else {
        drawn.addEventListener("click", (event) => {
          const index = numberUnder(event, map.shape);
          if (index !== undefined) pickAt(index);
        });
        drawn.addEventListener("keydown", (event) => {
          const index = numberByKey(event, map.at, map.shape);
          if (index === undefined) return;
          event.preventDefault();
          pickAt(index);
        });
      }
      return map;
    });
}

/**
 * The number under the pointer, counted through all maps.
 * @param {MouseEvent} event
 * @param {number[]} shape
 */
function numberUnder({ clientX, clientY, currentTarget }, shape) {
  const { corners, cell, rows, columns, count, width } = tiling(shape);
  const {
    left,
    top,
    width: shown,
  } = /** @type {Element} */ (currentTarget).getBoundingClientRect();
  const [x, y] = [clientX - left, clientY - top].map((n) => (n * width) / shown);
  for (const [m, [mapX, mapY]] of corners.entries()) {
    const [column, row] = [(x - mapX) / cell, (y - mapY) / cell].map(Math.floor);
    const index = row * columns + column;
    if (row < 0 || column < 0 || row >= rows || column >= columns || index >= count) continue;
    return m * count + index;
  }
}

/**
 * Where a key leads: arrow keys stay in the map, Page Up and Page Down change it.
 * @param {KeyboardEvent} event
 * @param {number} at
 * @param {number[]} shape
 */
function numberByKey(event, at, shape) {
  const { columns, count, corners } = tiling(shape);
  if (event.key === "Enter" || event.key === " ") return at;
  const pages = { PageUp: -count, PageDown: count }[event.key];
  if (pages) return (at + pages + corners.length * count) % (corners.length * count);
  const within = cellByKey(event, at % count, columns, count);
  return within === undefined ? undefined : at - (at % count) + within;
}

/**
 * @param {ReturnType<typeof makeMaps>} maps
 * @param {Output[]} outputs of all layers
 * @param {number[]} picked
 */
export function showMaps(maps, outputs, [layer, ...place]) {
  const colours = themeColours();
  for (const map of maps) {
    const { i, name, last, drawn, note } = map;
    const { shape, values } = outputs[i];
    const index = layer === i ? flatIndex(shape, place) : null;
    Object.assign(map, { shape, at: index ?? Math.min(map.at, values.length - 1) });
    if (last) {
      note.textContent = "a score for each digit";
      showScores(drawn, [...values], index);
      continue;
    }
    note.textContent = sizeWords(shape);
    drawn.setAttribute("aria-label", `${name}: ${note.textContent}. ${KEYS}`);
    paintMaps(/** @type {HTMLCanvasElement} */ (drawn), outputs[i], colours, index);
  }
}

const KEYS = "Arrow keys point at a number, Page Up and Page Down change the map";

/** @param {number[]} shape */
const sizeWords = ([count, rows, columns]) =>
  rows === undefined ? `${count} numbers` : `${counted(count, "map")} of ${rows} × ${columns}`;

/** @param {HTMLElement} list @param {number[]} values @param {number | null} picked */
function showScores(list, values, picked) {
  const most = Math.max(...values.map(Math.abs)) || 1;
  values.forEach((value, digit) => {
    const item = /** @type {HTMLElement} */ (list.children[digit]);
    item.style.cssText = `--tint:${signColour(value)};--share:${Math.abs(value) / most}`;
    const [button] = item.children;
    button.setAttribute("aria-pressed", String(digit === picked));
    button.replaceChildren(html("strong", {}, String(digit)), html("span", {}, fixed(value)));
  });
}

// Of the whole page: the widget may not be in it yet.
function themeColours() {
  const style = getComputedStyle(document.body);
  const names = ["zero", "positive", "negative", "line", "accent"];
  return Object.fromEntries(
    names.map((name) => [name, style.getPropertyValue(`--cnnlab-${name}`)]),
  );
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Output} output
 * @param {Record<string, string>} colours
 * @param {number | null} picked
 */
function paintMaps(canvas, { shape, values }, colours, picked) {
  const { width, height, cell, rows, columns, count, corners } = tiling(shape);
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.clearRect(0, 0, width, height);
  context.lineWidth = 2;
  context.strokeStyle = colours.line;
  const most = values.reduce((m, v) => Math.max(m, Math.abs(v)), 0) || 1;
  corners.forEach(([left, top], m) => {
    context.strokeRect(left - 1, top - 1, columns * cell + 2, rows * cell + 2);
    for (let i = 0; i < count; i++) {
      const [x, y] = [left + (i % columns) * cell, top + Math.floor(i / columns) * cell];
      const share = values[m * count + i] / most;
      context.fillStyle = colours.zero;
      context.fillRect(x, y, cell, cell);
      context.globalAlpha = Math.sqrt(Math.abs(share)); // the root: faint answers show, too
      context.fillStyle = share < 0 ? colours.negative : colours.positive;
      context.fillRect(x, y, cell, cell);
      context.globalAlpha = 1;
    }
  });
  if (picked === null) return;
  const [left, top] = corners[Math.floor(picked / count)];
  const [x, y] = [(picked % count) % columns, Math.floor((picked % count) / columns)];
  context.strokeStyle = colours.accent;
  context.strokeRect(left + x * cell, top + y * cell, cell, cell);
}
