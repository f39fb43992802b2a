// Where training stands: in words, spoken, and in pictures as soon as there is something to show.
import { spokenPlace } from "../../parts/controls.mjs";
import { html, setText } from "../../parts/dom.mjs";
import { STALE, standing } from "./words.mjs";

/** @typedef {ReturnType<typeof import("./session.mjs").startSession>} Session */

const SPEAK_EVERY = 5000; // milliseconds

/** @param {() => Session | null} now the session */
export function progressView(now) {
  const told = html("p", { class: "cnnlab-total" });
  const spoken = spokenPlace();
  /** @type {ReturnType<typeof import("./results.mjs").resultsView> | null} since the first training */
  let results = null;
  /** @type {import("../../training/digits.mjs").Digits | null} */
  let digits = null;
  let spokenAt = 0;

  function showProgress() {
    const session = now();
    if (!results || !session?.runs().length) return;
    results.box.hidden = false;
    results.showProgress(session.runs());
    setText(told, standing(session.runs()[0], session.state()));
  }

  return {
    told,
    spoken,
    /** From now on there are pictures. @param {typeof results} view @param {typeof digits} data */
    showIn(view, data) {
      [results, digits] = [view, data];
    },
    /** @param {boolean} stale */
    showState(stale) {
      const session = now();
      if (results) results.box.hidden = !session?.runs().length;
      if (!session) setText(told, stale ? STALE : "");
      else if (session.runs().length) showProgress();
    },
    showProgress,
    showResults() {
      const runs = now()?.runs() ?? [];
      if (results && digits && runs.length) results.showResults(runs, digits);
    },
    /** @param {boolean} soon even if something has just been said */
    speak(soon) {
      const session = now();
      if (!session || (!soon && performance.now() - spokenAt < SPEAK_EVERY)) return;
      spokenAt = performance.now();
      setText(spoken, standing(session.runs()[0], session.state()));
    },
  };
}
