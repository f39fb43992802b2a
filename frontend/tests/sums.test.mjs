// Numbers that cancel add up to 0, wherever a widget adds them.
import assert from "node:assert/strict";
import { test } from "node:test";

import { convolveChannels, slideKernel } from "../math/conv.mjs";
import { fold, kernelGradient, unfold } from "../math/im2col.mjs";
import { poolImage } from "../math/pool.mjs";
import { exploreSizes, sightsOf, stampedUpTo } from "../math/size_explorer.mjs";
import { addedUp, product, sumsSoFar } from "../math/sums.mjs";
import { pixelInWords } from "../widgets/size_explorer/words.mjs";
import { slideOf, termsOf } from "../widgets/sliding_kernel/slide.mjs";

const CANCELLING = [0.1, 0.2, -0.3]; // 5.55e-17, as computers add

test("numbers are multiplied, of none the product is 1", () => {
  assert.deepEqual([product([2, 3, 4]), product([])], [24, 1]);
});

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
  const pieces = CANCELLING.map((value) => [value]);
  const source = [{ c: 0, y: 0, x: 0 }];
  const overlaid = { padded: [[[1]]], sources: pieces.map(() => source) };
  assert.deepEqual(fold(overlaid, pieces), [[[0]]]);
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

test("stamps that cancel give 0, and so does the sum in words", () => {
  const settings = { image: [[1, 1, 1]], kernel: [CANCELLING], size: [1, 3], transposed: true };
  const window = { stride: 1, padding: 0, padding_mode: "zeros", dilation: 1, output_padding: 0 };
  const explored = exploreSizes({ ...settings, ...window });
  assert.equal(explored.canvas[0][2], 0);
  assert.equal(stampedUpTo(explored, 3)[0][2], 0);
  assert.match(pixelInWords(explored, { row: 0, column: 2 }, sightsOf(explored, 0, 2)), / = 0$/);
});
