// im2col: windows lift out of the image and lie down as the rows of a matrix. The matrices stand as
// one multiplies them by hand: windows on the left, kernels above, and each product where a row and
// a column meet. On the way back the rows return to their windows, and overlaps add up.
import { checkTensor } from "../../math/array_checks.mjs";
import { card, notice, spokenPlace } from "../../parts/controls.mjs";
import { listen } from "../../parts/model.mjs";
import { player } from "../../parts/player.mjs";
import { draw } from "./drawing.mjs";
import { settingsForm } from "./form.mjs";
import { sceneOf } from "./scene.mjs";
import { emptyStage } from "./stage.mjs";
import { sizesInWords } from "./words.mjs";

const DRAWN = ["image", "weight", "stride", "padding", "way"];
const OFFERED = ["images", "weights"];

// What Reset puts back.
export const settings = [...DRAWN, "position", "playing", "speed"];

// A guess marked on the drawing holds as long as these do.
export { DRAWN as drawnFrom };

export { pytorchCode } from "./pytorch.mjs";

/** @param {import("../../parts/mount.mjs").Model} model */
export const positions = (model) => sceneOf(chosen(model)).rows;

/**
 * @param {import("../../parts/mount.mjs").Model} model
 * @param {HTMLElement} element
 */
export function render(model, element) {
  checkTensor("image", model.get("image"), 3);
  checkTensor("weight", model.get("weight"), 4);
  /** @type {ReturnType<typeof draw> | null} */
  let drawing = null; // none while the settings do not fit

  const stage = emptyStage();
  const spoken = spokenPlace();
  const { box: problem, tell, refuse } = notice();
  const form = settingsForm(model, tell);
  const play = player(model, {
    name: "Window",
    paint: () => drawing?.paint(),
    moved: () => drawing?.say(),
  });
  element.replaceChildren(
    card(
      "im2col",
      "cnnlab-im2col",
      play.bar, // first, within reach however many rows there are
      stage.root,
      problem,
      form.settings,
      form.editing,
      spoken,
    ),
  );

  /** @param {Set<string>} [changed] traits, none at first */
  function refresh(changed) {
    drawing?.stop();
    drawing = null;
    try {
      form.show();
      const scene = sceneOf(chosen(model));
      tell(null);
      play.start(scene.rows);
      drawing = draw(scene, stage, play, spoken);
      drawing.paint();
      if (changed) drawing.say(`${sizesInWords(scene)} `);
    } catch (error) {
      play.start(0);
      refuse(error, misfitInWords);
    }
    for (const part of [play.bar, stage.side]) part.hidden = drawing === null;
    stage.matrices.classList.toggle("cnnlab-void", drawing === null);
  }

  const stopListening = listen(model, [...DRAWN, ...OFFERED], refresh);
  refresh();
  return () => {
    stopListening();
    play.stop();
    drawing?.stop();
  };
}

/**
 * @param {import("../../parts/mount.mjs").Model} model
 * @returns {Parameters<typeof sceneOf>[0]}
 */
const chosen = (model) =>
  /** @type {any} */ (Object.fromEntries(DRAWN.map((name) => [name, model.get(name)])));

/** @param {string} reason */
const misfitInWords = (reason) =>
  `This setting does not fit: ${reason}. Change it, or press Reset.`;
