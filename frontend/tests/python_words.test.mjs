// What a page says about its Python.
import assert from "node:assert/strict";
import { test } from "node:test";

import { amount, cellsFirst, done, failure } from "../python/words.mjs";

const sentence = (cells, ran) =>
  cellsFirst(cells, ran)
    .map((piece) => (typeof piece === "string" ? piece : `[${piece.text}]`))
    .join("");

const shown = (number) => ({ id: `c${number}`, number, onPage: true });

test("the cells that run first are named, and led to where they are on the page", () => {
  assert.equal(sentence([], true), "");
  assert.equal(sentence([shown(1)], true), "Ran 1 cell above first: [1].");
  const hidden = { id: "h", number: null, onPage: true };
  const removed = { id: "r", number: null, onPage: false };
  const all = [shown(1), hidden, removed, shown(4)];
  assert.equal(sentence(all, false), "Running 4 cells above first: [1], [hidden], hidden, [4].");
});

test("bytes and seconds are given in short", () => {
  assert.equal(amount(8.71e6, 1e7), "8.7 of 10.0 MB");
  assert.equal(done(0.04), "Done.");
  assert.equal(done(1.26), "Done in 1.3 s.");
  assert.equal(done(19.4), "Done in 19 s.");
});

test("each failure is a sentence, an unknown one too", () => {
  for (const why of ["file", "wasm", "worker", "fetch", "memory", "other"])
    assert.match(failure(why), /^[A-Z].*\.$/);
  assert.equal(
    failure("other", "it broke."),
    "Python has stopped: it broke. Press Run to start it anew.",
  );
});
