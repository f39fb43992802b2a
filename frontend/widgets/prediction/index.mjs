// A question whose answer is a number, or a few.
import { html, uniqueId } from "../../parts/dom.mjs";
import { commit, listen } from "../../parts/model.mjs";
import { frame, reply } from "../../parts/question.mjs";
import { replyTo } from "./answer.mjs";

/** @typedef {import("../../parts/mount.mjs").Model} Model */

// What Reset puts back.
export const settings = ["given"];

const TRAITS = ["question", "answer", "hint", "because", "working", "tolerance", "given"];

/**
 * @param {Model} model
 * @param {HTMLElement} element
 */
export function render(model, element) {
  const numbers = model.get("answer");
  if (!Array.isArray(numbers) || !numbers.length || !numbers.every(Number.isFinite))
    throw new TypeError("answer must be a list of numbers");
  if (!(Number.isFinite(model.get("tolerance")) && model.get("tolerance") >= 0))
    throw new RangeError("tolerance must be a number from 0");
  const id = uniqueId();
  const box = html("input", { type: "text", id, autocomplete: "off", spellcheck: "false" });
  const question = html("label", { for: id });
  const answer = html("p", { class: "cnnlab-reply", role: "status" });
  const submit = (event) => {
    event.preventDefault();
    commit(model, { given: box.value });
  };
  const check = html("button", { type: "submit" }, "Check");
  const line = html("div", { class: "cnnlab-prediction-answer" }, box, check);
  element.replaceChildren(frame("Question", html("form", { submit }, question, line), answer));

  function show() {
    const asked = Object.fromEntries(TRAITS.map((name) => [name, model.get(name)]));
    question.textContent = asked.question;
    box.value = asked.given;
    const said = replyTo(asked.given, /** @type {any} */ (asked));
    if (said) reply(answer, said.right, said.text);
    else answer.replaceChildren();
  }

  show();
  return listen(model, TRAITS, show);
}
