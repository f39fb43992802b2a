import assert from "node:assert/strict";
import { test } from "node:test";

import { nothingSaid, replyTo, solution } from "../widgets/prediction/answer.mjs";

const QUESTION = {
  answer: [307300],
  tolerance: 0,
  hint: "Count the biases.",
  because: "",
  working: "3,072 · 100 + 100.",
};
const said = (given, question = QUESTION) => replyTo(given, question)?.text;
const isRight = (given, answer, tolerance = 0) =>
  replyTo(given, { ...QUESTION, answer: [answer].flat(), tolerance })?.right;

test("what was understood is said where it is not plain", () => {
  assert.deepEqual(replyTo("307300", QUESTION), { right: true, text: "3,072 · 100 + 100." });
  assert.equal(said("307,300"), "3,072 · 100 + 100.");
  assert.equal(said("307 300"), "Read as 307,300. 3,072 · 100 + 100.");
  assert.equal(said("307.300"), "Read as 307,300. 3,072 · 100 + 100.");
  assert.equal(said("3.073e5"), "Read as 307,300. 3,072 · 100 + 100.");
  assert.equal(said("307,300 parameters"), "3,072 · 100 + 100.");
  assert.equal(said("307,2"), "Read as 307.2. Count the biases.");
  assert.deepEqual(replyTo("307200", QUESTION), { right: false, text: "Count the biases." });
});

test("the right reply is the reason, or else the working", () => {
  assert.equal(said("307300", { ...QUESTION, because: "One bias each." }), "One bias each.");
});

test("a reading that is right is right, and no other", () => {
  assert.equal(isRight("1,234", 1234), true);
  assert.equal(isRight("1,234", 1.234), true);
  assert.equal(isRight("1,234", 12.34), false);
  assert.equal(isRight("1.216", 1216), true);
  assert.equal(isRight("12.16", 1216), false);
  assert.equal(isRight("0.111", 111), false);
  assert.equal(isRight(".111", 1 / 9, 0.002), true);
  assert.equal(isRight("1/9", 1 / 9), true);
  assert.equal(isRight("½", 0.5), true);
  assert.equal(isRight("95 %", 0.95), true);
  assert.equal(isRight("95 %", 95), true);
  assert.equal(isRight("minus 1", 1), false);
  assert.equal(isRight("-(1)", 1), false);
  assert.equal(isRight("(0,5; 0,25)", [0.5, 0.25]), true);
  assert.equal(isRight("(0,25; 0,5)", [0.5, 0.25]), false);
});

test("a tolerance means what it says, whatever the last bit says", () => {
  assert.equal(isRight("3.9", 4, 0.1), true); // 4 − 3.9 = 0.10000000000000009
  assert.equal(isRight("4.1", 4, 0.1), true);
  assert.equal(isRight("3.89", 4, 0.1), false);
  assert.equal(isRight("0.3", 0.1 + 0.2), true);
  assert.equal(isRight("23.8", 23.8, 0.06), true);
  assert.equal(isRight("23.87", 23.8, 0.06), false);
  assert.equal(isRight("8000000000", 8e9), true);
  assert.equal(isRight("8000000001", 8e9), false);
  assert.equal(isRight("100000000000001", 1e14), false);
  assert.equal(isRight("0", 0), true);
  assert.equal(isRight("-0", 0), true);
  assert.equal(isRight("0.000000000001", 0), false);
});

test("too few or too many numbers are read back", () => {
  const two = { ...QUESTION, answer: [6, 4] };
  for (const [given, question, text] of /** @type {[string, any, string][]} */ ([
    ["32 and 3", QUESTION, "Enter one number. I read 2: 32 and 3."],
    ["32·32·3", QUESTION, "Enter one number. I read 3: 32, 32 and 3."],
    ["six", QUESTION, "Enter one number. Write it in digits."],
    ["6", two, "Enter 2 numbers. I read 1: 6."],
    ["6 −4 1000", two, "Enter 2 numbers. I read 3: 6, −4 and 1,000."],
    ["1 ".repeat(9), two, "Enter 2 numbers. I read 9."],
    ["six", two, "Enter 2 numbers. Write them in digits."],
  ])) {
    assert.deepEqual(replyTo(given, question), { right: false, text });
  }
});

test("nothing is asked for", () => {
  for (const nothing of ["", "  ", "\u00a0"]) assert.equal(replyTo(nothing, QUESTION), null);
  assert.equal(nothingSaid(QUESTION), "Type a number first.");
  assert.equal(nothingSaid({ ...QUESTION, answer: [6, 4] }), "Type 2 numbers first.");
});

test("the answer is shown with its working", () => {
  assert.equal(solution(QUESTION), "The answer is 307,300. 3,072 · 100 + 100.");
  const list = { ...QUESTION, answer: [-1, 0.5, 1 / 9], working: "", because: "So it is." };
  assert.equal(solution(list), "The answers are −1, 0.5 and 0.111111. So it is.");
});
