// A cell's code: as the book prints it, or open to be written. What is open is a plain text box until
// it has the focus; then the editor comes, if it can be loaded.
import { html } from "../parts/dom.mjs";

/**
 * What editor.js gives: an editor in place of the text box.
 * @typedef {object} Editor
 * @property {() => void} focus
 * @property {(line: number, message: string) => void} mark
 * @property {() => void} unmark
 * @property {() => void} remove
 *
 * @typedef {object} EditorWishes
 * @property {HTMLElement} place
 * @property {string} text
 * @property {[number, number]} selection
 * @property {string} label
 * @property {string} keys
 * @property {(text: string) => void} changed
 * @property {() => void} leave
 * @property {Complete} complete
 *
 * @typedef {(code: string, cursor: number) => Promise<{ from: number, options: { label: string, type?: string }[] } | null>} Complete
 */

/** What each key does, said to whoever cannot see the hint. */
const KEYS =
  "Shift+Enter runs the cell and goes on to the next, Control+Enter runs it. " +
  "Escape leaves the editor; Tab indents, once another key was pressed.";

/**
 * @param {HTMLElement} input the cell's place for code
 * @param {object} wishes
 * @param {string} wishes.label
 * @param {(text: string) => void} wishes.changed
 * @param {(goOn: boolean) => void} wishes.run
 * @param {() => void} wishes.leave
 * @param {Complete} wishes.complete
 * @param {() => Promise<(wishes: EditorWishes) => Editor>} wishes.loadEditor
 */
export function writing(input, { label, changed, run, leave, complete, loadEditor }) {
  const printed = /** @type {HTMLElement} */ (input.firstElementChild);
  const pre = /** @type {HTMLElement} */ (printed.querySelector("pre"));
  const own = pre.textContent.replace(/\n$/, "");
  const place = html("div", { class: "cnnlab-code", keydown, hidden: true });
  printed.after(place);
  let text = own;
  /** @type {HTMLTextAreaElement | null} */
  let box = null;
  /** @type {Editor | null} */
  let editor = null;
  /** @type {[number, string] | null} */
  let marked = null;

  /** @param {KeyboardEvent} event */
  function keydown(event) {
    event.stopPropagation(); // the page has keys of its own: “/” goes to its search
    if (event.key === "Enter" && (event.shiftKey || event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      run(event.shiftKey);
    } else if (event.key === "Escape" && box && !event.isComposing) leave();
  }

  /** @param {string} now */
  function note(now) {
    text = now;
    changed(now);
  }

  function showBox() {
    const typed = () => {
      fit();
      note(made.value);
    };
    const made = /** @type {HTMLTextAreaElement} */ (
      html("textarea", {
        "aria-label": label,
        "aria-description": KEYS.replace(/; Tab.*(?=\.)/, ""),
        autocapitalize: "off",
        autocomplete: "off",
        spellcheck: "false",
        wrap: "off",
        input: typed,
        focus: upgrade,
      })
    );
    const fit = () => (made.rows = made.value.split("\n").length);
    box = made;
    box.value = text;
    fit();
    place.replaceChildren(box);
  }

  async function upgrade() {
    const from = box;
    const edit = await loadEditor().catch(() => null);
    if (!edit) return; // the text box does what is needed
    if (box !== from || !from || editor) return; // closed meanwhile
    const focused = document.activeElement === from;
    const { selectionStart: start, selectionEnd: end } = from;
    editor = edit({
      place,
      text,
      selection: [start, end],
      label,
      keys: KEYS,
      changed: note,
      leave,
      complete,
    });
    box = null;
    if (focused) editor.focus();
    from.remove();
    if (marked) editor.mark(...marked);
  }

  function close() {
    editor?.remove();
    editor = box = null;
    place.replaceChildren();
    place.hidden = true;
    printed.hidden = false;
  }

  return {
    own,
    get text() {
      return text;
    },
    get isOpen() {
      return !place.hidden;
    },

    /** Open it to be written, with this text. @param {string} [now] */
    open(now = text) {
      close();
      text = now;
      showBox();
      printed.hidden = true;
      place.hidden = false;
    },

    /** Show what the book prints. */
    close() {
      close();
      text = own;
    },

    focus: () => (editor ?? box)?.focus(),
    hasFocus: () => place.contains(document.activeElement),

    /** @param {number} line @param {string} message */
    mark(line, message) {
      marked = [line, message];
      editor?.mark(line, message);
    },
    unmark() {
      marked = null;
      editor?.unmark();
    },
  };
}
