// A chapter's notebook with what a reader has written in the page.

/**
 * @typedef {{ id: string, text: string }} Written what a reader wrote, and the cell it belongs to
 * @typedef {{ cells: any[], [field: string]: any }} Notebook
 */

const KEPT =
  "What follows was written in the page for cells that this notebook does not have, or for " +
  "earlier versions of its cells. It does not run.";

/**
 * Fill in a notebook: code stands in its cell, an answer below its question, and what has no place in
 * the notebook at its end, where it does not run.
 * @param {Notebook} notebook as it is handed out
 * @param {object} page
 * @param {Written[]} page.code of the cells that the reader has changed
 * @param {Written[]} page.answers to the questions of cells
 * @param {Written[]} page.kept all texts that the browser keeps, also those that the page no longer shows
 * @returns {Notebook}
 */
export function filledIn(notebook, { code, answers, kept }) {
  const cells = notebook.cells.flatMap((cell) => [
    withCode(cell, code),
    ...answers.filter(({ id }) => id === cell.id).map(answerCell),
  ]);
  const others = withoutPlace(cells, [...code, ...kept]);
  const end = others.length ? [markdown("kept", KEPT), ...others.map(keptCell)] : [];
  return { ...notebook, cells: [...cells, ...end] };
}

/**
 * The texts that none of the cells has, each once.
 * @param {any[]} cells
 * @param {Written[]} texts
 */
function withoutPlace(cells, texts) {
  // A notebook's file may have a text as a list of its lines.
  const seen = new Set(
    cells.map(({ id, source }) => JSON.stringify([id, [source].flat().join("")])),
  );
  return texts.filter(({ id, text }) => {
    const name = JSON.stringify([id, plain(text)]);
    return !seen.has(name) && seen.add(name);
  });
}

/** @param {any} cell @param {Written[]} code */
function withCode(cell, code) {
  const written = code.find(({ id }) => id === cell.id);
  if (!written || cell.cell_type !== "code") return cell;
  return { ...cell, source: plain(written.text), outputs: [], execution_count: null };
}

/** @param {Written} answer */
const answerCell = ({ id, text }) => markdown(`${id}-answer`, `My answer: ${asWritten(text)}`);

/** @param {Written} written @param {number} i */
const keptCell = ({ text }, i) => ({
  ...{ cell_type: "raw", id: `kept-${i}`, metadata: {} },
  source: plain(text),
});

const markdown = (id, source) => ({ cell_type: "markdown", id, metadata: {}, source });

// Half a character, which no file can hold, may be in what a browser keeps.
const plain = (/** @type {string} */ text) => text.replace(/\p{Surrogate}/gu, "\ufffd");

// What Markdown takes for its own signs.
const asWritten = (/** @type {string} */ text) => plain(text).replace(/[\\`*_[\]<>$#~|]/g, "\\$&");
