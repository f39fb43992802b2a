// Shifts of an image: how well the feature map moves along, and how much the pooled map changes.
import { checkMatrix } from "../../math/array_checks.mjs";
import { checkPixels, measureShift } from "../../math/shift.mjs";
import { card, notice, spokenPlace } from "../../parts/controls.mjs";
import { html, setText } from "../../parts/dom.mjs";
import { listen } from "../../parts/model.mjs";
import { whenThemeChanges } from "../../parts/theme.mjs";
import { changeCurve } from "./curve.mjs";
import { settingsForm, shiftSliders } from "./form.mjs";
import { shiftingHand } from "./hand.mjs";
import { shiftPictures } from "./pictures.mjs";
import { inBrief, settingsInBrief, summary } from "./words.mjs";

// What Reset puts back.
export const settings = [
  "image",
  "kernel",
  "down",
  "right",
  "border",
  "stride",
  "pooling",
  "pool_size",
];
const SHIFT = ["down", "right"];
const OFFERED = ["images", "kernels"];

/**
 * @param {import("../../parts/mount.mjs").Model} model
 * @param {HTMLElement} element
 */
export function render(model, element) {
  checkMatrix("image", model.get("image"));
  checkMatrix("kernel", model.get("kernel"));
  for (const name of ["down", "right"]) checkPixels(name, model.get(name));

  const hand = shiftingHand(model);
  const pictures = shiftPictures(hand.handle);
  const { box: problem, tell, refuse } = notice();
  const sliders = shiftSliders(model, hand.putBack);
  const says = html("p", { class: "cnnlab-total" });
  const spoken = spokenPlace();
  const curve = changeCurve();
  const form = settingsForm(model);
  const parts = [pictures.root, problem, sliders.root, says, curve.root, form.root, spoken];
  element.replaceChildren(card("Shift", "cnnlab-shift", ...parts));

  /** @param {Set<string>} [changed] traits, if any have changed */
  function refresh(changed) {
    sliders.show();
    form.show();
    try {
      const chosen = chosenSettings(model);
      const measured = measureShift(chosen);
      pictures.show(measured);
      const changes = curve.show(chosen);
      says.replaceChildren(...summary(measured, chosen).map(sentencePart));
      if (changed) {
        const set = [...changed].some((name) => !SHIFT.includes(name));
        const first = set ? settingsInBrief(measured, changes) : "";
        setText(spoken, first + inBrief(measured, chosen));
      }
      tell(null);
    } catch (error) {
      refuse(error);
    }
    pictures.root.classList.toggle("cnnlab-void", !problem.hidden);
    says.hidden = curve.root.hidden = !problem.hidden;
  }

  const stops = [
    listen(model, [...settings, ...OFFERED], refresh),
    whenThemeChanges(() => refresh()),
  ];
  refresh();
  return () => stops.forEach((stop) => stop());
}

/**
 * @param {import("../../parts/mount.mjs").Model} model
 * @returns {import("../../math/shift.mjs").ShiftSettings}
 */
const chosenSettings = (model) =>
  /** @type {any} */ (Object.fromEntries(settings.map((name) => [name, model.get(name)])));

/** @param {string | { measure: string }} part */
const sentencePart = (part) => (typeof part === "string" ? part : html("strong", {}, part.measure));
