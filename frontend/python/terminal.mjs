// What a program prints, as a terminal would show it.

/** So much is shown: an endless loop that prints must not fill the memory. */
export const MOST = 100_000;

// Colours and other orders to a terminal, which a page has no use for.
// eslint-disable-next-line no-control-regex
const ORDERS = /\x1b\[[0-?]*[ -/]*[@-~]/g;

/** @param {string} text */
export const withoutOrders = (text) => text.replace(ORDERS, "");

/** A page of text that is written to piece by piece; `\r` goes back to the beginning of the line. */
export function terminal() {
  let lines = ""; // all that is finished
  let line = "";
  let column = 0;

  /** @param {string} piece without line ends */
  function put(piece) {
    line = line.slice(0, column).padEnd(column) + piece + line.slice(column + piece.length);
    column += piece.length;
  }

  return {
    /** @param {string} text */
    write(text) {
      if (lines.length + line.length > MOST) return;
      for (const piece of withoutOrders(text).split(/([\r\n])/)) {
        if (piece === "\r") column = 0;
        else if (piece === "\n") {
          lines += `${line}\n`;
          line = "";
          column = 0;
        } else put(piece);
      }
    },
    get text() {
      const all = lines + line;
      return all.length > MOST ? `${all.slice(0, MOST)}\n… The rest is not shown.\n` : all;
    },
  };
}
