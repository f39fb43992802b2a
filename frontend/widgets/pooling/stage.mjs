// The pictures side by side: input, output and, if wanted, the gradient.
import { figure, operatorSign } from "../../parts/controls.mjs";
import { html, replaceKeepingFocus } from "../../parts/dom.mjs";
import { drawGradient, gradientSum, markGradient, paintGradient } from "./gradient.mjs";
import { drawInput, inputSize, markInput, markTap, paintInput } from "./input.mjs";
import { drawOutput, markOutput, paintOutput } from "./output.mjs";

/**
 * @typedef {import("./scene.mjs").Scene} Scene
 * @typedef {import("./scene.mjs").Place} Place
 *
 * @typedef {object} Hand
 * @property {Record<string, (event: any) => void>} onInput moves the window over the input
 * @property {(index: number | null) => void} point at an output, or no longer at any
 * @property {(index: number) => void} go to an output
 * @property {(event: KeyboardEvent) => void} keydown
 */

/** @param {Hand} hand */
export function poolingStage(hand) {
  const [input, output] = ["Input", "Output"].map((title) => figure(title));
  const gradient = figure("Gradient", "pooling-gradient");
  const arrow = operatorSign("→");
  const box = html("div", { class: "cnnlab-stage" }, input.box, arrow, output.box, gradient.box);
  /** @type {ReturnType<typeof draw> | null} */
  let pictures = null;

  /** @param {Scene} scene */
  const draw = (scene) => ({
    input: drawInput(scene, hand.onInput),
    output: drawOutput(scene, hand),
    gradient: drawGradient(scene),
  });

  const stop = () => Object.values(pictures ?? {}).forEach((picture) => picture.stop());

  /**
   * Draw what the sizes fix.
   * @param {Scene} scene
   */
  function layOut(scene) {
    stop();
    pictures = draw(scene);
    input.body.replaceChildren(pictures.input.root);
    replaceKeepingFocus(output.body, pictures.output.box, pictures.output.root);
    gradient.body.replaceChildren(pictures.gradient.box);
    input.note.textContent = inputSize(scene.settings);
    output.note.textContent = `${scene.rows} × ${scene.columns}`;
  }

  /**
   * Fill in the numbers.
   * @param {Scene} scene
   * @param {(share: number) => number[]} colours
   */
  function paint(scene, colours) {
    if (!pictures) return;
    paintInput(pictures.input, scene);
    paintOutput(pictures.output, scene, colours);
    if (!scene.settings.show_gradient) return;
    paintGradient(pictures.gradient, scene, colours);
    gradient.note.textContent = gradientSum(scene);
  }

  /**
   * Mark the window, and in it the pixel number t.
   * @param {Scene} scene
   * @param {Place} place
   */
  function mark(scene, place) {
    if (!pictures) return;
    markInput(pictures.input, scene, place);
    markOutput(pictures.output, place);
    markGradient(pictures.gradient, place);
  }

  /**
   * @param {Scene} scene
   * @param {Place} place
   * @param {number | null} t
   */
  const point = (scene, place, t) => pictures && markTap(pictures.input, scene, place, t);

  /** @param {boolean} shown */
  function showGradient(shown) {
    gradient.box.hidden = !shown;
    box.classList.toggle("cnnlab-pooling-three", shown);
  }

  /** @param {boolean} empty */
  function setVoid(empty) {
    for (const part of [output.box, gradient.box]) part.classList.toggle("cnnlab-void", empty);
  }

  return { box, layOut, paint, mark, point, showGradient, setVoid, stop };
}
