import assert from "node:assert/strict";
import { test } from "node:test";

import { drawnLayer } from "../math/costs.mjs";
import { kernelLayout } from "../widgets/parameter_counter/kernels.mjs";
import { litOf, weightOn } from "../widgets/parameter_counter/scene.mjs";
import { bytes, comparison, litWords, responseWords } from "../widgets/parameter_counter/words.mjs";

const SIZES = {
  height: 5,
  width: 4,
  channels: 1,
  kernel_height: 3,
  kernel_width: 2,
  features: 2,
  outputs: 0,
};

test("bytes have units in powers of 1000", () => {
  assert.equal(bytes(104), "104 bytes");
  assert.equal(bytes(1_808_640), "1.81 MB");
  assert.equal(bytes(5e15), "5,000 TB");
});

test("layers are compared as if they had as many outputs", () => {
  const linear = { parameters: 452_160, outputs: 576 };
  assert.equal(comparison({ parameters: 26, outputs: 576 }, linear), "17,400 times fewer");
  // 16 features: 7,234,560 parameters for a linear layer with these 9,216 outputs.
  assert.equal(comparison({ parameters: 416, outputs: 9216 }, linear), "17,400 times fewer");
  const one = { parameters: 100, outputs: 10 };
  assert.equal(comparison({ parameters: 200, outputs: 10 }, one), "2 times more");
  assert.equal(comparison({ parameters: 10, outputs: 1 }, one), "as many");
});

test("an output's weights lie where it looks", () => {
  const local = drawnLayer("local", SIZES);
  const lit = litOf(local, 4);
  assert.deepEqual([lit.row, lit.column, lit.owner], [1, 1, 4]);
  assert.deepEqual([weightOn(local, lit, 1, 1), weightOn(local, lit, 3, 2)], [0, 5]);
  assert.equal(weightOn(local, lit, 0, 1), null);
  const linear = drawnLayer("linear", SIZES);
  assert.equal(weightOn(linear, litOf(linear, 4), 4, 3), 19);
  assert.equal(litOf(linear, 99).index, 8);
});

test("it is said who shares the weights", () => {
  const words = (/** @type {any} */ layer, /** @type {number} */ chosen) => {
    const drawn = drawnLayer(layer, SIZES);
    return litWords(drawn, litOf(drawn, chosen));
  };
  assert.equal(
    words("local", 4),
    "Row 1, column 1: kernel E, weights E1 to E6 and a bias. No other output uses them.",
  );
  assert.match(words("shared", 4), /kernel A, .* All 9 outputs use the same ones\.$/);
  assert.match(words("features", 9), /^Feature 2, row 0, column 0: kernel B, .* All 9 outputs of/);
});

test("one of anything is not spoken of as several", () => {
  const window = { ...SIZES, kernel_height: 5, kernel_width: 4 };
  for (const layer of /** @type {const} */ (["shared", "features"])) {
    const drawn = drawnLayer(layer, window);
    assert.match(litWords(drawn, litOf(drawn, 0)), / No other output uses them\.$/);
  }
  const answer = { weight: "A1", sharing: 1, nudge: 1, before: 2, sum: 3 };
  const said = (/** @type {number} */ changed, /** @type {number} */ all) =>
    responseWords({ ...answer, changed, all });
  assert.match(said(1, 9), /1 of 9 responses changes\./);
  assert.match(said(9, 9), /9 of 9 responses change\./);
  assert.match(said(1, 1), /1 of 1 response changes\./);
});

test("the picture of all kernels is as large for every layer, so that it empties", () => {
  const [linear, local, shared] = /** @type {const} */ (["linear", "local", "shared"]).map(
    (layer) => kernelLayout(drawnLayer(layer, SIZES)),
  );
  for (const { width, height } of [local, shared]) {
    assert.deepEqual([width, height], [linear.width, linear.height]);
  }
  assert.deepEqual(
    [linear, local, shared].map(({ corners }) => corners.length),
    [9, 9, 1],
  );
  // Three features, with fewer places for the window, need more room.
  const tall = { ...SIZES, kernel_height: 5, kernel_width: 4, features: 3 };
  assert.ok(
    kernelLayout(drawnLayer("features", tall)).height >
      kernelLayout(drawnLayer("shared", tall)).height,
  );
});

test("a kernel of a window stands where the window does", () => {
  const { rooms, corners } = kernelLayout(drawnLayer("local", SIZES));
  const [room, corner] = [rooms[8], corners[8]];
  assert.deepEqual([corner.x - room.x, corner.y - room.y], [24, 24]); // 2 cells of 12
});
