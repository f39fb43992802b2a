// Questions that answer back: a choice among sentences, and a number to predict.
import { commit, listen } from "./controls.mjs";
import { html, icon, uniqueId } from "./draw.mjs";

const frame = (name, ...children) =>
  html("div", { class: "cnnlab cnnlab-question", role: "group", "aria-label": name, "data-lm-suppress-shortcuts": "true" }, children);

// Right or not is said by a sign and a word as well as by a colour.
function reply(box, right, text) {
  box.classList.toggle("cnnlab-right", right);
  box.replaceChildren(icon(right ? "right" : "wrong"), html("strong", {}, right ? "Right. " : "Not yet. "), text);
}

export function choiceQuestion(model, element) {
  const name = uniqueId();
  const answer = html("p", { class: "cnnlab-reply", role: "status" });
  const choices = model.get("choices").map((text, i) =>
    html("label", { class: "cnnlab-choice" },
      html("input", { type: "radio", name, value: i, change: () => commit(model, { chosen: i }) }),
      html("span", {}, text)));
  element.replaceChildren(
    frame("Question", html("fieldset", {}, html("legend", {}, model.get("question")), choices), answer));

  function show() {
    const chosen = model.get("chosen");
    element.querySelectorAll("input").forEach((input, i) => (input.checked = i === chosen));
    if (chosen in choices) reply(answer, chosen === model.get("right"), model.get("replies")[chosen]);
    else answer.replaceChildren();
  }
  show();
  return listen(model, ["chosen"], show);
}

export function prediction(model, element) {
  const id = uniqueId();
  const box = html("input", { type: "text", id, autocomplete: "off", spellcheck: "false" });
  const answer = html("p", { class: "cnnlab-reply", role: "status" });
  const form = html(
    "form",
    {
      submit: (event) => {
        event.preventDefault();
        commit(model, { given: box.value });
      },
    },
    html("label", { for: id }, model.get("question")),
    html("div", { class: "cnnlab-answer" }, box, html("button", { type: "submit" }, "Check")),
  );
  element.replaceChildren(frame("Question", form, answer));

  function show() {
    box.value = model.get("given");
    const expected = model.get("answer");
    const numbers = numbersIn(model.get("given"));
    if (model.get("given").trim() === "") return answer.replaceChildren();
    if (numbers.length !== expected.length) {
      const wanted = expected.length === 1 ? "one number" : `${expected.length} numbers`;
      return reply(answer, false, `The answer is ${wanted}; here ${numbers.length === 1 ? "is" : "are"} ${numbers.length}.`);
    }
    const right = numbers.every((n, i) => Math.abs(n - expected[i]) <= model.get("tolerance"));
    reply(answer, right, right ? model.get("because") : model.get("hint"));
  }
  show();
  return listen(model, ["given"], show);
}

// "6 × 4", "6, 4" and "(6, 4)" all say 6 and 4.
export function numbersIn(text) {
  return (text.replaceAll("−", "-").match(/-?\d+(?:\.\d+)?/g) ?? []).map(Number);
}
