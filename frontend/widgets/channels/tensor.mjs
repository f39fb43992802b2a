// The weight with all four axes in sight: a row for each output channel, a table for each input.
import { product } from "../../math/sums.mjs";
import { html, uniqueId } from "../../parts/dom.mjs";
import { grid, hideTinyNumbers, paintSigned, write } from "../../parts/grid.mjs";
import { largest, number, shortened } from "../../parts/numbers.mjs";
import { pixelCanvas } from "../../parts/pixels.mjs";
import { COLOURS, tableFor } from "./layer.mjs";
import { chip } from "./sum.mjs";

/** @typedef {import("./layer.mjs").Layer} Layer */

const LETTERS = 4; // that a cell of a table has room for

/** @param {string} kind @param {...any} children */
const cell = (kind, ...children) => html("span", { class: `cnnlab-channels-${kind}` }, children);

export function makeTensor() {
  const table = html("div", {
    class: "cnnlab-channels-table",
    role: "radiogroup",
    "aria-label": "Output channel",
  });
  const words = html("div", { class: "cnnlab-channels-words" });
  const box = html("div", { class: "cnnlab-channels-tensor" }, table, words);
  return { box, table, words, group: uniqueId() };
}

/**
 * @typedef {ReturnType<typeof makeTensor>} TensorBox
 * @typedef {ReturnType<typeof drawRow>[]} Rows
 */

const heads = () => [
  cell("axis", "C_in\u00a0→, and in each table kH\u00a0↓\u00a0kW\u00a0→"),
  html(
    "div",
    { class: "cnnlab-channels-row cnnlab-channels-heads", "aria-hidden": "true" },
    cell("name", "C_out ↓"),
    COLOURS.map((name) => chip(name)),
    cell("bias-value", "bias"),
    cell("map", "output"),
  ),
];

/**
 * The rows, for a weight of this shape.
 * @param {TensorBox} tensor
 * @param {Layer} layer
 * @param {(o: number) => void} choose
 */
export function drawTensor({ table, group }, layer, choose) {
  const rows = layer.weight.map((_, o) => drawRow(layer, o, group, choose));
  table.replaceChildren(...heads(), ...rows.map(({ box }) => box));
  const stops = rows.flatMap(({ tables }) => tables.map(hideTinyNumbers));
  return { rows, stop: () => stops.forEach((stop) => stop()) };
}

// The kernel of one output channel, table by table, its bias, and what comes of them.
function drawRow(layer, o, group, choose) {
  const radio = html("input", {
    type: "radio",
    name: group,
    "aria-label": `Output channel y[${o}]`,
    change: () => choose(o),
  });
  const tables = layer.weight[o].map((table) =>
    grid(table.length, table[0].length, { "aria-hidden": "true" }),
  );
  const cells = COLOURS.map((_, c) => {
    const d = tableFor(layer, o, c);
    return d === undefined ? cell("none", "–") : cell("mini", tables[d].root);
  });
  const bias = cell("bias-value");
  const map = pixelCanvas(layer.rows, layer.columns, { "aria-hidden": "true" });
  const box = html(
    "label",
    { class: "cnnlab-channels-row" },
    cell("name", radio, `y[${o}]`),
    cells,
    bias,
    cell("map", map.box),
  );
  return { box, radio, tables, bias, map };
}

/**
 * @param {TensorBox} tensor
 * @param {Rows} rows
 * @param {Layer} layer
 */
export function showTensor({ words }, rows, layer) {
  const { weight, bias, channel } = layer;
  const most = Math.max(...weight.flat().map(largest)) || 1;
  rows.forEach((row, o) => {
    row.radio.checked = o === channel;
    row.bias.textContent = number(bias[o]);
    row.tables.forEach((drawn, d) => showTable(drawn, weight[o][d], most));
  });
  words.replaceChildren(...shapeWords(layer));
}

function showTable({ cells }, table, most) {
  for (const cell of cells) {
    const value = table[cell.row][cell.column];
    paintSigned(cell.rect, value / most);
    write(cell, shortened(value, LETTERS));
  }
}

/**
 * The small pictures of all output channels, each on its own scale.
 * @param {Rows} rows
 * @param {Layer} layer
 */
export const tensorMaps = (rows, { output, depth }) =>
  rows.map(({ map }, o) => ({
    picture: map,
    values: output[o],
    most: largest(output[o]),
    after: depth + 1,
  }));

/** @param {Layer} layer */
function shapeOf({ weight, depth }) {
  const [table] = weight[0];
  return [weight.length, depth, table.length, table[0].length];
}

/** @param {Layer} layer */
export const shapeInWords = (layer) => `weight: ${shapeOf(layer).join(" × ")}`;

/** @param {Layer} layer */
function shapeWords(layer) {
  const shape = shapeOf(layer);
  const axes = [
    ["C_out", "output channels, a row each"],
    [inputAxis(layer.groups), "tables in a row, one for each input channel read"],
    ["kH", "rows of a table"],
    ["kW", "columns of a table"],
  ];
  const items = axes.map(([name, meaning], i) =>
    html("li", {}, html("span", { class: "cnnlab-name" }, name), ` = ${shape[i]}: ${meaning}`),
  );
  return [
    html("p", {}, html("strong", {}, shapeInWords(layer))),
    html("ol", { start: 0 }, items),
    html("p", { class: "cnnlab-note" }, countWords(shape)),
  ];
}

/** @param {number} groups */
const inputAxis = (groups) => (groups > 1 ? `C_in / groups = 3 / ${groups}` : "C_in");

/** @param {number[]} shape */
export function countWords(shape) {
  const weights = product(shape);
  const biases = shape[0] === 1 ? "1 bias" : `${shape[0]} biases`;
  const all = weights + shape[0];
  return `${shape.join(" · ")} = ${weights} weights and ${biases}: ${all} parameters`;
}
