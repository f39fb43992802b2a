import assert from "node:assert/strict";
import { test } from "node:test";

import { poolImage } from "../math/pool.mjs";
import { assertClose } from "./close.mjs";
import { many, vectors } from "./vectors.mjs";

const cases = vectors("pool");

test("outputs and gradients are cnnlab's on a grid of settings", () => {
  assert.ok(cases.length >= many(400));
  for (const { settings, output, gradient } of cases) {
    const found = poolImage(settings);
    const what = (/** @type {string} */ name) => `${name} of ${JSON.stringify(settings)}`;
    assertClose(found.output, output, { relative: 1e-12, absolute: 1e-12 }, what("output"));
    assertClose(found.gradient, gradient, { relative: 1e-9, absolute: 1e-12 }, what("gradient"));
  }
});

test("an output is the same without its gradient", () => {
  const [{ settings, output }] = cases;
  const found = poolImage(settings, false);
  assert.deepEqual(found.output, output);
  assert.ok(found.gradient.flat().every((/** @type {number} */ value) => value === 0));
});

test("a setting that cannot be is refused, and named", () => {
  const good = {
    ...cases[0].settings,
    image: [
      [1, 2],
      [3, 4],
    ],
  };
  for (const [change, message] of /** @type {[object, RegExp][]} */ ([
    [{ image: [[1, 2], [3]] }, /row 0 has, but row 1 has 1/],
    [{ operation: "toString" }, /operation must be one of max, average, lp, lse/],
    [{ kernel_size: 1.5 }, /kernel_size must be a whole number of at least 1/],
    [{ stride: 0 }, /stride must be a whole number of at least 1, not 0/],
    [{ kernel_size: 3 }, /the kernel spans 3 pixels/],
    [{ padding: 2 }, /padding must be at most half the window, but padding is 2/],
    [{ kernel_size: 1e6 }, /the kernel spans 1000000 pixels/],
    [{ kernel_size: 1e6, padding: 5e5 }, /the padded image would have 1000002 × 1000002 pixels/],
    [{ p: 0.5 }, /p must be a number from 1 to 128, not 0.5/],
    [{ p: Infinity }, /p must be a number from 1 to 128, not Infinity/],
    [{ temperature: Infinity }, /temperature must be a number from 0.01 to 1024, not Infinity/],
    [{ temperature: 0 }, /temperature must be a number from 0.01 to 1024, not 0/],
  ])) {
    assert.throws(() => poolImage({ ...good, ...change }), { message });
  }
});
