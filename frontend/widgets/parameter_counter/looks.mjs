// How kernels are told apart: nine looks, three colours by three patterns, so that it works
// without colour, too.
import { setText, svg, uniqueId } from "../../parts/dom.mjs";

/**
 * A shape that takes a look: its face is coloured, its cover patterned.
 * @typedef {object} Shape
 * @property {SVGElement} face
 * @property {SVGElement} cover
 * @property {SVGElement} text
 */

/** The patterns that a drawing needs, and the way to give its shapes the look of a kernel. */
export function kernelLooks() {
  const [stripes, dots] = [uniqueId(), uniqueId()];
  const covers = ["none", `url(#${stripes})`, `url(#${dots})`];
  const defs = svg(
    "defs",
    {},
    pattern(stripes, svg("path", { d: "M-2 2L2 -2M0 8L8 0M6 10L10 6" })),
    pattern(dots, svg("circle", { cx: 4, cy: 4, r: 1.2 })),
  );

  /**
   * @param {Shape} shape
   * @param {number | null} owner the kernel's number, or null for a plain shape
   * @param {string} word
   */
  function paint({ face, cover, text }, owner, word) {
    face.setAttribute("class", owner === null ? "" : lookOf(owner));
    cover.setAttribute("fill", owner === null ? "none" : covers[Math.floor(owner / 3) % 3]);
    setText(text, word);
  }

  return { defs, paint };
}

/**
 * The class that colours a kernel.
 * @param {number} owner
 */
export const lookOf = (owner) => `cnnlab-parameter-counter-look-${owner % 3}`;

/** @param {string} id @param {SVGElement} shape */
const pattern = (id, shape) =>
  svg(
    "pattern",
    {
      id,
      width: 8,
      height: 8,
      patternUnits: "userSpaceOnUse",
      class: "cnnlab-parameter-counter-pattern",
    },
    shape,
  );
