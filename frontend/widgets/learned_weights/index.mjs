// What a linear layer learned from digits in gravel: its weights as pictures, and what it gets right.
import {
  checkPictures,
  foundFor,
  imageOf,
  meanWeights,
  weightsOf,
} from "../../math/learned_weights.mjs";
import { card, notice } from "../../parts/controls.mjs";
import { html, setWords } from "../../parts/dom.mjs";
import { listen } from "../../parts/model.mjs";
import { whenThemeChanges } from "../../parts/theme.mjs";
import { settingsForm } from "./form.mjs";
import { pictures } from "./pictures.mjs";
import { accuracyPlot } from "./plot.mjs";
import { aboutAccuracy, aboutWeights } from "./words.mjs";

// What Reset puts back.
export const settings = ["side", "images", "digit"];

/**
 * @param {import("../../parts/mount.mjs").Model} model
 * @param {HTMLElement} element
 */
export function render(model, element) {
  const form = settingsForm(model);
  const { image, weights } = pictures();
  const plot = accuracyPlot();
  const stage = html(
    "div",
    { class: "cnnlab-learned-weights-stage" },
    [image, weights, plot].map(({ box }) => box),
  );
  const accuracy = html("p", {
    class: "cnnlab-total cnnlab-learned-weights-right",
    role: "status",
  });
  const sizes = html("p", { class: "cnnlab-total", role: "status" });
  const { box: problem, tell, refuse } = notice();
  element.replaceChildren(
    card(
      "Learned weights",
      "cnnlab-learned-weights",
      ...[form.box, problem, stage, accuracy, sizes],
    ),
  );

  function draw() {
    const [side, images, digit] = settings.map((name) => model.get(name));
    const [learned, digits, ground] = ["learned", "digits", "ground"].map((n) => model.get(n));
    let drawn = false;
    try {
      const found = foundFor(learned, side, images);
      checkPictures(digits, ground, side, digit);
      const shown = weightsOf(found, digit);
      const span = digits[digit].length;
      form.show(learned, digits.length);
      image.show(imageOf(digits[digit], ground, side), digit);
      weights.show(shown, digit, span);
      plot.show(learned, found);
      setWords(accuracy, ...written(aboutAccuracy(found)));
      sizes.replaceChildren(...written(aboutWeights(meanWeights(shown, span))));
      tell(null);
      drawn = true;
    } catch (error) {
      refuse(error);
    }
    for (const part of [stage, accuracy, sizes]) part.hidden = !drawn;
  }

  draw();
  const stops = [
    listen(model, [...settings, "digits", "ground", "learned"], draw),
    whenThemeChanges(draw),
  ];
  return () => stops.forEach((stop) => stop());
}

/** @param {string[]} parts of a sentence */
const written = (parts) => parts.map((part, i) => (i % 2 ? html("strong", {}, part) : part));
