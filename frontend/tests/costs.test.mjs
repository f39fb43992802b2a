import assert from "node:assert/strict";
import { test } from "node:test";

import { drawnLayer, drawnResponse, drawnWeights, layerCosts } from "../math/costs.mjs";
import { many, vectors } from "./vectors.mjs";

const { counts, answers } = vectors("costs");

test("every count and every byte is cnnlab's", () => {
  const fitting = counts.filter((/** @type {any} */ { layers }) => layers);
  assert.ok(fitting.length >= many(300));
  assert.ok(fitting.length < counts.length);
  for (const { sizes, layers } of counts) {
    if (layers) assert.deepEqual(layerCosts(sizes).layers, layers);
    else assert.throws(() => layerCosts(sizes), /the window has/);
  }
});

test("every answer of a small layer is cnnlab's", () => {
  assert.ok(answers.length >= many(500));
  for (const { state, response, weights } of answers) {
    const drawn = drawnLayer(state.layer, state);
    const found = drawnResponse(drawn, state.image, state.chosen, state.nudge);
    assert.deepEqual(
      drawnWeights(drawn, state.chosen, state.chosen, state.nudge).weights,
      weights,
      JSON.stringify(state),
    );
    assert.deepEqual(
      found.map(({ sum }) => sum),
      response,
      JSON.stringify(state),
    );
  }
});

test("a size that cannot be is refused, and named", () => {
  const good = {
    height: 8,
    width: 8,
    channels: 1,
    kernel_height: 3,
    kernel_width: 3,
    features: 2,
    outputs: 0,
  };
  for (const [change, message] of /** @type {[object, RegExp][]} */ ([
    [{ height: 0 }, /height must be a whole number of at least 1, not 0/],
    [{ features: 2.5 }, /features must be a whole number of at least 1, not 2.5/],
    [{ width: 5000 }, /width must be at most 4,096, not 5,000/],
    [{ channels: 0 }, /channels must be a whole number of at least 1, not 0/],
    [{ channels: 17 }, /channels must be at most 16, not 17/],
    [{ outputs: -1 }, /outputs must be a whole number of at least 0, not -1/],
    [{ outputs: 4096 ** 2 + 1 }, /outputs must be at most 16,777,216/],
    [{ kernel_width: 9 }, /the window has 9 columns, but the image only 8/],
  ])) {
    assert.throws(() => layerCosts({ ...good, ...change }), { message });
  }
});
