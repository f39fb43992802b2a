import assert from "node:assert/strict";
import { test } from "node:test";

import { answerBook, everythingKept, progressOf } from "../memory/book.mjs";
import { dueTime } from "../memory/schedule.mjs";

/** A browser's storage, with room for so many characters. */
function storage(room = Infinity) {
  const kept = new Map();
  return {
    kept,
    get length() {
      return kept.size;
    },
    key: (i) => [...kept.keys()][i] ?? null,
    getItem: (key) => kept.get(key) ?? null,
    removeItem: (key) => kept.delete(key),
    setItem(key, value) {
      const others = [...kept].filter(([name]) => name !== key);
      const size = [...others, [key, value]].join("").length;
      if (size > room) throw new DOMException("full", "QuotaExceededError");
      kept.set(key, value);
    },
  };
}

const wrong = { question: "6 × 7?", id: "widget-prediction", state: { given: "41" }, right: false };
const right = { ...wrong, state: { given: "42" }, right: true };

test("an answer is there again, and the first try is remembered beside the last", () => {
  const place = storage();
  const book = answerBook(
    () => place,
    "/site/",
    () => 7,
  );
  assert.equal(book.answerTo("book/a", "6 × 7?"), undefined);
  book.keep("book/a", "6 × 7?", wrong);
  book.keep("book/a", "6 × 7?", right);
  const again = answerBook(() => place, "/site/").answerTo("book/a", "6 × 7?");
  assert.deepEqual(again, { ...right, first: false, tries: 2, when: 7 });
  assert.equal(book.answerTo("book/b", "6 × 7?"), undefined);
  assert.equal(book.answerTo("book/a", "6 × 8?"), undefined); // the question has changed
  assert.equal(answerBook(() => place, "/other/").answerTo("book/a", "6 × 7?"), undefined);
});

test("what is taken back is not put back, but not forgotten", () => {
  const place = storage();
  const book = answerBook(() => place, "/site/");
  book.keep("book/a", "?", null); // never answered: nothing to keep
  assert.equal(place.kept.size, 0);
  book.keep("book/a", "?", wrong);
  book.keep("book/a", "?", null);
  assert.deepEqual(book.answerTo("book/a", "?")?.state, {});
  const { answered, missed } = progressOf(book.pageOf("book/a"));
  assert.equal(answered, 0);
  assert.equal(missed.length, 1);
  book.keep("book/a", "?", right);
  assert.equal(progressOf(book.pageOf("book/a")).missed.length, 0);
  assert.equal(progressOf(book.pageOf("book/a")).atOnce, 0);
});

test("the same answer twice is one try", () => {
  const place = storage();
  const open = answerBook(() => place, "/");
  open.keep("a", "?", wrong);
  open.keep("a", "?", { ...wrong, state: { ...wrong.state } });
  assert.equal(open.answerTo("a", "?")?.tries, 1);
});

test("storage that is forbidden, full or damaged is borne", () => {
  const forbidden = answerBook(() => {
    throw new DOMException("denied", "SecurityError");
  }, "/");
  assert.equal(forbidden.keep("a", "?", wrong), false);
  assert.equal(forbidden.isOpen(), false);
  assert.deepEqual(forbidden.pages(), []);
  const full = storage(10);
  assert.equal(answerBook(() => full, "/").keep("a", "?", wrong), false);
  const damaged = storage();
  damaged.kept.set("cnnlab-answers / a", "{no JSON");
  damaged.kept.set("cnnlab-practice / size", '"a text"');
  damaged.kept.set("cnnlab-answers / b", '{"title":"B","total":2,"answers":{"1":null,"2":"?"}}');
  const book = answerBook(() => damaged, "/");
  assert.deepEqual(book.pageOf("a"), { title: "", total: 0, answers: {} });
  assert.deepEqual(book.pageOf("b"), { title: "B", total: 2, answers: {} });
  assert.deepEqual(book.triesOf("size"), []);
  const wrongTries = [[1], [null], null, ["x", false], [1e300, true], [8.64e15, false], [5, false]];
  damaged.kept.set("cnnlab-practice / size", JSON.stringify(wrongTries));
  assert.deepEqual(book.triesOf("size"), [[5, false]]);
  assert.equal(book.keep("a", "?", wrong), true);
  const noText = { toString: 1 };
  const noAnswers = [
    { ...wrong, question: noText },
    { ...wrong, id: null },
    { ...wrong, state: "given" },
  ];
  const page = { title: noText, total: "3", answers: { ...noAnswers, right } };
  damaged.kept.set("cnnlab-answers / c", JSON.stringify(page));
  assert.deepEqual(book.pageOf("c"), { title: "", total: 0, answers: { right } });
});

