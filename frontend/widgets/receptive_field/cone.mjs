// What joins the field of a unit in one map with the field in the map before it: side by side, they are
// a cone that opens towards the photograph.
import { svg } from "../../parts/dom.mjs";

/**
 * A drawing over a row of maps, drawn anew when the row changes its size.
 * @param {HTMLElement} row
 */
export function fieldCone(row) {
  const root = svg("svg", { class: "cnnlab-receptive-field-cone", "aria-hidden": "true" });
  /** @type {() => (DOMRect | undefined)[]} */
  let fields = () => [];
  const observer = new ResizeObserver(redraw);
  observer.observe(row);

  /** @param {() => (DOMRect | undefined)[]} boxes of the fields, from the photograph on */
  function draw(boxes) {
    fields = boxes;
    redraw();
  }

  function redraw() {
    const origin = root.getBoundingClientRect();
    const boxes = fields().filter((box) => box !== undefined);
    const parts = boxes
      .slice(1)
      .map((above, i) => svg("path", { d: pathOf(joined(boxes[i], above), origin) }));
    root.replaceChildren(...parts);
  }

  return { root, draw, stop: () => observer.disconnect() };
}

/** @typedef {[x: number, y: number]} Corner */

/**
 * The corners of what joins two fields: beside each other, or one below the other.
 * @param {DOMRect} below
 * @param {DOMRect} above in the stack
 * @returns {Corner[]}
 */
function joined(below, above) {
  if (above.left >= below.right) {
    return [
      [below.right, below.top],
      [above.left, above.top],
      [above.left, above.bottom],
      [below.right, below.bottom],
    ];
  }
  return [
    [below.left, below.bottom],
    [above.left, above.top],
    [above.right, above.top],
    [below.right, below.bottom],
  ];
}

/**
 * @param {Corner[]} corners
 * @param {{ left: number, top: number }} origin
 */
const pathOf = (corners, { left, top }) =>
  `M${corners.map(([x, y]) => `${(x - left).toFixed(1)} ${(y - top).toFixed(1)}`).join("L")}`;
