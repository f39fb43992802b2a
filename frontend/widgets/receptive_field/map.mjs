// The picture of one map of the stack, and over it the field of the unit that is looked at.
import { figure } from "../../parts/controls.mjs";
import { html, svg, uniqueId } from "../../parts/dom.mjs";
import { makeFocusable } from "../../parts/grid.mjs";
import { rounded, rowsAndColumns } from "../../parts/numbers.mjs";
import { looksAndPresses } from "../../parts/presses.mjs";
import { unbroken } from "../../parts/words.mjs";
import { layerTitle, mapTitle } from "./words.mjs";

/**
 * @typedef {import("../../math/receptive_field.mjs").Sight} Sight
 * @typedef {import("../../math/receptive_field.mjs").Stack} Stack
 * @typedef {ReturnType<typeof mapView>} MapView
 */

/**
 * @param {Stack} stack
 * @param {number} l which map; 0 is the photograph
 * @param {object} hand what to do when the map is pointed at, pressed, pointed at no longer, or hears a key
 * @param {(cell: [number, number]) => void} hand.point
 * @param {(cell: [number, number]) => void} hand.press
 * @param {() => void} hand.leave
 * @param {(event: KeyboardEvent) => void} hand.key
 */
export function mapView(stack, l, hand) {
  const [rows, columns] = stack.shapes[l];
  const margin = marginOf(stack, l);
  const hatch = uniqueId();
  const parts = {
    unseen: svg("path", { class: "cnnlab-receptive-field-unseen" }),
    padding: svg("path", { class: "cnnlab-receptive-field-padding", fill: `url(#${hatch})` }),
    halo: svg("path", { class: "cnnlab-receptive-field-halo" }),
    frame: svg("path", { class: "cnnlab-receptive-field-frame" }),
  };
  const cellAt = (/** @type {PointerEvent} */ event) => {
    const box = root.getBoundingClientRect();
    const along = (offset, extent, n) =>
      Math.min(n - 1, Math.max(0, Math.floor((offset / extent) * (n + 2 * margin) - margin)));
    return /** @type {[number, number]} */ ([
      along(event.clientY - box.top, box.height, rows),
      along(event.clientX - box.left, box.width, columns),
    ]);
  };
  const root = svg(
    "svg",
    {
      class: "cnnlab-receptive-field-map",
      viewBox: `${-margin} ${-margin} ${columns + 2 * margin} ${rows + 2 * margin}`,
      ...looksAndPresses(hand, cellAt),
    },
    svg("defs", {}, hatching(hatch, columns / 26)),
    svg("rect", {
      x: -margin,
      y: -margin,
      width: columns + 2 * margin,
      height: rows + 2 * margin,
      class: "cnnlab-receptive-field-around",
    }),
    svg("image", {
      width: columns,
      height: rows,
      href: pictureOf(stack.maps[l]),
      preserveAspectRatio: "none",
    }),
    svg("rect", { width: columns, height: rows, class: "cnnlab-receptive-field-rim" }),
    Object.values(parts),
  );
  const title = `${mapTitle(stack, l)}, ${rowsAndColumns(rows, columns)}`;
  const announce = makeFocusable({ root }, title, hand.key);
  /**
   * Where the field lies on the screen.
   * @param {Sight} down
   * @param {Sight} across
   */
  const boxOf = (down, across) => {
    const box = root.getBoundingClientRect();
    const pixel = box.width / (columns + 2 * margin);
    const [top, left] = [down.from, across.from].map((first) => (first + margin) * pixel);
    return new DOMRect(
      box.left + left,
      box.top + top,
      (across.to - across.from + 1) * pixel,
      (down.to - down.from + 1) * pixel,
    );
  };
  return { root, parts, announce, boxOf, rows, columns };
}

/**
 * The figure around a layer's map.
 * @param {Stack} stack
 * @param {number} l
 * @param {Element} root
 */
export function layerFigure(stack, l, root) {
  const [rows, columns] = stack.shapes[l];
  const { box, note, body } = figure(`Layer ${l}`);
  const title = unbroken(layerTitle(stack.layers[l - 1]));
  // In two lines above a narrow map, and in three where the reader spaces the letters.
  note.append(title, html("br"), `${rows}\u202f×\u202f`, html("wbr"), String(columns));
  body.append(root);
  return box;
}

