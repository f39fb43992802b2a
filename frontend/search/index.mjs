// The search page: what `cnnlab_book/search.py` wrote of the book, found and shown by section.
import MiniSearch from "minisearch";

import { excerpt, tokens } from "./words.mjs";
import { html } from "../parts/dom.mjs";

/**
 * A section, a word of the glossary or a name of the reference.
 * @typedef {{ url: string, page: string, title: string, text: string }} Entry
 */

const MOST = 30; // results; a reader who needs more asks with another word

const search = new MiniSearch({
  fields: ["title", "page", "text"],
  tokenize: tokens,
  processTerm: (term) => term,
  searchOptions: { boost: { title: 6, page: 2 }, combineWith: "AND", prefix: true },
});

/**
 * The pages' words come in a script, since a page opened as a file may not fetch them.
 * @param {Entry[]} entries
 */
export function show(entries) {
  search.addAll(entries.map((entry, id) => ({ id, ...entry })));
  const query = new URLSearchParams(location.search).get("q") ?? "";
  for (const field of /** @type {NodeListOf<HTMLInputElement>} */ (
    document.querySelectorAll("input[name=q]")
  )) {
    field.value = query;
  }
  if (query.trim()) answer(query, entries);
}

/**
 * @param {string} query
 * @param {Entry[]} entries
 */
function answer(query, entries) {
  const place = document.getElementById("search-results");
  const found = search.search(query);
  // A slip of the pen is forgiven, but only where nothing else is found.
  const results = found.length ? found : search.search(query, { fuzzy: 0.2 });
  const shown = results.slice(0, MOST).map(({ id }) => item(entries[id], query));
  place?.replaceChildren(
    html("p", { role: "status" }, summary(query, results.length)),
    html("ol", { class: "cnnlab-search-results" }, ...shown),
  );
}

/**
 * @param {string} query
 * @param {number} count
 */
function summary(query, count) {
  if (!count) return `Nothing in this book matches “${query}”. Try another word for it.`;
  const places = count === 1 ? "one place" : `${count} places`;
  return `Found in ${places}${count > MOST ? `; here are the ${MOST} that fit best` : ""}.`;
}

/**
 * @param {Entry} entry
 * @param {string} query
 */
function item({ url, page, title, text }, query) {
  const parts = excerpt(text, query).map(({ hit, text: piece }) =>
    hit ? html("mark", {}, piece) : piece,
  );
  return html(
    "li",
    {},
    html("a", { href: url }, title),
    page === title ? "" : html("span", {}, ` ${page}`),
    html("p", {}, ...parts),
  );
}
