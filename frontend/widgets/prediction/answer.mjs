// What is said to an answer.

/**
 * The numbers in a text: "6 × 4", "6, 4" and "(6, 4)" all say 6 and 4.
 * @param {string} text
 */
export function numbersIn(text) {
  return (text.replaceAll("−", "-").match(/-?\d+(?:\.\d+)?/g) ?? []).map(Number);
}

/**
 * @typedef {object} Question
 * @property {number[]} answer
 * @property {number} tolerance how far off a number may be
 * @property {string} hint what is said to a wrong answer
 * @property {string} because what is said to the right one
 * @property {string} [working] how to get there
 */

/**
 * Whether the given text is right, and what is said to it; null if nothing was given.
 * @param {string} given
 * @param {Question} question
 */
export function replyTo(given, { answer, tolerance, hint, because, working }) {
  if (given.trim() === "") return null;
  const numbers = numbersIn(given);
  if (numbers.length !== answer.length) {
    return { right: false, text: wrongCount(answer.length, numbers.length) };
  }
  const right = numbers.every((n, i) => Math.abs(n - answer[i]) <= tolerance);
  return { right, text: right ? because || (working ?? "") : hint };
}

/**
 * @param {number} wanted
 * @param {number} found
 */
function wrongCount(wanted, found) {
  const answer = wanted === 1 ? "one number" : `${wanted} numbers`;
  return `The answer is ${answer}; here ${found === 1 ? "is" : "are"} ${found}.`;
}
