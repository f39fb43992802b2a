// A number to guess, typed.
import { html } from "../parts/dom.mjs";
import { askedCell } from "./cells.mjs";
import { nothingSaid } from "../parts/answer.mjs";
import { typedBox } from "../parts/question.mjs";

const LABEL = "Your guess:"; // the name begins with what is seen: voice control is told that

/**
 * @param {any} guess
 * @param {HTMLElement} element
 * @returns {import("./index.mjs").Hand}
 */
export function numberGuess(guess, element) {
  const box = typedBox({ "aria-label": `${LABEL} ${guess.question}` });
  const asked = guess.at && askedCell(guess, element);
  const heading = html("span", {}, LABEL, " ");
  return {
    root: html("label", { class: "cnnlab-guess-number" }, heading, box),
    read: () => box.value.trim() || null,
    show(guessed, truth) {
      if (guessed !== null) box.value = guessed;
      else if (truth) box.value = "";
      box.readOnly = truth;
      asked?.show(!truth);
    },
    first: nothingSaid(guess),
    stop: asked?.stop,
  };
}
