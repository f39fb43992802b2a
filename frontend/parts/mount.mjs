// Draw a widget in its place, on either host.
import { codeBox } from "./code_box.mjs";
import { cannotBeShown, textButton } from "./controls.mjs";
import { html } from "./dom.mjs";
import { guessAbove, GUESSED } from "../guess/index.mjs";
import { messageOf, Misfit, reported } from "../math/checks.mjs";
import { commit, same } from "./model.mjs";
import { saveMenu } from "./save_menu.mjs";
import { followLinks } from "./text_links.mjs";
import { walkThrough } from "./walk.mjs";

/**
 * What a host needs of a model: anywidget's, or the site's own.
 * @typedef {object} Model
 * @property {(name: string) => any} get
 * @property {(name: string, value: any) => void} set
 * @property {() => void} save_changes
 * @property {(event: string, listener: () => void) => void} on
 * @property {(event: string, listener: () => void) => void} off
 *
 * What a widget's index.mjs exports: `render` draws it and returns the way to stop, `settings` are
 * the traits that a reader can change, which Reset puts back; `check` throws what is wrong with its
 * traits, before it is drawn and before a link sets them; `positions` how many positions it moves
 * through, if it does, and `pytorchCode` writes the settings as PyTorch code, if they have one.
 * `drawnFrom` are the settings that say what is drawn, not where in it one looks: a guess that is
 * marked on the drawing holds as long as they do.
 * @typedef {object} WidgetModule
 * @property {(model: Model, element: HTMLElement) => (() => void)} render
 * @property {string[]} settings
 * @property {(traits: Pick<Model, "get">) => void} [check]
 * @property {string[]} [drawnFrom]
 * @property {(model: Model) => import("../memory/widgets.mjs").Question} [asks] what is asked in
 * it, if it is a question
 * @property {(model: Model) => number} [positions]
 * @property {(traits: Record<string, any>) => string} [pytorchCode]
 */

/**
 * Draw a widget, with a button that puts it back, or say in its place what is wrong.
 * @param {WidgetModule} widget
 * @param {Model} model
 * @param {HTMLElement} element
 * @param {Node[]} more what else stands beside the button
 * @param {(error: unknown) => void} failed
 */
export function mounted(
  widget,
  model,
  element,
  more = [],
  failed = (error) => explain(element, error),
) {
  const { settings } = widget;
  const putBack = initialState([...settings, ...GUESSED], model);
  const button = textButton("Reset", reset, { class: "cnnlab-reset" });
  const walk = walkThrough(settings, model, element);
  const stopFollowing = followLinks(widget, model, element);
  const code = codeBox(widget, model);
  const save = saveMenu(widget, model, walk, element);
  const foot = html("div", { class: "cnnlab-foot" }, button, walk.box, more, save, code.box);
  let stop = draw();
  element.addEventListener("selectstart", notInDrawings);

  function draw() {
    /** @type {(() => void)[]} */
    const halts = [];
    const halt = () => halts.splice(0).forEach((end) => end());
    try {
      checkShared(model);
      widget.check?.(model);
      halts.push(widget.render(model, element));
      halts.push(guessAbove(model, element, widget.drawnFrom));
      element.lastElementChild?.append(foot);
    } catch (error) {
      halt(); // a widget whose guess is nonsense has been drawn already
      reported(error);
      failed(error);
    }
    return halt;
  }

  // Drawn anew, since the traits are not all: what was pointed at, opened or half typed goes, too.
  function reset() {
    walk.close();
    stop();
    putBack();
    stop = draw();
    button.focus({ preventScroll: true });
    if (document.activeElement !== button) askedAgain(element)?.focus({ preventScroll: true });
  }

  return () => [stop, walk.stop, stopFollowing, code.stop].forEach((end) => end());
}

/**
 * Dragging across a drawing selects nothing on the page. In Safari no style sheet can prevent it.
 * @param {Event} event
 */
function notInDrawings(event) {
  const isDrawing = (/** @type {any} */ node) => node.tagName === "svg";
  if (event.composedPath().some(isDrawing)) event.preventDefault();
}

/**
 * The control that answers the question: once it is open again, it shuts the widget, Reset included.
 * @param {Element} element
 * @returns {HTMLElement | null}
 */
const askedAgain = (element) =>
  element.querySelector(".cnnlab-guess form :is(input, select, button)");

/**
 * What a page says of a widget may be nonsense: that is reported in the widget's place.
 * @param {Model} model
 */
function checkShared(model) {
  const [guess = {}, walk = []] = [model.get("guess"), model.get("walk")];
  const isRecord = (/** @type {any} */ it) => it?.constructor === Object;
  if (!isRecord(guess) || (!guess.question && Object.keys(guess).length))
    throw new Misfit("guess must be a question");
  if (!Array.isArray(walk) || !walk.every(isRecord))
    throw new Misfit("walk must be a list of steps");
}

/**
 * The way to put traits back to what they are now.
 * @param {string[]} names
 * @param {Model} model
 */
function initialState(names, model) {
  const initial = names.map((name) => [name, model.get(name)]);
  return () => {
    const changed = initial.filter(([name, value]) => !same(model.get(name), value));
    commit(model, Object.fromEntries(changed));
  };
}

/**
 * What is wrong is shown in the widget's own place, and the page around it still works.
 * @param {HTMLElement} element
 * @param {unknown} error
 */
export function explain(element, error) {
  element.replaceChildren(
    html("p", { class: "cnnlab cnnlab-problem", role: "alert" }, cannotBeShown(messageOf(error))),
  );
}
