import assert from "node:assert/strict";
import { test } from "node:test";

import { nothingSaid, replyTo, solution } from "../parts/answer.mjs";

const QUESTION = {
  question: "How many parameters?",
  answer: [307300],
  tolerance: 0,
  hint: "Count the biases.",
  because: "",
  working: "3,072 · 100 + 100.",
};
const said = (given, question = QUESTION) => replyTo(given, question)?.text;
const isRight = (given, answer, tolerance = 0, question = "") =>
  replyTo(given, { ...QUESTION, question, answer: [answer].flat(), tolerance })?.right;

test("what was understood is said where it is not plain", () => {
  assert.deepEqual(replyTo("307300", QUESTION), {
    right: true,
    again: false,
    text: "3,072 · 100 + 100.",
  });
  assert.equal(said("307,300"), "3,072 · 100 + 100.");
  assert.equal(said("307 300"), "Read as 307,300. 3,072 · 100 + 100.");
  assert.equal(said("307.300"), "Read as 307,300. 3,072 · 100 + 100.");
  assert.equal(said("3.073e5"), "Read as 307,300. 3,072 · 100 + 100.");
  assert.equal(said("307,300 parameters"), "3,072 · 100 + 100.");
  assert.equal(said("307,2"), "Read as 307.2. Count the biases.");
  const two = { ...QUESTION, answer: [1234, 5] };
  assert.equal(said("1,234; 5", two), "3,072 · 100 + 100.");
  assert.equal(said("1.234; 5", two), "Read as 1,234 and 5. 3,072 · 100 + 100.");
  assert.deepEqual(replyTo("307200", QUESTION), {
    right: false,
    again: false,
    text: "Count the biases.",
  });
});

test("the right reply is the reason, or else the working", () => {
  assert.equal(said("307300", { ...QUESTION, because: "One bias each." }), "One bias each.");
});

test("what cannot be is told apart from what is only wrong", () => {
  /** @type {any} */
  const question = {
    ...QUESTION,
    ...{ answer: [0.9, 1], hint: "Look at the pairs.", mistakes: [[[7, 7], "Seven is not it."]] },
    within: [-1, 1, "A correlation lies between −1 and 1."],
  };
  for (const given of ["2.5 and 1", "0.9 and 1000", "−1.01 and 1"])
    assert.equal(said(given, question), "A correlation lies between −1 and 1.", given);
  for (const given of ["1 and −1", "0 and 1"])
    assert.equal(said(given, question), "Look at the pairs.", given);
  assert.equal(said("7 and 7", question), "Seven is not it.");
  assert.equal(said("0.9 and 1", question), QUESTION.working);
});

test("a usual mistake is named, and only it", () => {
  const question = {
    ...QUESTION,
    answer: [3],
    mistakes: /** @type {[number[], string][]} */ ([
      [[2], "Without the + 1."],
      [[10 / 3], "Round down."],
      [[1234], "Far off."],
      [[0.002], "Without the thousand."],
      [[0.02], "Without the hundred."],
    ]),
  };
  assert.equal(said("2", question), "Without the + 1.");
  assert.equal(said("3.33", question), "Round down.");
  assert.equal(said("10/3", question), "Read as 3.33333. Round down.");
  assert.equal(said("1.234", question), "Far off.");
  assert.equal(said("0.02", question), "Without the hundred.");
  assert.equal(said("0.024", question), "Without the hundred.");
  assert.equal(said("0.01", question), QUESTION.hint);
  assert.equal(said("3.2", question), QUESTION.hint);
  assert.equal(said("3", question), QUESTION.working);
  assert.equal(said("2.02", question), QUESTION.hint);
  /** @type {any} */
  const pair = { ...question, answer: [3, 2], mistakes: [[[2, 3], "Swapped."]] };
  assert.equal(said("2, 3", pair), "Swapped.");
  assert.equal(said("2, 5", pair), QUESTION.hint);
});

test("a reading that is right is right, and no other", () => {
  assert.equal(isRight("1,234", 1234), true);
  assert.equal(isRight("1,234", 1.234), true);
  for (const whole of [640, 212, 9]) assert.equal(isRight(`${whole},000`, whole), false);
  assert.equal(isRight("-9,000", -9), false);
  assert.equal(isRight("640,000 px", 640), false);
  assert.equal(isRight("640,000 and 9", [640, 9]), false);
  assert.equal(isRight("640.000", 640), true);
  assert.equal(isRight("640,0", 640), true);
  assert.equal(isRight("3,073e5", 307300), true);
  assert.equal(isRight("0,111", 1 / 9, 0.002), true);
  assert.equal(isRight("12,5", 12.5), true);
  assert.equal(isRight("1,234", 12.34), false);
  assert.equal(isRight("1.216", 1216), true);
  assert.equal(isRight("12.16", 1216), false);
  assert.equal(isRight("0.111", 111), false);
  assert.equal(isRight(".111", 1 / 9, 0.002), true);
  assert.equal(isRight("1/9", 1 / 9), true);
  assert.equal(isRight("½", 0.5), true);
  assert.equal(isRight("95 %", 0.95), true);
  assert.equal(isRight("95 %", 95), false);
  assert.equal(isRight("95 %", 95, 0, "How many per cent?"), true);
  assert.equal(isRight("95 %", 0.95, 0, "What percentage?"), true);
  assert.equal(isRight("95 percent", 95, 0, "How many %?"), true);
  for (const [given, answer] of /** @type {[string, number][]} */ ([
    ["0.111%", 1 / 9],
    ["1/9%", 1 / 9],
    ["23.8%", 23.8],
    ["0.5%", 0.5],
    ["-1%", -1],
    ["9%", 9],
  ]))
    assert.equal(isRight(given, answer, 0.002), false, given);
  for (const given of ["11.1%", "11.1 per cent", "11,1 percent"])
    assert.equal(isRight(given, 1 / 9, 0.002), true, given);
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
    assert.deepEqual(replyTo(given, question), { right: false, again: true, text });
  }
});

test("a multiplier after a number is not guessed at", () => {
  const text = "Enter the number alone, in the unit asked for: 1,500, not 1.5k.";
  for (const given of [
    ...["640 million", "640M", "640 k", "640 thousand", "640 billion", "(640) million", "640·k"],
    ...[
      "307.3k",
      "307.3 thousand",
      "2.4 GB",
      "8 GB",
      "8 billion",
      "160.16 kB",
      "156.4 KiB",
      "-1k",
      "1/9k",
    ],
    ...["½ million", "2 millions", "640 Mio", "2 Mpx", "1 megabyte", "3 kbit", "3\u202fbn"],
  ])
    for (const answer of [[640], [307300], [-1], [8e9], [6, 4]])
      assert.deepEqual(replyTo(given, { ...QUESTION, answer }), {
        right: false,
        again: true,
        text,
      });
  for (const given of [
    "640 kernels",
    "640 bytes",
    "640 B",
    "640 px",
    "M = 640",
    "640 weights",
    "640 ms",
  ])
    assert.equal(isRight(given, 640), true, given);
});

test("a comparison is no number", () => {
  for (const given of ["<640", "> 640", "≠640", "±640", "≥ 640", "<= 640"])
    assert.deepEqual([isRight(given, 640), replyTo(given, QUESTION)?.again], [false, true], given);
  assert.equal(isRight("64·10 → 640", 640), false); // two numbers
  assert.equal(isRight("-1 -> 1", [-1, 1]), true);
});

test("what was left out of a list is said", () => {
  assert.equal(
    replyTo("28²", { ...QUESTION, answer: [28, 28] })?.text,
    "Read as 28 and 2. Count the biases.",
  );
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
