// The wiring: which channels a convolution joins, one line for each kernel, and what that costs.
import LIMITS from "../../../src/cnnlab/widgets/limits/wiring.json" with { type: "json" };
import { checkCount, checkOneOf, checkUpTo } from "../../math/checks.mjs";
import { stagesOf } from "../../math/wiring.mjs";
import { card, notice, spokenPlace } from "../../parts/controls.mjs";
import { setText } from "../../parts/dom.mjs";
import { commit, listen } from "../../parts/model.mjs";
import { costsInWords, costTable } from "./costs.mjs";
import { diagram } from "./diagram.mjs";
import { settingsForm } from "./form.mjs";
import { channelInWords, tablesInWords } from "./words.mjs";

/** @typedef {import("../../parts/mount.mjs").Model} Model */

export { pytorchCode } from "./pytorch.mjs";

// What Reset puts back.
export const settings = [
  ...["in_channels", "out_channels", "kernel_size", "groups", "separable", "height", "width"],
  "chosen",
];

const { channels: CHANNELS, side: SIDE } = LIMITS;
/** What can be drawn of each. */
const MOST = {
  ...{ in_channels: CHANNELS, out_channels: CHANNELS, groups: CHANNELS },
  ...{ height: SIDE, width: SIDE },
};

/**
 * @param {Model} model
 * @param {HTMLElement} element
 */
export function render(model, element) {
  const { box: problem, refuse, tell } = notice();
  const form = settingsForm(model);
  const spoken = spokenPlace();
  const drawing = diagram({
    choose: (chosen) => commit(model, { chosen }),
    say: (words) => (spoken.textContent = words),
  });
  const costs = costTable();
  element.replaceChildren(
    card("Wiring", "cnnlab-wiring", form.box, problem, drawing.box, costs.box, spoken),
  );

  /** @param {Set<string>} [changed] traits, none at first */
  function draw(changed) {
    form.show();
    /** @type {any} */
    const wires = Object.fromEntries(settings.map((name) => [name, model.get(name)]));
    try {
      const stages = stagesOf(wires);
      drawing.draw(stages, wires, (column, channel) => channelInWords(stages, column, channel));
      const words = tablesInWords(stages);
      costs.draw(stages, wires, words);
      tell(null);
      // The channel that is chosen is spoken by the drawing.
      if (changed && String([...changed]) !== "chosen")
        setText(spoken, `${words} ${costsInWords(stages, wires)}`);
    } catch (error) {
      refuse(error);
    }
    for (const part of [drawing.box, costs.box]) part.hidden = !problem.hidden;
  }

  draw();
  return listen(model, settings, draw);
}

/**
 * What is offered, and drawn, for a huge number would never be done.
 * @param {Pick<Model, "get">} model
 */
export function check(model) {
  for (const [name, most] of Object.entries(MOST)) checkUpTo(name, model.get(name), 1, most);
  checkOneOf("kernel_size", model.get("kernel_size"), LIMITS.kernel_size);
  checkCount("chosen", model.get("chosen"), -1);
}
