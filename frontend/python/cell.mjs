// One code cell of the page: its code, its outputs, and how it runs.
import { textButton } from "../parts/controls.mjs";
import { html } from "../parts/dom.mjs";
import { cellRun } from "./cell_run.mjs";
import { cellTools } from "./cell_tools.mjs";
import { isUnanswered, spoken } from "./displays.mjs";
import { outputsOf } from "./outputs.mjs";
import { writing } from "./writing.mjs";

/**
 * @typedef {object} Page what a cell needs of the page
 * @property {import("./store.mjs").Shelf} shelf
 * @property {import("./displays.mjs").Surroundings} surroundings
 * @property {(cell: CodeCell) => void} run
 * @property {(cell: CodeCell) => void} stop
 * @property {(cell: CodeCell) => void} goOn to the next cell
 * @property {() => void} changed
 * @property {() => void} written by the reader, in a cell
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
  const input = /** @type {HTMLElement} */ (element.querySelector(".cell_input"));
  const outputs = outputsOf(element, page.surroundings);
  const code = writing(input, {
    label: `Code of cell ${number}`,
    changed: write,
    run(goOn) {
      page.run(cell);
      if (goOn) page.goOn(cell);
    },
    leave: () => tools.focus(),
    complete: page.complete,
    loadEditor: page.loadEditor,
  });
  // An exercise is a cell that the built page shows unanswered: its checker has said so.
  const startsOpen = isUnanswered(element);
  let isWrittenHere = false; // in this window, since it took over what the browser keeps
  let isKept = true; // by the browser, as it stands here

  const tools = cellTools(number, {
    run: () => page.run(cell),
    stop: () => page.stop(cell),
    edit() {
      code.open();
      code.focus();
      refresh();
    },
    putBack: () => cell.putBack(),
  });
  const run = cellRun(id, tools, { about: page.about, nameOf: page.surroundings.nameOf });
  const offer = earlierOffer({
    use(text) {
      code.open(text);
      write(text);
    },
    decided() {
      page.shelf.dropEarlier(id, code.own);
      cell.focus();
    },
  });
  input.append(tools.root, offer.box);

  /** @param {string} text */
  function write(text) {
    isWrittenHere = true;
    isKept = page.shelf.write(id, code.own, text);
    tools.dropUndo();
    page.written();
    refresh();
  }

  function refresh() {
    const isAsBuilt = code.text === code.own && outputs.isBuilt && !(code.isOpen && !startsOpen);
    tools.showButtons({ edit: !code.isOpen, back: !isAsBuilt });
    page.changed();
  }

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
    get isKept() {
      return isKept;
    },
    get isChanged() {
      return code.text !== code.own || !outputs.isBuilt;
    },
    get isWaiting() {
      return tools.isRunning;
    },

    /** What was kept for this cell, and an exercise, is open from the beginning. */
    openKept() {
      isWrittenHere = false;
      isKept = true;
      const { text, earlier } = page.shelf.read(id, code.own);
      if (startsOpen || text !== null) code.open(text ?? code.own);
      else code.close();
      offer.show(earlier);
      refresh();
    },

    /** Show what another page has kept for this cell while this one was in the back/forward cache. */
    catchUp() {
      const shown = cell.isEdited ? code.text : null;
      if (isKept && page.shelf.read(id, code.own).text !== shown) cell.openKept();
    },

    focus() {
      element.scrollIntoView({ block: "nearest" });
      if (code.isOpen) code.focus();
      else tools.focus();
    },

    /** Text and outputs as the book has them. Returns the way to undo it. */
    putBack() {
      const { text, isOpen } = code;
      isKept = page.shelf.write(id, code.own, code.own);
      isWrittenHere = false;
      outputs.putBack();
      element.removeAttribute("data-asked");
      code.unmark();
      if (startsOpen) code.open(code.own);
      else code.close();
      tools.say();
      refresh();
      return () => {
        if (isOpen) code.open(text);
        write(text);
        tools.say();
        if (isOpen) code.focus();
      };
    },

    /** Two windows write, and the browser keeps one text: both say so. */
    clash() {
      tools.sayOnce(
        "Another window of this page changes this cell, too. What is written last is kept.",
      );
    },

    /**
     * It is to run. Whoever runs it wants to see its output, even if it waits for a guess.
     * @param {string} sentence
     */
    wait(sentence) {
      element.setAttribute("data-asked", "");
      run.wait(sentence);
    },

    /** How the run that was asked for goes on. @param {any} message */
    hear(message) {
      if (!run.hear(message)) return;
      outputs.end(message.type !== "done");
      refresh();
    },

    /** How this cell's code runs, asked for or needed by another. @param {any} message */
    hearCode({ type, output, wait }) {
      if (type === "begin") {
        run.codeBegins();
        code.unmark();
        outputs.begin();
      } else if (type === "clear") outputs.clear(wait);
      else if (type === "output") {
        outputs.add(output, cell.isEdited);
        run.add(spoken(output));
        const lines = (output.reader_lines ?? []).filter((line) => line.cell === id);
        for (const { line } of lines) code.mark(line, `${output.ename}: ${output.evalue}`);
      } else if (type === "end") {
        outputs.end();
        refresh();
      }
    },
  };

  return cell;
}

/**
 * What a reader wrote for an earlier edition of the cell, to be taken or left.
 * @param {object} answers
 * @param {(text: string) => void} answers.use
 * @param {() => void} answers.decided either way
 */
function earlierOffer({ use, decided }) {
  const box = html("div", { class: "cnnlab-offer", hidden: true });

  function close() {
    box.hidden = true;
    decided();
  }

  /** @param {string | null} text or null, if there is none */
  function show(text) {
    box.hidden = text === null;
    if (text === null) return;
    const useIt = () => {
      use(text);
      close();
    };
    box.replaceChildren(
      html("p", {}, "The book has changed this cell since you wrote in it."),
      html("details", {}, html("summary", {}, "What you wrote"), html("pre", {}, text)),
      textButton("Use what I wrote", useIt),
      " ",
      textButton("Keep the book's version", close),
    );
  }

  return { box, show };
}
