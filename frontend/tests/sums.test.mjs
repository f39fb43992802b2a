// Numbers that cancel add up to 0, wherever a widget adds them.
import assert from "node:assert/strict";
import { test } from "node:test";

import { convolveChannels, slideKernel } from "../math/conv.mjs";
import { kernelGradient, unfold } from "../math/im2col.mjs";
import { poolImage } from "../math/pool.mjs";
import { addedUp, sumsSoFar } from "../math/sums.mjs";
import { slideOf, termsOf } from "../widgets/sliding_kernel/slide.mjs";

const CANCELLING = [0.1, 0.2, -0.3]; // 5.55e-17, as computers add

test("what rounding leaves where numbers cancel is 0, and small numbers stay", () => {
  assert.deepEqual(sumsSoFar([...CANCELLING, 1, -1]), [0.1, 0.1 + 0.2, 0, 1, 0]);
  assert.equal(addedUp([1e-17, 2e-17]), 3e-17);
  assert.equal(addedUp([1, -1 + 1e-9]), 1 + (-1 + 1e-9));
  assert.equal(addedUp([]), 0);
});

test("a constant image under weights that add up to 0 gives 0", () => {
  const image = [[1, 1, 1]];
  const settings = { image, kernel: [CANCELLING], stride: 1, padding: 0, dilation: 1, flip: false };
  const slide = slideOf({ ...settings, padding_mode: "zeros" });
  assert.deepEqual(slideKernel({ ...settings, padding_mode: "zeros" }).output, [[0]]);
  assert.equal(termsOf(slide, 0, 0).at(-1)?.sum, 0);
});

test("channels, windows and pools that cancel give 0", () => {
  const channels = CANCELLING.map((value) => [[value]]);
  const ones = [CANCELLING.map(() => [[1]])];
  assert.deepEqual(convolveChannels({ image: channels, weight: ones, bias: [0] }).output, [[[0]]]);
  const unfolded = unfold({ image: channels, weight: ones, stride: 1, padding: 0 });
  assert.deepEqual(unfolded.product, [[0]]);
  const three = unfold({ image: [[CANCELLING]], weight: [[[[1]]]], stride: 1, padding: 0 });
  assert.deepEqual(kernelGradient(three, [[1], [1], [1]]), [[0]]);
  const image = [
    [0.1, 0.2],
    [-0.3, 0],
  ];
  const pool = {
    image,
    operation: /** @type {const} */ ("average"),
    kernel_size: 2,
    stride: 1,
    padding: 0,
  };
  assert.deepEqual(poolImage({ ...pool, p: 2, temperature: 1, normalise: false }).output, [[0]]);
});
