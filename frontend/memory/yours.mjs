// The page “Yours”: what this browser has kept, to look back at, take along, or throw away.
import { Misfit, reported } from "../math/checks.mjs";
import { textButton } from "../parts/controls.mjs";
import { html } from "../parts/dom.mjs";
import { download } from "../save/download.mjs";
import { answerBook, everythingKept, PREFIXES, progressOf } from "./book.mjs";
import { addressOf, ROOT } from "./place.mjs";
import { dueTime } from "./schedule.mjs";

const MOST_BYTES = 5_000_000; // what a browser's storage holds
const PRACTICE = "book/practice";

const NO_STORAGE =
  "This browser does not let the book keep anything, as in a private window. Answers last until the page is closed.";

const book = answerBook(() => localStorage, ROOT);
const place = document.querySelector(".cnnlab-yours");
if (place) {
  show(place);
  // It may come from the back/forward cache, and a chapter have been read meanwhile.
  addEventListener("pageshow", ({ persisted }) => persisted && show(place));
}

/** @param {Element} root */
function show(root) {
  const said = html("p", { role: "status", class: "cnnlab-yours-said" });
  const tell = (/** @type {string} */ text) => (said.textContent = text);
  const redraw = (/** @type {string} */ text) => {
    show(root);
    root.querySelector(".cnnlab-yours-said")?.replaceChildren(text);
    dispatchEvent(new Event("cnnlab-answered"));
  };
  root.replaceChildren(
    ...(book.isOpen() ? [] : [html("p", {}, NO_STORAGE)]),
    ...summary(),
    ...missed(),
    ...due(Date.now()),
    ...keeping(tell, redraw),
    said,
  );
}

function summary() {
  const pages = book.pages().map((page) => ({ page, ...book.pageOf(page) }));
  const begun = pages.filter(({ answers }) => Object.keys(answers).length);
  if (begun.length === 0)
    return [html("p", {}, "Nothing yet. Answer a question in any chapter, and it is noted here.")];
  const rows = begun.map((one) => {
    const { total, answered, atOnce } = progressOf(one);
    const link = html("a", { href: addressOf(one.page) }, one.title || one.page);
    const counts = [`${answered} of ${total}`, atOnce].map((text) => html("td", {}, text));
    return html("tr", {}, html("th", { scope: "row" }, link), ...counts);
  });
  const heads = ["Page", "Answered", "Right at once"].map((text) =>
    html("th", { scope: "col" }, text),
  );
  return [
    html("h2", {}, "So far"),
    html(
      "table",
      { class: "table" },
      html("thead", {}, html("tr", {}, ...heads)),
      html("tbody", {}, ...rows),
    ),
  ];
}

function missed() {
  const lines = book.pages().flatMap((page) =>
    progressOf(book.pageOf(page)).missed.map(({ question, id, right }) => {
      const link = html("a", { href: `${addressOf(page)}#${id}` }, question);
      return html("li", {}, link, right === null ? " (shown)" : "");
    }),
  );
  if (lines.length === 0) return [];
  return [html("h2", {}, "Missed so far"), html("ul", {}, ...lines)];
}

/** @param {number} now */
function due(now) {
  const kinds = book.kinds().flatMap((kind) => {
    const time = dueTime(book.triesOf(kind));
    return time === null ? [] : [{ kind, time }];
  });
  if (kinds.length === 0) return [];
  const lines = kinds
    .sort((a, b) => a.time - b.time)
    .map(({ kind, time }) => {
      const words = kind.replaceAll("_", " ");
      if (time > now) return html("li", {}, `${words}: again ${inDays(time - now)}`);
      const fresh = Math.floor(Math.random() * 1_000_000);
      const setting = `#widget-practice&only=${JSON.stringify(kind)}&seed=${fresh}`;
      return html("li", {}, html("a", { href: addressOf(PRACTICE) + setting }, words), ": now");
    });
  return [
    html("h2", {}, "To practise again"),
    html("p", {}, "What was missed comes back with fresh numbers, at longer and longer intervals."),
    html("ul", {}, ...lines),
  ];
}

/** @param {number} milliseconds */
function inDays(milliseconds) {
  const days = Math.round(milliseconds / 86_400_000);
  return new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(days, "day");
}

/**
 * @param {(text: string) => void} tell
 * @param {(text: string) => void} redraw
 */
function keeping(tell, redraw) {
  const file = /** @type {HTMLInputElement} */ (
    html("input", { type: "file", accept: "application/json", change: load })
  );

  function save() {
    const text = JSON.stringify({ book: "cnnlab", kept: everythingKept(() => localStorage, ROOT) });
    download(new Blob([text], { type: "application/json" }), "cnnlab-answers.json");
  }

  async function load() {
    const chosen = file.files?.[0];
    if (!chosen) return;
    try {
      if (chosen.size > MOST_BYTES) throw new Misfit("it is larger than such a file can be");
      const count = putBack(await chosen.text());
      redraw(`Loaded ${count} ${count === 1 ? "entry" : "entries"}.`);
    } catch (error) {
      tell(`This file cannot be loaded: ${reported(error)}.`);
    } finally {
      file.value = "";
    }
  }

  function remove() {
    if (!confirm("Delete all answers, practice and code that this browser keeps for the book?"))
      return;
    for (const key of Object.keys(everythingKept(() => localStorage, ROOT)))
      localStorage.removeItem(key);
    redraw("Deleted.");
  }

  return [
    html("h2", {}, "Keep, move, delete"),
    html(
      "div",
      { class: "cnnlab-yours-buttons" },
      textButton("Save as a file", save),
      html("label", {}, "Load a file ", file),
      textButton("Print", () => print()),
      textButton("Delete everything", remove),
    ),
  ];
}

/**
 * Take what another browser has kept. Whatever is in the file, only the book's own entries are
 * taken, as the texts that they are; what they say is checked where it is read.
 * @param {string} text
 */
function putBack(text) {
  /** @type {any} */
  let read;
  try {
    read = JSON.parse(text);
  } catch {
    throw new Misfit("it is not a file that this page has saved");
  }
  const entries = Object.entries(read?.book === "cnnlab" ? (read.kept ?? {}) : {});
  const known = entries.flatMap(([key, value]) => {
    const prefix = PREFIXES.find((name) => key.startsWith(name));
    const rest = prefix && key.slice(prefix.length);
    const end = rest?.indexOf(" ") ?? -1;
    return prefix && rest && end >= 0 && typeof value === "string"
      ? [[`${prefix}${ROOT}${rest.slice(end)}`, value]]
      : [];
  });
  if (known.length === 0) throw new Misfit("it holds nothing from this book");
  /** @type {[string, string | null][]} */
  const before = known.map(([key]) => [key, localStorage.getItem(key)]);
  try {
    for (const [key, value] of known) localStorage.setItem(key, value);
  } catch {
    for (const [key] of known) localStorage.removeItem(key);
    for (const [key, value] of before) if (value !== null) localStorage.setItem(key, value);
    throw new Misfit("this browser has no room for all of it");
  }
  return known.length;
}
