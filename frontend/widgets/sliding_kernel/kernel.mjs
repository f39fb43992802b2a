// The kernel: a box for each weight, and below them the kernel as it slides, if it is turned.
import { flipped } from "../../math/conv.mjs";
import { figure } from "../../parts/controls.mjs";
import { html } from "../../parts/dom.mjs";
import { kernelEditor, weightCells, weightText } from "../../parts/kernel_editor.mjs";
import { largest } from "../../parts/numbers.mjs";
import { describeTurned, shapeOf } from "./words.mjs";

/**
 * @param {object} hand
 * @param {(kernel: number[][]) => void} hand.set takes the kernel with a weight changed
 * @param {(message: string | null) => void} hand.tell says what is wrong
 */
export function kernelFigure({ set, tell }) {
  const { box, body, note } = figure("Kernel");
  const title = html(
    "p",
    { class: "cnnlab-note cnnlab-sliding-kernel-turned" },
    "turned by 180°, as it slides:",
  );
  const turned = html("div", {}, title);
  let editor;
  let turnedCells;

  return {
    box,
    /**
     * @param {number[][]} kernel
     * @param {boolean} flip
     */
    draw(kernel, flip) {
      const most = largest(kernel);
      // The boxes stay as long as they can, and the focus with them.
      if (note.textContent !== shapeOf(kernel)) {
        note.textContent = shapeOf(kernel);
        editor = kernelEditor(kernel, { tell, set });
        body.replaceChildren(editor.root, turned);
      }
      editor.show(kernel, most);
      const label = { role: "img", "aria-label": describeTurned(flipped(kernel)) };
      turnedCells = weightCells(flipped(kernel), most, (weight) => weightText(weight), label);
      turned.replaceChildren(title, turnedCells);
      turned.hidden = !flip;
    },
    // Both in the order in which the window is read, which the turned kernel is in.
    weights: () =>
      turned.hidden ? [...editor.root.children] : [...editor.root.children].reverse(),
    turnedWeights: () => [...turnedCells.children],
  };
}
