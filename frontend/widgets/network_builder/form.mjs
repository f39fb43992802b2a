// What is chosen around the stack: what to begin with, what to compare with, how to train.
import { CHANGES } from "../../math/network/changes.mjs";
import { choice, field, offerPresets, settingsBox } from "../../parts/controls.mjs";
import { html } from "../../parts/dom.mjs";
import { commit, same } from "../../parts/model.mjs";
import { CHANGE_NAMES } from "./facts.mjs";
import { checkStack } from "./layers.mjs";
import { LIMITS } from "./traits.mjs";

/** @param {import("../../parts/mount.mjs").Model} model */
export function settingsForm(model) {
  const get = (/** @type {string} */ name) => model.get(name);
  const presets = choice([], (name) => name && commit(model, { stack: get("stacks")[name] }));
  const compare = choice(
    CHANGES.map((change) => [change, CHANGE_NAMES[change]]),
    (change) => commit(model, { change }),
  );
  const numbers = Object.fromEntries(
    Object.entries(LIMITS).map(([name, [least, most]]) => [
      name,
      numberBox(model, name, least, most),
    ]),
  );
  numbers.digit.setAttribute("aria-label", "Test digit, 0 to 359");
  const nudge = /** @type {HTMLInputElement} */ (
    html("input", { type: "checkbox", change: () => commit(model, { nudge: nudge.checked }) })
  );
  const nudged = html("label", { class: "cnnlab-check" }, nudge, "Move training digits by a pixel");

  /** @param {import("./layers.mjs").Layer[]} stack */
  function show(stack) {
    const isIt = (one) => same(checkStack("stacks", one), stack);
    offerPresets(presets, get("stacks"), isIt, "your own");
    compare.value = get("change");
    nudge.checked = get("nudge");
    for (const [name, box] of Object.entries(numbers)) {
      if (box.value !== String(get(name))) box.value = get(name);
      box.removeAttribute("aria-invalid");
    }
  }

  return {
    begin: html("div", { class: "cnnlab-network-builder-begin" }, field("Begin with", presets)),
    box: settingsBox(
      field("Compare with", compare),
      field("Epochs", numbers.epochs),
      field("First seed", numbers.seed),
      field("How many seeds", numbers.repeats),
      nudged,
    ),
    digit: numbers.digit, // stands with the digit's maps
    show,
  };
}

/**
 * @param {import("../../parts/mount.mjs").Model} model
 * @param {string} name of the trait
 * @param {number} least
 * @param {number} most
 */
function numberBox(model, name, least, most) {
  const box = /** @type {HTMLInputElement} */ (
    html("input", {
      type: "number",
      class: "cnnlab-brush",
      ...{ min: least, max: most, step: 1 },
      input() {
        const value = Number(box.value);
        const right =
          box.value !== "" && Number.isInteger(value) && value >= least && value <= most;
        box.setAttribute("aria-invalid", String(!right));
        if (right) commit(model, { [name]: value });
      },
      blur() {
        box.value = model.get(name);
        box.removeAttribute("aria-invalid");
      },
    })
  );
  return box;
}
