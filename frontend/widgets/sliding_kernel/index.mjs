// The sliding kernel: one window at a time is multiplied by the kernel and summed into one output.
import { checkMatrix } from "../../math/checks.mjs";
import { card, notice, spokenPlace } from "../../parts/controls.mjs";
import { gridKeys } from "../../parts/keys.mjs";
import { commit, listen } from "../../parts/model.mjs";
import { ownImage } from "../../parts/own_image.mjs";
import { player } from "../../parts/player.mjs";
import { windowAt } from "../../parts/sliding_window.mjs";
import { inputBrush } from "./brush.mjs";
import { settingsForm } from "./form.mjs";
import { momentOf, SLID, slideOf, windowPlaces } from "./slide.mjs";
import { slideView } from "./view.mjs";
import { describeOutput } from "./words.mjs";

/** @typedef {import("../../parts/mount.mjs").Model} Model */
/** @typedef {import("./slide.mjs").Slide} Slide */

// What Reset puts back.
export const settings = [...SLID, "position", "playing", "speed"];

/**
 * @param {Model} model
 * @param {HTMLElement} element
 */
export function render(model, element) {
  checkMatrices(model);
  /** @type {Slide | null} */
  let slide = null; // null while the settings do not fit each other

  const { box: problem, tell } = notice();
  const form = settingsForm(model);
  const own = ownImage(model, { tell, paintingChanged });
  const brush = inputBrush(own.touch);
  const play = player(model, { name: "Output position", paint, moved });
  const view = slideView({
    onInput: { pointerdown: grab, pointermove: drag },
    onOutput: { hover: play.hover, keydown: gridKeys(outputCell, play.jump) },
    onKernel: { tell, set: (kernel) => commit(model, { kernel }) },
  });
  const pull = windowAt(() => slide && windowPlaces(slide), play.point);
  const spoken = spokenPlace();
  const below = [play.bar, problem, ...view.texts, form.box, own.box, spoken];
  element.replaceChildren(card("Sliding kernel", "cnnlab-sliding-kernel", view.stage, ...below));

  function refresh() {
    slide = null;
    try {
      checkMatrices(model);
      form.refresh();
      view.drawKernel(model.get("kernel"), model.get("flip"));
      slide = slideOf(Object.fromEntries(SLID.map((name) => [name, model.get(name)])));
      tell(null);
    } catch (error) {
      tell(`This setting does not fit: ${/** @type {Error} */ (error).message}.`);
    }
    play.start(slide ? slide.rows * slide.columns : 0);
    play.bar.hidden = slide === null;
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
    play.describe(`row ${moment.row}, column ${moment.column}`);
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

  /** @param {any} event */
  function grab(event) {
    if (!own.painting()) event.currentTarget.setPointerCapture(event.pointerId);
    drag(event);
  }

  /** @param {any} event */
  function drag(event) {
    if (!slide || !(event.buttons & 1)) return;
    if (own.painting()) brush.paint(Number(event.target.dataset?.cell));
    else pull(event);
  }

  function paintingChanged() {
    refresh();
    // What is painted changes the output: show all of it.
    if (slide && own.painting()) play.jump(slide.rows * slide.columns - 1);
  }

  const stopListening = listen(model, [...SLID, "images", "kernels"], refresh);
  refresh();

  return () => {
    stopListening();
    play.stop();
    view.stop();
  };
}

/** @param {Model} model */
function checkMatrices(model) {
  for (const name of ["image", "kernel"]) checkMatrix(name, model.get(name));
}
