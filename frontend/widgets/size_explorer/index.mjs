// The size explorer: which pixels the windows of a convolution reach, and, the other way round,
// the transposed convolution, which stamps the kernel onto them.
import MOST from "../../../src/cnnlab/widgets/limits/size_explorer.json" with { type: "json" }; // a side
import { checkDrawn } from "../../math/array_checks.mjs";
import { misfitInWords } from "../../math/misfits.mjs";
import { exploreSizes, sightsOf, spanOf, turnedRound } from "../../math/size_explorer.mjs";
import { card, notice, spokenPlace } from "../../parts/controls.mjs";
import { gridKeys } from "../../parts/keys.mjs";
import { commit, listen, same } from "../../parts/model.mjs";
import { player } from "../../parts/player.mjs";
import { windowHand } from "../../parts/sliding_window.mjs";
import { labelStamp, moveCursor, moveWindow, paintCanvas } from "./canvas.mjs";
import { makeFacts, showFacts, showPixel, showPlace } from "./facts.mjs";
import { settingsForm } from "./form.mjs";
import { markPlaces, moveMarker, paintPlaces } from "./places.mjs";
import { clearStage, drawStage, makeStage } from "./stage.mjs";
import { pixelHint, pixelInWords, placeInWords } from "./words.mjs";

const EXPLORED = [
  ...["image", "kernel", "size", "stride", "padding", "padding_mode", "dilation"],
  ...["transposed", "output_padding", "counting"],
];

// What Reset puts back.
export const settings = [...EXPLORED, "position", "playing", "speed"];

// A guess marked on the drawing holds as long as these do.
export { EXPLORED as drawnFrom };

export { pytorchCode } from "./pytorch.mjs";

/** @param {import("../../parts/mount.mjs").Model} model */
export function positions(model) {
  const [rows, columns] = exploreSizes(traitsOf(model, EXPLORED)).counts;
  return rows * columns;
}

/**
 * @param {import("../../parts/mount.mjs").Model} model
 * @param {HTMLElement} element
 */
