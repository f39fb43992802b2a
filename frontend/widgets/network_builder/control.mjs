// Training, as the reader and the traits have it begin and end, and what it leaves in the traits.
import { reported } from "../../math/checks.mjs";
import { setText } from "../../parts/dom.mjs";
import { commit, same } from "../../parts/model.mjs";
import { trainingButtons } from "./buttons.mjs";
import { withRun } from "./kept.mjs";
import { progressView } from "./progress.mjs";
import { sole } from "./sole.mjs";
import { LEARNED, learnedOf, planOf, RECIPE } from "./traits.mjs";
import { weightsAsText } from "./weights.mjs";
import { STALE } from "./words.mjs";

/**
 * @typedef {import("./progress.mjs").Session} Session
 *
 * What the widget has around its training.
 * @typedef {object} Around
 * @property {(words: string | null) => void} tell
 * @property {() => void} redraw
 * @property {HTMLInputElement} digit where the test digit is chosen whose maps are shown
 * @property {(results: HTMLElement) => void} place the results in the widget
 */

/**
 * @param {import("../../parts/mount.mjs").Model} model
 * @param {Around} around
 */
export function trainingControl(model, { tell, redraw, digit, place }) {
  const get = (/** @type {string} */ name) => model.get(name);
  const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");
  const { now, coming, begin, end } = /** @type {ReturnType<typeof sole<Session>>} */ (sole());
  const progress = progressView(now);
  const buttons = trainingButtons({
    train() {
      const session = now();
      if (session?.state() === "running") session.pause();
      else use((one) => one.go());
    },
    batch: () => use((session) => session.stepBatch()),
    epoch: () => use((session) => session.stepEpoch()),
    over: startOver,
  });
  /** @type {ReturnType<typeof load> | null} */
  let loaded = null;
  const inTraits = () => Object.fromEntries(LEARNED.map((name) => [name, get(name)]));
  let written = inTraits(); // what this view has written or shown, so that it is not news
  let stale = false; // whether what was trained has gone with the settings that it was trained with

  /**
   * Do something with the session, which begins when it is first used.
   * @param {(session: Session) => void} act
   */
  async function use(act) {
    if (coming() === "training") return; // the first press counts
    stale = false;
    if (coming() || now()?.state() === "done") startOver(); // what was trained before gives way
    const session = now() ?? (await begin("training", () => newSession(() => planOf(get))));
    if (session) act(session);
  }

  // A network that was trained before is shown as it was left.
  async function restore() {
    stale = false;
    end();
    if (get("weights")) {
      const alone = () => ({ ...planOf(get), change: "" });
      const session = await begin("restored", () => newSession(alone));
      if (!session) return;
      const { weights, history } = learnedOf(get);
      session.restore(weights, history);
    }
    showState();
    progress.showResults();
  }

  /** @param {() => import("./session.mjs").Plan} plan asked for when all is loaded */
  async function newSession(plan) {
    try {
      tell(null);
      loaded ??= load().catch((error) => {
        loaded = null; // another press may have more luck
        throw error;
      });
      const { digits, startSession } = await loaded;
      return startSession(plan(), digits, get("digit"), {
        changed: hear,
        finished: keep,
        diverged: ({ recipe }, own, reason) =>
          tell(`Seed ${recipe.seed}, ${own ? "your" : "the changed"} network: ${reason}`),
        failed: (sentence) => {
          end();
          tell(sentence);
          redraw();
        },
      });
    } catch (error) {
      tell(`Training cannot begin: ${reported(error)}.`);
      return null;
    }
  }

  // What comes with the first training.
  async function load() {
    const { digitsFor, resultsView, startSession } = await import("./training.mjs");
    const digits = await digitsFor(model);
    const results = resultsView((index) => commit(model, { digit: index }));
    results.mapsFigure.note.append("test digit ", digit);
    place(results.box);
    progress.showIn(results, digits);
    return { digits, startSession };
  }

  function startOver() {
    end();
    tell(null);
    learn({ history: {}, weights: "" });
    redraw();
  }

  /** Tell the model what has been learned. @param {Record<string, any>} changes */
  function learn(changes) {
    written = { ...written, ...changes };
    commit(model, changes);
  }

  /** @param {string} what */
  function hear(what) {
    const session = now();
    if (!session) return;
    if (what === "state") return showState();
    if (what === "progress" && reducedMotion.matches) return;
    if (what !== "results") progress.showProgress();
    if (what === "epoch") {
      learn({ history: structuredClone(session.runs()[0].history) });
      progress.speak(false);
    }
    if (what === "results") progress.showResults();
  }

  /** @param {import("./session.mjs").Run} run @param {boolean} own */
  function keep({ stack, recipe, test, moved, weights, history }, own) {
    const { seed, epochs, augment, shuffle_pixels } = recipe;
    const run = {
      ...{ stack, seed, epochs, nudge: augment, shuffled: shuffle_pixels },
      ...{ accuracy: test, moved },
    };
    const mine = own ? { weights: weightsAsText(weights), history: structuredClone(history) } : {};
    learn({ ...mine, runs: withRun(get("runs"), /** @type {any} */ (run)) });
    progress.showProgress();
    progress.showResults();
  }

  function showState() {
    const state = now()?.state() ?? null;
    buttons.show(state);
    progress.showState(stale);
    if (state === "done" || state === "paused") progress.speak(true);
  }

  function drop() {
    if (now()?.runs().length) {
      stale = true;
      setText(progress.spoken, STALE);
    }
    end();
  }

  /**
   * Traits have changed. Returns whether a network was given that was not trained here.
   * @param {Set<string>} changed
   */
  function follow(changed) {
    const given = LEARNED.some((name) => changed.has(name) && !same(get(name), written[name]));
    if (RECIPE.some((name) => changed.has(name))) {
      // Training that is about to begin does so with what is set then.
      if (coming() !== "training") drop();
      if (!given && (get("weights") || Object.keys(get("history")).length))
        learn({ history: {}, weights: "" });
    }
    if (given) written = inTraits();
    if (changed.has("digit")) now()?.lookAt(get("digit"));
    return given;
  }

  return {
    bar: buttons.bar,
    told: progress.told,
    spoken: progress.spoken,
    allow: buttons.allow,
    showState,
    follow,
    restore,
    end,
    repaint() {
      progress.showProgress();
      progress.showResults();
    },
  };
}
