// A question whose answer is a number, or a few.
import { html, uniqueId } from "../../parts/dom.mjs";
import { commit, listen } from "../../parts/model.mjs";
import { frame, reply } from "../../parts/question.mjs";

// What Reset puts back.
export const settings = ["given"];

export function render(model, element) {
  if (![model.get("answer")].flat().every(Number.isFinite))
    throw new TypeError("answer must be a list of numbers");
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
      return reply(
        answer,
        false,
        `The answer is ${wanted}; here ${numbers.length === 1 ? "is" : "are"} ${numbers.length}.`,
      );
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
