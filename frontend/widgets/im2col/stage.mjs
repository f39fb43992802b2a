// Where everything is drawn: the matrices as one multiplies them by hand, and beside them the maps
// and the words.
import { figure } from "../../parts/controls.mjs";
import { html, svg } from "../../parts/dom.mjs";
import { UNIT } from "../../parts/grid.mjs";
import { isBroad } from "./scene.mjs";
import { sumBox } from "./sum.mjs";
import { roomForSums, titles } from "./words.mjs";

/**
 * @typedef {import("./scene.mjs").Scene} Scene
 * @typedef {ReturnType<typeof emptyStage>} Stage
 */

export function emptyStage() {
  const figures = {
    image: figure("", "im2col-image"),
    kernels: figure("", "im2col-kernels"),
    matrix: figure("", "im2col-matrix"),
    product: figure("", "im2col-product"),
    maps: figure("", "im2col-maps"),
  };
  const { image, kernels, matrix, product, maps } = figures;
  const sky = svg("svg", { class: "cnnlab-im2col-sky", "aria-hidden": "true" });
  const matrices = html(
    "div",
    { class: "cnnlab-im2col-stage" },
    [image, kernels, matrix, product].map(({ box }) => box),
    sky,
  );
  // Many columns need more room than a phone has: they scroll, and nothing else does.
  const scroll = html("div", { class: "cnnlab-im2col-scroll" }, matrices);
  const told = html("p", { class: "cnnlab-im2col-told" });
  const sum = sumBox();
  const side = html("div", { class: "cnnlab-im2col-side" }, maps.box, told, sum.root);
  const root = html("div", { class: "cnnlab-im2col-board" }, scroll, side);
  return { root, matrices, figures, sky, side, told, sum };
}

/**
 * Give everything the room and the titles that the scene needs.
 * @param {Stage} stage
 * @param {Scene} scene
 */
export function layOut({ root, matrices, figures, side, sum }, scene) {
  const { rows, taps, outputs, way } = scene;
  // Shares of the width by the drawings' own widths, so that all cells have one size.
  const shares = [taps, outputs].map((columns) => `minmax(0, ${columns * UNIT + 6}fr)`);
  matrices.style.gridTemplateColumns = shares.join(" ");
  root.style.setProperty("--cells", String(taps + outputs));
  root.style.setProperty("--rows", String(rows));
  sum.layOut(roomForSums(scene));
  matrices.classList.toggle("cnnlab-im2col-broad", isBroad(scene));
  (isBroad(scene) ? matrices : root).append(side);
  for (const unused of [figures.product, figures.kernels]) {
    unused.box.classList.toggle("cnnlab-im2col-unused", way === "count");
  }
  for (const [part, [title, note]] of Object.entries(titles(scene))) {
    figures[part].box.querySelector("strong").textContent = title;
    figures[part].note.textContent = note;
  }
}
