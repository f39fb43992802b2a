// What is printed looks as on a terminal.
import assert from "node:assert/strict";
import { test } from "node:test";

import { MOST, terminal } from "../python/terminal.mjs";

function shown(...pieces) {
  const page = terminal();
  pieces.forEach((piece) => page.write(piece));
  return page.text;
}

test("a line may come in pieces", () => {
  assert.equal(shown("size", " 18\n", "end"), "size 18\nend");
});

test("a carriage return goes back, and what follows stands over what was there", () => {
  assert.equal(shown("10%\r", "20%"), "20%");
  assert.equal(shown("abcdef\rxy"), "xycdef");
  assert.equal(shown("one\r\ntwo\n"), "one\ntwo\n");
  assert.equal(shown("first\n10%\r100%\nlast"), "first\n100%\nlast");
});

test("colours are left out", () => {
  assert.equal(shown("\x1b[31mred\x1b[0m\x1b[K\n"), "red\n");
});

test("what never ends is cut, and says so", () => {
  const page = terminal();
  for (let i = 0; i < 3000; i++) page.write("x".repeat(99) + "\n");
  assert.ok(page.text.length < MOST + 100);
  assert.match(page.text, /The rest is not shown/);
});

test("what comes after that changes nothing", () => {
  const full = "x".repeat(MOST + 1);
  assert.equal(shown(full, "\ry"), shown(full));
});
