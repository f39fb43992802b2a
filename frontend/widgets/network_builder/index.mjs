// A network of the reader's own: stack layers, see what they cost, train them in the page, and compare.
import { changedStack, CHANGES } from "../../math/network/changes.mjs";
import { planStack } from "../../math/network/stack.mjs";
import { checkCount } from "../../math/checks.mjs";
import {
  card,
  choice,
  field,
  notice,
  offerPresets,
  settingsBox,
  spokenPlace,
} from "../../parts/controls.mjs";
import { html, setText } from "../../parts/dom.mjs";
import { commit, listen, same } from "../../parts/model.mjs";
import { whenThemeChanges } from "../../parts/theme.mjs";
import { stackEditor, totalsOf } from "./editor.mjs";
import { CHANGE_NAMES } from "./facts.mjs";
import { checkHistory, emptyHistory } from "./history.mjs";
import { checkKept, keptTable, withRun } from "./kept.mjs";
import { checkStack, inShort } from "./layers.mjs";
import { weightsAsText, weightsFromText } from "./weights.mjs";
import { costsCompared, standing } from "./words.mjs";

/**
 * @typedef {import("./layers.mjs").Layer} Layer
 * @typedef {ReturnType<typeof import("./session.mjs").startSession>} Session
 */

const RECIPE = ["stack", "change", "seed", "repeats", "epochs", "nudge"]; // what a training goes by
const LEARNED = ["history", "weights"];

// What Reset puts back.
export const settings = [...RECIPE, "digit", ...LEARNED, "runs"];

const LIMITS = { seed: [0, 9999], repeats: [1, 5], epochs: [1, 30], digit: [0, 359] };
const PIXELS = [1, 8, 8];
const SCORES = 10;
const SPEAK_EVERY = 5000; // milliseconds

/**
 * @param {import("../../parts/mount.mjs").Model} model
 * @param {HTMLElement} element
 */
