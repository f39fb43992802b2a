// Aliasing by hand: a wave or a picture of which every stride-th pixel is kept, what the kept pixels
// show, and how much of it is false, with a blur and without.
import { card, notice } from "../../parts/controls.mjs";
import { html, setText, setWords } from "../../parts/dom.mjs";
import { listen } from "../../parts/model.mjs";
import { energyBar } from "./energy.mjs";
import { settingsForm } from "./form.mjs";
import { measured } from "./measured.mjs";
import { picturePair } from "./pictures.mjs";
import { wavePlot } from "./wave.mjs";
import { inWords, shareInWords } from "./words.mjs";

// What Reset puts back.
export const settings = ["view", "period", "phase", "angle", "stride", "blur_size"];

/**
 * @param {import("../../parts/mount.mjs").Model} model
 * @param {HTMLElement} element
 */
export function render(model, element) {
  const { box: problem, refuse, tell } = notice();
  const form = settingsForm(model);
  const wave = wavePlot();
  const pictures = picturePair();
  const bar = energyBar();
  const share = html("p", { class: "cnnlab-total cnnlab-aliasing-share", role: "status" });
  const facts = html("p", { class: "cnnlab-total cnnlab-aliasing-facts", role: "status" });
  element.replaceChildren(
    card(
      "Aliasing",
      "cnnlab-aliasing",
      problem,
      ...[wave.box, pictures.box, bar.box, share, facts, form.box],
    ),
  );

  function draw() {
    form.show();
    const parts = [wave.box, pictures.box, bar.box, share, facts];
    try {
      const found = measured(model);
      wave.box.hidden = found.image !== undefined;
      pictures.box.hidden = !wave.box.hidden;
      if (found.image) pictures.show(found);
      else wave.show(found);
      bar.show(found);
      setWords(share, ...shareInWords(found.falseShare));
      setText(facts, inWords(found));
      [bar.box, share].forEach((part) => (part.hidden = false));
      facts.hidden = facts.textContent === "";
      tell(null);
    } catch (error) {
      parts.forEach((part) => (part.hidden = true));
      refuse(error);
    }
  }

  draw();
  return listen(model, [...settings, "images"], draw);
}
