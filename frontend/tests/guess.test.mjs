import assert from "node:assert/strict";
import { test } from "node:test";

import { problemWith } from "../guess/check.mjs";
import { verdictOn } from "../guess/verdict.mjs";

/** @type {any} */
const COMMON = { question: "", hint: "Count again.", because: "So it is.", mistakes: [] };

test("marked cells are compared as a set, and a usual slip is named", () => {
  const guess = {
    ...COMMON,
    kind: "cells",
    answer: [0, 1, 4],
    mistakes: [[[1, 0], "Below, too."]],
  };
  assert.deepEqual(verdictOn(guess, [4, 0, 1]), { right: true, text: "So it is." });
  assert.deepEqual(verdictOn(guess, [0, 1]), { right: false, text: "Below, too." });
  assert.equal(
    verdictOn(guess, [0, 10, 1]).text,
    "2 of the 3 are marked, and 1 marked that does not belong. Count again.",
  );
  assert.equal(
    verdictOn(guess, [0, 1, 4, 10, 2]).text,
    "2 marked that do not belong. Count again.",
  );
  assert.equal(verdictOn(guess, [4]).text, "1 of the 3 are marked. Count again.");
});

test("a frame has one place: rows are not columns", () => {
  const guess = {
    ...COMMON,
    kind: "place",
    answer: [2, 4],
    mistakes: [[[1, 2], "That is stride 1."]],
  };
  assert.equal(verdictOn(guess, [2, 4]).right, true);
  assert.deepEqual(verdictOn(guess, [1, 2]), { right: false, text: "That is stride 1." });
  assert.deepEqual(verdictOn(guess, [4, 2]), { right: false, text: "Count again." });
});

test("each option has its reply, and of several ticks the first wrong one is named", () => {
  const options = ["a", "b", "c"].map((label) => ({ label, reply: `${label}!`, picture: null }));
  const one = { ...COMMON, kind: "choice", answer: 1, options };
  assert.deepEqual(verdictOn(one, 1), { right: true, text: "b!" });
  assert.deepEqual(verdictOn(one, 0), { right: false, text: "a!" });
  const several = { ...COMMON, hint: "", kind: "ticks", answer: [0, 2], options };
  assert.deepEqual(verdictOn(several, [2, 0]), { right: true, text: "So it is." });
  assert.equal(verdictOn(several, [0, 1, 2]).text, "b!");
  assert.equal(verdictOn(several, [0]).text, "c!");
  const named = { ...several, mistakes: [[[1], "All the odd ones."]] };
  assert.equal(verdictOn(named, [1]).text, "All the odd ones.");
});

test("a sketched curve may be off by the tolerance at every point, and by no more", () => {
  const guess = {
    ...COMMON,
    kind: "curve",
    answer: [1, 0.5],
    tolerance: 0.1,
    mistakes: [[[1, 1], "It falls."]],
  };
  assert.equal(verdictOn(guess, [0.95, 0.59]).right, true);
  assert.equal(verdictOn(guess, [0.95, 0.61]).right, false);
  assert.equal(verdictOn({ ...guess, tolerance: 0.5 }, [1.5, 0]).right, true);
  assert.equal(verdictOn(guess, [1, 0.95]).text, "It falls.");
});

test("a number is read as people write it, and asked for again where it cannot be", () => {
  const guess = { ...COMMON, kind: "number", answer: [1500] };
  assert.equal(verdictOn(guess, "1,500").right, true);
  assert.equal(verdictOn(guess, "1501").right, false, "without a tolerance, to the last unit");
  assert.equal(verdictOn({ ...guess, tolerance: 1 }, "1501").right, true);
  assert.equal(verdictOn(guess, "1.5k").again, true);
  assert.deepEqual(verdictOn(guess, ""), { right: false, again: true, text: "Answer first." });
  assert.deepEqual(verdictOn(guess, "1400"), { right: false, again: false, text: "Count again." });
});

const OPTIONS = ["a", "b"].map((label) => ({ label, reply: `${label}!`, picture: null }));
// What a question of each kind holds, what answers it, and what cannot.
/** @type {Record<string, [held: any, answer: any, never: any[]]>} */
const KINDS = {
  number: [{}, [1.5], [[], ["1"], [NaN], 1]],
  cells: [{}, [0, 4], [[-1], [0.5], ["1"], 0]],
  place: [{ size: [3, 3] }, [0, 2], [[1], [1, 2, 3], [-1, 0], null]],
  choice: [{ options: OPTIONS }, 1, [2, -1, 0.5, [1]]],
  ticks: [{ options: OPTIONS }, [0, 1], [[2], [-1], 1]],
  curve: [
    { x: [0, 1], low: 0, high: 1, tolerance: 0.1 },
    [0.5, 1],
    [[0.5], [0.5, 1, 1], [0.5, null], "01"],
  ],
};

test("a question that lacks a part is refused, and so is a guess of another kind", () => {
  for (const [kind, [held, answer, never]] of Object.entries(KINDS)) {
    const guess = { ...COMMON, ...held, kind, answer, mistakes: [[answer, "So?"]] };
    const incomplete = `guess is not a complete question of kind “${kind}”`;
    for (const guessed of [null, kind === "number" ? "1.5" : answer])
      assert.equal(problemWith({ ...guess, cover: ["a"], then: { stride: 2 } }, guessed), "", kind);
    /** @type {any[]} */
    const broken = [
      ...["question", "hint", "because"].map((part) => ({ [part]: null })),
      ...Object.keys(held).map((part) => ({ [part]: "2" })),
      ...never.flatMap((it) => [{ answer: it }, { mistakes: [[it, "So?"]] }]),
      ...[null, [null], [[answer]], { 0: [answer, "So?"] }].map((mistakes) => ({ mistakes })),
      ...["a", [1]].map((cover) => ({ cover })),
      ...[null, []].map((then) => ({ then })),
    ];
    for (const change of broken)
      assert.equal(problemWith({ ...guess, ...change }, null), incomplete, JSON.stringify(change));
    for (const guessed of kind === "number" ? [1.5, [1.5]] : never.filter((it) => it !== null))
      assert.match(problemWith(guess, guessed), /^guessed must be a guess of kind/);
  }
  for (const kind of ["any", "toString", { a: 1 }]) {
    const message = `there is no guess of kind ${JSON.stringify(kind)}`;
    assert.equal(problemWith({ ...COMMON, kind }, null), message);
  }
});

test("what a question holds is looked into", () => {
  for (const [kind, changes] of /** @type {[string, any[]][]} */ ([
    ["number", [{ within: 1 }]],
    ["place", [{ size: [3] }, { size: [3, -1] }]],
    [
      "choice",
      [[null], [{ label: "a", reply: 1, picture: null }], [{ ...OPTIONS[0], picture: 1 }]].map(
        (o) => ({
          options: [...o, ...OPTIONS],
        }),
      ),
    ],
    ["ticks", [{ options: [...OPTIONS, { ...OPTIONS[0], picture: [["1"]] }] }]],
    [
      "curve",
      [{ x: "01" }, { x: [], answer: [], mistakes: [] }, { low: null }, { tolerance: NaN }],
    ],
  ])) {
    const [held, answer] = KINDS[kind];
    for (const change of changes)
      assert.match(
        problemWith({ ...COMMON, ...held, kind, answer, ...change }, null),
        /^guess is not a complete question/,
        JSON.stringify(change),
      );
  }
  const pictured = OPTIONS.map((option) => ({ ...option, picture: [[0, 0.5]] }));
  assert.equal(problemWith({ ...COMMON, kind: "choice", answer: 0, options: pictured }, null), "");
});