export function render(model, element) {
  const get = (/** @type {string} */ name) => model.get(name);
  check(get);
  const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");
  /** @type {Session | null} */
  let session = null;
  let beginning = false; // a session, while its parts are loaded
  /** @type {import("../../training/digits.mjs").Digits | null} */
  let digits = null;
  /** @type {ReturnType<typeof import("./results.mjs").resultsView> | null} since the first training */
  let results = null;
  /** @type {Record<string, any>} what this view has written, so that it is not news */
  let written = {};
  let stopped = false;
  let spokenAt = 0;

  // ---- the parts -------------------------------------------------------------------------

  const editor = stackEditor((stack) => commit(model, { stack }));
  const presets = choice([], (name) => name && commit(model, { stack: get("stacks")[name] }));
  const compare = choice(
    CHANGES.map((change) => [change, CHANGE_NAMES[change]]),
    (change) => commit(model, { change }),
  );
  const compared = html("p", { class: "cnnlab-note cnnlab-network-builder-compared" });
  const numbers = Object.fromEntries(
    Object.entries(LIMITS).map(([name, [least, most]]) => [name, numberBox(name, least, most)]),
  );
  const nudge = /** @type {HTMLInputElement} */ (
    html("input", { type: "checkbox", change: () => commit(model, { nudge: nudge.checked }) })
  );
  const nudged = html("label", { class: "cnnlab-check" }, nudge, "Move training digits by a pixel");
  const form = settingsBox(
    field("Compare with", compare),
    field("Epochs", numbers.epochs),
    field("First seed", numbers.seed),
    field("How many seeds", numbers.repeats),
    nudged,
  );
  const train = html("button", { type: "button", class: "cnnlab-play", click: toggle });
  const step = (words, go) => html("button", { type: "button", click: () => using(go) }, words);
  const batch = step("One batch", (running) => running.stepBatch());
  const epoch = step("One epoch", (running) => running.stepEpoch());
  const over = html("button", { type: "button", click: startOver }, "Start over");
  const transport = html(
    "div",
    { class: "cnnlab-transport", role: "group", "aria-label": "Training" },
    ...[train, batch, epoch, over],
  );
  const why = html("p", { class: "cnnlab-note cnnlab-network-builder-why" });
  const told = html("p", { class: "cnnlab-total" });
  const { box: problem, tell, refuse } = notice();
  const spoken = spokenPlace();
  const kept = keptTable((runs) => commit(model, { runs }));
  element.replaceChildren(
    card(
      "Network builder",
      "cnnlab-network-builder",
      html("div", { class: "cnnlab-network-builder-begin" }, field("Begin with", presets)),
      ...[editor.root, form, compared, transport, why, told, problem],
      ...[kept.root, spoken],
    ),
  );
  numbers.digit.setAttribute("aria-label", "Test digit, 0 to 359");

  /** @param {string} name @param {number} least @param {number} most */
  function numberBox(name, least, most) {
    const box = /** @type {HTMLInputElement} */ (
      html("input", {
        type: "number",
        class: "cnnlab-brush",
        ...{ min: least, max: most, step: 1 },
        input() {
          const value = Number(box.value);
          const right =
            box.value !== "" && Number.isInteger(value) && value >= least && value <= most;
          box.setAttribute("aria-invalid", String(!right));
          if (right) commit(model, { [name]: value });
        },
        blur() {
          box.value = get(name);
          box.removeAttribute("aria-invalid");
        },
      })
    );
    return box;
  }

  // ---- training --------------------------------------------------------------------------

  function toggle() {
    if (session?.state() === "running") session.pause();
    else using((running) => running.go());
  }

  /**
   * Do something with the session, which begins when it is first used.
   * @param {(running: Session) => void} act
   */
  async function using(act) {
    if (beginning) return; // the first press counts
    if (session?.state() === "done") startOver();
    if (!session) {
      beginning = true;
      session = await newSession(get("change"));
      beginning = false;
    }
    if (session && !stopped) act(session);
  }

  /** @param {string} change */
  async function newSession(change) {
    try {
      tell(null);
      const { digitsFor, resultsView, startSession } = await import("./training.mjs");
      digits ??= await digitsFor(model);
      results ??= beginResults(resultsView);
      const [seed, repeats, epochs, nudge] = RECIPE.slice(2).map(get);
      const plan = { stack: stackOf(get), change, seed, repeats, epochs, nudge };
      return startSession(plan, digits, get("digit"), {
        changed: hear,
        finished: keep,
        ranAway: ({ recipe }, own, reason) =>
          tell(`Seed ${recipe.seed}, ${own ? "your" : "the changed"} network: ${reason}`),
        failed: (reason) => {
          end();
          tell(reason.endsWith(".") ? reason : `Training cannot go on: ${reason}.`);
          draw();
        },
      });
    } catch (error) {
      tell(`Training cannot begin: ${error instanceof Error ? error.message : error}.`);
      return null;
    }
  }

  /** @param {typeof import("./results.mjs").resultsView} resultsView */
  function beginResults(resultsView) {
    const view = resultsView((digit) => commit(model, { digit }));
    view.mapsFigure.note.append("test digit ", numbers.digit);
    kept.root.before(view.box);
    return view;
  }

  function startOver() {
    end();
    tell(null);
    learn({ history: {}, weights: "" });
    draw();
  }

  function end() {
    session?.stop();
    session = null;
  }

  /** Tell the model what has been learned. @param {Record<string, any>} changes */
  function learn(changes) {
    written = { ...written, ...changes };
    commit(model, changes);
  }

  /** @param {string} what */
  function hear(what) {
    if (!session) return;
    if (what === "state") return showState();
    if (what === "progress" && reducedMotion.matches) return;
    if (what !== "results") showProgress();
    if (what === "epoch") {
      learn({ history: structuredClone(session.runs()[0].history) });
      speak(false);
    }
    if (what === "results") showResults();
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
    showProgress();
    showResults();
  }

  /** @param {boolean} now even if something has just been said */
  function speak(now) {
    if (!session || (!now && performance.now() - spokenAt < SPEAK_EVERY)) return;
    spokenAt = performance.now();
    setText(spoken, standing(session.runs()[0], session.state()));
  }

  // ---- drawing ---------------------------------------------------------------------------

  function draw() {
    try {
      check(get);
    } catch (error) {
      end();
      return refuse(error);
    }
    if (problem.dataset.refused) tell(null);
    const stack = stackOf(get);
    const plan = planStack(stack, PIXELS, SCORES);
    editor.show(stack, plan);
    offerPresets(
      presets,
      get("stacks"),
      (one) => same(checkStack("stacks", one), stack),
      "your own",
    );
    compare.value = get("change");
    nudge.checked = get("nudge");
    for (const [name, box] of Object.entries(numbers)) {
      if (box.value !== String(get(name))) box.value = get(name);
      box.removeAttribute("aria-invalid");
    }
    const obstacle = plan.problem?.message ?? showCompared(stack, plan);
    if (plan.problem) setText(compared, "");
    for (const control of [train, batch, epoch]) control.disabled = obstacle !== null;
    setText(why, obstacle ? `It cannot be trained: ${obstacle}.` : "");
    kept.show(get("runs"));
    showState();
  }

  /**
   * Say what the changed network is; return why it cannot be.
   * @param {Layer[]} stack
   * @param {import("../../math/network/stack.mjs").Plan} plan
   */
  function showCompared(stack, plan) {
    const change = get("change");
    if (!change) return setText(compared, "") ?? null;
    try {
      const other = checkStack("the changed stack", changedStack(stack, change));
      const changed = planStack(other, PIXELS, SCORES);
      if (changed.problem) throw new RangeError(changed.problem.message);
      const same = change === "still" || change === "shuffled" ? "the same stack" : inShort(other);
      const costs = costsCompared(totalsOf(plan), totalsOf(changed));
      setText(compared, `Beside it trains, with ${CHANGE_NAMES[change]}: ${same}; ${costs}.`);
      return null;
    } catch (error) {
      setText(compared, "");
      const reason = error instanceof Error ? error.message : error;
      return `of the network to compare it with, ${reason}`;
    }
  }

  function showState() {
    const state = session?.state() ?? "new";
    setText(train, state === "running" ? "Pause" : "Train");
    over.disabled = !session;
    if (results) results.box.hidden = !session?.runs().length;
    if (!session) setText(told, "");
    else if (session.runs().length) showProgress();
    if (state === "done" || state === "paused") speak(true);
  }

  function showProgress() {
    if (!results || !session?.runs().length) return;
    results.box.hidden = false;
    results.showProgress(session.runs());
    setText(told, standing(session.runs()[0], session.state()));
  }

  function showResults() {
    if (results && digits && session?.runs().length) results.showResults(session.runs(), digits);
  }

  // ---- what comes from outside -----------------------------------------------------------

  /** @param {Set<string>} changed */
  function follow(changed) {
    const learned = LEARNED.some((name) => changed.has(name) && !same(get(name), written[name]));
    if (RECIPE.some((name) => changed.has(name))) {
      end();
      if (!learned && (get("weights") || Object.keys(get("history")).length))
        learn({ history: {}, weights: "" });
    }
    if (changed.has("digit")) session?.lookAt(get("digit"));
    draw();
    if (learned) restore();
  }

  // A network that was trained before is shown as it was left.
  async function restore() {
    end();
    written = Object.fromEntries(LEARNED.map((name) => [name, get(name)]));
    if (get("weights") && !problem.dataset.refused) {
      const restored = await newSession("");
      if (stopped || session || !restored) return;
      session = restored;
      const sizes = parameterSizes(stackOf(get));
      session.restore(weightsFromText(get("weights"), sizes), historyOf(get));
    }
    showState();
    showResults();
  }

  const stops = [
    listen(model, [...settings, "stacks"], follow),
    whenThemeChanges(() => {
      showProgress();
      showResults();
    }),
  ];
  draw();
  if (get("weights")) restore();
  return () => {
    stopped = true;
    end();
    stops.forEach((stop) => stop());
  };
}

/** @param {(name: string) => any} get */
const stackOf = (get) => checkStack("stack", get("stack"));

/** @param {(name: string) => any} get */
const historyOf = (get) => ({ ...emptyHistory(), ...get("history") });

/** @param {Layer[]} stack */
const parameterSizes = (stack) =>
  planStack(stack, PIXELS).layers.flatMap(({ parameters }) =>
    parameters.map((shape) => shape.reduce((a, b) => a * b, 1)),
  );

/**
 * Refuse traits that are nonsense.
 * @param {(name: string) => any} get
 */
function check(get) {
  const stack = stackOf(get);
  if (!CHANGES.includes(get("change")))
    throw new RangeError(`there is no change “${String(get("change")).slice(0, 40)}”`);
  for (const [name, [least, most]] of Object.entries(LIMITS)) {
    if (checkCount(name, get(name), least) > most)
      throw new RangeError(`${name} must be at most ${most}, not ${get(name)}`);
  }
  checkHistory(get("history"));
  checkKept(get("runs"));
  if (typeof get("weights") !== "string") throw new TypeError("weights must be text in base64");
  if (get("weights")) weightsFromText(get("weights"), parameterSizes(stack));
}
