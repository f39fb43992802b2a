// What the reader has written is kept, and none of it is lost without being asked about.
import assert from "node:assert/strict";
import { test } from "node:test";

import { shelf } from "../python/store.mjs";

function storage() {
  const items = new Map();
  return {
    getItem: (name) => items.get(name) ?? null,
    setItem: (name, value) => void items.set(name, value),
    removeItem: (name) => void items.delete(name),
    items,
  };
}

test("a text is kept by page and cell", () => {
  const kept = storage();
  const page = shelf(() => kept, "book/05");
  assert.equal(page.write("a", "x = ...", "x = 1"), true);
  assert.deepEqual(page.read("a", "x = ..."), { text: "x = 1", earlier: null });
  assert.deepEqual(page.read("b", "x = ..."), { text: null, earlier: null });
  assert.deepEqual(shelf(() => kept, "book/06").read("a", "x = ..."), {
    text: null,
    earlier: null,
  });
});

test("the book's own text is not kept", () => {
  const kept = storage();
  const page = shelf(() => kept, "book/05");
  page.write("a", "x = ...", "x = 1");
  page.write("a", "x = ...", "x = ...");
  assert.equal(kept.items.size, 0);
});

test("a text for a cell that the book has changed is offered until the reader has chosen", () => {
  const page = shelf(storage, "book/05");
  const kept = storage();
  const same = shelf(() => kept, "book/05");
  same.write("a", "old = ...", "old = 1");
  assert.deepEqual(same.read("a", "new = ..."), { text: null, earlier: "old = 1" });
  same.write("a", "new = ...", "new = 2");
  assert.deepEqual(same.read("a", "new = ..."), { text: "new = 2", earlier: "old = 1" });
  same.write("a", "new = ...", "new = ...");
  assert.deepEqual(same.read("a", "new = ..."), { text: null, earlier: "old = 1" });
  same.write("a", "new = ...", "new = 3");
  same.dropEarlier("a", "new = ...");
  assert.deepEqual(same.read("a", "new = ..."), { text: "new = 3", earlier: null });
  assert.deepEqual(page.read("a", "new = ..."), { text: null, earlier: null });
});

test("a store that is forbidden, full or spoilt breaks nothing", () => {
  const forbidden = shelf(() => {
    throw new DOMException("denied");
  }, "book/05");
  assert.equal(forbidden.write("a", "x", "y"), false);
  assert.deepEqual(forbidden.read("a", "x"), { text: null, earlier: null });
  const full = { ...storage(), setItem: () => assert.fail("QuotaExceededError") };
  assert.equal(shelf(() => full, "book/05").write("a", "x", "y"), false);
  for (const spoilt of ["{", "null", "3", '{"text":7}', "[]"]) {
    const odd = { ...storage(), getItem: () => spoilt };
    assert.equal(shelf(() => odd, "book/05").read("a", "x").text, null);
  }
});

test("another window's change is known by its name", () => {
  const kept = storage();
  shelf(() => kept, "book/05").write("a", "x", "y");
  const [name] = kept.items.keys();
  assert.equal(shelf(() => kept, "book/05").cellOf(name), "a");
  assert.equal(shelf(() => kept, "book/06").cellOf(name), null);
  assert.equal(shelf(() => kept, "book/05").cellOf(null), null);
});
