// Outlines around what meets, and spots on every copy of the pixel that is pointed at. They lie below
// the numbers, which they would partly hide.
import { svg } from "../../parts/dom.mjs";
import { outline, spot, UNIT } from "../../parts/grid.mjs";
import { same } from "../../parts/model.mjs";
import { moveMark } from "../../parts/sliding_window.mjs";
import { copiesAt } from "./words.mjs";

/**
 * @typedef {import("./scene.mjs").Scene} Scene
 * @typedef {import("./scene.mjs").Moment} Moment
 * @typedef {import("./scene.mjs").About} About
 * @typedef {import("./grids.mjs").Grids} Grids
 */

/**
 * Put the marks on the grids. Returns the way to move them.
 * @param {Scene} scene
 * @param {Grids} grids
 * @returns {(moment: Moment, about: About) => void}
 */
export function marksOn(scene, grids) {
  const spots = spotsOn(scene, grids);
  const outlines = outlinesOn(scene, grids);
  drawBetweenChannels(scene, grids);
  return (moment, about) => {
    outlines(moment, about);
    spots(moment, about);
  };
}

// The window, its row, the product's row and the kernel that it meets; or the columns of C and G that
// make a weight's gradient.
function outlinesOn({ back, toKernels, way, kH, kW, rows, taps, outputs, sources }, grids) {
  const put = (drawn, columns, rows) =>
    drawn.layers.over.appendChild(outline(columns * UNIT, rows * UNIT));
  const windows = grids.channels.map((drawn) => put(drawn, kW, kH));
  const row = put(grids.matrix, taps, 1);
  const kernel = back ? put(grids.kernels, outputs, 1) : put(grids.kernels, 1, taps);
  const isWholeRow = back || toKernels; // all of an output's gradients go back
  const product = put(grids.product, isWholeRow ? outputs : 1, 1);
  const columns = [put(grids.matrix, 1, rows), put(grids.product, 1, rows)];
  const multiplied = way !== "count";
  return ({ index }, about) => {
    const { y, x } = sources[index][0];
    for (const window of windows) moveMark(window, y, x);
    moveMark(row, index, 0);
    const o = "o" in about ? about.o : 0;
    const q = "q" in about ? about.q : 0;
    moveMark(kernel, back ? q : 0, back ? 0 : o);
    moveMark(product, index, isWholeRow ? 0 : o);
    moveMark(columns[0], 0, q);
    moveMark(columns[1], 0, o);
    showMark(kernel, !isWholeRow || (about.kind === "tap" && multiplied));
    showMark(product, multiplied);
    for (const column of columns) showMark(column, about.kind === "weight");
  };
}

const showMark = (mark, shown) => mark.setAttribute("display", shown ? "inline" : "none");

// Lines between the channels, in the rows and in the kernels.
function drawBetweenChannels({ C, kH, kW, rows, outputs }, { matrix, kernels }) {
  const line = (drawn, d) =>
    drawn.layers.top.append(svg("path", { d, class: "cnnlab-im2col-between" }));
  for (let c = 1; c < C; c++) {
    const at = c * kH * kW * UNIT;
    line(matrix, `M${at} 0V${rows * UNIT}`);
    line(kernels, `M0 ${at}H${outputs * UNIT}`);
  }
}

function spotsOn(scene, { channels, matrix, kernels, product }) {
  const onChannels = channels.map(spotsOnGrid);
  const [onMatrix, onKernels, onProduct] = [matrix, kernels, product].map(spotsOnGrid);
  return ({ index }, about) => {
    const pixel = pixelOf(scene, about, index);
    onMatrix(pixel ? copiesAt(scene, pixel) : []);
    onChannels.forEach((show, c) => show(pixel?.c === c ? [[pixel.y, pixel.x]] : []));
    onKernels("q" in about && !scene.back ? [[about.q, about.o]] : []);
    onProduct(about.kind === "gradient" ? [[index, about.o]] : []);
  };
}

// The pixel that is pointed at, or whose copy is.
function pixelOf({ sources }, about, index) {
  if (about.kind === "pixel") return about;
  return about.kind === "tap" ? sources[index][about.q] : null;
}

function spotsOnGrid(drawn) {
  const layer = drawn.layers.over.appendChild(svg("g"));
  let shown = [];
  return (cells) => {
    if (same(shown, cells)) return;
    shown = cells;
    const spots = ["cnnlab-halo", "cnnlab-spot"].flatMap((look) =>
      cells.map(([row, column]) => spot(row, column, look)),
    );
    layer.replaceChildren(...spots);
  };
}
