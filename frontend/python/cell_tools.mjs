// The row below a cell's code: its buttons, how much of Python has come, and what is said.
import { textButton } from "../parts/controls.mjs";
import { html } from "../parts/dom.mjs";
import { amount } from "./words.mjs";

/**
 * @param {number} number the cell's
 * @param {object} wishes
 * @param {() => void} wishes.run
 * @param {() => void} wishes.stop
 * @param {() => void} wishes.edit
 * @param {() => () => void} wishes.putBack returns the way to undo it
 */
export function cellTools(number, { run, stop, edit, putBack }) {
  let isRunning = false;
  const runButton = button("Run", ({ detail }) => {
    if (!isRunning) run();
    else if (detail < 2) stop(); // the second of a double click means nothing
  });
  const editButton = button("Edit", edit);
  /** @type {HTMLElement | null} */
  let undoButton = null;
  const backButton = button("Back to the book's version", () => {
    undoButton = textButton("Undo", putBack());
    say("The book's version is back. ", undoButton);
    editButton.focus();
  });
  const status = html("p", { class: "cnnlab-status", role: "status" });
  const loading = /** @type {HTMLProgressElement} */ (
    html("progress", { "aria-label": "Loading Python", hidden: true })
  );
  // Beside the words, not in them: they are read out whenever they change.
  const share = html("span", { class: "cnnlab-amount", "aria-hidden": "true" });
  const root = html(
    "div",
    { class: "cnnlab-run-tools", role: "group", "aria-label": `Cell ${number}` },
    [runButton, editButton, backButton, loading, share, status],
    html("span", { class: "cnnlab-keys", "aria-hidden": "true" }, "Shift+Enter runs, Esc leaves"),
    html("span", { class: "cnnlab-number", "aria-hidden": "true" }, `Cell ${number}`),
  );

  function button(label, click) {
    const made = textButton("", click);
    call(made, label);
    return made;
  }

  function call(made, label) {
    made.textContent = label;
    const of = label === "Run" || label === "Edit" || label === "Stop" ? "" : " of";
    made.setAttribute("aria-label", `${label}${of} cell ${number}`);
  }

  /** @param {...(string | Node)} pieces */
  function say(...pieces) {
    status.setAttribute("aria-live", "polite");
    write(pieces);
  }

  /** For the eye alone: what was said shortly before holds on. @param {...(string | Node)} pieces */
  function show(...pieces) {
    status.setAttribute("aria-live", "off");
    write(pieces);
  }

  /** @param {(string | Node)[]} pieces */
  function write(pieces) {
    loading.hidden = true;
    share.textContent = "";
    status.replaceChildren(...pieces);
  }

  /** Say it unless it stands there: what is said again is read out again. @param {string} words */
  function sayOnce(words) {
    if (status.textContent !== words) say(words);
  }

  return {
    root,
    say,
    show,

    /** What is written now would be lost by it. */
    dropUndo() {
      if (undoButton?.isConnected) say();
    },

    sayOnce,
    focus: () => runButton.focus(),
    get isRunning() {
      return isRunning;
    },
    get isLoading() {
      return !loading.hidden;
    },

    /** @param {boolean} running */
    showRunning(running) {
      isRunning = running;
      call(runButton, running ? "Stop" : "Run");
    },

    /** @param {{ edit: boolean, back: boolean }} wanted */
    showButtons({ edit, back }) {
      editButton.hidden = !edit;
      backButton.hidden = !back;
    },

    /** @param {{ loaded: number, total: number }} message */
    showLoading({ loaded, total }) {
      sayOnce("Starting Python …"); // to load it is a part of that, which the bar shows
      loading.hidden = loaded >= total;
      loading.max = total;
      loading.value = loaded;
      loading.setAttribute("aria-valuetext", amount(loaded, total));
      share.textContent = loading.hidden ? "" : amount(loaded, total);
    },
  };
}
