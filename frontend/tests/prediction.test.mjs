import assert from "node:assert/strict";
import { test } from "node:test";

import { numbersIn, replyTo } from "../widgets/prediction/answer.mjs";

test("numbers are found in a text", () => {
  for (const [text, numbers] of /** @type {[string, number[]][]} */ ([
    ["", []],
    ["none", []],
    ["24", [24]],
    [" 24 rows", [24]],
    ["6 × 4", [6, 4]],
    ["6, 4", [6, 4]],
    ["(6, 4)", [6, 4]],
    ["−1.5", [-1.5]],
    ["-1.5", [-1.5]],
    ["0.25 and 3", [0.25, 3]],
  ])) {
    assert.deepEqual(numbersIn(text), numbers, text);
  }
});

const QUESTION = { answer: [6, 4], tolerance: 0.25, hint: "Count.", because: "Counted." };

test("each number must be as near as the tolerance says", () => {
  const right = { right: true, text: "Counted." };
  const wrong = { right: false, text: "Count." };
  assert.deepEqual(replyTo("6 × 4", QUESTION), right);
  assert.deepEqual(replyTo("6.25, 3.75", QUESTION), right);
  assert.deepEqual(replyTo("6.3, 4", QUESTION), wrong);
  assert.deepEqual(replyTo("4 × 6", QUESTION), wrong);
  assert.deepEqual(replyTo("0", { ...QUESTION, answer: [0], tolerance: 0 }), right);
});

test("as many numbers must be there as the answer has", () => {
  assert.equal(replyTo("6", QUESTION)?.text, "The answer is 2 numbers; here is 1.");
  const one = { ...QUESTION, answer: [6] };
  assert.deepEqual(replyTo("1 2", one), {
    right: false,
    text: "The answer is one number; here are 2.",
  });
  assert.equal(replyTo("six", one)?.text, "The answer is one number; here are 0.");
});

test("nothing is said to nothing", () => {
  assert.equal(replyTo("", QUESTION), null);
  assert.equal(replyTo("  ", QUESTION), null);
});
