// What the page says about its Python.
import { counted } from "../parts/numbers.mjs";

/**
 * Which cells run, or ran, before the one that was asked for, in pieces: a piece that stands for a
 * cell of the page has its number to lead there.
 * @param {{ id: string, number: number | null, onPage: boolean }[]} cells those before it, in order
 * @param {boolean} ran
 * @returns {(string | { id: string, text: string, label: string })[]}
 */
export function cellsFirst(cells, ran) {
  if (cells.length === 0) return [];
  const names = cells.map(({ id, number, onPage }) => {
    if (number !== null) return { id, text: String(number), label: `cell ${number}` };
    return onPage ? { id, text: "hidden", label: "a cell with hidden code" } : "hidden";
  });
  const list = names.flatMap((name, i) => (i === 0 ? [name] : [", ", name]));
  const verb = ran ? "Ran" : "Running";
  return [`${verb} ${counted(cells.length, "cell")} above first: `, ...list, "."];
}

/**
 * How much has come, in megabytes of a million bytes, as the sizes of files are given.
 * @param {number} loaded
 * @param {number} total
 */
export const amount = (loaded, total) =>
  `${(loaded / 1e6).toFixed(1)} of ${(total / 1e6).toFixed(1)} MB`;

/** @param {number} seconds */
export const done = (seconds) =>
  seconds < 0.1 ? "Done." : `Done in ${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s.`;

/** @param {number} count */
export const changed = (count) => `${counted(count, "cell")} changed by you`;

const FROM_A_SERVER =
  "Open the site from a server, for instance with “python -m http.server” in its folder.";

const FAILURES = {
  file: `Python cannot run in a page that was opened from a file. ${FROM_A_SERVER}`,
  wasm:
    "This browser has no WebAssembly, or has it switched off, and Python needs it. Recent " +
    "versions of Firefox, Chrome, Edge and Safari have it.",
  worker:
    "This browser cannot start Python. Recent versions of Firefox, Chrome, Edge and Safari can.",
  fetch: "Python could not be loaded: the connection was cut. Press Run to try again.",
  damaged:
    "Python could not be started: one of its files arrived damaged, or this browser cannot take it. " +
    "Reload the page to try again.",
  memory: "This device has too little free memory for Python. Close other tabs, or use a computer.",
};

/**
 * One clear sentence on why Python cannot go on.
 * @param {string} why
 * @param {string} [message] what is known besides
 */
export const failure = (why, message = "") =>
  FAILURES[why] ??
  `Python has stopped${message && `: ${message.replace(/\.$/, "")}`}. Press Run to start it anew.`;

/**
 * The site's server is at fault, and whoever runs it can mend it.
 * @param {string} file
 * @param {string} type
 */
export const wrongType = (file, type) =>
  `Python cannot start: this site's server sends ${file} as “${type}”, not as JavaScript.`;

export const NO_NOTEBOOK =
  "The notebook could not be loaded from the site. Press again to try again.";

export const NO_NOTEBOOK_FROM_FILE = `A page that was opened from a file cannot make the notebook. ${FROM_A_SERVER}`;

/**
 * @param {string} file
 * @param {number} cells that the reader has changed
 * @param {number} answers to questions
 * @param {number} others texts that have no place in it
 */
export function saved(file, cells, answers, others) {
  const parts = [cells && changed(cells), answers && counted(answers, "answer")].filter(Boolean);
  if (parts.length + others === 0) return `Saved as ${file}. You have not answered anything yet.`;
  const what = parts.length ? `, with ${parts.join(" and ")}.` : ".";
  const end = others ? " What you wrote for other or earlier cells is at its end." : "";
  return `Saved as ${file}${what}${end}`;
}
