// One code cell of the page: its buttons, its code, its outputs, and what it says about itself.
import { html } from "../parts/dom.mjs";
import { outputsOf, spoken } from "./outputs.mjs";
import { amount, cellsFirst, done } from "./words.mjs";
import { writing } from "./writing.mjs";

/**
 * @typedef {object} Page what a cell needs of the page
 * @property {import("./store.mjs").Shelf} shelf
 * @property {import("./outputs.mjs").Surroundings} surroundings
 * @property {(cell: CodeCell) => void} run
 * @property {(cell: CodeCell) => void} stop
 * @property {(cell: CodeCell) => void} goOn to the next cell
 * @property {() => void} changed
 * @property {(kept: boolean) => void} kept whether the browser keeps what is written
 * @property {(id: string) => { id: string, number: number | null, onPage: boolean }} about
 * @property {import("./writing.mjs").Complete} complete
 * @property {() => Promise<any>} loadEditor
 *
 * @typedef {ReturnType<typeof codeCell>} CodeCell
 */

/**
 * @param {HTMLElement} element
 * @param {number} number
 * @param {Page} page
 */
export function codeCell(element, number, page) {
  const id = element.id.slice("cell-".length);
  const name = `cell ${number}`;
  const input = /** @type {HTMLElement} */ (element.querySelector(".cell_input"));
  const outputs = outputsOf(element, page.surroundings);
  const code = writing(input, {
    label: `Code of ${name}`,
    changed: write,
    run(goOn) {
      page.run(cell);
      if (goOn) page.goOn(cell);
    },
    leave: () => runButton.focus(),
    complete: page.complete,
    loadEditor: page.loadEditor,
  });
  let isRunning = false;
  let isWrittenHere = false; // in this window, since it took over what the browser keeps

  const runButton = button("Run", ({ detail }) => {
    if (!isRunning) page.run(cell);
    else if (detail < 2) page.stop(cell); // the second of a double click means nothing
  });
  const editButton = button("Edit", () => {
    code.open();
    code.focus();
    refresh();
  });
  const backButton = button("Back to the book's version", () => {
    const undo = cell.putBack();
    say("The book's version is back. ", action("Undo", undo));
    editButton.focus();
  });
  const status = html("p", { class: "cnnlab-status", role: "status" });
  const loading = /** @type {HTMLProgressElement} */ (
    html("progress", { "aria-label": "Loading Python", hidden: true })
  );
  // Beside the words, not in them: they are read out whenever they change.
  const share = html("span", { class: "cnnlab-amount", "aria-hidden": "true" });
  const offer = html("div", { class: "cnnlab-offer", hidden: true });
  input.append(
    html(
      "div",
      { class: "cnnlab-run-tools", role: "group", "aria-label": `Cell ${number}` },
      [runButton, editButton, backButton, loading, share, status],
      html("span", { class: "cnnlab-keys", "aria-hidden": "true" }, "Shift+Enter runs, Esc leaves"),
      html("span", { class: "cnnlab-number", "aria-hidden": "true" }, `Cell ${number}`),
    ),
    offer,
  );

  function button(label, click) {
    const made = html("button", { type: "button", click });
    call(made, label);
    return made;
  }

  function call(made, label) {
    made.textContent = label;
    const of = label === "Run" || label === "Edit" || label === "Stop" ? "" : " of";
    made.setAttribute("aria-label", `${label}${of} ${name}`);
  }

  const action = (label, click) => html("button", { type: "button", click }, label);

  /** @param {...(string | Node)} pieces */
  function say(...pieces) {
    loading.hidden = true;
    share.textContent = "";
    status.replaceChildren(...pieces);
  }

  /** @param {string} text */
  function write(text) {
    isWrittenHere = true;
    page.kept(page.shelf.write(id, code.own, text));
    refresh();
  }

  function refresh() {
    editButton.hidden = code.isOpen;
    backButton.hidden = code.text === code.own && outputs.isBuilt && !(code.isOpen && !startsOpen);
    page.changed();
  }

  let startsOpen = false;

  /** @type {ReturnType<Page["about"]>[]} */
  let first = [];
  const firstSentence = (ran) =>
    cellsFirst(first, ran).map((piece) =>
      typeof piece === "string"
        ? piece
        : html("a", { href: `#cell-${piece.id}`, "aria-label": piece.label }, piece.text),
    );

  const cell = {
    id,
    number,
    element,
    code,
    outputs,
    get isEdited() {
      return code.text !== code.own;
    },
    get isWrittenHere() {
      return isWrittenHere;
    },
    get isChanged() {
      return code.text !== code.own || !outputs.isBuilt;
    },

    /** What was kept for this cell, and an exercise, is open from the beginning. @param {boolean} isExercise */
    openKept(isExercise) {
      startsOpen = isExercise;
      isWrittenHere = false;
      const { text, earlier } = page.shelf.read(id, code.own);
      if (isExercise || text !== null) code.open(text ?? code.own);
      else code.close();
      offerEarlier(earlier);
      refresh();
    },

    focus() {
      element.scrollIntoView({ block: "nearest" });
      if (code.isOpen) code.focus();
      else runButton.focus();
    },

    /** Text and outputs as the book has them. Returns the way to undo it. */
    putBack() {
      const { text, isOpen } = code;
      page.shelf.write(id, code.own, code.own);
      isWrittenHere = false;
      outputs.putBack();
      code.unmark();
      if (startsOpen) code.open(code.own);
      else code.close();
      say();
      refresh();
      return () => {
        if (isOpen) code.open(text);
        write(text);
        say();
        if (isOpen) code.focus();
      };
    },

    get isWaiting() {
      return isRunning;
    },

    /** Two windows write, and the browser keeps one text: neither reader is left unaware. */
    clash() {
      const sentence =
        "Another window of this page changes this cell, too. What is written last is kept.";
      if (status.textContent !== sentence) say(sentence);
    },

    /** It is to run, and does not yet. @param {string} sentence */
    wait(sentence) {
      isRunning = true;
      first = [];
      call(runButton, "Stop");
      say(sentence);
    },

    /** How the run that was asked for goes on. @param {any} message */
    hear(message) {
      const { type } = message;
      if (type === "progress") progress(message);
      else if (type === "plan") {
        first = message.cells.slice(0, -1).map(page.about);
        say(...(first.length ? firstSentence(false) : ["Running …"]));
      } else if (type === "begin" && first.length === 0) say("Running …");
      else if (type === "begin" && message.cell === id) say(...firstSentence(true), " Running …");
      else if (type === "held")
        say("Waiting: a widget keeps Python busy. Restart, at the page's end, ends that.");
      else if (type === "begin" && !loading.hidden) say(...firstSentence(false));
      else if (type === "end" && message.cell === id) {
        const ending = message.ok ? done(message.seconds) : "Stopped by an error.";
        const space = first.length ? " " : "";
        const said = html("span", { class: "cnnlab-spoken" }, ` ${heard}`);
        say(...firstSentence(true), space, ending, said);
      } else if (type === "end" && !message.ok) {
        const where = page.surroundings.nameOf(message.cell);
        say(
          "Not run: ",
          html("a", { href: `#cell-${message.cell}` }, where),
          ", which it needs, has an error.",
        );
      } else if (type === "done" || type === "stopped" || type === "dropped" || type === "failed") {
        isRunning = false;
        call(runButton, "Run");
        outputs.end(type !== "done");
        if (type === "stopped" && !message.lost) say("Stopped before Python had started.");
        else if (type === "stopped")
          say("Stopped. Its values are gone: the next Run starts Python anew.");
        else if (type === "dropped") say(message.sentence ?? "Not run.");
        else if (type === "failed") say(message.sentence);
        refresh();
      }
    },

    /** How this cell's code runs, asked for or needed by another. @param {any} message */
    hearCode(message) {
      const { type } = message;
      if (type === "begin") {
        heard = "";
        code.unmark();
        outputs.begin();
      } else if (type === "clear") outputs.clear();
      else if (type === "output") {
        const { output } = message;
        outputs.add(output, cell.isEdited);
        heard ||= spoken(output);
        const lines = (output.reader_lines ?? []).filter((line) => line.cell === id);
        for (const { line } of lines) code.mark(line, `${output.ename}: ${output.evalue}`);
      } else if (type === "end") {
        outputs.end();
        refresh();
      }
    },
  };

  let heard = "";

  /** @param {{ loaded: number, total: number, what?: string }} message */
  function progress({ loaded, total }) {
    const words = loaded < total ? "Loading Python …" : "Starting Python …";
    if (status.textContent !== words) say(words);
    loading.hidden = loaded >= total;
    loading.max = total;
    loading.value = loaded;
    loading.setAttribute("aria-valuetext", amount(loaded, total));
    share.textContent = loading.hidden ? "" : amount(loaded, total);
  }

  /** @param {string | null} earlier */
  function offerEarlier(earlier) {
    offer.hidden = earlier === null;
    if (earlier === null) return;
    const decide = (use) => () => {
      if (use) {
        code.open(earlier);
        write(earlier);
      }
      page.shelf.dropEarlier(id, code.own);
      offer.hidden = true;
      cell.focus();
    };
    offer.replaceChildren(
      html("p", {}, "The book has changed this cell since you wrote in it."),
      html("details", {}, html("summary", {}, "What you wrote"), html("pre", {}, earlier)),
      action("Use what I wrote", decide(true)),
      " ",
      action("Keep the book's version", decide(false)),
    );
  }

  return cell;
}
