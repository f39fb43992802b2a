// A guided walk through a widget, from its first step until it is left or finished: each step says
// something, may set something, and may wait until the reader has done what it asks.
import { allow, button, textButton } from "../parts/controls.mjs";
import { html, setText } from "../parts/dom.mjs";
import { commitLit } from "../parts/light.mjs";
import { commit, listen } from "../parts/model.mjs";
import { isMet, namedPresets } from "./steps.mjs";

/**
 * Walk from the first step on. Returns the ways to end the walk and to stop without a word.
 * @param {import("../parts/walk.mjs").Walk} walk
 * @param {string[]} settings
 * @param {import("../parts/mount.mjs").Model} model
 * @param {HTMLElement} element where the widget is drawn
 * @param {() => void} ended
 */
export function begin({ steps, first }, settings, model, element, ended) {
  const now = () => Object.fromEntries(Object.keys(first).map((name) => [name, model.get(name)]));
  const home = now(); // the reader's own settings
  /** @type {Record<string, any>[]} */
  const entered = []; // the settings with which each step began
  /** @type {boolean[]} */
  const done = [];
  let at = 0; // the present step
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let listening;
  let heard = false; // whether what is said would be announced: in a place that is new it is not

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

  async function enterFirst() {
    await enter(0);
    if (!bar.isConnected) return; // Escape or Reset came first
    next.focus({ preventScroll: true });
    bar.closest(".cnnlab")?.scrollIntoView();
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
    if (!bar.isConnected) return;
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
    if (document.fullscreenElement === element) document.exitFullscreen();
    stop();
    ended();
  }

  function toggleFullScreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else
      element.requestFullscreen().catch(() => setText(told, "The browser does not allow it here."));
  }

  function fit() {
    card.style.zoom = "";
    if (document.fullscreenElement !== element) return;
    card.style.zoom = String(fullScreenZoom(card, bar.offsetHeight));
    next.focus({ preventScroll: true });
  }

  function stop() {
    stopListening();
    clearTimeout(listening);
    element.removeEventListener("fullscreenchange", fit);
    card.style.zoom = "";
    bar.remove();
  }

  commit(model, { ...still(), ...first });
  element.querySelector(".cnnlab-foot")?.after(bar);
  const card = /** @type {HTMLElement} */ (bar.closest(".cnnlab"));
  element.addEventListener("fullscreenchange", fit);
  const stopListening = listen(model, settings, show);
  enterFirst();
  return { close, stop };
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
