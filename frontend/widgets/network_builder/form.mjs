// What is chosen around the stack: what to begin with, what to compare with, how to train.
import { CHANGES } from "../../math/network/changes.mjs";
import {
  asOptions,
  checkbox,
  choice,
  field,
  offerPresets,
  settingsBox,
} from "../../parts/controls.mjs";
import { html } from "../../parts/dom.mjs";
import { commit, same } from "../../parts/model.mjs";
import { numberBox, showCount } from "../../parts/number_box.mjs";
import { CHANGE_NAMES, LIMITS } from "./facts.mjs";
import { checkStack } from "./layers.mjs";

const NAMES = {
  epochs: "Epochs",
  seed: "First seed",
  repeats: "How many seeds",
  digit: "Test digit",
};

/**
 * @param {import("../../parts/mount.mjs").Model} model
 * @param {(message: string | null) => void} tell
 */
export function settingsForm(model, tell) {
  const get = (/** @type {string} */ name) => model.get(name);
  const presets = choice([], (name) => name && commit(model, { stack: get("stacks")[name] }));
  const compare = choice(
    asOptions(CHANGES, (change) => CHANGE_NAMES[change]),
    (change) => commit(model, { change }),
  );
  const numbers = Object.fromEntries(
    Object.entries(LIMITS).map(([name, limits]) => [
      name,
      numberBox(
        {
          name: NAMES[name],
          limits,
          get: () => get(name),
          set: (value) => commit(model, { [name]: value }),
          tell,
        },
        { class: "cnnlab-number-box" },
      ),
    ]),
  );
  numbers.digit.setAttribute("aria-label", `${NAMES.digit}, ${LIMITS.digit.join(" to ")}`);
  const nudge = checkbox("Move training digits by a pixel", (on) => commit(model, { nudge: on }));

  /** @param {import("./layers.mjs").Layer[]} stack */
  function show(stack) {
    const isIt = (one) => same(checkStack("stacks", one), stack);
    offerPresets(presets, get("stacks"), isIt, "your own");
    compare.value = get("change");
    nudge.control.checked = get("nudge");
    for (const [name, box] of Object.entries(numbers)) showCount(box, get(name));
  }

  return {
    begin: html("div", { class: "cnnlab-network-builder-begin" }, field("Start from", presets)),
    box: settingsBox(
      field("Compare with", compare),
      field(NAMES.epochs, numbers.epochs),
      field(NAMES.seed, numbers.seed),
      field(NAMES.repeats, numbers.repeats),
      nudge.box,
    ),
    digit: numbers.digit, // stands with the digit's maps
    show,
  };
}
