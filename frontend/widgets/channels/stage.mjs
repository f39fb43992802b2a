// The photograph, its three colours with their weights and maps, and the output they add up to.
import { field, figure } from "../../parts/controls.mjs";
import { html } from "../../parts/dom.mjs";
import { makeFocusable, outline, UNIT } from "../../parts/grid.mjs";
import { kernelEditor, showNumber } from "../../parts/kernel_editor.mjs";
import { largest, number, rowsAndColumns } from "../../parts/numbers.mjs";
import { pixelCanvas } from "../../parts/pixels.mjs";
import { moveMark } from "../../parts/sliding_window.mjs";
import { capital } from "../../parts/words.mjs";
import { COLOURS, tableFor } from "./layer.mjs";

/**
 * @typedef {import("./layer.mjs").Layer} Layer
 * @typedef {import("./layer.mjs").Moment} Moment
 * @typedef {import("./hand.mjs").Hand} Hand
 *
 * A map as it is painted: `most` has the deepest colour, and a pixel is there once that many terms
 * have been added.
 * @typedef {object} PaintedMap
 * @property {any} picture
 * @property {number[][]} values
 * @property {number} most
 * @property {number} after
 */

const TINTS = [
  [1, 0.36, 0.33],
  [0.4, 0.95, 0.45],
  [0.45, 0.6, 1], // a pure blue would be too dark
];

/** @param {string} text @param {string} kind */
const sign = (text, kind) =>
  html("span", { class: `cnnlab-operator cnnlab-channels-${kind}`, "aria-hidden": "true" }, text);

/**
 * The stage's places, empty as yet.
 * @param {Hand} hand
 */
export function makeStage(hand) {
  const photo = figure("Image", "channels-photo");
  const inputs = COLOURS.map((name) => figure(capital(name), "channels-input"));
  const tables = COLOURS.map(() => figure("Weights", "channels-weights"));
  const partials = COLOURS.map(() => figure("Map", "channels-partial"));
  const output = figure("Output", "channels-output");
  const lines = COLOURS.map((_, c) => {
    const [slides, gives] = [sign("⋆", "slides"), sign("=", "gives")];
    const line = [tables[c].box, slides, inputs[c].box, gives, partials[c].box];
    line.forEach((part) => part.style.setProperty("--row", c + 1));
    return line;
  });
  const bias = html("input", {
    type: "text",
    inputmode: "decimal",
    autocomplete: "off",
    class: "cnnlab-number-box cnnlab-channels-bias",
    change: () => hand.editBias(bias),
  });
  const root = html(
    "div",
    { class: "cnnlab-channels-stage" },
    photo.box,
    sign("", "split"),
    lines.flat(),
    sign("+", "join"),
    output.box,
  );
  const scale = html("p", { class: "cnnlab-note cnnlab-channels-scale" });
  const biasField = field("Bias", bias);
  return { root, scale, photo, inputs, tables, partials, output, lines, bias, biasField };
}

/** @typedef {ReturnType<typeof makeStage>} Stage */

/**
 * The drawings: they stay as long as the shapes do, so that the focus and the reader's next click
 * find their target.
 * @param {Stage} stage
 * @param {Layer} layer
 * @param {Hand} hand
 */
export function drawStage(stage, { image, weight, rows, columns }, hand) {
  const [H, W] = [image[0].length, image[0][0].length];
  const table = weight[0][0];
  const windowed = (place, label) =>
    pictureWithMark(place, [H, W], [table.length, table[0].length], {
      role: "img",
      "aria-label": label,
      ...hand.onWindow,
    });
  const map = (place, attributes) => {
    const pointed = hand.onMap((event) => picture.cellAt(event));
    const picture = pictureWithMark(place, [rows, columns], [1, 1], { ...pointed, ...attributes });
    return picture;
  };
  const drawings = {
    photo: windowed(stage.photo, `The photograph, ${rowsAndColumns(H, W)}`),
    inputs: stage.inputs.map((place, c) => windowed(place, `The ${COLOURS[c]} channel`)),
    editors: stage.tables.map((place, c) => editorAt(place, table, c, hand)),
    partials: stage.partials.map((place, c) =>
      map(place, { role: "img", "aria-label": `What the weights make of ${COLOURS[c]}` }),
    ),
    output: map(stage.output, {}),
  };
  stage.photo.note.textContent = `(3, ${H}, ${W})`;
  stage.output.body.append(stage.biasField);
  const announce = makeFocusable(drawings.output, "Output", hand.keydown);
  return { ...drawings, announce };
}

