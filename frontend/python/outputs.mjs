// What a cell shows: Python's outputs, each in its place and time.
import { html } from "../parts/dom.mjs";
import { displaysOf, isFigure, joined, problem, textBox, withCellNames } from "./displays.mjs";
import { terminal } from "./terminal.mjs";

/**
 * @typedef {import("./displays.mjs").Output} Output
 *
 * @typedef {object} Display what can be updated
 * @property {string} id
 * @property {any[]} nodes
 * @property {number} figure which of the cell's it is, if it is one
 * @property {boolean} edited
 */

/** More outputs than this are not shown: a loop may make them without end. */
export const MOST = 200;

/**
 * The outputs of a cell. The built ones stay until the first of Python's comes, so that nothing
 * moves before it must.
 * @param {HTMLElement} cell
 * @param {import("./displays.mjs").Surroundings} surroundings
 */
export function outputsOf(cell, surroundings) {
  const builtPlace = /** @type {HTMLElement | null} */ (cell.querySelector(".cell_output"));
  const built = [...(builtPlace?.childNodes ?? [])];
  const place = builtPlace ?? html("div", { class: "cell_output docutils container" });
  const earlier = html("p", { class: "cnnlab-earlier" }, "From before:");
  const { draw, release, releaseAll } = displaysOf(cell, place, surroundings);
  /** @type {Display[]} */
  let displays = [];
  let figures = 0;
  let clearsNext = false; // before the next output comes
  let stale = false;
  let shown = 0;
  let isBuilt = true;
  /** @type {{ name: string, text: ReturnType<typeof terminal>, pre: HTMLElement } | null} */
  let stream = null;

  function empty() {
    stale = false;
    isBuilt = false;
    stream = null;
    clearsNext = false;
    shown = 0;
    figures = 0;
    displays = [];
    place.replaceChildren();
    releaseAll();
    if (!place.isConnected) putIn();
  }

  function putIn() {
    const input = /** @type {HTMLElement} */ (cell.querySelector(".cell_input"));
    // A cell that is folded with its outputs has both in the fold.
    if (cell.classList.contains("tag_hide-cell")) input.after(place);
    else cell.append(place);
  }

  // Each change between stdout and stderr opens a box, too.
  function hasRoom() {
    shown++;
    if (shown === MOST + 1) place.append(html("p", {}, "More outputs are not shown."));
    return shown <= MOST;
  }

  /** @param {string} name @param {string} text */
  function print(name, text) {
    if (stream?.name !== name) {
      stream = null;
      if (!hasRoom()) return;
      const pre = html("pre");
      stream = { name, text: terminal(), pre };
      place.append(textBox(name === "stderr" ? "stderr" : "stream", pre));
    }
    stream.text.write(withCellNames(text, surroundings.nameOf));
    stream.pre.textContent = stream.text.text;
  }

  /** @param {Output} output @param {boolean} edited */
  function display(output, edited) {
    const figure = figures;
    if (isFigure(output)) figures++;
    const nodes = draw(output, edited, figure);
    place.append(...nodes);
    const id = output.transient?.display_id;
    if (id) displays.push({ id, nodes, figure, edited });
  }

  /** @param {Display} display @param {Output} output */
  function drawAgain(display, output) {
    const before = display.nodes;
    const [first, ...others] = before;
    display.nodes = draw(output, display.edited, display.figure);
    others.forEach((node) => node.remove());
    first.replaceWith(...display.nodes);
    release(before);
  }

  return {
    /** A run begins. What is there stays, dimmed, and so does its height. */
    begin() {
      stale = true;
      clearsNext = false;
      earlier.remove();
      if (place.isConnected) {
        place.style.minHeight = `${place.offsetHeight}px`;
        place.classList.add("cnnlab-stale");
      }
    },

    /** @param {Output} output @param {boolean} [edited] whether the code is the reader's */
    add(output, edited = false) {
      if (stale || clearsNext) this.clear();
      if (output.output_type === "stream")
        print(output.name ?? "stdout", joined(output.text ?? ""));
      else {
        stream = null;
        if (!hasRoom()) return;
        if (output.output_type === "error")
          place.append(problem(output, cell, surroundings.nameOf));
        else display(output, edited);
      }
    },

    /** What was displayed by this id, in whichever run, is another thing now. @param {Output} output */
    update(output) {
      const id = output.transient?.display_id;
      for (const display of displays) if (display.id === id) drawAgain(display, output);
    },

    /** @param {boolean} [waits] for the next output, so that nothing flickers between them */
    clear(waits = false) {
      clearsNext = waits;
      if (waits) return;
      empty();
      place.classList.remove("cnnlab-stale");
    },

    /** @param {boolean} stopped the run came to no end of its own: what was there stays, and says so */
    end(stopped = false) {
      if (stale && !stopped) {
        empty();
        place.remove();
      }
      if (stale && stopped && place.hasChildNodes()) place.prepend(earlier);
      stale = false;
      place.classList.remove("cnnlab-stale");
      place.style.minHeight = "";
    },

    putBack() {
      earlier.remove();
      if (isBuilt) return;
      empty();
      isBuilt = true;
      if (builtPlace) place.append(...built);
      else place.remove();
    },

    get isBuilt() {
      return isBuilt;
    },
  };
}
