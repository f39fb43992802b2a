// One problem after the other: the level follows success.
import { LEVELS, MOST_NUMBER } from "../../math/practice/limits.mjs";
import { nothingSaid, replyTo } from "../../parts/answer.mjs";
import { settingsBox, textButton } from "../../parts/controls.mjs";
import { html, uniqueId } from "../../parts/dom.mjs";
import { commit } from "../../parts/model.mjs";
import { reply, typedBox } from "../../parts/question.mjs";
import { unbroken } from "../../parts/words.mjs";
import { answerOf, freshSeed, kindField, levelField, nameOf, tablesOf } from "./problem.mjs";

const UP_AFTER = 2; // right at once, in a row
const SHEET = 10; // problems

/** @param {import("../../parts/mount.mjs").Model} model */
export function onePart(model) {
  let streak = 0; // problems in a row that were right at once
  let level = 1; // of the next problem
  let shown = ""; // the problem that is on the page
  let steps = 0;
  /** @type {boolean | null} */
  let atOnce = null; // null while there is no verdict
  /** @type {import("./problem.mjs").Problem} */
  let problem;

  const id = uniqueId();
  const title = html("p", { class: "cnnlab-note" });
  const question = html("label", { for: id });
  const tables = html("div");
  const box = typedBox({ id });
  const check = html("button", { type: "submit" }, "Check");
  const more = textButton("Show the working", step);
  const next = textButton("Next", goOn);
  const answer = html("p", { class: "cnnlab-reply", role: "status" });
  const working = html("ol", { class: "cnnlab-practice-steps", "aria-live": "polite" });
  const kinds = kindField(model);
  const levels = levelField(model);
  const line = html("div", { class: "cnnlab-practice-answer" }, box, check, more, next);
  const sheet = textButton("Make a sheet", () =>
    commit(model, { sheet: SHEET, seed: model.get("seed") || freshSeed() }),
  );
  sheet.dataset.turn = "";
  const settings = settingsBox(kinds.box, levels.box);
  const root = html(
    "div",
    {},
    title,
    html("form", { submit }, question, tables, line),
    ...[answer, working, settings],
    html("div", { class: "cnnlab-practice-buttons" }, sheet),
  );

  function submit(event) {
    event.preventDefault();
    const asked = { ...problem, tolerance: 0, because: "", working: problem.steps.at(-1) ?? "" };
    const said = replyTo(box.value, asked);
    if (!said) return say(nothingSaid(asked));
    reply(answer, said.right, said.text);
    if (said.again) return;
    judge(said.right);
    if (said.right) next.focus();
  }

  // The first verdict counts.
  /** @param {boolean} right */
  function judge(right) {
    if (atOnce !== null) return;
    atOnce = right;
    streak = right ? streak + 1 : 0;
    const change = right ? (streak % UP_AFTER === 0 ? 1 : 0) : -1;
    level = Math.min(LEVELS, Math.max(1, model.get("level") + change));
    root.dispatchEvent(
      new CustomEvent("cnnlab-practised", { bubbles: true, detail: { kind: problem.kind, right } }),
    );
    entitle();
  }

  function step() {
    judge(false);
    working.append(html("li", {}, problem.steps[steps++]));
    const left = steps < problem.steps.length;
    more.textContent = "Next step";
    more.hidden = !left;
    if (left) return;
    say(`The answer${problem.answer.length > 1 ? "s are" : " is"} ${answerOf(problem)}.`);
    next.focus(); // the button has gone
  }

  // Neither right nor wrong.
  /** @param {string} text */
  function say(text) {
    answer.classList.remove("cnnlab-right");
    answer.replaceChildren(text);
  }

  function goOn() {
    const number = (model.get("number") % MOST_NUMBER) + 1;
    commit(model, { seed: model.get("seed") || freshSeed(), number, level });
    box.focus();
  }

  function entitle() {
    const row = streak > 1 ? ` · ${streak} in a row` : "";
    title.textContent = `${nameOf(model, problem.kind)} · level ${model.get("level")}${row}`;
  }

  return {
    root,
    say,
    showSettings() {
      kinds.show();
      levels.show();
    },
    /** @param {import("./problem.mjs").Problem} made */
    show(made) {
      problem = made;
      const now = JSON.stringify([problem.question, problem.tables, model.get("number")]);
      if (now === shown) return;
      [shown, steps, atOnce, level] = [now, 0, null, model.get("level")];
      question.textContent = unbroken(problem.question);
      tables.replaceChildren(...tablesOf(problem));
      box.value = "";
      answer.replaceChildren();
      working.replaceChildren();
      more.textContent = "Show the working";
      more.hidden = false;
      entitle();
    },
  };
}
