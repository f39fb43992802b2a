// cnnlab.practice.wording: problems in words, from the same templates.
import WORDS from "../../../src/cnnlab/practice/words.json" with { type: "json" };

/**
 * @typedef {Record<string, number | string>} Values
 * @typedef {string | [string, Values]} Step a template's key, maybe with numbers of its own
 *
 * A problem before it is put into words.
 * @typedef {object} Made
 * @property {string} question
 * @property {Values} values
 * @property {number[]} answer
 * @property {Step[]} steps
 * @property {import("../mistakes.mjs").Mistake[]} mistakes
 * @property {[string, number[][]][]} [tables]
 *
 * @typedef {object} Problem
 * @property {string} kind
 * @property {string} question
 * @property {[string, number[][]][]} tables
 * @property {number[]} answer
 * @property {string[]} steps
 * @property {[number[], string][]} mistakes
 * @property {string} hint
 */

/**
 * @param {string} kind
 * @param {Made} made
 * @returns {Problem}
 */
export function worded(kind, { question, values, answer, steps, mistakes, tables = [] }) {
  const words = WORDS.kinds[kind];
  return {
    kind,
    question: filled(words.questions[question], values),
    tables: tables.map(([title, rows]) => [WORDS.tables[title], rows]),
    answer,
    steps: steps.map((step) => {
      const [key, own] = typeof step === "string" ? [step, {}] : step;
      return filled(WORDS.steps[key], { ...values, ...own });
    }),
    mistakes: mistakes.map(([wrong, reply]) => [[wrong].flat(), reply]),
    hint: words.hint,
  };
}

/** @type {Record<string, string>} */
export const LAYERS = WORDS.layers;

/** @param {string} kind */
export const nameOf = (kind) => WORDS.kinds[kind].name;

/**
 * @param {string} template
 * @param {Values} values
 */
export const filled = (template, values) =>
  template.replace(/\{(\w+)\}/g, (_, name) => shown(values[name]));

/**
 * A number as readers see it: 307,300 and −2.
 * @param {number | string} value
 */
export const shown = (value) =>
  typeof value === "string" ? value : value.toLocaleString("en").replace("-", "−");

/**
 * As the second factor of a product: a negative one in brackets.
 * @param {number} value
 */
export const factor = (value) => (value < 0 ? `(${shown(value)})` : shown(value));
