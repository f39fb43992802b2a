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

test("all may be as small as it gets, and no smaller", () => {
  const side = { height: 1, width: 1, kernel_size: 1, padding: 0, stride: 1, dilation: 1 };
  const least = { ...side, in_channels: 1, out_channels: 1, groups: 1 };
  const sizes = { rows: 1, columns: 1, parameters: 2, multiply_adds: 1 };
  assert.deepEqual(layerSizes(least), sizes);
  for (const [name, value] of Object.entries(least))
    assert.throws(() => layerSizes({ ...least, [name]: value - 1 }), {
      message: new RegExp(`^${name} `),
    });
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
