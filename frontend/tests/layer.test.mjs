import assert from "node:assert/strict";
import { test } from "node:test";

import { layerSizes } from "../math/layer.mjs";
import { vectors } from "./vectors.mjs";

const cases = vectors("layer");

test("sizes and counts are cnnlab's, and so is what is refused", () => {
  assert.ok(cases.filter(({ sizes }) => sizes).length >= 100);
  assert.ok(cases.some(({ sizes }) => !sizes));
  for (const { layer, sizes } of cases) {
    if (sizes) assert.deepEqual(layerSizes(layer), sizes);
    else assert.throws(() => layerSizes(layer), JSON.stringify(layer));
  }
});

test("what is wrong is named", () => {
  const { layer } = cases[0];
  for (const [change, message] of [
    [{ stride: 0 }, /stride must be a whole number of at least 1, not 0/],
    [{ padding: -1 }, /padding must be a whole number of at least 0, not -1/],
    [{ kernel_size: 1.5 }, /kernel_size must be a whole number/],
    [{ height: null }, /height must be a whole number/],
    [{ width: 1_000_001 }, /width must be at most 1,000,000, not 1,000,001/],
    [{ groups: 3 }, /groups must divide both channel counts, but 3 does not divide 8/],
    [{ dilation: 9, kernel_size: 3 }, /the kernel spans 19 pixels/],
  ]) {
    assert.throws(() => layerSizes({ ...layer, .../** @type {object} */ (change) }), { message });
  }
});
