// The page as a notebook with the reader's code and answers in it. This is loaded at the first press.
import { everythingKept } from "../memory/book.mjs";
import { download } from "../save/download.mjs";
import { filledIn } from "./notebook.mjs";
import { textsIn } from "./store.mjs";
import { NO_NOTEBOOK, NO_NOTEBOOK_FROM_FILE, saved } from "./words.mjs";

/**
 * Save the notebook, and return what is to be said.
 * @param {object} page
 * @param {URL} page.base the folder of Python's files
 * @param {string} page.page
 * @param {string} page.root the site's
 * @param {import("./store.mjs").Shelf} page.shelf
 * @param {import("./notebook.mjs").Written[]} page.code of the cells that the reader has changed
 */
async function handIn({ base, page, root, shelf, code }) {
  if (location.protocol === "file:") return NO_NOTEBOOK_FROM_FILE;
  const file = `${page.slice(page.lastIndexOf("/") + 1)}.ipynb`;
  const blank = await fetched(new URL(`hand_out/${file}`, base));
  if (!blank) return NO_NOTEBOOK;
  const answers = answersIn(document.querySelectorAll("#exercises .cell"));
  const notebook = filledIn(blank, { code, answers, kept: keptTexts(root, shelf) });
  download(new Blob([`${JSON.stringify(notebook, null, 1)}\n`]), file);
  const others = notebook.cells.filter(({ cell_type }) => cell_type === "raw");
  return saved(file, code.length, answers.length, others.length);
}

/**
 * The notebook as it is handed out, or null if it does not come.
 * @param {URL} address
 */
async function fetched(address) {
  try {
    const answer = await fetch(address);
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

/**
 * All that the browser keeps for cells of the page, also for those that it had once.
 * @param {string} root
 * @param {import("./store.mjs").Shelf} shelf
 */
const keptTexts = (root, shelf) =>
  Object.entries(everythingKept(() => localStorage, root)).flatMap(([key, value]) => {
    const id = shelf.cellOf(key);
    const { text, earlier } = textsIn(value);
    return id === null ? [] : [text, earlier].flatMap((text) => (text ? [{ id, text }] : []));
  });

/**
 * What stands in the answer boxes of questions.
 * @param {NodeListOf<Element>} cells
 */
const answersIn = (cells) =>
  [...cells].flatMap((cell) => {
    const question = cell.querySelector(".cnnlab-question");
    /** @type {HTMLInputElement | null | undefined} */
    const box = question?.querySelector("input.cnnlab-typed");
    const chosen = question?.querySelector("label:has(:checked)")?.textContent;
    const text = box?.value.trim() || chosen;
    return text ? [{ id: cell.id.slice("cell-".length), text }] : [];
  });

globalThis.cnnlabHandIn = handIn;
