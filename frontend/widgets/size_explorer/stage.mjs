// The stage of the size explorer: kernel ⋆ input = output, all with cells of one size.
import { checkMatrix } from "../../math/array_checks.mjs";
import { spanOf } from "../../math/size_explorer.mjs";
import { figure, operatorSign } from "../../parts/controls.mjs";
import { html, replaceKeepingFocus } from "../../parts/dom.mjs";
import { hideTinyNumbers } from "../../parts/grid.mjs";
import { kernelEditor } from "../../parts/kernel_editor.mjs";
import { same } from "../../parts/model.mjs";
import { largest } from "../../parts/numbers.mjs";
import { canvasView, paintCanvas } from "./canvas.mjs";
import { paintPlaces, placesView } from "./places.mjs";
import { by, sizesInWords } from "./words.mjs";

/**
 * @typedef {import("../../math/size_explorer.mjs").Explored} Explored
 * @typedef {ReturnType<typeof makeStage>} Stage
 */

const FIGURES = /** @type {const} */ (["input", "kernel", "output"]);

/** @param {{set: (kernel: number[][]) => void, tell: (problem: string) => void}} edit */
export function makeStage(edit) {
  const [input, kernel, output] = ["Input", "Kernel", "Output"].map((name) => figure(name));
  const operator = operatorSign("⋆");
  const parts = [kernel.box, operator, input.box, operatorSign("="), output.box];
  const root = html("div", { class: "cnnlab-stage" }, parts);
  return {
    root,
    input,
    output,
    operator,
    kernel,
    showKernel: kernelPart(root.style, kernel, edit),
  };
}

/**
 * The kernel, if it fits the input or not. Its boxes stay as long as its size does, so that the focus
 * stays, too.
 * @param {CSSStyleDeclaration} style of the stage
 * @param {ReturnType<typeof figure>} figure
 * @param {any} edit
 */
function kernelPart(style, { body, note }, edit) {
  /** @type {ReturnType<typeof kernelEditor> | null} */
  let editor = null;
  /** @type {number[] | null} */
  let size = null;
  return (/** @type {number[][]} */ kernel) => {
    const kernelSize = checkMatrix("kernel", kernel);
    if (!editor || !same(size, kernelSize)) {
      editor = kernelEditor(kernel, edit);
      size = kernelSize;
      body.replaceChildren(editor.root);
    }
    editor.show(kernel, largest(kernel));
    note.textContent = by(kernelSize);
    style.setProperty("--kernel", `${kernelSize[1]}`);
  };
}

/**
 * Draw all that stays while the window moves. `done` places are on the picture already.
 * @param {Stage} stage
 * @param {Explored} explored
 * @param {{counting: boolean, done: number}} options
 * @param {{canvas: any, places: any}} hand listeners
 */
export function drawStage(stage, explored, { counting, done }, hand) {
  const canvas = canvasView(explored, counting, hand.canvas);
  const places = placesView(explored, counting, hand.places);
  const stops = [canvas, places].map((view) => hideTinyNumbers(view.drawn));
  paintCanvas(canvas, done);
  paintPlaces(places, done);
  const [left, right] = explored.transposed ? [places, canvas] : [canvas, places];
  replaceKeepingFocus(stage.input.body, left.drawn.root);
  replaceKeepingFocus(stage.output.body, right.drawn.root);
  stage.operator.replaceChildren("⋆", explored.transposed ? html("sup", {}, "T") : "");
  const sizes = sizesInWords(explored);
  for (const name of FIGURES) stage[name].note.textContent = sizes[name];
  shareRoom(stage, explored);
  return { explored, counting, canvas, places, stop: () => stops.forEach((stop) => stop()) };
}

/**
 * Take away what would be wrong while settings do not fit each other. The kernel stays to be changed.
 * @param {Stage} stage
 * @param {boolean} empty
 */
export function clearStage({ root, input, output }, empty) {
  for (const { box } of [input, output]) box.classList.toggle("cnnlab-void", empty);
  if (empty) for (const apart of ["--down", "--right"]) root.style.setProperty(apart, "1");
}

const LEAST = 20; // pixels: in narrower cells numbers are hidden
const EDITED = 24; // and a weight can be typed in none that is narrower
const ROOM = 530; // pixels for cells side by side, on a page of the usual width

/**
 * Tell the style sheet how many cells there are, and how far apart the weights: it makes all cells of
 * one size. Where that would be too small with all three pictures side by side, the kernel stands above.
 * @param {Stage} stage
 * @param {Explored} explored
 */
function shareRoom({ root: { style, classList } }, explored) {
  const { transposed, shape, counts, holes } = explored;
  const [input, output] = transposed ? [counts, shape] : [shape, counts];
  const kernel = spanOf(explored)[1];
  const numbers = {
    ...{ kernel, input: input[1], output: output[1], down: holes[0], right: holes[1] },
    rows: Math.max(input[0], output[0]),
  };
  for (const [name, number] of Object.entries(numbers)) style.setProperty(`--${name}`, `${number}`);
  const width = EDITED * kernel + LEAST * (input[1] + output[1]);
  classList.toggle("cnnlab-size-explorer-above", width > ROOM);
}