/** @typedef {ReturnType<typeof drawStage>} Drawings */

function pictureWithMark(place, [rows, columns], [height, width], attributes) {
  const picture = pixelCanvas(rows, columns, attributes);
  const mark = outline(width * UNIT, height * UNIT);
  picture.root.append(mark);
  place.body.replaceChildren(picture.box);
  return { ...picture, mark };
}

function editorAt(place, table, c, { tell, setTable }) {
  const editor = kernelEditor(table, {
    tell,
    name: `for ${COLOURS[c]} `,
    set: (edited) => setTable(c, edited),
  });
  place.body.replaceChildren(editor.root);
  return editor;
}

/**
 * The numbers that stay while the windows slide.
 * @param {Stage} stage
 * @param {Drawings} drawings
 * @param {Layer} layer
 */
export function showLayer(stage, drawings, layer) {
  const { image, bias, channel, partial, output, rows, columns } = layer;
  const brightest = Math.max(...image.flat(2)) || 1;
  const level = (c, y, x) => (255 * Math.max(0, image[c][y][x])) / brightest;
  drawings.photo.paint((y, x) => COLOURS.map((_, c) => level(c, y, x)));
  COLOURS.forEach((_, c) => {
    drawings.inputs[c].paint((y, x) => TINTS[c].map((share) => share * level(c, y, x)));
    showLine(stage, drawings, layer, c);
  });
  const size = rowsAndColumns(rows, columns);
  drawings.output.root.setAttribute("aria-label", `Output channel ${channel}, ${size}`);
  stage.output.note.textContent = `y[${channel}], (${rows}, ${columns})`;
  stage.scale.textContent =
    `The deepest colours stand for ±${number(deepest(partial[channel]))} in the maps ` +
    `and for ±${number(largest(output[channel]))} in the output.`;
  stage.biasField.firstChild.textContent = `Bias b[${channel}]`;
  showNumber(stage.bias, bias[channel]);
}

/** @param {number[][][]} matrices */
const deepest = (matrices) => Math.max(...matrices.map(largest));

// A colour, its weights and its map; pale and without the two where the output does not read it.
function showLine(stage, drawings, layer, c) {
  const { weight, channel } = layer;
  const d = tableFor(layer, channel, c);
  const unread = d === undefined;
  for (const part of stage.lines[c]) part.classList.toggle("cnnlab-channels-unread", unread);
  stage.inputs[c].note.textContent = unread ? `x[${c}], not read` : `x[${c}]`;
  if (unread) return;
  stage.tables[c].note.textContent = `w[${channel}, ${d}]`;
  stage.partials[c].note.textContent = `w[${channel}, ${d}] ⋆ x[${c}]`;
  drawings.editors[c].show(weight[channel][d], deepest(weight[channel]));
}

/**
 * The maps of the stage, with one scale for those that are added.
 * @param {Drawings} drawings
 * @param {Layer} layer
 * @returns {PaintedMap[]}
 */
export function stageMaps(drawings, { channel, first, depth, partial, output }) {
  const most = deepest(partial[channel]);
  const added = partial[channel].map((values, d) => ({
    picture: drawings.partials[first[channel] + d],
    values,
    most,
    after: d + 1,
  }));
  const sum = output[channel];
  const last = { picture: drawings.output, values: sum, most: largest(sum), after: depth + 1 };
  return [...added, last];
}

/**
 * Move the windows over the images, and the marks on the maps.
 * @param {Drawings} drawings
 * @param {Moment} moment
 */
export function moveMarks({ photo, inputs, partials, output }, { row, column, at }) {
  for (const { mark } of [photo, ...inputs]) moveMark(mark, row, at);
  for (const { mark } of [...partials, output]) moveMark(mark, row, column);
}

/**
 * @param {PaintedMap[]} maps
 * @param {Moment} moment
 * @param {(share: number) => number[]} colourOf
 */
export function paintMaps(maps, { index, added, filled }, colourOf) {
  for (const { picture, values, most, after } of maps) {
    const isThere = (i) => (i === index ? added >= after : i < filled);
    picture.paint((r, c) =>
      isThere(r * picture.columns + c) ? colourOf(values[r][c] / (most || 1)) : null,
    );
  }
}
