// The sheet on the pad, and those before it, for Undo.
import { emptySheet } from "./sheet.mjs";

/** @typedef {import("./sheet.mjs").Sheet} Sheet */

const MOST_UNDONE = 200;

export function makePaper() {
  let sheet = emptySheet;
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
    undo() {
      sheet = past.pop() ?? sheet;
    },
  };
}
