// Guess the pixel: one pixel of a covered photograph, guessed again as more around it is uncovered.
import LIMITS from "../../../src/cnnlab/widgets/limits/pixel_guess.json" with { type: "json" };
import { checkDrawn } from "../../math/array_checks.mjs";
import { checkCount, Misfit } from "../../math/checks.mjs";
import { askedPixel, CLUES, REACH, valueAt } from "../../math/pixel_guess.mjs";
import { card, figure, notice, textButton } from "../../parts/controls.mjs";
import { html, setWords } from "../../parts/dom.mjs";
import { commit, listen } from "../../parts/model.mjs";
import { counted } from "../../parts/numbers.mjs";
import { valueSlider } from "../../parts/sliders.mjs";
import { errorsPlot } from "./errors.mjs";
import { closeUp, farPixel, photograph } from "./pictures.mjs";

// What Reset puts back.
export const settings = ["round", "level", "levels", "errors"];

const [LEAST, MOST] = [2 * REACH + 1, LIMITS.image]; // rows and columns of an image

/**
 * @param {import("../../parts/mount.mjs").Model} model
 * @param {HTMLElement} element
 */
export function render(model, element) {
  checkTraits(model);
  const figures = {
    photo: figure("Photograph", "pixel-guess-photograph"),
    near: figure("Around the pixel", "pixel-guess-near"),
    far: figure("Far pixel", "pixel-guess-far"),
    errors: figure("Your errors", "pixel-guess-errors"),
  };
  const pictures = {
    photo: photograph(figures.photo.body),
    near: closeUp(figures.near.body),
    far: farPixel(figures.far.body),
  };
  const plot = errorsPlot(figures.errors.body);
  figures.near.note.textContent = "5 × 5";
  const stage = html(
    "div",
    { class: "cnnlab-stage" },
    figures.photo.box,
    figures.near.box,
    figures.far.box,
  );
  const { box: problem, tell, refuse } = notice();
  const says = html("p", { class: "cnnlab-total cnnlab-pixel-guess-says", role: "status" });
  const grey = valueSlider("Grey level", { min: 0, max: 255 }, (level) => commit(model, { level }));
  const next = textButton("", goOn, { class: "cnnlab-play" });
  const transport = html(
    "div",
    { class: "cnnlab-transport" },
    ...[grey.label, grey.control, grey.readout, next],
  );
  const parts = [stage, problem, says, transport, figures.errors.box];
  element.replaceChildren(card("Guess the pixel", "cnnlab-pixel-guess", ...parts));

  const asked = () => askedPixel(model.get("images"), model.get("round"));

  function goOn() {
    const levels = [...model.get("levels"), model.get("level")];
    if (levels.length > CLUES.length)
      commit(model, { round: model.get("round") + 1, levels: [], level: 128 });
    else if (levels.length === CLUES.length) {
      const off = levels.map((level) => Math.abs(level - valueAt(asked())));
      commit(model, { levels, errors: [...model.get("errors"), off] });
    } else commit(model, { levels });
  }

  function draw() {
    try {
      checkTraits(model);
      tell(null);
    } catch (error) {
      return refuse(error);
    }
    const [pixel, levels, level] = [asked(), model.get("levels"), model.get("level")];
    const step = levels.length;
    const done = step === CLUES.length;
    pictures.photo(pixel, step);
    pictures.near(pixel, step, level);
    pictures.far(pixel, step);
    const sides = `${pixel.image.length} × ${pixel.image[0].length}`;
    figures.photo.note.textContent = done ? sides : "covered";
    figures.far.note.textContent = `${Math.abs(pixel.far)} to the ${pixel.far > 0 ? "right" : "left"}`;
    setWords(says, ...inWords(levels, valueAt(pixel)));
    grey.show(level);
    grey.control.disabled = done;
    next.textContent = done ? "Next pixel" : "Guess";
    const errors = model.get("errors");
    figures.errors.note.textContent = counted(errors.length, "pixel");
    plot(errors);
  }

  draw();
  return listen(model, [...settings, "images"], draw);
}

/** @param {number[]} levels @param {number} truth */
function inWords(levels, truth) {
  const step = levels.length;
  if (step < CLUES.length)
    return [
      `Guess ${step + 1} of ${CLUES.length}. You know `,
      html("strong", {}, CLUES[step]),
      ": how bright is the pixel in the middle?",
    ];
  const off = levels.map((level, i) => `${Math.abs(level - truth)} (${CLUES[i]})`).join(", ");
  return ["It is ", html("strong", {}, String(truth)), `. Your guesses were off by ${off}.`];
}

/** @param {import("../../parts/mount.mjs").Model} model */
function checkTraits(model) {
  checkCount("round", model.get("round"), 0);
  checkLevels("level", [model.get("level")]);
  checkLevels("levels", model.get("levels"));
  if (model.get("levels").length > CLUES.length)
    throw new Misfit(`levels must have at most ${CLUES.length} entries`);
  if (!Array.isArray(model.get("errors"))) throw new Misfit("errors must be a list");
  for (const each of model.get("errors")) {
    checkLevels("errors", each);
    if (each.length !== CLUES.length)
      throw new Misfit(`each entry of errors must be ${CLUES.length} numbers`);
  }
  const images = Object.entries(model.get("images"));
  if (images.length === 0) throw new Misfit("images must hold at least one");
  for (const [name, image] of images)
    if (Math.min(...checkDrawn(`images["${name}"]`, image, [MOST, MOST])) < LEAST)
      throw new Misfit(`images["${name}"] must have at least ${LEAST} rows and columns`);
}

/** @param {string} name @param {any} levels */
function checkLevels(name, levels) {
  if (!Array.isArray(levels) || levels.some((n) => !Number.isInteger(n) || n < 0 || n > 255))
    throw new Misfit(`${name} must hold whole numbers from 0 to 255 only`);
}
