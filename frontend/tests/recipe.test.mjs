// What is not given to a training is as in the book's chapter on the digits.
import assert from "node:assert/strict";
import test from "node:test";

import { learningRate, recipeOf } from "../math/network/recipe.mjs";
import { vectors } from "./vectors.mjs";

const { same, rates } = vectors("recipe");

test("a page trains by the chapter's recipe", () => {
  const usual = recipeOf({});
  for (const [name, value] of Object.entries(same)) assert.equal(usual[name], value, name);
});

test("the learning rate falls when the chapter's does", () => {
  for (const [epochs, expected] of Object.entries(rates)) {
    const recipe = recipeOf({ epochs: Number(epochs) });
    const found = expected.map((_, /** @type {number} */ epoch) => learningRate(recipe, epoch));
    assert.deepEqual(found, expected, `${epochs} epochs`);
  }
});
