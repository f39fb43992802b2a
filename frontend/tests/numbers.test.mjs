import assert from "node:assert/strict";
import { test } from "node:test";

import { asFactor, largest, number } from "../parts/numbers.mjs";

test("a number is short, and has a true minus sign", () => {
  assert.equal(number(3), "3");
  assert.equal(number(-0.123456), "−0.123");
  assert.equal(number(1 / 3, 5), "0.33333");
  assert.equal(number(1e21), "1e21");
  assert.equal(number(-1.5e-7), "−1.5e−7");
});

test("a negative factor has brackets", () => {
  assert.equal(asFactor(2), "2");
  assert.equal(asFactor(-2), "(−2)");
});

test("the largest of a matrix is so without its sign", () => {
  assert.equal(
    largest([
      [1, -3],
      [2, 0],
    ]),
    3,
  );
});
