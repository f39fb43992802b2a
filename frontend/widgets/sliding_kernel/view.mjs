// The pictures and the sum below them, and what lights up together in them.
import { operatorSign } from "../../parts/controls.mjs";
import { html } from "../../parts/dom.mjs";
import { inputFigure } from "./input.mjs";
import { kernelFigure } from "./kernel.mjs";
import { outputFigure } from "./output.mjs";
import { isNumbered, pixelUnder, termsOf } from "./slide.mjs";
import { writtenSizes, writtenSum } from "./sum.mjs";
import { describeInput, describeOutput } from "./words.mjs";

/** @typedef {import("./slide.mjs").Slide} Slide */
/** @typedef {import("./slide.mjs").Moment} Moment */

/**
 * @param {object} hand what a hand does in them
 * @param {Record<string, (event: any) => void>} hand.onInput listeners for the pointer
 * @param {{ pointer: Record<string, (event: any) => void>, keydown: (event: KeyboardEvent) => void }} hand.onOutput
 * @param {{ set: (kernel: number[][]) => void, tell: (message: string | null) => void }} hand.onKernel
 */
export function slideView({ onInput, onOutput, onKernel }) {
  const [input, output] = [inputFigure(onInput), outputFigure(onOutput)];
  const kernel = kernelFigure(onKernel);
  const [sum, sizes] = [writtenSum(lightUp), writtenSizes()];
  const operator = operatorSign("⋆");
  const figures = [kernel.box, operator, input.box, operatorSign("="), output.box];
  const stage = html("div", { class: "cnnlab-stage" }, figures);
  /** @type {{ slide: Slide, moment: Moment, filled: number } | null} */
  let painted = null;

  /** @param {Slide} slide */
  function draw(slide) {
    painted = null;
    output.draw(slide);
    sum.draw(slide);
    sizes.draw(slide);
    shareRoom(stage, slide);
    operator.textContent = slide.flip ? "∗" : "⋆";
    return input.draw(slide);
  }

  /**
   * Returns whether there was more to paint than the window on its way.
   * @param {Slide} slide
   * @param {Moment} moment
   * @param {number} filled how many cells of the output are written
   */
  function paint(slide, moment, filled) {
    const { index, row, column, added } = moment;
    input.moveWindow(moment.place);
    const before = painted?.moment;
    if (before?.index === index && before.added === added && painted?.filled === filled)
      return false;
    painted = { slide, moment, filled };
    const terms = termsOf(slide, row, column);
    output.paint(slide, moment, filled, added ? terms[added - 1].sum : null);
    output.name(describeOutput(slide, moment));
    input.name(describeInput(slide, moment));
    sum.paint(terms, moment);
    return true;
  }

  /**
   * One product: its pixel, its weight and its line in the sum light up together.
   * @param {number} t -1 for none
   */
  function lightUp(t) {
    if (!painted) return;
    for (const elements of [sum.lines(), kernel.weights(), kernel.turnedWeights()]) {
      elements.forEach((element, i) => element.classList.toggle("cnnlab-lit", i === t));
    }
    input.showSpot(t < 0 ? null : pixelUnder(painted.slide, painted.moment, t));
  }

  /** @param {boolean} empty whether there is nothing to show, since the settings do not fit */
  function show(empty) {
    for (const { box } of [input, output]) box.classList.toggle("cnnlab-void", empty);
    for (const { box } of [sum, sizes]) box.classList.toggle("cnnlab-blank", empty);
    if (empty) painted = null;
  }

  return {
    stage,
    sum: sum.box,
    sizes: sizes.box,
    inputBox: input.box,
    drawKernel: kernel.draw,
    ...{ draw, paint, lightUp, show },
    stop() {
      input.stop();
      output.stop();
    },
  };
}

const LEAST = 24; // pixels: a number can be read in a cell that wide
const EDITED = 28; // and a weight can be typed
const ROOM = 750; // pixels for cells side by side, on a page of the usual width

/**
 * Tell the style sheet how many cells there are: it makes all of one size. Where numbers could not be
 * read with all three pictures side by side, the kernel stands above.
 * @param {HTMLElement} stage
 * @param {Slide} slide
 */
function shareRoom({ style, classList }, slide) {
  const least = isNumbered(slide) ? LEAST : 0;
  const [kernel, input, output] = [slide.kernel[0], slide.padded[0], slide.output[0]].map(
    (row) => row.length,
  );
  const counts = { kernel, input, output, rows: slide.padded.length };
  for (const [name, count] of Object.entries(counts)) style.setProperty(`--${name}`, String(count));
  style.setProperty("--least", `${least}px`);
  const width = EDITED * kernel + least * (input + output);
  classList.toggle("cnnlab-sliding-kernel-above", width > ROOM);
}
