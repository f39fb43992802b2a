import assert from "node:assert/strict";
import { test } from "node:test";

import {
  axisPair,
  checkDrawn,
  checkMagnitude,
  checkMatrix,
  checkTensor,
} from "../math/array_checks.mjs";
import {
  checkBetween,
  checkCount,
  checkOneOf,
  checkUpTo,
  Misfit,
  misfitOf,
  shown,
} from "../math/checks.mjs";

test("what is as it should be comes back, an array as its shape", () => {
  assert.deepEqual(checkMatrix("x", [[1, 2, 3], [4, 5, 6]]), [2, 3]); // prettier-ignore
  assert.deepEqual(checkTensor("x", [[[1, 2, 3], [4, 5, 6]]], 3), [1, 2, 3]); // prettier-ignore
  assert.equal(checkCount("n", 0, 0), 0);
  assert.equal(checkUpTo("n", 5, 1, 5), 5);
  assert.equal(checkOneOf("n", "b", ["a", "b"]), undefined);
  for (const value of [0.5, 64]) assert.equal(checkBetween("n", value, 0.5, 64), undefined);
  assert.deepEqual(checkDrawn("x", [[1e30, -1e30]], [1, 2]), [1, 2]);
  assert.deepEqual([axisPair("n", 3), axisPair("n", [1, 2]), axisPair("n", 0, 0)], [[3, 3], [1, 2], [0, 0]]); // prettier-ignore
});

test("what cannot be is refused with its name and the rule", () => {
  for (const [wrong, message] of /** @type {[() => unknown, RegExp][]} */ ([
    [() => checkMatrix("x", null), /x must be a list of rows/],
    [() => checkMatrix("x", []), /x must be a list of rows/],
    [() => checkMatrix("x", [1, 2]), /x must be a list of rows/],
    [() => checkMatrix("x", [[]]), /x must have at least one column/],
    [() => checkMatrix("x", [[1, 2], [3]]), /2 numbers as row 0 has, but row 1 has 1/],
    [() => checkMatrix("x", [[1], 2]), /must have 1 numbers as row 0 has, but row 1 is 2$/],
    [() => checkMatrix("x", [[1], "2"]), /but row 1 is "2"$/],
    [() => checkMatrix("x", [[1], null]), /but row 1 is null$/],
    [() => checkMatrix("x", [[1, NaN]]), /x\[0\]\[1\] must be a finite number, not NaN/],
    [() => checkMatrix("x", [[1], ["2"]]), /x\[1\]\[0\] must be a finite number, not "2"/],
    [() => checkTensor("x", [], 3), /x must be nested lists of numbers, 3 deep/],
    [() => checkTensor("x", [[[1]], 2], 3), /x\[1\] must be a list of rows/],
    [
      () => checkTensor("x", [[[1]], [[1, 2]]], 3),
      /x\[1\] must have shape \(1, 1\) as x\[0\] has, but has \(1, 2\)/,
    ],
    [() => checkCount("n", 1, 2), /n must be a whole number of at least 2, not 1/],
    [() => checkCount("n", 2.5, 2), /n must be a whole number of at least 2, not 2.5/],
    [() => checkUpTo("n", 6, 1, 5), /n must be at most 5, not 6/],
    [() => checkUpTo("n", 0, 1, 5), /n must be a whole number of at least 1, not 0/],
    [() => checkOneOf("n", "c", ["a", "b"]), /n must be one of a, b, not "c"/],
    [() => checkBetween("n", 0.49, 0.5, 64), /n must be a number from 0.5 to 64, not 0.49/],
    [() => checkBetween("n", 64.1, 0.5, 64), /n must be a number from 0.5 to 64, not 64.1/],
    [() => checkBetween("n", NaN, 0.5, 64), /n must be a number from 0.5 to 64, not NaN/],
    [() => checkBetween("n", "2", 0.5, 64), /n must be a number from 0.5 to 64, not "2"/],
    [() => checkBetween("n", [1], 0.5, 64), /n must be a number from 0.5 to 64, not \[1\]/],
    [() => checkDrawn("x", [[1, 2]], [1, 1]), /x must have at most 1 × 1 numbers .* has 1 × 2/],
    [() => checkDrawn("x", [[1], [2]], [1, 1]), /x must have at most 1 × 1 numbers .* has 2 × 1/],
    [() => checkDrawn("x", [[1, -1.1e30]], [1, 2]), /x must hold numbers from .* holds -1.1e\+30/],
    [() => checkMagnitude("x", [0, 1e308]), /−1e\+30 to 1e\+30, .* finite, but holds 1e\+308/],
    [() => axisPair("n", [1, 2, 3]), /n must be one number or two, but has 3/],
    [() => axisPair("n", [1]), /n must be one number or two, but has 1/],
    [() => axisPair("n", [0, 1]), /n must be a whole number of at least 1, not 0/],
    [() => axisPair("n", [1, 0]), /n must be a whole number of at least 1, not 0/],
    [() => axisPair("n", [1, {}]), /n must be a whole number of at least 1, not \{\}/],
  ]))
    assert.throws(wrong, { name: "Misfit", message });
});

test("a refused value is shown as JSON, and not at length", () => {
  /** @type {[any, string][]} */
  const values = [
    [{ a: 1 }, '{"a":1}'],
    ["2", '"2"'],
    [[[1]], "[[1]]"],
    [null, "null"],
    [undefined, "undefined"],
    [NaN, "NaN"],
    ["x".repeat(38), `"${"x".repeat(38)}"`],
    ["x".repeat(39), `"${"x".repeat(39)}…`],
    [Array(100).fill(7), `[${"7,".repeat(19)}7…`],
  ];
  for (const [value, text] of values) assert.equal(shown(value), text);
});

test("a fault of the program is not taken for a setting that does not fit", () => {
  assert.equal(misfitOf(new Misfit("n must be 1")), "n must be 1");
  for (const fault of [new TypeError("x is undefined"), new RangeError("invalid"), "thrown", null])
    assert.throws(
      () => misfitOf(fault),
      (thrown) => thrown === fault,
    );
});
