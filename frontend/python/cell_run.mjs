// What a cell says while the run that was asked for goes on.
import { html } from "../parts/dom.mjs";
import { cellsFirst, done } from "./words.mjs";

const ENDS = ["done", "stopped", "dropped", "failed"];

/**
 * @param {string} id the cell's
 * @param {ReturnType<typeof import("./cell_tools.mjs").cellTools>} tools
 * @param {object} page
 * @param {(id: string) => { id: string, number: number | null, onPage: boolean }} page.about
 * @param {(id: string) => string} page.nameOf
 */
export function cellRun(id, tools, { about, nameOf }) {
  const { say, show } = tools;
  /** @type {ReturnType<typeof about>[]} the cells that this one needs */
  let first = [];
  let heard = ""; // the first output, for whoever listens

  /** @param {boolean} ran */
  const firstSentence = (ran) =>
    cellsFirst(first, ran).map((piece) =>
      typeof piece === "string"
        ? piece
        : html("a", { href: `#cell-${piece.id}`, "aria-label": piece.label }, piece.text),
    );

  function begin({ cell }) {
    if (first.length === 0) show("Running …");
    else if (cell === id) show(...firstSentence(true), " Running …");
    else if (tools.isLoading) show(...firstSentence(false));
  }

  function end({ cell, ok, seconds }) {
    if (cell === id) {
      const space = first.length ? " " : "";
      const said = html("span", { class: "cnnlab-spoken" }, ` ${heard}`);
      say(...firstSentence(true), space, ok ? done(seconds) : "Stopped by an error.", said);
    } else if (!ok) {
      const needed = html("a", { href: `#cell-${cell}` }, nameOf(cell));
      say("Not run: ", needed, ", which it needs, has an error.");
    }
  }

  const heardOf = {
    progress: tools.showLoading,
    plan({ cells }) {
      first = cells.slice(0, -1).map(about);
      if (first.length) say(...firstSentence(false));
      else tools.sayOnce("Running …");
    },
    begin,
    held() {
      say("Waiting: a widget keeps Python busy. Restart, at the page's end, ends that.");
    },
    end,
    stopped({ lost }) {
      const values = "Stopped. Its values are gone: the next Run starts Python anew.";
      say(lost ? values : "Stopped before Python had started.");
    },
    dropped({ sentence }) {
      say(sentence ?? "Not run.");
    },
    failed({ sentence }) {
      say(sentence);
    },
  };

  return {
    /** It is to run, and does not yet. @param {string} sentence */
    wait(sentence) {
      first = [];
      tools.showRunning(true);
      say(sentence);
    },

    /** How it goes on. Returns whether that is its end. @param {any} message */
    hear(message) {
      const ends = ENDS.includes(message.type);
      if (ends) tools.showRunning(false);
      heardOf[message.type]?.(message);
      return ends;
    },

    /** The cell's own code begins. */
    codeBegins() {
      heard = "";
    },

    /** @param {string} words what an output says */
    add(words) {
      heard ||= words;
    },
  };
}
