// Play, pause, step and scrub through numbered positions.
// The model's traits are `position`, `playing` and `speed` (positions a second).
import LIMITS from "../../src/cnnlab/widgets/limits.json" with { type: "json" };
import { checkBetween, checkCount } from "../math/checks.mjs";
import { button, hushing, textButton } from "./controls.mjs";
import { html, icon } from "./dom.mjs";
import { commit, listen } from "./model.mjs";
import { number } from "./numbers.mjs";
import { slider, valueSlider } from "./sliders.mjs";

const [min, max] = LIMITS.speed.map(Math.log2);
const SPEEDS = { min, max, step: 0.5 }; // powers of 2
const SLOW = 4; // up to this speed there is time to show what happens within one position

/** What each trait that the player goes by must be. @type {Record<string, (value: any) => void>} */
export const PLAYED = {
  position: (value) => checkCount("position", value, 0),
  speed: (value) => checkBetween("speed", value, ...LIMITS.speed),
};

// `paint()` draws the present moment, `moved()` is told when the reader jumps somewhere.
export function player(model, { paint, moved, name }) {
  for (const [name, check] of Object.entries(PLAYED)) check(model.get(name));
  const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");
  let count = 0;
  let head = 0; // whole part: the position; fraction: how far within it
  let peeked = null; // a position that the pointer is on, to be looked at for as long
  let filled = 0; // positions whose result has been written
  let least = 0; // positions whose result always stands there
  let request = 0;
  let before = 0;
  let lastCommit = 0;
  let onScreen = true;

  const playButton = textButton("", toggle, { class: "cnnlab-play" });
  const scrub = slider({ min: 0, "aria-label": name, class: "cnnlab-scrub", ...hushing }, (to) =>
    jump(to, true),
  );
  const speed = speedSlider(model);
  const bar = html(
    "div",
    { class: "cnnlab-transport", role: "group", "aria-label": "Animation" },
    button("start", "Back to the start", () => jump(0, true)),
    button("back", "One step back", () => jump(index() - 1, true)),
    playButton,
    button("forward", "One step forward", () => jump(index() + 1, true)),
    scrub,
    speed.box,
  );

  const placed = () => Math.max(0, Math.min(Math.floor(head), count - 1));
  const index = () => peeked ?? placed();
  const playing = () => model.get("playing");

  // Scrubbing rewinds what has been written; pointing at a position only looks at it.
  function jump(to, rewind = false) {
    if (count === 0) return;
    peeked = null;
    pause();
    head = Math.min(Math.max(0, to), count - 1);
    filled = Math.max(rewind ? least : filled, head + 1);
    commit(model, { position: head });
    paint();
    moved();
  }

  // Pointing at a position jumps there once.
  const point = (to) => to !== index() && jump(to);

  // Look at a position for as long as the pointer is on it, and at none with null.
  function peek(to) {
    if (playing() || to === peeked) return;
    peeked = to;
    paint();
  }

  function toggle() {
    // Reduced motion steps instead of playing.
    if (reducedMotion.matches) return jump(index() + 1 < count ? index() + 1 : 0, true);
    if (playing()) return pause();
    if (placed() >= count - 1 || (filled >= count && least < count)) {
      [head, filled] = [0, least]; // all is written: once more
    }
    commit(model, { playing: true });
  }

  function pause() {
    if (playing()) commit(model, { playing: false, position: index() });
  }

  function showPlaying() {
    cancelAnimationFrame(request);
    peeked = null;
    if (playing() && reducedMotion.matches) return pause();
    playButton.replaceChildren(
      icon(playing() ? "pause" : "play"),
      reducedMotion.matches ? "Next" : playing() ? "Pause" : "Play",
    );
    if (count === 0) return;
    if (playing() && onScreen) {
      before = performance.now();
      request = requestAnimationFrame(advance);
    } else if (!playing()) {
      head = placed();
      filled = Math.max(filled, head + 1);
      paint();
    }
  }

  function advance(now) {
    if (count === 0) return pause();
    head += (Math.min(Math.max(0, now - before), 100) / 1000) * model.get("speed");
    before = now;
    if (head >= count) {
      head = count - 1;
      filled = count;
      return pause();
    }
    filled = Math.max(filled, model.get("speed") > SLOW ? index() + 1 : index());
    paint();
    // Python is told a few times a second: sixty would only clog the connection.
    if (now - lastCommit > 250) {
      lastCommit = now;
      commit(model, { position: index() });
    }
    request = requestAnimationFrame(advance);
  }

  // The position was set from outside.
  function follow() {
    if (count === 0 || playing() || model.get("position") === placed()) return;
    start(count, 0, least);
    paint();
  }

  // A new scene of that many positions; the playhead stays where the model says. All results up
  // to there have been written, and more if `written` says so. `always` is how many there are from
  // the start on.
  function start(positions, written = 0, always = 0) {
    peeked = null;
    count = positions;
    least = always;
    head = Math.max(0, Math.min(Math.floor(model.get("position")), count - 1));
    filled = Math.max(head + 1, written, least);
    scrub.max = String(Math.max(0, count - 1));
    scrub.value = String(head);
  }

  const visibility = new IntersectionObserver((entries) => {
    onScreen = entries[entries.length - 1].isIntersecting; // the last is how it is now
    if (playing()) showPlaying();
  });
  visibility.observe(bar);
  reducedMotion.addEventListener("change", showPlaying);
  const stopListening = [
    listen(model, ["position"], follow),
    listen(model, ["playing"], showPlaying),
    speed.stop,
  ];
  showPlaying();

  return {
    bar,
    start,
    jump,
    point,
    /** @param {(event: any) => any} [indexAt] */
    pointer: (indexAt) => pointing(peek, jump, indexAt),
    index,
    playing,
    filled: () => filled,
    // How far the present position has come, from 0 to 1; 1 whenever there is no time to show it.
    within: () => (playing() && model.get("speed") <= SLOW ? head - Math.floor(head) : 1),
    // Say in words where the playhead stands, and all that is to be heard of it.
    describe(words) {
      scrub.value = String(index());
      scrub.setAttribute("aria-valuetext", words);
    },
    stop() {
      cancelAnimationFrame(request);
      visibility.disconnect();
      reducedMotion.removeEventListener("change", showPlaying);
      stopListening.forEach((f) => f());
    },
  };
}

/** A slider for how many positions a second it plays. */
function speedSlider(model) {
  const { label, control, readout, show } = valueSlider("Speed", SPEEDS, (power) =>
    commit(model, { speed: 2 ** power }),
  );

  function draw() {
    const perSecond = number(model.get("speed"), 2);
    show(Math.log2(model.get("speed")), `${perSecond}/s`);
    control.setAttribute("aria-valuetext", `${perSecond} per second`);
  }

  draw();
  const box = html("div", { class: "cnnlab-speed" }, label, control, readout);
  return { box, stop: listen(model, ["speed"], draw) };
}

/**
 * What the pointer does in a picture of all positions: it looks, and a click goes there.
 * @param {(to: number | null) => void} peek
 * @param {(to: number) => void} jump
 * @param {(event: any) => any} indexAt tells which position an event is at; by itself, the one whose
 * cell is under it
 */
function pointing(peek, jump, indexAt = ({ target }) => target.dataset?.cell) {
  const visit = (go) => (event) => {
    const at = indexAt(event);
    if (at !== undefined) go(Number(at));
  };
  const look = visit(peek);
  return {
    pointermove: (event) => event.buttons === 0 && look(event),
    pointerleave: () => peek(null),
    click: visit(jump),
  };
}
