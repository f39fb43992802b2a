// One of several sentences or pictures to choose, or several to tick.
import { html, uniqueId } from "../parts/dom.mjs";
import {
  brightnessIn,
  grid,
  hideTinyNumbers,
  paintGrey,
  paintSigned,
  write,
} from "../parts/grid.mjs";
import { largest } from "../parts/numbers.mjs";
import { unbroken } from "../parts/words.mjs";

/** @param {any} guess */
export const choiceGuess = (guess) => {
  const hand = optionsHand(guess, "radio", (i) => i === guess.answer);
  return {
    ...hand,
    read: () => hand.ticked()[0] ?? null,
    show: (guessed, truth) => hand.mark(guessed === null ? [] : [guessed], truth),
    first: "Choose one first.",
  };
};

/** @param {any} guess */
export const ticksGuess = (guess) => {
  const hand = optionsHand(guess, "checkbox", (i) => guess.answer.includes(i));
  return {
    ...hand,
    read: () => (hand.ticked().length ? hand.ticked() : null),
    show: (guessed, truth) => hand.mark(guessed ?? [], truth),
    first: "Tick at least one first.",
  };
};

/**
 * @param {any} guess
 * @param {"radio" | "checkbox"} type
 * @param {(i: number) => boolean} isRight
 */
function optionsHand({ question, options }, type, isRight) {
  const group = uniqueId();
  const lines = options.map(({ label, picture }) => {
    const box = /** @type {HTMLInputElement} */ (html("input", { type, name: group }));
    const truth = html("span", { class: "cnnlab-note", hidden: true }, "(the answer)");
    const words = html("span", {}, unbroken(label), " ", truth);
    const line = html(
      "label",
      { class: "cnnlab-choice-line" },
      box,
      picture && drawn(picture),
      words,
    );
    return { box, line, truth };
  });
  const pictured = options.some(({ picture }) => picture);
  const look = pictured ? "cnnlab-guess-options cnnlab-guess-pictures" : "cnnlab-guess-options";
  const root = html(
    "fieldset",
    { class: look, "aria-label": question },
    ...lines.map((l) => l.line),
  );
  return {
    root,
    ticked: () => lines.flatMap(({ box }, i) => (box.checked ? [i] : [])),
    /** @param {number[]} chosen @param {boolean} truth */
    mark(chosen, truth) {
      lines.forEach(({ box, line, truth: word }, i) => {
        if (truth || chosen.length) box.checked = chosen.includes(i);
        box.disabled = truth;
        word.hidden = !truth || !isRight(i);
        line.classList.toggle("cnnlab-guess-true", truth && isRight(i));
      });
    },
  };
}

// Signed numbers in the colours of an output, others in grey.
/** @param {number[][]} values */
function drawn(values) {
  const picture = grid(values.length, values[0].length, { role: "img", "aria-hidden": "true" });
  hideTinyNumbers(picture);
  const signed = values.flat().some((value) => value < 0);
  const [brightness, most] = [brightnessIn(values), largest(values) || 1];
  for (const cell of picture.cells) {
    const value = values[cell.row][cell.column];
    if (signed) paintSigned(cell.rect, value / most);
    else paintGrey(cell, brightness(value));
    write(cell, value);
  }
  return picture.root;
}
