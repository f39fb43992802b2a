// The size calculator: every formula of the cheat sheet with the reader's own numbers in it.
import { LEAST } from "../../math/layer.mjs";
import { card, field, notice, settingsBox } from "../../parts/controls.mjs";
import { html } from "../../parts/dom.mjs";
import { commit, listen } from "../../parts/model.mjs";
import { grouped } from "../../parts/numbers.mjs";
import { LABELS, misfit, refusal, resultLines } from "./words.mjs";

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
  const boxes = settings.map((name) => numberBox(name, model, { tell, set, refresh }));
  const fields = boxes.map(({ box, name }) => field(LABELS[name], box));
  element.replaceChildren(
    card("Size calculator", "cnnlab-size-calculator", settingsBox(...fields), lines, problem),
  );

  // The number that it was before a refused one brings the results back, too.
  function set(name, value) {
    if (value === model.get(name)) refresh();
    else commit(model, { [name]: value });
  }

  function refresh() {
    boxes.forEach(({ show }) => show());
    /** @type {any} */
    const layer = Object.fromEntries(settings.map((name) => [name, model.get(name)]));
    const problem = misfit(layer);
    lines.hidden = problem !== null;
    if (!problem) lines.replaceChildren(...resultLines(layer).map(written));
    if (problem) refuse(problem, (reason) => `This does not fit: ${reason}.`);
    else tell(null);
  }

  const stop = listen(model, settings, refresh);
  refresh();
  return stop;
}

/**
 * A box for one number, which is set as it is typed; a wrong one is refused, and explained.
 * @param {string} name
 * @param {Model} model
 * @param {object} hand
 * @param {(message: string) => void} hand.tell
 * @param {(name: string, value: number) => void} hand.set
 * @param {() => void} hand.refresh
 */
function numberBox(name, model, { tell, set, refresh }) {
  const box = html("input", {
    type: "number",
    min: LEAST[name],
    step: 1,
    class: "cnnlab-number-box cnnlab-size-calculator-count",
    input: read,
    change: () => box.value === "" && refresh(), // left empty
  });

  function read() {
    const message = refusal(name, box.value, model.get(name));
    box.setAttribute("aria-invalid", message !== null);
    if (message) tell(message);
    else set(name, Number(box.value));
  }

  function show() {
    box.setAttribute("aria-invalid", false);
    if (Number(box.value) !== model.get(name) || box.value === "") box.value = model.get(name);
  }

  return { name, box, show };
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
