// What a question and a guess must be before either is drawn or judged: a page, or a file with kept answers,
// may hold anything.

import { shown } from "../math/checks.mjs";

const isText = (it) => typeof it === "string";
const isRecord = (it) => it?.constructor === Object;
const isWhole = (it) => Number.isInteger(it) && it >= 0;
const isPair = (it) => isList(it, isWhole) && it.length === 2;
const isList = (it, isOne) => Array.isArray(it) && it.every(isOne);
const isOption = (it) =>
  isRecord(it) &&
  [it.label, it.reply].every(isText) &&
  (it.picture === null || isList(it.picture, (row) => isList(row, Number.isFinite)));
const among =
  ({ options }) =>
  (it) =>
    isWhole(it) && it < options.length;

/**
 * What else a question of each kind holds, and what answers it.
 * @type {Record<string, { holds?: (guess: any) => boolean, takes: (it: any, guess: any) => boolean }>}
 */
const KINDS = {
  number: {
    holds: ({ within = [] }) => Array.isArray(within),
    takes: (it) => isList(it, Number.isFinite) && it.length > 0,
  },
  cells: { takes: (it) => isList(it, isWhole) },
  place: { holds: ({ size }) => isPair(size), takes: isPair },
  choice: {
    holds: ({ options }) => isList(options, isOption),
    takes: (it, guess) => among(guess)(it),
  },
  ticks: {
    holds: ({ options }) => isList(options, isOption),
    takes: (it, guess) => isList(it, among(guess)),
  },
  curve: {
    holds: ({ x, low, high, tolerance }) =>
      Array.isArray(x) && x.length > 0 && [low, high, tolerance].every(Number.isFinite),
    takes: (it, { x }) => isList(it, Number.isFinite) && it.length === x.length,
  },
};

/**
 * What is wrong with a question or a guess; "" if nothing is.
 * @param {any} guess
 * @param {any} guessed null before
 */
export function problemWith(guess, guessed) {
  const { kind, answer, mistakes, cover = [], then = {} } = guess;
  if (!Object.hasOwn(KINDS, kind)) return `there is no guess of kind ${shown(kind)}`;
  const { holds = () => true, takes } = KINDS[kind];
  const whole =
    [guess.question, guess.hint, guess.because].every(isText) &&
    holds(guess) &&
    takes(answer, guess) &&
    isList(mistakes, (one) => Array.isArray(one) && takes(one[0], guess) && isText(one[1])) &&
    isList(cover, isText) &&
    isRecord(then);
  if (!whole) return `guess is not a complete question of kind “${kind}”`;
  const fits = guessed === null || (kind === "number" ? isText(guessed) : takes(guessed, guess));
  return fits ? "" : `guessed must be a guess of kind “${kind}”, or nothing`;
}
