// The sliders for the shift, and the settings.
import { BORDERS, MARGIN, POOLINGS } from "../../math/shift.mjs";
import {
  choice,
  field,
  presetChoice,
  settingsBox,
  show,
  slider,
  textButton,
} from "../../parts/controls.mjs";
import { html } from "../../parts/dom.mjs";
import { commit } from "../../parts/model.mjs";
import { number } from "../../parts/numbers.mjs";
import { BORDER_WORDS, POOLING_WORDS } from "./words.mjs";

/** @typedef {import("../../parts/mount.mjs").Model} Model */

/**
 * @param {Model} model
 * @param {() => void} putBack
 */
export function shiftSliders(model, putBack) {
  const [right, down] = [wayOf(model, "right", "Right"), wayOf(model, "down", "Down")];
  const root = html(
    "div",
    { class: "cnnlab-settings cnnlab-shift-by", role: "group", "aria-label": "Shift by" },
    right.box,
    down.box,
    textButton("Back to the start", putBack),
  );
  return {
    root,
    show() {
      right.show();
      down.show();
    },
  };
}

function wayOf(model, trait, word) {
  const control = slider({ min: -MARGIN, max: MARGIN }, (by) => commit(model, { [trait]: by }));
  const box = field(word, control);
  return {
    box,
    show() {
      control.value = model.get(trait);
      box.firstElementChild.textContent = `${word}: ${number(model.get(trait))}`;
    },
  };
}

/** @param {Model} model */
export function settingsForm(model) {
  const presets = { image: presetChoice(model, "image"), kernel: presetChoice(model, "kernel") };
  const word = (trait, words, labels) =>
    choice(
      words.map((each) => [each, labels[each]]),
      (value) => commit(model, { [trait]: value }),
    );
  const count = (trait, counts, label = (n) => String(n)) =>
    choice(
      counts.map((n) => [n, label(n)]),
      (value) => commit(model, { [trait]: Number(value) }),
    );
  const choices = {
    border: word("border", BORDERS, BORDER_WORDS),
    stride: count("stride", [1, 2, 4]),
    pooling: word("pooling", POOLINGS, POOLING_WORDS),
    pool_size: count("pool_size", [1, 2, 4, 8], (n) => (n === 1 ? "1 (none)" : `${n} × ${n}`)),
  };
  const root = settingsBox(
    field("Image", presets.image),
    field("Kernel", presets.kernel),
    field("Border", choices.border),
    field("Convolution stride", choices.stride),
    field("Pooling", choices.pooling),
    field("Pooling window", choices.pool_size),
  );
  return {
    root,
    show() {
      for (const control of Object.values(presets)) control.refresh();
      for (const [trait, control] of Object.entries(choices)) show(control, model.get(trait));
    },
  };
}
