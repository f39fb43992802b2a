// A network of the reader's own: stack layers, see what they cost, train them in the page, and compare.
import { planStack } from "../../math/network/stack.mjs";
import { card, notice } from "../../parts/controls.mjs";
import { html, setText } from "../../parts/dom.mjs";
import { commit, listen } from "../../parts/model.mjs";
import { whenThemeChanges } from "../../parts/theme.mjs";
import { comparison } from "./comparison.mjs";
import { trainingControl } from "./control.mjs";
import { stackEditor, totalsInWords } from "./editor.mjs";
import { settingsForm } from "./form.mjs";
import { keptTable } from "./kept.mjs";
import { check, LEARNED, PIXELS, RECIPE, SCORES, stackOf } from "./traits.mjs";

// What Reset puts back.
export const settings = [...RECIPE, "digit", ...LEARNED, "runs"];

/**
 * @param {import("../../parts/mount.mjs").Model} model
 * @param {HTMLElement} element
 */
export function render(model, element) {
  const get = (/** @type {string} */ name) => model.get(name);
  check(get);
  const { box: problem, tell, refuse } = notice();
  const editor = stackEditor((stack) => commit(model, { stack }), tell);
  const form = settingsForm(model, tell);
  const compared = html("p", { class: "cnnlab-note cnnlab-network-builder-compared" });
  const why = html("p", { class: "cnnlab-note cnnlab-network-builder-why" });
  const kept = keptTable((runs) => commit(model, { runs }));
  const training = trainingControl(model, {
    tell,
    redraw: draw,
    digit: form.digit,
    place: (results) => kept.root.before(results),
  });
  element.replaceChildren(
    card(
      "Network builder",
      "cnnlab-network-builder",
      ...[form.begin, editor.root, form.box, compared],
      ...[training.bar, why, training.told, problem],
      ...[kept.root, training.spoken],
    ),
  );

  /** @param {boolean} [aloud] */
  function draw(aloud) {
    try {
      check(get);
    } catch (error) {
      training.end();
      return refuse(error);
    }
    if (problem.dataset.refused) tell(null);
    const stack = stackOf(get);
    const plan = planStack(stack, PIXELS, SCORES);
    editor.show(stack, plan);
    form.show(stack);
    const other = plan.problem
      ? { words: "", obstacle: plan.problem.message }
      : comparison(plan, stack, get("change"));
    setText(compared, other.words);
    setText(why, other.obstacle ? `It cannot be trained: ${other.obstacle}.` : "");
    training.allow(other.obstacle === null);
    kept.show(get("runs"));
    training.showState();
    const written = [compared, why, training.told].map(({ textContent }) => textContent);
    const all = [totalsInWords(plan), ...written].filter(Boolean).join(" ");
    if (aloud) setText(training.spoken, all);
  }

  /** @param {Set<string>} changed */
  function follow(changed) {
    const given = training.follow(changed);
    draw(changed.has("stack") || changed.has("change"));
    if (given && !problem.dataset.refused) training.restore();
  }

  const stops = [
    listen(model, [...settings, "stacks"], follow),
    whenThemeChanges(training.repaint),
  ];
  draw();
  if (get("weights")) training.restore();
  return () => {
    training.end();
    stops.forEach((stop) => stop());
  };
}
