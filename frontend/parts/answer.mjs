// What is said to an answer.
import {
  hasMultiplier,
  isPlain,
  numbersIn,
  readNumbers,
  written,
} from "../math/written_numbers.mjs";
import { listed } from "./words.mjs";

/**
 * @typedef {object} Question
 * @property {string} question
 * @property {number[]} answer
 * @property {number} tolerance how far off a number may be
 * @property {string} hint what is said to a wrong answer that is no usual mistake
 * @property {string} because what is said to the right one; the working unless given
 * @property {string} working how to get there
 * @property {[number[], string][]} [mistakes] usual wrong answers, each with its reply
 * @property {any[]} [within] the least and the largest that the answer can be, and what is said beyond
 */

const COMPARISON = /[<≠≤≥±]|(?<![-=])>/; // but not an arrow

/**
 * Whether the given text is right, and what is said to it; null if nothing was given. Where no
 * answer could be read, it is asked for `again`, which is no verdict on it.
 * @param {string} given
 * @param {Question} question
 */
export function replyTo(given, question) {
  if (given.trim() === "") return null;
  const { answer, tolerance, hint, because, working, mistakes = [], within = [] } = question;
  const askAgain = (text) => ({ right: false, again: true, text });
  if (hasMultiplier(given))
    return askAgain("Enter the number alone, in the unit asked for: 1,500, not 1.5k.");
  if (COMPARISON.test(given)) return askAgain("Enter the number itself, without <, >, ≠ or ±.");
  const read = readNumbers(given, answer.length, {
    whole: answer.every(Number.isInteger),
    percent: /per\s?cent|%/i.test(question.question),
  });
  if (read === null)
    return askAgain(`${pleaseEnter(answer.length)} ${found(given, answer.length)}`);
  const understood = read.map(
    ({ readings }, i) => readings.find((n) => isNear(n, answer[i], tolerance)) ?? readings[0],
  );
  const right = understood.every((n, i) => isNear(n, answer[i], tolerance));
  const plain = read.every(({ spelled }, i) => isPlain(spelled, understood[i]));
  const heard = plain ? "" : `Read as ${inWords(understood)}. `;
  const slip = mistakes.find(([wrong]) =>
    read.every(({ readings }, i) => readings.some((n) => isNear(n, wrong[i], slack(wrong[i])))),
  );
  const [least, most, beyond] = within;
  const cannotBe = understood.some((n) => n < least || n > most);
  const wrong = slip?.[1] ?? (cannotBe ? beyond : hint);
  return { right, again: false, text: heard + (right ? because || working : wrong) };
}

// A slip of 10/3 may be written 3.3 or 3.333; but 0.05 is too far off to mean a slip of 0.002.
/** @param {number} wrong */
const slack = (wrong) => (Number.isInteger(wrong) ? 0 : Math.min(0.05, Math.abs(wrong) / 5));

/**
 * What is said when nothing was given.
 * @param {Question} question
 */
export const nothingSaid = ({ answer }) =>
  answer.length === 1 ? "Type a number first." : `Type ${answer.length} numbers first.`;

/**
 * What is said to a reader who gives up.
 * @param {Question} question
 */
export const solution = ({ answer, because, working }) =>
  `${answer.length === 1 ? "The answer is" : "The answers are"} ${inWords(answer)}. ${working || because}`;

/**
 * Whether a number is within the tolerance, whatever the last bit of either says: 3.9 is within 0.1 of 4.
 * @param {number} number
 * @param {number} answer
 * @param {number} tolerance
 */
function isNear(number, answer, tolerance) {
  const rounding = 16 * Number.EPSILON * (Math.abs(number) + Math.abs(answer) + tolerance);
  return Math.abs(number - answer) <= tolerance + rounding;
}

/** @param {number} count */
const pleaseEnter = (count) => (count === 1 ? "Enter one number." : `Enter ${count} numbers.`);

/**
 * @param {string} given
 * @param {number} count
 */
function found(given, count) {
  const numbers = numbersIn(given);
  if (numbers.length === 0) return `Write ${count === 1 ? "it" : "them"} in digits.`;
  const shown = numbers.length > 8 ? "" : `: ${inWords(numbers)}`;
  return `I read ${numbers.length}${shown}.`;
}

/** @param {number[]} numbers */
const inWords = (numbers) => listed(numbers.map(written), "and");
