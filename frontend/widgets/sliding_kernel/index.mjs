// The sliding kernel: one window at a time is multiplied by the kernel and summed into one output.
import MOST from "../../../src/cnnlab/widgets/limits/sliding_kernel.json" with { type: "json" }; // a side
import { checkDrawn } from "../../math/array_checks.mjs";
import { misfitInWords } from "../../math/misfits.mjs";
import { card, notice, spokenPlace } from "../../parts/controls.mjs";
import { gridKeys } from "../../parts/keys.mjs";
import { commit, listen } from "../../parts/model.mjs";
import { ownImage } from "./own_image.mjs";
import { player } from "../../parts/player.mjs";
import { windowHand } from "../../parts/sliding_window.mjs";
import { inputBrush } from "./brush.mjs";
import { settingsForm } from "./form.mjs";
import { isNumbered, momentOf, samePlace, SLID, slideOf, windowPlaces } from "./slide.mjs";
import { slideView } from "./view.mjs";
import { describeOutput } from "./words.mjs";

/** @typedef {import("../../parts/mount.mjs").Model} Model */
/** @typedef {import("./slide.mjs").Slide} Slide */

// What Reset puts back.
export const settings = [...SLID, "position", "playing", "speed"];

// A guess marked on the drawing holds as long as these do.
export { SLID as drawnFrom };

export { pytorchCode } from "./pytorch.mjs";

/** @param {Model} model */
export function positions(model) {
  const { rows, columns } = slideOf(traitsOf(model));
  return rows * columns;
}

/**
 * @param {Model} model
 * @param {HTMLElement} element
 */
export function render(model, element) {
  checkMatrices(model);
  /** @type {Slide | null} */
  let slide = null; // null while the settings do not fit each other
  /** @type {Slide | null} */
  let lastSlide = null; // the last one that did

  const { box: problem, tell, refuse } = notice();
  const own = ownImage(model, { tell, paintingChanged });
  const brush = inputBrush(own.touch);
  /** @type {number | null} */
  let before = null; // where the kernel stood when painting began
  const play = player(model, { name: "Output position", paint, moved });
  const onWindow = windowHand(() => slide && windowPlaces(slide), play.point);
  const view = slideView({
    onInput: unlessPainting(onWindow),
    onOutput: { pointer: play.pointer(), keydown: gridKeys(outputCell, play.jump) },
    onKernel: { tell, set: setKernel },
  });
  const form = settingsForm(model, { sizes: view.sizes, own: own.box });
  const spoken = spokenPlace();
  const picture = [view.stage, play.bar, view.sum];
  const parts = [...form.above, problem, ...picture, form.below, spoken];
  element.replaceChildren(card("Sliding kernel", "cnnlab-sliding-kernel", ...parts));

  /** @param {Set<string>} [changed] traits, none at first */
  function refresh(changed) {
    const earlier = lastSlide;
    slide = null;
    try {
      checkMatrices(model);
      form.refresh();
      own.refresh();
      view.drawKernel(model.get("kernel"), model.get("flip"));
      slide = slideOf(traitsOf(model));
      tell(null);
    } catch (error) {
      refuse(error, misfitInWords);
    }
    if (slide && earlier && !changed?.has("position"))
      commit(model, { position: samePlace(earlier, model.get("position"), slide) });
    lastSlide = slide ?? earlier;
    const outputs = slide ? slide.rows * slide.columns : 0;
    // A photograph's output is there at once: a thousand windows are too long to wait for.
    play.start(outputs, 0, slide && !isNumbered(slide) ? outputs : 0);
    play.bar.classList.toggle("cnnlab-blank", slide === null);
    view.show(slide === null);
    if (slide) draw(slide);
  }

  /** @param {Slide} slide */
  function draw(slide) {
    const focused = view.inputBox.contains(document.activeElement);
    const input = view.draw(slide);
    if (own.painting()) {
      brush.putOn(input, slide);
      if (focused) input.root.focus();
    }
    paint();
  }

  function paint() {
    if (!slide) return;
    const moment = momentOf(slide, play.index(), play.within());
    if (!view.paint(slide, moment, play.filled())) return;
    play.describe(describeOutput(slide, moment));
    if (play.playing()) view.lightUp(moment.added < slide.products ? moment.added - 1 : -1);
  }

  // The reader has jumped to a position.
  function moved() {
    if (!slide) return;
    view.lightUp(-1);
    spoken.textContent = describeOutput(slide, momentOf(slide, play.index(), 1));
  }

  function outputCell() {
    return slide && [play.index(), slide.columns, slide.rows * slide.columns];
  }

  /** @param {number[][]} kernel with a weight changed by hand */
  function setKernel(kernel) {
    form.kernelEdited(model.get("kernel"), kernel);
    commit(model, { kernel });
  }

  /**
   * What a hand does on the input; while it holds the brush, it paints instead.
   * @param {Record<string, (event: any) => void>} hand
   */
  function unlessPainting(hand) {
    const either = (/** @type {(event: any) => void} */ listener) => (/** @type {any} */ event) =>
      own.painting() ? stroke(event) : listener(event);
    const listeners = Object.entries(hand);
    return Object.fromEntries(listeners.map(([name, listener]) => [name, either(listener)]));
  }

  /** @param {any} event */
  function stroke(event) {
    if (slide && event.buttons & 1) brush.paint(Number(event.target.dataset?.cell));
  }

  function paintingChanged() {
    refresh();
    if (!slide) return;
    // What is painted changes the output: show all of it, and come back afterwards.
    const last = slide.rows * slide.columns - 1;
    if (own.painting()) {
      before = play.index();
      play.jump(last);
    } else if (before !== null) {
      if (play.index() === last) play.jump(before);
      before = null;
    }
  }

  const stopListening = [
    listen(model, [...SLID, "images", "kernels", "position"], (changed) => {
      // The position alone is the player's matter.
      if (changed.size > 1 || !changed.has("position")) refresh(changed);
    }),
    listen(model, ["controls"], form.layOut),
  ];
  refresh();

  return () => {
    stopListening.forEach((stop) => stop());
    play.stop();
    view.stop();
  };
}

/** @param {Model} model */
function checkMatrices(model) {
  checkDrawn("image", model.get("image"), [MOST.image, MOST.image]);
  checkDrawn("kernel", model.get("kernel"), [MOST.kernel, MOST.kernel]);
}

/** @param {Model} model */
const traitsOf = (model) => Object.fromEntries(SLID.map((name) => [name, model.get(name)]));
