// What was answered in a widget is there again when its page is opened again.
import { problemWith } from "../guess/check.mjs";
import { guessAnswer, GUESSED } from "../guess/index.mjs";
import { commit, listen } from "../parts/model.mjs";
import { fingerprint } from "../python/store.mjs";
import { answerBook } from "./book.mjs";
import { PAGE, ROOT } from "./place.mjs";

const book = answerBook(() => localStorage, ROOT);

/**
 * @typedef {object} Question what a widget asks, and what was answered
 * @property {string} question
 * @property {string[]} traits that hold the answer
 * @property {(kept: Record<string, any>) => boolean} [fits] whether an answer that was kept can be one
 * @property {{ right: boolean | null } | null} verdict null while there is no answer
 */

addEventListener("cnnlab-practised", (event) => {
  const { kind, right } = /** @type {CustomEvent} */ (event).detail;
  book.practised(kind, right);
});

/**
 * Put back what was answered here, and keep what will be. Returns the way to stop.
 * @param {import("../parts/mount.mjs").WidgetModule} widget
 * @param {import("../parts/mount.mjs").Model} model
 * @param {HTMLElement} element
 */
export function remember(widget, model, element) {
  /** @returns {Question[]} */
  const asked = () => {
    const guess = model.get("guess") ?? {};
    const fits = (/** @type {any} */ { guessed = null }) => !problemWith(guess, guessed);
    // What is wrong with a page's own question is reported in the widget's place.
    const own = guess.kind &&
      fits({ guessed: model.get("guessed") }) && {
        ...{ question: guess.question, traits: GUESSED, fits },
        verdict: guessAnswer(model),
      };
    return [own, widget.asks?.(model)].filter((it) => it && typeof it.question === "string");
  };
  const isAlike = (/** @type {Record<string, any>} */ kept) =>
    Object.entries(kept).every(([name, value]) => typeof value === typeof model.get(name));
  const first = asked()[0];
  if (!first) return () => {};
  element.id ||= `question-${fingerprint(first.question)}`; // for a link to it
  for (const { question, traits, fits = isAlike } of asked()) {
    const kept = book.answerTo(PAGE, question)?.state ?? {};
    // The answer alone, and only if it can be one: what was loaded from a file may say anything.
    const answer = Object.fromEntries(
      Object.entries(kept).filter(([name]) => traits.includes(name)),
    );
    if (fits(answer)) commit(model, answer);
  }
  const traits = asked().flatMap((one) => one.traits);
  return listen(model, traits, () => {
    for (const { question, traits: names, verdict } of asked()) {
      const state = Object.fromEntries(names.map((name) => [name, model.get(name)]));
      const { right } = verdict ?? { right: null };
      book.keep(PAGE, question, verdict && { question, id: element.id, state, right });
    }
    dispatchEvent(new Event("cnnlab-answered"));
  });
}