const INPUT_SHARE = 2.8; // of the row, for the photograph; a map of as many pixels has 1
const LEAST_SHARE = 0.5;

/**
 * How the photograph and the maps share a row: a map's part of it follows its number of pixels, but
 * not by far.
 * @param {Stack} stack
 */
export function rowStyle({ shapes }) {
  const most = Math.max(...shapes[0]);
  const shares = shapes.slice(1).map(([rows, columns]) => {
    const share = Math.max(LEAST_SHARE, Math.sqrt(Math.max(rows, columns) / most));
    return rounded(share * Math.min(1, columns / rows), 3);
  });
  const all = shares.reduce((sum, share) => sum + share, INPUT_SHARE);
  return {
    "--input": `minmax(0, ${INPUT_SHARE}fr)`,
    "--layers": shares.map((share) => `minmax(0, ${share}fr)`).join(" ") || "auto",
    "--shares": String(rounded(all, 3)),
  };
}

/**
 * Draw what the unit sees of a map: nothing if the map lies above the unit.
 * @param {MapView} map
 * @param {[down: Sight, across: Sight] | undefined} sights
 * @param {boolean} picked whether the unit lies in this map
 */
export function paintSight({ root, parts, rows, columns }, sights, picked) {
  root.classList.toggle("cnnlab-receptive-field-picked", picked);
  for (const part of Object.values(parts)) part.setAttribute("display", sights ? "inline" : "none");
  if (!sights) return;
  const [down, across] = sights;
  const seen = runs(down.seen).flatMap(([top, height]) =>
    runs(across.seen).map(([left, width]) => block(top, left, height, width)),
  );
  parts.unseen.setAttribute("d", block(0, 0, rows, columns) + seen.join(""));
  const field = block(down.from, across.from, down.to - down.from + 1, across.to - across.from + 1);
  parts.frame.setAttribute("d", field);
  parts.halo.setAttribute("d", field);
  // The part of the field outside the map, as field minus overlap.
  const [top, left] = [Math.max(0, down.from), Math.max(0, across.from)];
  const height = Math.min(rows - 1, down.to) - top + 1;
  const width = Math.min(columns - 1, across.to) - left + 1;
  const overlap = height > 0 && width > 0 ? block(top, left, height, width) : "";
  parts.padding.setAttribute("d", field + overlap);
}

/**
 * Room around a map for fields that stick out, as far as the layers above let them.
 * @param {Stack} stack
 * @param {number} l
 */
function marginOf({ layers, shapes }, l) {
  let [margin, jump] = [0, 1];
  for (const { stride, padding } of layers.slice(l, shapes.length - 1)) {
    margin += padding * jump;
    jump *= stride;
  }
  const [rows, columns] = shapes[l];
  return Math.min(margin, Math.ceil(Math.max(rows, columns) / 3)) + 0.02 * columns;
}

/**
 * @param {string} id
 * @param {number} stripe how far apart the stripes are
 */
const hatching = (id, stripe) =>
  svg(
    "pattern",
    {
      id,
      width: stripe,
      height: stripe,
      patternUnits: "userSpaceOnUse",
      patternTransform: "rotate(45)",
    },
    svg("rect", { width: stripe / 2.5, height: stripe, class: "cnnlab-hatch" }),
  );

const block = (top, left, height, width) => `M${left} ${top}h${width}v${height}h${-width}z`;

/**
 * Neighbours in a sorted list, as [first, how many].
 * @param {number[]} list
 */
function runs(list) {
  /** @type {[number, number][]} */
  const found = [];
  for (const i of list) {
    const last = found.at(-1);
    if (last && i === last[0] + last[1]) last[1]++;
    else found.push([i, 1]);
  }
  return found;
}

/**
 * Grey levels from 0 to 255 as an address that an image can show.
 * @param {number[][]} values
 */
function pictureOf(values) {
  const canvas = /** @type {HTMLCanvasElement} */ (
    html("canvas", { width: values[0].length, height: values.length })
  );
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const pixels = context.createImageData(canvas.width, canvas.height);
  values.flat().forEach((v, i) => pixels.data.set([v, v, v, 255], 4 * i));
  context.putImageData(pixels, 0, 0);
  return canvas.toDataURL();
}
