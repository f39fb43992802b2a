// A question with sentences to choose from, each with its own reply.
import { html, uniqueId } from "../../parts/dom.mjs";
import { commit, listen } from "../../parts/model.mjs";
import { frame, reply } from "../../parts/question.mjs";

// What Reset puts back.
export const settings = ["chosen"];

export function render(model, element) {
  const name = uniqueId();
  const answer = html("p", { class: "cnnlab-reply", role: "status" });
  const choices = model.get("choices").map((text, i) =>
    html(
      "label",
      { class: "cnnlab-choice" },
      html("input", {
        type: "radio",
        name,
        value: i,
        change: () => commit(model, { chosen: i }),
      }),
      html("span", {}, text),
    ),
  );
  element.replaceChildren(
    frame(
      "Question",
      html("fieldset", {}, html("legend", {}, model.get("question")), choices),
      answer,
    ),
  );

  function show() {
    const chosen = model.get("chosen");
    element.querySelectorAll("input").forEach((input, i) => (input.checked = i === chosen));
    if (chosen in choices)
      reply(answer, chosen === model.get("right"), model.get("replies")[chosen]);
    else answer.replaceChildren();
  }
  show();
  return listen(model, ["chosen"], show);
}
