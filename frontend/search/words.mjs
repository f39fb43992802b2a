// How the search reads text: what counts as a word, and where an answer shows it.

// "3×3", "3 x 3" and "3 × 3" are one word; so is a number, and a name with its underscores.
const SIZE = /(\d+)\s*[x×✕*]\s*(?=\d)/giu;
const WORD = /[\p{L}\p{N}_×]+/gu;
const AROUND = 120; // letters on each side of what was found

/**
 * The words of a text, as they are compared: without case, accents or a plural's s.
 * @param {string} text
 */
export function tokens(text) {
  return (plain(text).match(WORD) ?? []).map(stem);
}

/** @param {string} text */
const plain = (text) =>
  text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(SIZE, "$1×");

// English, as little of it as helps: "kernels" finds "kernel".
/** @param {string} word */
const stem = (word) => (word.length > 3 && /[^s]s$/.test(word) ? word.slice(0, -1) : word);

/**
 * A piece of `text` around the first words of `query`, cut where what was found begins and ends.
 * @param {string} text
 * @param {string} query
 * @returns {{ text: string, hit: boolean }[]}
 */
export function excerpt(text, query) {
  const wanted = tokens(query);
  const words = [...text.matchAll(/\d+(?:\s*[x×✕*]\s*\d+)+|[\p{L}\p{N}_]+/giu)];
  const hits = words.filter(({ 0: word }) =>
    tokens(word).some((token) => wanted.some((want) => token.startsWith(want))),
  );
  const middle = hits[0]?.index ?? 0;
  // What is short is shown whole, and what is found early from its beginning.
  const from = middle <= 2 * AROUND ? 0 : boundary(text, middle - AROUND);
  const to = boundary(text, from + 3 * AROUND);
  const pieces = [];
  let done = from;
  for (const { 0: word, index } of hits) {
    if (index < from || index + word.length > to) continue;
    pieces.push({ text: text.slice(done, index), hit: false }, { text: word, hit: true });
    done = index + word.length;
  }
  pieces.push({ text: text.slice(done, to), hit: false });
  if (from > 0) pieces.unshift({ text: "… ", hit: false });
  if (to < text.length) pieces.push({ text: "…", hit: false });
  return pieces.filter((piece) => piece.text);
}

/**
 * The next place at or after `index` where a word begins.
 * @param {string} text
 * @param {number} index
 */
function boundary(text, index) {
  if (index === 0) return 0;
  const space = text.indexOf(" ", index);
  return space < 0 ? text.length : space + 1;
}
