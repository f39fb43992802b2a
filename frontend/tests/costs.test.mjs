import assert from "node:assert/strict";
import { test } from "node:test";

import { drawnLayer, drawnResponse, drawnSizes, drawnWeights, layerCosts } from "../math/costs.mjs";
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

test("products that cancel leave 0, not what rounding does", () => {
  const state = { height: 1, width: 5, channels: 1, kernel_height: 1, kernel_width: 3 };
  const drawn = drawnLayer("shared", { ...state, features: 1, outputs: 0 });
  const image = Array(5).fill([0.1 + 0.2, 0, 0.3, 0, 0]);
  const [{ before, sum }] = drawnResponse(drawn, image, 0, 0.1);
  assert.deepEqual([before, sum], [0, 0]);
});

test("what a small layer cannot answer is refused", () => {
  const { state } = answers[0];
  const drawn = drawnLayer(state.layer, state);
  for (const image of [state.image.slice(1), state.image.map((row) => row.slice(1))])
    assert.throws(() => drawnResponse(drawn, image, 0, 0), /image must have 5 × 5 pixels, not/);
  const large = state.image.map((row) => row.with(-1, 1e200));
  assert.throws(() => drawnResponse(drawn, large, 0, 0), /image must hold numbers from .*1e\+200/);
  for (const nudge of [-10.1, 10.1])
    assert.throws(() => drawnResponse(drawn, state.image, 0, nudge), /from -10 to 10, not/);
});

test("a layer is drawn as it is where it fits, a linear one with its outputs", () => {
  const small = { height: 5, width: 5, channels: 1, kernel_height: 5, kernel_width: 3 };
  const exact = (/** @type {any} */ change) =>
    drawnLayer("linear", { ...small, features: 1, outputs: 5, ...change }).exact;
  assert.deepEqual([exact({}), exact({ outputs: 6 }), exact({ width: 6 })], [true, false, false]);
  const shared = drawnLayer("shared", { ...small, kernel_width: 4, features: 1, outputs: 6 });
  assert.deepEqual([shared.exact, shared.window, shared.owned], [true, [5, 4], 2]);
  assert.equal(drawnLayer("local", { ...small, features: 1, outputs: 6 }).owned, 1);
});

test("a large layer is drawn small, and what is left out of the drawing is counted", () => {
  const large = {
    ...{ height: 200, width: 100, channels: 1, kernel_height: 200, kernel_width: 7 },
    ...{ features: 8, outputs: 30 },
  };
  const features = drawnLayer("features", large);
  // A window as high as the image stays so; one of 7 columns is drawn with 3.
  assert.deepEqual([features.input, features.window], [[5, 5], [5, 3]]); // prettier-ignore
  assert.deepEqual([features.places, features.maps, features.hidden], [[1, 3], 3, 5]);
  assert.ok(!features.exact);
  const count = { ...{ height: 5, width: 5, channels: 1 }, kernel_height: 5, kernel_width: 3 };
  assert.deepEqual(drawnSizes(features), { ...count, features: 3, outputs: 0 });
  const linear = drawnLayer("linear", large);
  assert.deepEqual([linear.list, linear.places, linear.hidden], [true, [5, 1], 0]);
  assert.equal(drawnSizes(linear).outputs, 5);
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
