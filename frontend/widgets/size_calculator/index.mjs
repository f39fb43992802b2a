// The size calculator: every formula of the cheat sheet with the reader's own numbers in it.
import { Misfit } from "../../math/checks.mjs";
import { grouped } from "../../math/grouped.mjs";
import { LEAST, MOST } from "../../math/layer.mjs";
import { card, field, notice, settingsBox } from "../../parts/controls.mjs";
import { html } from "../../parts/dom.mjs";
import { commit, listen } from "../../parts/model.mjs";
import { numberBox, showCount } from "../../parts/number_box.mjs";
import { LABELS, misfit, resultLines } from "./words.mjs";

/** @typedef {import("../../parts/mount.mjs").Model} Model */

// What Reset puts back.
export const settings = Object.keys(LABELS);

export { pytorchCode } from "./pytorch.mjs";

/**
 * @param {Model} model
 * @param {HTMLElement} element
 */
export function render(model, element) {
  const { box: problem, tell, refuse } = notice();
  const lines = html("div", { class: "cnnlab-size-calculator-lines", role: "status" });
  const boxes = settings.map((name) =>
    numberBox(
      {
        name: LABELS[name],
        limits: [LEAST[name], MOST],
        get: () => model.get(name),
        set: (value) => set(name, value),
        tell,
      },
      { class: "cnnlab-number-box cnnlab-size-calculator-count" },
    ),
  );
  const fields = boxes.map((box, i) => field(LABELS[settings[i]], box));
  element.replaceChildren(
    card("Size calculator", "cnnlab-size-calculator", settingsBox(...fields), lines, problem),
  );

  // The number that it was before a refused one brings the results back, too.
  function set(name, value) {
    if (value === model.get(name)) refresh();
    else commit(model, { [name]: value });
  }

  function refresh() {
    boxes.forEach((box, i) => showCount(box, model.get(settings[i])));
    /** @type {any} */
    const layer = Object.fromEntries(settings.map((name) => [name, model.get(name)]));
    const problem = misfit(layer);
    lines.hidden = problem !== null;
    if (!problem) lines.replaceChildren(...resultLines(layer).map(written));
    if (problem) refuse(new Misfit(problem), (reason) => `This does not fit: ${reason}.`);
    else tell(null);
  }

  const stop = listen(model, settings, refresh);
  refresh();
  return stop;
}

/** @param {{ name: string, formula: string, result: number, rest: string }} line */
const written = ({ name, formula, result, rest }) =>
  html(
    "p",
    {},
    `${name}: `,
    html("span", { class: "cnnlab-note" }, `${formula} = `),
    html("strong", {}, grouped(result)),
    rest && html("span", { class: "cnnlab-note" }, rest),
  );
