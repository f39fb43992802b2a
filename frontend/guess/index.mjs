// A guess before the answer: a widget stays shut until its reader has committed to one.
import { Misfit } from "../math/checks.mjs";
import { textButton } from "../parts/controls.mjs";
import { html, setText } from "../parts/dom.mjs";
import { commit, listen, same } from "../parts/model.mjs";
import { reply } from "../parts/question.mjs";
import { unbroken } from "../parts/words.mjs";
import { cellsGuess, placeGuess } from "./cells.mjs";
import { problemWith } from "./check.mjs";
import { curveGuess } from "./curve.mjs";
import { numberGuess } from "./number.mjs";
import { choiceGuess, ticksGuess } from "./options.mjs";
import { verdictOn } from "./verdict.mjs";

/**
 * The part of a kind of guess that the reader handles.
 * @typedef {object} Hand
 * @property {Node | null} root what stands in the question's box
 * @property {() => any} read what is guessed so far, null for nothing
 * @property {(guessed: any, truth: boolean) => void} show a guess, as a ghost beside the truth once it is out
 * @property {string} first what is said when Check is pressed with nothing given
 * @property {string} [legend] how to tell guess and truth apart
 * @property {() => void} [stop]
 */

/** @type {Record<string, (guess: any, element: HTMLElement) => Hand>} */
const HANDS = {
  number: numberGuess,
  cells: cellsGuess,
  place: placeGuess,
  choice: choiceGuess,
  ticks: ticksGuess,
  curve: curveGuess,
};

// What Reset puts back, beside the widget's own settings.
export const GUESSED = ["guessed", "opened"];

/**
 * The verdict on what was guessed; null before.
 * @param {import("../parts/mount.mjs").Model} model
 * @returns {{ right: boolean | null } | null}
 */
export function guessAnswer(model) {
  if (!model.get("opened")) return null;
  const guessed = model.get("guessed");
  return guessed === null ? { right: null } : verdictOn(model.get("guess"), guessed);
}

/**
 * Put the question above a widget, and shut the widget until it is answered. Returns the way to stop.
 * @param {import("../parts/mount.mjs").Model} model
 * @param {HTMLElement} element where the widget is drawn
 * @param {string[]} drawnFrom the traits that say what is drawn, not where in it one looks
 */
export function guessAbove(model, element, drawnFrom = []) {
  const guess = model.get("guess");
  if (!guess?.kind) return () => {};
  const problem = () => problemWith(guess, model.get("guessed") ?? null);
  if (problem()) throw new Misfit(problem());
  const hand = HANDS[guess.kind](guess, element);
  const said = html("p", { class: "cnnlab-reply", role: "status", tabindex: -1 });
  const legend = html("p", { class: "cnnlab-note" }, hand.legend ?? "");
  const buttons = html(
    "div",
    { class: "cnnlab-guess-buttons" },
    html("button", { type: "submit", class: "cnnlab-play" }, "Check"),
    textButton("Show me", () => open(null)),
  );
  const question = html("p", { class: "cnnlab-guess-question" }, unbroken(guess.question));
  const form = html("form", { submit }, question, hand.root, buttons);
  const attributes = { "data-guess": guess.kind, role: "group", "aria-label": "Your guess" };
  const look = "cnnlab cnnlab-question cnnlab-guess";
  const box = html("div", { class: look, ...attributes }, form, said, legend);
  element.prepend(box);
  /** @param {Record<string, any>} [then] */
  const drawing = (then = {}) => drawnFrom.map((name) => then[name] ?? model.get(name));
  let asked = drawing();

  // What is inert takes no click, but its parent does. It is caught before Reset could take it.
  element.addEventListener("click", sayThatItIsShut, { capture: true });

  /** @param {Event} event */
  function sayThatItIsShut({ target }) {
    const answers = ".cnnlab-guess, .cnnlab-guess-cells:not(.cnnlab-guess-still)";
    if (model.get("opened") || /** @type {Element} */ (target).closest(answers)) return;
    say("Answer the question first, or choose Show me. Then you can use the widget.");
    box.scrollIntoView({ block: "nearest" });
  }

  /** @param {Event} event */
  function submit(event) {
    event.preventDefault();
    const guessed = hand.read();
    if (guessed === null) return say(hand.first);
    const verdict = verdictOn(guess, guessed);
    if (verdict.again) say(verdict.text);
    else open(guessed);
  }

  /** @param {any} guessed null if the reader asks to be shown */
  async function open(guessed) {
    const then = played(guess.then ?? {});
    asked = drawing(then);
    commit(model, { guessed, opened: true, ...then });
    await null; // until the verdict stands there: who listens hears of it in a microtask
    said.focus({ preventScroll: true }); // the buttons have gone
    // On a phone it went along as far as the drawing: it is back in its place once all is drawn.
    setTimeout(() => box.scrollIntoView({ block: "nearest" }));
  }

  /** @param {string} text neither right nor wrong */
  function say(text) {
    said.classList.remove("cnnlab-right");
    said.replaceChildren(text);
  }

  function show() {
    const [guessed, opened] = [model.get("guessed"), model.get("opened")];
    element.toggleAttribute("data-shut", !opened);
    element.dataset.cover = opened ? "" : (guess.cover ?? []).join(" ");
    keepOut(element, box, !opened);
    buttons.hidden = opened;
    showMarks();
    hand.show(guessed, opened);
    // The focus goes to the verdict, and has it read: were that announced as well, it would be heard twice.
    said.setAttribute("aria-live", opened ? "off" : "polite");
    if (!opened) setText(said, "");
    else if (guessed === null) say(guess.because);
    else {
      const { right, text } = verdictOn(guess, guessed);
      reply(said, right, text, "Not quite. ");
      // There is no second try. The space is for those who hear it.
      if (!right) said.append(" ", html("span", { class: "cnnlab-guess-truth" }, guess.because));
    }
  }

  // On another drawing the marks would answer what was not asked.
  function showMarks() {
    const opened = model.get("opened");
    const another = opened && !same(drawing(), asked);
    element.toggleAttribute("data-another-drawing", another);
    legend.hidden = !opened || another || model.get("guessed") === null || !hand.legend;
  }

  show();
  const stops = [
    listen(model, GUESSED, () => (problem() ? say(`${problem()}.`) : show())),
    listen(model, drawnFrom, showMarks),
  ];
  return () => {
    stops.forEach((stop) => stop());
    element.removeEventListener("click", sayThatItIsShut, { capture: true });
    hand.stop?.();
  };
}

// With reduced motion the answer is shown at once.
/** @param {Record<string, any>} traits */
const played = (traits) =>
  matchMedia("(prefers-reduced-motion: reduce)").matches ? { ...traits, playing: false } : traits;

/**
 * While it is shut, nothing in the widget can be reached except the question and what it is answered
 * on.
 * @param {Element} element
 * @param {Element} box the question's
 * @param {boolean} out
 */
function keepOut(element, box, out) {
  for (const child of element.children) {
    if (child === box || child.classList.contains("cnnlab-guess-cells")) continue;
    const holds = child.querySelector(".cnnlab-guess-cells");
    child.toggleAttribute("inert", out && !holds);
    if (holds) keepOut(child, box, out);
  }
}
