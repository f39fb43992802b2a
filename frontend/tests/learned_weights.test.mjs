import assert from "node:assert/strict";
import { test } from "node:test";

import {
  checkPictures,
  foundFor,
  imageOf,
  meanWeights,
  weightsOf,
} from "../math/learned_weights.mjs";
import { aboutAccuracy, aboutWeights } from "../widgets/learned_weights/words.mjs";
import { assertClose } from "./close.mjs";
import { vectors } from "./vectors.mjs";

const { state, settings } = vectors("learned_weights");
const WITHIN = { relative: 0, absolute: 1e-9 };

test("pictures, mean weights and sentences are cnnlab's, for every side and number of images", () => {
  assert.equal(settings.length, state.learned.length);
  for (const expected of settings) {
    const { side, images, digit, onDigit, onGravel } = expected;
    const found = foundFor(state.learned, side, images);
    const weights = weightsOf(found, digit);
    assert.equal(weights.length, side);
    assertClose(weights, expected.weights, WITHIN, "weights");
    const image = imageOf(state.digits[digit], state.ground, side);
    assertClose(image, expected.image, WITHIN, "image");
    const sizes = meanWeights(weights, 8);
    assertClose(sizes.onDigit, onDigit, WITHIN, "size on the digit");
    if (onGravel === null) assert.ok(Number.isNaN(sizes.onGravel));
    else assertClose(sizes.onGravel, onGravel, WITHIN, "size on the gravel");
    const sentences = [aboutAccuracy(found), aboutWeights(sizes)].map((parts) => parts.join(""));
    assert.deepEqual(sentences, expected.sentences);
  }
});

test("what cannot be shown is refused with a reason", () => {
  const { learned, digits, ground } = state;
  const [first] = learned;
  const find = (/** @type {any} */ all) => () => foundFor(all, first.side, first.images);
  assert.throws(find(null), /learned must be a list/);
  assert.throws(find([null, {}]), /nothing was learned from 30 images of side 8/);
  for (const right of [["all"], [], null, [-1], [50, 101]])
    assert.throws(find([{ ...first, right }]), /right must hold percentages/);
  assert.deepEqual(find([{ ...first, right: [0, 100] }])().right, [0, 100]);
  const layerOf = (/** @type {any} */ more) => ({ ...first, layer: { ...first.layer, ...more } });
  assert.throws(() => weightsOf({ ...first, layer: null }, 3), /must have one of the types/);
  assert.throws(() => weightsOf(layerOf({ weight: "AAAA" }), 3), /must have 640 weights/);
  assert.throws(() => weightsOf({ ...first, side: 9 }, 3), /a weight for each pixel/);
  assert.throws(() => weightsOf(layerOf({ type: "relu" }), 3), /a weight for each pixel/);
  assert.throws(() => weightsOf(first, 10), /digit must be a whole number from 0 to 9/);
  assert.throws(() => weightsOf(first, -1), /digit must be a whole number from 0 to 9/);
  assert.equal(weightsOf(first, 0).length, first.side);
  assert.throws(() => checkPictures([], ground, 24, 3), /digits must be nested lists/);
  assert.throws(() => checkPictures(digits, ground, 7, 3), /digits must be square/);
  assert.throws(() => checkPictures(digits, ground, 25, 3), /ground must be square/);
  assert.throws(() => checkPictures(digits, ground.slice(1), 16, 3), /ground must be square/);
  assert.throws(() => checkPictures(digits, [[1e31]], 24, 3), /ground must hold numbers from/);
  checkPictures(digits, ground, ground.length, 3);
  assert.throws(() => checkPictures(digits, ground, 24, -1), /digit must be a whole number/);
});
