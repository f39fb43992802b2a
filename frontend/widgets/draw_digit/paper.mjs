// The sheet on the pad, and those before it, for Undo.
/** @typedef {import("./sheet.mjs").Sheet} Sheet */

const MOST_UNDONE = 200;

/** @param {Sheet} first */
export function makePaper(first) {
  let sheet = first;
  /** @type {Sheet[]} */
  let past = [];
  return {
    sheet: () => sheet,
    /** @param {Sheet} next */
    put(next) {
      past = [...past, sheet].slice(-MOST_UNDONE);
      sheet = next;
    },
    /** What belongs to the last change is undone with it. @param {Sheet} next */
    goOn(next) {
      sheet = next;
    },
    hasPast: () => past.length > 0,
    undo() {
      sheet = past.pop() ?? sheet;
    },
  };
}
