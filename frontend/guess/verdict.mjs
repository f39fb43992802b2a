// What is said to a guess: right or not, and which slip it shows.
import { replyTo } from "../parts/answer.mjs";
import { capital } from "../parts/words.mjs";

/**
 * A question on a widget's own drawing, as cnnlab.widgets.guesses makes them.
 * @typedef {object} Guess
 * @property {"number" | "cells" | "place" | "choice" | "ticks" | "curve"} kind
 * @property {string} question
 * @property {any} answer a kind's own: numbers, cells, a place, the number of an option …
 * @property {[any, string][]} mistakes usual wrong answers, each with its reply
 * @property {string} hint what is said to any other wrong answer
 * @property {string} because what is said to the right one, and to a reader who does not guess
 * @property {string} [on] the figure that it is answered on
 * @property {string[]} [cover] what is not seen before it is answered
 * @property {Record<string, any>} [then] traits that are set when it is answered
 */

/** @typedef {{ right: boolean, again?: boolean, text: string }} Verdict */

/** @type {Record<string, (guess: any, guessed: any) => Verdict | null>} */
const VERDICTS = {
  number: (guess, text) => replyTo(text, { tolerance: 0, working: "", ...guess }),
  cells: (guess, cells) => exact(guess, cells, isSameSet, () => comparedCells(guess.answer, cells)),
  place: (guess, place) => exact(guess, place, isSameList, () => ""),
  choice: (guess, chosen) => ({
    right: chosen === guess.answer,
    text: guess.options[chosen].reply,
  }),
  ticks: (guess, ticked) => exact(guess, ticked, isSameSet, () => firstWrongTick(guess, ticked)),
  curve: (guess, values) => exact(guess, values, near(guess.tolerance), () => ""),
};

/**
 * The verdict on what a reader guessed; one that asks `again` where nothing could be read.
 * @param {Guess} guess
 * @param {any} guessed
 * @returns {Verdict}
 */
export function verdictOn(guess, guessed) {
  const verdict = VERDICTS[guess.kind](guess, guessed);
  return verdict ?? { right: false, again: true, text: "Answer first." };
}

/**
 * @param {Guess} guess
 * @param {any} guessed
 * @param {(a: any, b: any) => boolean} isSame
 * @param {() => string} otherwise said before the hint where no usual mistake was made
 * @returns {Verdict}
 */
function exact({ answer, mistakes, hint, because }, guessed, isSame, otherwise) {
  if (isSame(guessed, answer)) return { right: true, text: because };
  const slip = mistakes.find(([wrong]) => isSame(guessed, wrong));
  return { right: false, text: slip ? slip[1] : [otherwise(), hint].filter(Boolean).join(" ") };
}

const isSameSet = (a, b) => isSameList([...a].sort(byValue), [...b].sort(byValue));
const byValue = (a, b) => a - b;
const isSameList = (a, b) => a.length === b.length && a.every((value, i) => value === b[i]);
const near = (tolerance) => (a, b) => a.every((value, i) => Math.abs(value - b[i]) <= tolerance);

/**
 * @param {number[]} answer
 * @param {number[]} cells
 */
function comparedCells(answer, cells) {
  const found = cells.filter((cell) => answer.includes(cell)).length;
  const extra = cells.length - found;
  const missed = found === answer.length ? "" : `${found} of the ${answer.length} are marked`;
  const more = extra ? `${extra} marked that ${extra === 1 ? "does" : "do"} not belong` : "";
  return `${capital([missed, more].filter(Boolean).join(", and "))}.`;
}

/**
 * @param {any} guess
 * @param {number[]} ticked
 */
function firstWrongTick({ options, answer }, ticked) {
  const wrong = options.findIndex((_, i) => answer.includes(i) !== ticked.includes(i));
  return options[wrong].reply;
}
