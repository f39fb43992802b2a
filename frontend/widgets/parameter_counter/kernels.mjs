// All parameters: every weight is a cell here, every bias a circle. What is shared is drawn once.
import { figure } from "../../parts/controls.mjs";
import { svg } from "../../parts/dom.mjs";
import { outline } from "../../parts/grid.mjs";
import { kernelLooks, lookOf } from "./looks.mjs";
import { kernelsNote, letterOf } from "./words.mjs";

/**
 * @typedef {import("./scene.mjs").DrawnLayer} DrawnLayer
 * @typedef {import("./scene.mjs").Lit} Lit
 */

const CELL = 12; // the side of one weight
const GAP = 8; // between kernels

/** The room that a kernel takes: its cells, a column for the bias, and a gap. */
const pitchOf = (/** @type {number[]} */ [rows, columns]) => ({
  down: rows * CELL + GAP,
  right: (columns + 1) * CELL + GAP,
});

/**
 * Where each kernel stands, and how large the picture is: as large as for a linear layer on this
 * image, whatever the layer, so that it empties where weights are shared.
 * @param {DrawnLayer} drawn
 */
export function kernelLayout({ owners, owned, input, seen, places }) {
  const shared = owned > 1;
  // Kernels stand as the outputs that own them do; outputs in one column make a square.
  const columnsOfOwn = places[1] > 1 ? places[1] : Math.ceil(Math.sqrt(owners));
  const across = shared ? 1 : columnsOfOwn;
  const down = Math.ceil(owners / across);
  const [pitch, linear] = [pitchOf(seen), pitchOf(input)];
  const [linearDown, linearAcross] = shared ? places : [down, across];
  return {
    corners: Array.from({ length: owners }, (_, k) => ({
      x: (k % across) * pitch.right,
      y: Math.floor(k / across) * pitch.down,
    })),
    width: linearAcross * linear.right,
    height: Math.max(linearDown * linear.down, down * pitch.down),
  };
}

/** The figure of all kernels. */
export function kernelsFigure() {
  const { box, body, note } = figure("Parameters", "parameter-counter-kernels");
  /** @type {ReturnType<typeof kernelBlock>[]} */
  let blocks = [];

  /** @param {DrawnLayer} drawn */
  function layOut(drawn) {
    const { corners, width, height } = kernelLayout(drawn);
    const looks = kernelLooks();
    blocks = corners.map((corner, k) => kernelBlock(drawn.seen, corner, k, looks));
    const [rows, columns] = drawn.seen;
    const attributes = {
      class: "cnnlab-grid",
      viewBox: `-3 -3 ${width + 6} ${height + 6}`,
      role: "img",
      "aria-label": `${drawn.owners} kernels of ${rows} × ${columns} weights with a bias each`,
    };
    const boxes = blocks.map((block) => block.box);
    body.replaceChildren(svg("svg", attributes, looks.defs, boxes));
    note.textContent = kernelsNote(drawn);
  }

  /** @param {Lit} lit */
  function light({ owner }) {
    blocks.forEach(({ frame }, k) =>
      frame.setAttribute("display", k === owner ? "inline" : "none"),
    );
  }

  return { box, layOut, light };
}

/**
 * One kernel: its weights, its bias, its letter, and a frame for when it is lit up.
 * @param {number[]} size
 * @param {{ x: number, y: number }} corner
 * @param {number} owner
 * @param {ReturnType<typeof kernelLooks>} looks
 */
function kernelBlock([rows, columns], { x, y }, owner, looks) {
  const area = { x, y, width: columns * CELL, height: rows * CELL };
  const face = svg("rect", area);
  const cover = svg("rect", { ...area, fill: "none" });
  const text = svg("text", { x: x + area.width / 2, y: y + area.height / 2 });
  looks.paint({ face, cover, text }, owner, letterOf(owner));
  const bias = svg("circle", {
    class: lookOf(owner),
    cx: x + area.width + 7,
    cy: y + area.height - 5,
    r: 4.5,
  });
  const frame = outline(area.width, area.height);
  frame.setAttribute("transform", `translate(${x} ${y})`);
  const box = svg(
    "g",
    { class: "cnnlab-parameter-counter-block" },
    face,
    cover,
    svg("path", { d: ruling(area, rows, columns) }),
    bias,
    text,
    frame,
  );
  return { box, frame };
}

/**
 * The lines between a kernel's weights.
 * @param {{ x: number, y: number, width: number, height: number }} area
 * @param {number} rows
 * @param {number} columns
 */
function ruling({ x, y, width, height }, rows, columns) {
  const upright = Array.from({ length: columns + 1 }, (_, c) => `M${x + c * CELL} ${y}v${height}`);
  const level = Array.from({ length: rows + 1 }, (_, r) => `M${x} ${y + r * CELL}h${width}`);
  return [...upright, ...level].join("");
}
