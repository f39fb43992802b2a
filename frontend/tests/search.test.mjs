import assert from "node:assert/strict";
import { test } from "node:test";

import { excerpt, tokens } from "../search/words.mjs";

test("a size is one word, however it is written", () => {
  for (const text of ["3x3", "3 x 3", "3×3", "3 × 3", "3X3"])
    assert.deepEqual(tokens(text), ["3×3"]);
  assert.deepEqual(tokens("8 × 16 × 28"), ["8×16×28"]);
});

test("numbers and names are words", () => {
  assert.deepEqual(tokens("turned by 180°"), ["turned", "by", "180"]);
  assert.deepEqual(tokens("grad_x of conv2d_backward"), ["grad_x", "of", "conv2d_backward"]);
});

test("plural and singular are alike, and so are accents and case", () => {
  assert.deepEqual(tokens("Kernels"), tokens("kernel"));
  assert.deepEqual(tokens("Naïve"), tokens("naive"));
  assert.deepEqual(tokens("loss"), ["loss"]);
});

test("an excerpt marks what was asked for and cuts no word", () => {
  const text = `${"before ".repeat(60)}a 1 × 1 convolution mixes channels ${"after ".repeat(60)}`;
  const parts = excerpt(text, "1x1 convolution");
  assert.deepEqual(
    parts.filter((part) => part.hit).map((part) => part.text),
    ["1 × 1", "convolution"],
  );
  const whole = parts.map((part) => part.text).join("");
  assert.ok(whole.length > 300 && whole.length < 400);
  assert.match(whole, /^… (before )+a 1 × 1 convolution mixes channels (after ?)+ …$/);
});

test("an excerpt marks a size of three numbers", () => {
  const text = `${"before ".repeat(60)}an input of 8 × 16 × 28 numbers`;
  const marked = excerpt(text, "8x16x28").filter((part) => part.hit);
  assert.deepEqual(
    marked.map((part) => part.text),
    ["8 × 16 × 28"],
  );
});

test("without a hit in the text, its beginning is shown", () => {
  assert.deepEqual(excerpt("Short text.", "other"), [{ text: "Short text.", hit: false }]);
});
