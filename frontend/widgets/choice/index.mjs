// A question with sentences to choose from, each with its own reply.
import { checkText, checkUpTo, Misfit } from "../../math/checks.mjs";
import { html, uniqueId } from "../../parts/dom.mjs";
import { commit, listen } from "../../parts/model.mjs";
import { frame, reply } from "../../parts/question.mjs";
import { unbroken } from "../../parts/words.mjs";

/** @typedef {import("../../parts/mount.mjs").Model} Model */

// What Reset puts back.
export const settings = ["chosen"];

const TRAITS = ["question", "choices", "replies", "right", "chosen"];

/** @param {Model} model */
export const asks = (model) => ({
  question: model.get("question"),
  traits: settings,
  verdict: model.get("chosen") < 0 ? null : { right: model.get("chosen") === model.get("right") },
});

/**
 * @param {Model} model
 * @param {HTMLElement} element
 */
export function render(model, element) {
  const group = uniqueId(); // of which one is chosen at most
  const question = html("legend");
  const list = html("div");
  const answer = html("p", { class: "cnnlab-reply", role: "status" });
  element.replaceChildren(frame("Question", html("fieldset", {}, question, list), answer));

  function offer() {
    const choose = (chosen) => commit(model, { chosen });
    list.replaceChildren(...model.get("choices").map((text, i) => line(group, text, i, choose)));
  }

  function show() {
    const [chosen, replies] = [model.get("chosen"), model.get("replies")];
    question.textContent = unbroken(model.get("question"));
    list.querySelectorAll("input").forEach((box, i) => (box.checked = i === chosen));
    if (replies[chosen] === undefined) answer.replaceChildren();
    else reply(answer, chosen === model.get("right"), replies[chosen]);
  }

  offer();
  show();
  // The choices stay where they are as long as they can, and the focus with them.
  return listen(model, TRAITS, (changed) => {
    if (changed.has("choices")) offer();
    show();
  });
}

/** @param {Pick<Model, "get">} model */
export function check(model) {
  checkText("question", model.get("question"));
  for (const name of ["choices", "replies"]) {
    const texts = model.get(name);
    if (!Array.isArray(texts) || !texts.length || !texts.every((text) => typeof text === "string"))
      throw new Misfit(`${name} must be a list of sentences`);
  }
  const last = model.get("choices").length - 1;
  checkUpTo("right", model.get("right"), 0, last);
  checkUpTo("chosen", model.get("chosen"), -1, last);
}

/**
 * @param {string} group
 * @param {string} text
 * @param {number} number
 * @param {(number: number) => void} choose
 */
function line(group, text, number, choose) {
  const box = html("input", { type: "radio", name: group, change: () => choose(number) });
  return html("label", { class: "cnnlab-choice-line" }, box, html("span", {}, unbroken(text)));
}
