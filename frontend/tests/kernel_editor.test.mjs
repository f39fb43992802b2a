import assert from "node:assert/strict";
import { test } from "node:test";

import { brightnessIn } from "../parts/grid.mjs";
import { kernelSizer, resized } from "../parts/kernel_editor.mjs";

const NINE = [
  [1, 2, 3],
  [4, 5, 6],
  [7, 8, 9],
];

test("a kernel is resized about its middle", () => {
  assert.deepEqual(resized(NINE, 1), [[5]]);
  assert.deepEqual(resized(NINE, 2), [
    [5, 6],
    [8, 9],
  ]);
  assert.deepEqual(resized([[5]], 3), [
    [0, 0, 0],
    [0, 5, 0],
    [0, 0, 0],
  ]);
  assert.deepEqual(resized(resized(NINE, 4), 3), NINE);
});

test("what a smaller size cuts off comes back, with what was edited meanwhile", () => {
  for (const sizes of [[1], [2], [5, 1, 7], [2, 1, 4]]) {
    const sizer = kernelSizer();
    const last = [...sizes, 3].reduce((kernel, size) => sizer.resized(kernel, size), NINE);
    assert.deepEqual(last, NINE);
  }
  const sizer = kernelSizer();
  const one = sizer.resized(NINE, 1);
  sizer.edited(one, [[0]]);
  assert.deepEqual(sizer.resized([[0]], 3), [
    [1, 2, 3],
    [4, 0, 6],
    [7, 8, 9],
  ]);
  // Larger than it ever was: what is written there is kept as well.
  const grown = sizer.resized(NINE, 5);
  const edited = grown.with(0, [8, 0, 0, 0, 0]);
  sizer.edited(grown, edited);
  assert.deepEqual(sizer.resized(sizer.resized(edited, 3), 5), edited);
});

test("a kernel cut from another one is known, though it may seem to follow a rule", () => {
  const sizer = kernelSizer();
  const cut = sizer.resized(NINE, 1);
  assert.ok(sizer.made([[5]]));
  sizer.edited(cut, [[1]]);
  assert.ok(sizer.made([[1]]));
  assert.ok(!sizer.made([[2]]));
});

test("a kernel that was not cut is not given what another lost", () => {
  const sizer = kernelSizer();
  sizer.resized(NINE, 1);
  assert.deepEqual(sizer.resized([[2]], 3), resized([[2]], 3));
});

test("white is what an image could hold, so that an even grey stays grey", () => {
  const brightness = (image) => brightnessIn(image)(image[0][0]);
  assert.equal(brightness([[128, 128]]), 128 / 255);
  assert.equal(brightness([[8, 16]]), 0.5);
  assert.equal(brightness([[1, 0]]), 1);
  assert.equal(brightness([[0.25, 0.5]]), 0.25);
  assert.equal(brightness([[300, 0]]), 1);
  assert.equal(brightness([[1.5, 3]]), 0.5);
  assert.equal(brightness([[-1, 1]]), 0);
  assert.equal(brightness([[0, 0]]), 0);
});