test("a clock that was put back, or is far off, leaves the practice due one day", () => {
  const day = 86_400_000;
  const once = dueTime([[10 * day, false]]);
  assert.equal(typeof once, "number");
  assert.equal(dueTime([[10 * day, true]]), null, "never missed");
  for (const tries of /** @type {[number, boolean][][]} */ ([
    [...[10, 1].map((when) => [when * day, false])],
    [
      [0, false],
      [Date.UTC(2199, 0), true],
    ],
  ]))
    assert.ok(Number.isFinite(dueTime(tries)), JSON.stringify(tries));
});

test("a page has one name on its site, wherever the site lies, and its address is on the site", async () => {
  const root = "https://host/my%20b%C3%BCcher/";
  Object.assign(globalThis, {
    document: { currentScript: { src: `${root}_static/core.js` } },
    location: new URL(`${root}book/1%20a.html#part`),
  });
  const { PAGE, ROOT, addressOf, pageAt } = await import("../memory/place.mjs");
  assert.deepEqual([PAGE, ROOT], ["book/1 a", "/my%20b%C3%BCcher/"]);
  assert.equal(pageAt("../index.html"), "");
  assert.equal(addressOf(PAGE), `${root}book/1%20a.html`);
  // What was loaded from a file may name anything.
  for (const name of [
    "javascript:alert(1)//",
    "//other.host/x",
    "https://other.host/x",
    "https://:",
    "\ud800",
  ])
    assert.ok(addressOf(name).startsWith(root), name);
});

test("a page has as many questions as were counted on it, however few are answered", () => {
  const place = storage();
  const book = answerBook(() => place, "/");
  book.note("a", "Padding", 3);
  book.keep("a", "?", wrong);
  const page = book.pageOf("a");
  assert.equal(page.title, "Padding");
  assert.deepEqual([progressOf(page).answered, progressOf(page).total], [1, 3]);
  book.note("a", "Padding and borders", 2);
  assert.deepEqual([book.pageOf("a").title, book.pageOf("a").total], ["Padding and borders", 2]);
});

test("practice keeps when and how, and not without end", () => {
  const place = storage();
  let time = 0;
  const book = answerBook(
    () => place,
    "/",
    () => ++time,
  );
  for (let i = 0; i < 100; i++) book.practised("size", i % 2 === 0);
  assert.equal(book.triesOf("size").length, 60);
  assert.deepEqual(book.triesOf("size").at(-1), [100, false]);
  assert.deepEqual(book.kinds(), ["size"]);
});

test("all of this site is found, and nothing of another", () => {
  const place = storage();
  answerBook(() => place, "/mine/").keep("a", "?", wrong);
  answerBook(() => place, "/mine/").practised("size", true);
  answerBook(() => place, "/other/").keep("a", "?", wrong);
  place.setItem("cnnlab-code /mine/ book/a 1", "{}");
  place.setItem("theme", "dark");
  const kept = everythingKept(() => place, "/mine/");
  assert.deepEqual(Object.keys(kept).sort(), [
    "cnnlab-answers /mine/ a",
    "cnnlab-code /mine/ book/a 1",
    "cnnlab-practice /mine/ size",
  ]);
  for (const [key, text] of Object.entries(kept)) assert.equal(text, place.getItem(key), key);
});
