import assert from "node:assert/strict";
import { test } from "node:test";

import { askedPixel, CLUES, isUncovered, meanErrors, valueAt } from "../math/pixel_guess.mjs";
import { vectors } from "./vectors.mjs";

const { photographs, small } = vectors("pixel_guess");

for (const [name, { images, asked }] of Object.entries({ photographs, small }))
  test(`the same pixels are asked for as in Python, and the same is known: ${name}`, () => {
    for (const { round, photograph, row, column, far, pixel, known } of asked) {
      const found = askedPixel(images, round);
      assert.deepEqual(
        [found.name, found.row, found.column, found.far, valueAt(found)],
        [photograph, row, column, far, pixel],
      );
      known.forEach((/** @type {number[]} */ values, /** @type {number} */ step) => {
        assert.deepEqual(uncovered(found, step).sort(), [...values, ...farOf(found, step)].sort());
      });
    }
  });

/**
 * What is uncovered of a photograph at a step.
 * @param {import("../math/pixel_guess.mjs").Asked} asked
 * @param {number} step
 */
function uncovered(asked, step) {
  return asked.image.flatMap((line, r) =>
    line.flatMap((value, c) =>
      isUncovered(asked, step, r - asked.row, c - asked.column) ? [value] : [],
    ),
  );
}

// The far pixel stays uncovered when the nearest are; on a narrow image it may be one of them.
/**
 * @param {import("../math/pixel_guess.mjs").Asked} asked
 * @param {number} step
 */
const farOf = (asked, step) =>
  step > 1 && Math.abs(asked.far) > step - 1 ? [valueAt(asked, 0, asked.far)] : [];

test("after the last guess all is uncovered", () => {
  const asked = askedPixel(small.images, 0);
  assert.deepEqual(uncovered(asked, CLUES.length), asked.image.flat());
});

test("errors have a mean for each clue, once there are any", () => {
  assert.equal(meanErrors([]), null);
  assert.deepEqual(
    meanErrors([
      [1, 2, 3, 4],
      [3, 2, 1, 0],
    ]),
    [2, 2, 2, 2],
  );
});
