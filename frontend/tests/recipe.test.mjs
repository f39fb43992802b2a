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

test("a recipe holds what a rule allows, up to its limits and no further", () => {
  for (const [name, right, wrong] of /** @type {[string, any[], any[]][]} */ ([
    ["optimizer", ["sgd", "adam"], ["rmsprop", 1]],
    ["learning_rate", [1e-9, 10], [0, 10.1, -1, NaN, "1"]],
    ["last_learning_rate", [1e-9, 10], [0, 10.1]],
    ["momentum", [0, 0.999], [-0.1, 1]],
    ["weight_decay", [0, 0.999], [-0.1, 1]],
    ["batch_size", [1, 256], [0, 257, 1.5]],
    ["epochs", [1, 1000], [0, 1001]],
    ["augment", [true, false], [1, null]],
    ["shuffle_pixels", [true, false], ["no"]],
    ["seed", [0, 2 ** 30], [-1, 2 ** 30 + 1]],
  ])) {
    for (const value of right) assert.equal(recipeOf({ [name]: value })[name], value);
    for (const value of wrong)
      assert.throws(
        () => recipeOf({ [name]: value }),
        { name: "Misfit", message: new RegExp(`^${name} must be `) },
        `${name} ${value}`,
      );
  }
  const unknown = /** @type {any} */ ({ rate: 1 });
  assert.throws(() => recipeOf(unknown), { name: "Misfit", message: "a recipe has no rate" });
});

test("the learning rate falls when the chapter's does", () => {
  for (const [epochs, expected] of Object.entries(rates)) {
    const recipe = recipeOf({ epochs: Number(epochs) });
    const found = expected.map((_, /** @type {number} */ epoch) => learningRate(recipe, epoch));
    assert.deepEqual(found, expected, `${epochs} epochs`);
  }
});