export function render(model, element) {
  checkMatrices(model);
  /** @type {ReturnType<typeof drawStage> | null} */
  let drawing = null; // null while the settings do not fit
  /** @type {ReturnType<typeof momentOf> | null} */
  let shown = null; // the moment that is on the picture
  let cursor = 0; // the pixel of the canvas that was looked at last

  const { box: problem, tell, refuse } = notice();
  const stage = makeStage({ tell, set: editKernel });
  const facts = makeFacts();
  const spoken = spokenPlace();
  const form = settingsForm(model, { turn });
  const play = player(model, {
    name: "Window position",
    paint,
    moved: () => (spoken.textContent = facts.place.textContent),
  });
  const parts = [stage.root, play.bar, facts.root, problem, form.box, spoken];
  element.replaceChildren(card("Size explorer", "cnnlab-size-explorer", ...parts));

  // ---- drawing ---------------------------------------------------------------------------

  function draw() {
    drawing?.stop();
    try {
      checkMatrices(model);
      form.show();
      stage.showKernel(model.get("kernel"));
      drawing = drawn(exploreSizes(traitsOf(model, EXPLORED)));
      tell(null);
      shown = null;
      paint();
      look(null);
    } catch (error) {
      drawing = null;
      play.start(0);
      refuse(error, misfitInWords);
    }
    for (const part of [play.bar, facts.root])
      part.classList.toggle("cnnlab-blank", drawing === null);
    clearStage(stage, drawing === null);
  }

  function drawn(explored) {
    play.start(explored.counts[0] * explored.counts[1]);
    showFacts(facts, explored);
    cursor = 0;
    const options = { counting: model.get("counting"), done: play.filled() };
    return drawStage(stage, explored, options, hand);
  }

  function paint() {
    if (!drawing) return;
    const { explored, counting, canvas, places } = drawing;
    moveWindow(canvas, explored, play.index(), play.within());
    const moment = momentOf(play);
    if (same(moment, shown)) return;
    shown = moment;
    const { index, done, known } = moment;
    if (canvas.adding) paintCanvas(canvas, done);
    labelStamp(canvas, explored, canvas.adding && !known ? index : null);
    paintPlaces(places, done);
    moveMarker(places, explored, index);
    const words = placeInWords(explored, index, { written: known, counting });
    showPlace(facts, words, explored.transposed || known || counting);
    play.describe(facts.place.textContent);
    places.announce(facts.place.textContent);
  }

  /**
   * Look at a pixel of the canvas, or at none.
   * @param {number | null} index
   */
  function look(index) {
    if (!drawing) return;
    const { explored, counting, canvas, places } = drawing;
    const cell = index === null ? undefined : canvas.drawn.cells[index];
    const sights = cell ? sightsOf(explored, cell.row, cell.column) : [];
    const words = cell && pixelInWords(explored, cell, sights, counting);
    moveCursor(canvas, cell);
    markPlaces(places, sights);
    showPixel(facts, words, pixelHint(explored.transposed, counting));
    if (index === null || !words) return;
    cursor = index;
    canvas.announce(words);
  }

  // ---- the hand --------------------------------------------------------------------------

  const onWindow = windowHand(
    () => drawing && windowPlaces(drawing.explored),
    (place, [row, column]) => {
      play.point(place);
      if (drawing) look(row * drawing.explored.shape[1] + column);
    },
  );
  const hand = {
    canvas: {
      pointer: {
        ...onWindow,
        pointermove(event) {
          const { cell } = event.target.dataset;
          if (event.buttons === 0 && cell !== undefined) look(Number(cell));
          onWindow.pointermove(event);
        },
        pointerleave: () => look(null),
      },
      focus: () => look(cursor),
      key: gridKeys(
        () => drawing && [cursor, drawing.explored.shape[1], cellsIn(drawing.explored.shape)],
        (to) => {
          look(to);
          spoken.textContent = facts.pixel.textContent;
        },
      ),
    },
    places: {
      pointer: play.pointer(),
      key: gridKeys(
        () =>
          drawing && [play.index(), drawing.explored.counts[1], cellsIn(drawing.explored.counts)],
        play.jump,
      ),
    },
  };

  /** @param {number[][]} kernel */
  function editKernel(kernel) {
    form.kernelEdited(model.get("kernel"), kernel);
    commit(model, { kernel });
  }

  /** @param {boolean} transposed */
  function turn(transposed) {
    commit(model, drawing ? turnedRound(drawing.explored, model.get("image")) : { transposed });
  }

  const stopListening = listen(model, [...EXPLORED, "images"], draw);
  draw();
  return () => {
    stopListening();
    play.stop();
    drawing?.stop();
  };
}

/** @param {number[]} shape */
const cellsIn = ([rows, columns]) => rows * columns;

/** @returns {any} */
const traitsOf = (model, names) => Object.fromEntries(names.map((name) => [name, model.get(name)]));

/**
 * @param {import("../../math/size_explorer.mjs").Explored} explored
 */
const windowPlaces = (explored) => ({
  cells: explored.shape,
  spans: spanOf(explored),
  steps: explored.steps,
  places: explored.counts,
});

/**
 * Which place it is, how many are done, and whether this one is. A fifth of a place's time is for
 * sliding, and after three fifths the result is written.
 */
function momentOf(play) {
  const index = play.index();
  const done = Math.max(play.filled(), index + (play.within() >= 0.6 ? 1 : 0));
  return { index, done, known: index < done };
}

/** @param {import("../../parts/mount.mjs").Model} model */
function checkMatrices(model) {
  checkDrawn("image", model.get("image"), [MOST.image, MOST.image]);
  checkDrawn("kernel", model.get("kernel"), [MOST.kernel, MOST.kernel]);
  for (const [name, image] of Object.entries(model.get("images")))
    checkDrawn(`images["${name}"]`, image, [MOST.image, MOST.image]);
}
