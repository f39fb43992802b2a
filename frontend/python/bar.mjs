// The slim bar of a page on which Python was started or something was changed.
import { textButton } from "../parts/controls.mjs";
import { html } from "../parts/dom.mjs";
import { changed } from "./words.mjs";

const STATES = {
  off: "Python is not running.",
  starting: "Python is starting.",
  ready: "Python is running.",
  held: "A widget keeps Python busy: Restart ends that.",
};

const UNKEPT = "This browser does not keep what you write.";

/**
 * @param {object} wishes
 * @param {() => void} wishes.restart
 * @param {() => () => void} wishes.putBack returns the way to undo it
 */
export function pageBar({ restart, putBack }) {
  const status = html("p", { class: "cnnlab-status", role: "status" });
  const restartButton = textButton("Restart", restart);
  const backButton = textButton("All back to the book", back);
  const undoButton = textButton("Undo", takeBack, { hidden: true });
  const bar = html(
    "div",
    {
      class: "cnnlab-python-bar",
      role: "group",
      "aria-label": "Python on this page",
      hidden: true,
    },
    status,
    restartButton,
    backButton,
    undoButton,
  );
  /** @type {(() => void) | null} */
  let undo = null;

  function back() {
    const way = putBack();
    undo = way;
    undoButton.hidden = false;
    undoButton.focus();
  }

  function takeBack() {
    undo?.();
    forget();
    backButton.focus();
  }

  function forget() {
    undo = null;
    undoButton.hidden = true;
  }

  return {
    bar,
    forget,
    /**
     * @param {import("./client.mjs").State} state
     * @param {number} edited how many cells
     * @param {boolean} isChanged whether anything differs from the book
     * @param {boolean} kept whether the browser keeps what is written
     */
    show(state, edited, isChanged, kept) {
      bar.hidden &&= state === "off" && !isChanged;
      document.documentElement.classList.toggle("cnnlab-has-bar", !bar.hidden);
      const said = kept ? STATES[state] : `${STATES[state]} ${UNKEPT}`;
      const count = edited ? ` ${changed(edited)}.` : "";
      if (status.textContent !== said + count)
        status.replaceChildren(said, html("span", { class: "cnnlab-count" }, count));
      restartButton.hidden = state === "off";
      backButton.hidden = !isChanged;
    },
  };
}
