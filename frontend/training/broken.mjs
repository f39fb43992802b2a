// A fault of the program, not of what the reader has set.
import { messageOf } from "../math/checks.mjs";

/**
 * What the reader is told of it; the console hears of it as well.
 * @param {unknown} error
 */
export function broken(error) {
  reportError(error);
  return `Training has stopped, since something in this page is broken: ${messageOf(error)}.`;
}
