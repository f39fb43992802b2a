// cnnlab.practice.wording: problems in words. The words come from Python, with the widget.

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
 * @property {number[]} [rivals] what usual slips give: where one is the answer, the problem tells nothing
 *
 * cnnlab.practice.wording.words_for: templates and texts.
 * @typedef {object} Words
 * @property {Record<string, { name: string, hint: string, questions: Record<string, string> }>} kinds
 * @property {Record<string, string>} tables
 * @property {Record<string, string>} steps
 * @property {Record<string, string>} layers
 * @property {Record<string, Record<string, string>>} replies
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
 * @param {Words} words
 * @returns {Problem}
 */
export function worded(kind, { question, values, answer, steps, mistakes, tables = [] }, words) {
  const { questions, hint } = words.kinds[kind];
  return {
    kind,
    question: filled(questions[question], values),
    tables: tables.map(([title, rows]) => [words.tables[title], rows]),
    answer,
    steps: steps.map((step) => {
      const [key, own] = typeof step === "string" ? [step, {}] : step;
      return filled(words.steps[key], { ...values, ...own });
    }),
    mistakes: mistakes.map(([wrong, quantity, slip]) => [
      [wrong].flat(),
      words.replies[quantity][slip],
    ]),
    hint,
  };
}

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
