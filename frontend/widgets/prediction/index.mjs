// A question whose answer is a number, or a few.
import { checkText, Misfit } from "../../math/checks.mjs";
import { textButton } from "../../parts/controls.mjs";
import { html, uniqueId } from "../../parts/dom.mjs";
import { commit, listen } from "../../parts/model.mjs";
import { frame, reply, typedBox } from "../../parts/question.mjs";
import { nothingSaid, replyTo, solution } from "../../parts/answer.mjs";
import { unbroken } from "../../parts/words.mjs";

/** @typedef {import("../../parts/mount.mjs").Model} Model */

// What Reset puts back.
export const settings = ["given"];

const TRIES = 2; // before the answer can be shown

const TRAITS = [
  "question",
  "answer",
  "hint",
  "because",
  "working",
  "tolerance",
  "mistakes",
  "within",
  "given",
];

const areNumbers = (/** @type {any} */ it) =>
  Array.isArray(it) && it.length > 0 && it.every(Number.isFinite);
const isMistake = (/** @type {any} */ it) =>
  Array.isArray(it) && it.length === 2 && areNumbers(it[0]) && typeof it[1] === "string";
const isWithin = (/** @type {any} */ it) =>
  Array.isArray(it) &&
  (it.length === 0 || (it.length === 3 && areNumbers(it.slice(0, 2)) && typeof it[2] === "string"));

const TEXTS = ["question", "hint", "because", "working", "given"];

/** @param {Model} model */
export function asks(model) {
  const given = model.get("given");
  const verdict = typeof given === "string" ? replyTo(given, traitsOf(model)) : null;
  return {
    question: model.get("question"),
    traits: settings,
    verdict: verdict?.again ? null : verdict,
  };
}

/**
 * @param {Model} model
 * @returns {any}
 */
const traitsOf = (model) => Object.fromEntries(TRAITS.map((name) => [name, model.get(name)]));

/** @param {Pick<Model, "get">} model */
export function check(model) {
  for (const name of TEXTS) checkText(name, model.get(name));
  if (!areNumbers(model.get("answer"))) throw new Misfit("answer must be a list of numbers");
  if (!(Number.isFinite(model.get("tolerance")) && model.get("tolerance") >= 0))
    throw new Misfit("tolerance must be a number from 0");
  const mistakes = model.get("mistakes");
  if (!Array.isArray(mistakes) || !mistakes.every(isMistake))
    throw new Misfit("mistakes must be a list of wrong answers, each with its reply");
  if (!isWithin(model.get("within")))
    throw new Misfit("within must be two limits and a reply, or an empty list");
}

/**
 * @param {Model} model
 * @param {HTMLElement} element
 */
export function render(model, element) {
  const id = uniqueId();
  const box = typedBox({ id });
  const question = html("label", { for: id });
  const answer = html("p", { class: "cnnlab-reply", role: "status" });
  const button = html("button", { type: "submit" }, "Check");
  const giveUp = textButton("Show the answer", tell, { hidden: true });
  const line = html("div", { class: "cnnlab-prediction-answer" }, box, button, giveUp);
  element.replaceChildren(frame("Question", html("form", { submit }, question, line), answer));
  const wrong = new Set(); // the answers that were tried

  const asked = () => traitsOf(model);

  function submit(event) {
    event.preventDefault();
    const said = replyTo(box.value, asked());
    if (!said) return say(nothingSaid(asked()));
    if (!said.right && !said.again) wrong.add(box.value.trim());
    giveUp.hidden = said.right || wrong.size < TRIES;
    if (box.value === model.get("given")) show();
    else commit(model, { given: box.value });
  }

  // Neither right nor wrong.
  function say(text) {
    answer.classList.remove("cnnlab-right");
    answer.replaceChildren(text);
  }

  function tell() {
    giveUp.hidden = true;
    say(solution(asked()));
    box.focus(); // the button has gone
  }

  function show() {
    question.textContent = unbroken(model.get("question"));
    box.value = model.get("given");
    const said = replyTo(model.get("given"), asked());
    if (said) reply(answer, said.right, said.text);
    else answer.replaceChildren();
  }

  show();
  return listen(model, TRAITS, show);
}
