// The channels widget's layers: the numbers are cnnlab's, and what a hand changes is what it says.
import assert from "node:assert/strict";
import test from "node:test";

import { convolveChannels } from "../math/conv.mjs";
import {
  depthwise,
  kernelFor,
  layerOf,
  momentOf,
  usesKernels,
  withBias,
  withKernel,
  withKernels,
  withKernelSize,
  withOutputs,
  withoutGroups,
} from "../widgets/channels/layer.mjs";
import { countWords } from "../widgets/channels/tensor.mjs";
import { assertClose } from "./close.mjs";
import { vectors } from "./vectors.mjs";

const WITHIN = { relative: 1e-12, absolute: 1e-9 };

test("outputs and partial maps are cnnlab's on a grid of layers", () => {
  let compared = 0;
  for (const { output, partial, ...layer } of vectors("channels")) {
    if (output === undefined) {
      assert.throws(() => convolveChannels(layer), RangeError);
      continue;
    }
    const found = convolveChannels(layer);
    assertClose(found.output, output, WITHIN, "output");
    assertClose(found.partial, partial, WITHIN, "partial");
    compared += 1;
  }
  assert.ok(compared >= 70);
});

const POINTS = { image: [[[1]], [[2]], [[3]]], weight: [[[[1]], [[1]], [[1]]]], bias: [0] };

test("a layer that does not fit is refused with the rule", () => {
  /** @type {[Record<string, any>, string][]} */
  const refusals = [
    [{ image: null }, "image must be lists in lists of numbers, 3 deep"],
    [{ image: [[[1]], [[1, 2]], [[1]]] }, "image[1] must have shape (1, 1) as image[0] has"],
    [{ weight: [[[1]]] }, "weight[0][0] must be a list of rows of numbers"],
    [{ weight: [[[[1]], [[null]], [[1]]]] }, "weight[0][1][0][0] must be a finite number"],
    [{ weight: [[[[1]], [[1]]]] }, "but its shape is (1, 2, 1, 1) and C_in is 3"],
    [{ weight: [[[[1]]]] }, "groups that divide C_in and C_out"],
    [{ bias: [1, 2] }, "bias must be 1 finite numbers, one for each output channel, not [1,2]"],
    [{ weight: [[[[1, 2]], [[1, 2]], [[1, 2]]]] }, "the kernel spans 2 pixels"],
  ];
  for (const [change, message] of refusals) {
    const refused = ({ message: said }) => said.includes(message);
    assert.throws(() => convolveChannels({ ...POINTS, ...change }), refused, message);
  }
  assert.throws(() => layerOf({ ...POINTS, channel: 1 }), /channel must be from 0 to 0/);
});

const IMAGE = [0, 1, 2].map((c) =>
  Array.from({ length: 6 }, (_, y) => Array.from({ length: 7 }, (_, x) => c + x * y)),
);
const kernelOf = (n, size) => Array.from({ length: size }, () => Array(size).fill(n));
const setOf = (n, size = 3) => [n, n + 1, n + 2].map((value) => kernelOf(value, size));
const ordinary = { image: IMAGE, weight: [setOf(1), setOf(4)], bias: [7, 8], channel: 1 };

test("a hand changes one kernel, one bias, or one channel's kernels", () => {
  const edited = kernelOf(-1, 3);
  assert.deepEqual(withKernel(ordinary, 2, edited).weight[1], [...setOf(4).slice(0, 2), edited]);
  assert.deepEqual(withKernel(ordinary, 2, edited).weight[0], setOf(1));
  assert.deepEqual(withBias(ordinary, -2.5), { bias: [7, -2.5] });
  const points = withKernels(ordinary, setOf(9, 1)).weight;
  assert.deepEqual(points[0], setOf(1));
  assert.deepEqual(points[1][0], [
    [0, 0, 0],
    [0, 9, 0],
    [0, 0, 0],
  ]);
  assert.ok(usesKernels(layerOf({ ...ordinary, weight: points }), setOf(9, 1)));
  const larger = withKernels(ordinary, setOf(9, 5)).weight;
  assert.equal(larger[0][0].length, 5, "all kernels of a layer are of one size");
  assert.deepEqual(withKernelSize({ ...ordinary, weight: larger }, 3).weight[0], setOf(1));
});

test("outputs are added with the kernels on offer, and taken away at the end", () => {
  const offered = [setOf(0), setOf(0), setOf(20, 1), setOf(30, 5)];
  const three = withOutputs(ordinary, 3, offered);
  assert.deepEqual(three.bias, [7, 8, 0]);
  assert.equal(three.weight[2][0][1][1], 20);
  assert.equal(three.weight[2][0].length, 3);
  assert.equal(withOutputs(ordinary, 4, offered).weight[0][0].length, 5);
  assert.deepEqual(withOutputs(ordinary, 1, offered), {
    channel: 0,
    weight: [setOf(1)],
    bias: [7],
  });
});

test("depthwise keeps each output's own kernel, and without groups the rest is zero", () => {
  const split = depthwise(ordinary);
  assert.deepEqual(split.weight.slice(0, 2), [[kernelOf(1, 3)], [kernelOf(5, 3)]]);
  assert.deepEqual(split.bias, [7, 8, 0]);
  const layer = layerOf({ ...ordinary, ...split });
  assert.deepEqual([layer.groups, layer.depth, layer.first], [3, 1, [0, 1, 2]]);
  assert.deepEqual([kernelFor(layer, 1, 0), kernelFor(layer, 1, 1)], [undefined, 0]);
  const joined = layerOf({ ...ordinary, ...split, ...withoutGroups({ ...ordinary, ...split }) });
  assert.deepEqual(joined.output, layer.output);
  assert.equal(joined.groups, 1);
  const wide = { ...ordinary, weight: [[0, 0, 0].map(() => [[1, 2]])], bias: [0], channel: 0 };
  assert.equal(layerOf({ ...wide, ...depthwise(wide) }).groups, 3, "kernels need not be square");
});

test("a pixel's time goes to sliding, adding and looking", () => {
  const layer = layerOf(ordinary);
  const at = (within) => momentOf(layer, 6, within, 6);
  assert.deepEqual([at(0).row, at(0).column, at(0).at, at(0).added], [1, 1, 0, 0]);
  assert.deepEqual([at(0.3).at, at(0.3).added], [1, 1]);
  assert.deepEqual(
    [0.5, 0.7, 0.84, 1].map((within) => at(within).added),
    [2, 4, 4, 4],
  );
  assert.equal(momentOf(layer, 5, 0, 5).at, 0, "a new row begins at its own place");
});

test("weights and biases are counted", () => {
  assert.equal(
    countWords([4, 3, 3, 3]),
    "4 · 3 · 3 · 3 = 108 weights and 4 biases: 112 parameters",
  );
  assert.equal(countWords([1, 3, 1, 1]), "1 · 3 · 1 · 1 = 3 weights and 1 bias: 4 parameters");
});
