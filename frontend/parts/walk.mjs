// A guided walk through a widget: each step says something, may set something, and may wait until the
// reader has done what it asks.
import { allow, button, textButton } from "./controls.mjs";
import { html, setText } from "./dom.mjs";
import { commitLit } from "./light.mjs";
import { commit, listen, same } from "./model.mjs";

/**
 * `until` holds the values of traits that the step waits for, or the names of traits of which one
 * must have changed.
 * @typedef {{say: string, set?: Record<string, any>, until?: Record<string, any> | string[]}} Step
 * @typedef {import("./mount.mjs").Model} Model
 * @typedef {{ steps: Step[], first: Record<string, any> }} Walk its steps, and the settings before them
 */

/**
 * Traits with those presets for which they hold only the names, as in links.
 * @param {Model} model
 * @param {Record<string, any>} values
 */
export const namedPresets = (model, values) =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === "string" && value[0] === "@" ? model.get(`${name}s`)[value.slice(1)] : value,
    ]),
  );

/**
 * @param {string[]} settings
 * @param {Model} model
 * @param {HTMLElement} element
 */
export function walkThrough(settings, model, element) {
  /** @type {Step[]} */
  const steps = Array.isArray(model.get("walk")) ? model.get("walk") : [];
  const kept = settings.filter((name) => name !== "playing");
  let at = -1; // the present step; -1 while nobody walks
  /** @type {Record<string, any>} */
  let home = {}; // the reader's own settings
  /** @type {Record<string, any>[]} */
  let entered = []; // the settings with which each step began
  /** @type {boolean[]} */
  let done = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let listening;
  let heard = false; // whether what is said would be announced: in a place that is new it is not

  const start = textButton("Walk through it", open);
  start.hidden = steps.length === 0;
  const count = html("span", {});
  const said = html("p", { class: "cnnlab-walk-said", "aria-live": "polite" });
  const told = html("strong", { role: "status" });
  const back = button("left", "Back", goBack);
  const next = textButton("", goOn, { class: "cnnlab-play" });
  const help = textButton("", showHow);
  const wide = button("wide", "Full screen", toggleFullScreen);
  const end = button("wrong", "Leave, and put back the settings (Esc)", leave);
  const bar = html(
    "div",
    { class: "cnnlab-walk", role: "group", "aria-label": "Guided walk", keydown: onKey },
    html("div", { class: "cnnlab-walk-head" }, count, told),
    said,
    html("div", { class: "cnnlab-walk-buttons" }, back, next, help, wide, end),
  );
  wide.hidden = !document.fullscreenEnabled;

  const now = () => Object.fromEntries(kept.map((name) => [name, model.get(name)]));
  const first = now(); // what the walk was written for
  const isOpen = () => at >= 0;

  async function open() {
    home = now();
    [entered, done] = [[], []];
    commit(model, { ...still(), ...first });
    start.closest(".cnnlab-foot")?.after(bar);
    start.hidden = true;
    await enter(0);
    if (!isOpen()) return; // Escape or Reset came first
    next.focus({ preventScroll: true });
    start.closest(".cnnlab")?.scrollIntoView();
    listening = setTimeout(() => {
      heard = true;
      show();
    }, 150);
  }

  /** @param {number} step */
  async function enter(step) {
    at = step;
    delete entered[at]; // nothing counts as the reader's until the step has set what it sets
    await commitLit(model, element, namedPresets(model, steps[at].set ?? {}));
    entered[at] = now();
    show();
  }

  function goOn() {
    if (!(at in entered)) return; // the step is still being set
    if (!isDone()) return told.replaceChildren("First do what this step asks."); // heard each time
    if (at < steps.length - 1) return enter(at + 1);
    return close();
  }

  async function goBack() {
    if (at < 1) return;
    at -= 1;
    await commitLit(model, element, { ...still(), ...entered[at] });
    show();
  }

  // Do it for the reader; where no one thing is asked for, go on without it.
  async function showHow() {
    const { until } = steps[at];
    done[at] = true;
    if (Array.isArray(until)) return goOn();
    await commitLit(model, element, namedPresets(model, until ?? {}));
    show();
  }

  const still = () => (settings.includes("playing") ? { playing: false } : {});

  const isDone = () => (done[at] ||= isMet(steps[at].until, model, entered[at]));

  function show() {
    if (!isOpen()) return;
    const { say, until } = steps[at];
    const [waits, last] = [!isDone(), at === steps.length - 1];
    setText(said, heard ? say : "");
    setText(told, !until ? "" : waits ? "Your turn." : "Done.");
    setText(count, `${at + 1} of ${steps.length}`);
    setText(next, last ? "Finish" : "Next");
    setText(help, Array.isArray(until) ? "Skip" : "Show me");
    allow(next, !waits, goOn); // which says why not
    allow(back, at > 0);
    if (!waits && document.activeElement === help) next.focus({ preventScroll: true });
    help.style.visibility = waits ? "visible" : "hidden"; // the others stay where they are
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    /** @type {Record<string, () => void>} */
    const keys = {
      ArrowRight: goOn,
      PageDown: goOn,
      ArrowLeft: goBack,
      PageUp: goBack,
      Escape: leave,
    };
    const act = keys[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  function leave() {
    commit(model, { ...still(), ...home });
    close();
  }

  // Where the reader has arrived, the widget stays.
  function close() {
    if (!isOpen()) return;
    at = -1;
    if (document.fullscreenElement === element) document.exitFullscreen();
    bar.remove();
    clearTimeout(listening);
    heard = false;
    setText(said, ""); // or the bar would come back with its words
    start.hidden = false;
    start.focus({ preventScroll: true });
  }

  function toggleFullScreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else
      element.requestFullscreen().catch(() => setText(told, "The browser does not allow it here."));
  }

  function fit() {
    const card = /** @type {HTMLElement} */ (start.closest(".cnnlab"));
    card.style.zoom = "";
    if (document.fullscreenElement !== element) return;
    card.style.zoom = String(fullScreenZoom(card, bar.offsetHeight));
    next.focus({ preventScroll: true });
  }

  element.addEventListener("fullscreenchange", fit);
  const stopListening = listen(model, settings, () => isOpen() && show());

  return {
    steps,
    first,
    start,
    close,
    stop() {
      stopListening();
      element.removeEventListener("fullscreenchange", fit);
      bar.remove();
    },
  };
}

/**
 * Whether what a step waits for has come: certain values, or any change of traits since it began.
 * @param {Step["until"]} until
 * @param {Model} model
 * @param {Record<string, any> | undefined} began the settings then; none while the step is being set
 */
function isMet(until, model, began) {
  if (!until) return true;
  const has = (/** @type {string} */ name, /** @type {any} */ value) =>
    same(model.get(name), value);
  return Array.isArray(until)
    ? began !== undefined && until.some((name) => !has(name, began[name]))
    : Object.entries(namedPresets(model, until)).every(([name, value]) => has(name, value));
}

/**
 * In full screen a widget is as large as its pictures and the walk have room; what is set by hand may
 * lie below.
 * @param {HTMLElement} card
 * @param {number} below the walk's height
 */
function fullScreenZoom(card, below) {
  const pictures = [...card.querySelectorAll(".cnnlab-figure")];
  const { top } = card.getBoundingClientRect();
  const height = Math.max(...pictures.map((one) => one.getBoundingClientRect().bottom)) - top;
  const room = Math.min(innerWidth / card.offsetWidth, innerHeight / (height + below + 60));
  return Math.min(Math.max(1, room), 3);
}
