// All parameters: every weight is a cell here, every bias a circle. What is shared is drawn once. The
// dotted cells are the linear layer's weights that this layer does without.
import { figure } from "../../parts/controls.mjs";
import { svg } from "../../parts/dom.mjs";
import { outline } from "../../parts/grid.mjs";
import { counted } from "../../parts/numbers.mjs";
import { kernelLooks, lookOf } from "./looks.mjs";
import { kernelsNote, letterOf } from "./words.mjs";

/**
 * @typedef {import("./scene.mjs").DrawnLayer} DrawnLayer
 * @typedef {import("./scene.mjs").Lit} Lit
 */

const CELL = 12; // the side of one weight
const GAP = 8; // between kernels

/**
 * Where each kernel stands, and the room of all: for every layer that of the linear layer's weights,
 * so that the picture empties. A kernel of a window stands where its window does.
 * @param {DrawnLayer} drawn
 */
export function kernelLayout({ layer, owners, input, places, list }) {
  const count = Math.max(owners, list ? 0 : places[0] * places[1]);
  // Kernels stand as the outputs that own them do; outputs in one column make a square.
  const across = places[1] > 1 ? places[1] : Math.ceil(Math.sqrt(count));
  const pitch = { down: input[0] * CELL + GAP, right: (input[1] + 1) * CELL + GAP };
  const rooms = Array.from({ length: count }, (_, k) => ({
    x: (k % across) * pitch.right,
    y: Math.floor(k / across) * pitch.down,
  }));
  const inRoom = ({ x, y }, k) =>
    layer === "local"
      ? { x: x + (k % places[1]) * CELL, y: y + Math.floor(k / places[1]) * CELL }
      : { x, y };
  return {
    rooms,
    corners: rooms.slice(0, owners).map(inRoom),
    width: Math.min(count, across) * pitch.right,
    height: Math.ceil(count / across) * pitch.down,
  };
}

/** The figure of all kernels. */
export function kernelsFigure() {
  const { box, body, note } = figure("Parameters", "parameter-counter-kernels");
  /** @type {ReturnType<typeof kernelBlock>[]} */
  let blocks = [];

  /** @param {DrawnLayer} drawn */
  function layOut(drawn) {
    const { rooms, corners, width, height } = kernelLayout(drawn);
    const looks = kernelLooks();
    const [h, w] = drawn.input;
    const dropped = rooms.map(({ x, y }) =>
      ruling({ x, y, width: w * CELL, height: h * CELL }, h, w),
    );
    blocks = corners.map((corner, k) => kernelBlock(drawn, corner, rooms[k], looks, k));
    const [rows, columns] = drawn.seen;
    const attributes = {
      class: "cnnlab-grid",
      viewBox: `-3 -3 ${width + 6} ${height + 6}`,
      role: "img",
      "aria-label": `${counted(drawn.owners, "table")} of ${rows} × ${columns} weights and a bias`,
    };
    body.replaceChildren(
      svg(
        "svg",
        attributes,
        looks.defs,
        svg("path", { class: "cnnlab-parameter-counter-dropped", d: dropped.join("") }),
        blocks.map((block) => block.box),
      ),
    );
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
 * @param {DrawnLayer} drawn
 * @param {{ x: number, y: number }} corner
 * @param {{ x: number, y: number }} room
 * @param {ReturnType<typeof kernelLooks>} looks
 * @param {number} owner
 */
function kernelBlock({ seen: [rows, columns], input }, { x, y }, room, looks, owner) {
  const area = { x, y, width: columns * CELL, height: rows * CELL };
  const face = svg("rect", area);
  const cover = svg("rect", { ...area, fill: "none" });
  const text = svg("text", { x: x + area.width / 2, y: y + area.height / 2 });
  looks.paint({ face, cover, text }, owner, letterOf(owner));
  const bias = svg("circle", {
    class: lookOf(owner),
    cx: room.x + input[1] * CELL + 7,
    cy: room.y + input[0] * CELL - 5,
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
