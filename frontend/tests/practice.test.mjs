import assert from "node:assert/strict";
import { test } from "node:test";

import { problemOf } from "../math/practice/index.mjs";
import { vectors } from "./vectors.mjs";

const { seeds, words, problems } = vectors("practice");

test("seeds make the same problems as in Python, word for word", () => {
  assert.equal(new Set(problems.map((/** @type {any} */ { seed }) => seed)).size, seeds);
  for (const { seed, number, level, ...problem } of problems)
    assert.deepEqual(problemOf(problem.kind, seed, number, level, words), problem);
});

test("what cannot be is refused, and named", () => {
  for (const [given, message] of /** @type {[[any, any, any, any], RegExp][]} */ ([
    [["sizes", 1, 1, 1], /kind must be one of linear_parameters, .*, not "sizes"/],
    [["toString", 1, 1, 1], /kind must be one of/],
    [[null, 1, 1, 1], /kind must be one of .*, not null/],
    [["size", -1, 1, 1], /seed must be a whole number of at least 0, not -1/],
    [["size", 1e6, 1, 1], /seed must be at most 999,999, not 1,000,000/],
    [["size", 1, 0, 1], /number must be a whole number of at least 1/],
    [["size", 1, 1, 4], /level must be at most 3, not 4/],
  ]))
    assert.throws(() => problemOf(...given, words), { message });
});
