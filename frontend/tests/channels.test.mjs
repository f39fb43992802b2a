// The channels widget's layers: the numbers are cnnlab's, and what a hand changes is what it says.
import assert from "node:assert/strict";
import test from "node:test";

import { Misfit } from "../math/checks.mjs";
import { convolveChannels, groupsOf } from "../math/conv.mjs";
import {
  tableFor,
  checkDrawable,
  layerOf,
  momentOf,
  seenOf,
  usesKernel,
  wholeOf,
  withBias,
  withTable,
  withKernel,
} from "../widgets/channels/layer.mjs";
import { countWords } from "../widgets/channels/tensor.mjs";
import { assertClose } from "./close.mjs";
import { vectors } from "./vectors.mjs";

const WITHIN = { relative: 1e-12, absolute: 1e-9 };

test("outputs and partial maps are cnnlab's on a grid of layers", () => {
  let compared = 0;
  for (const { output, partial, ...layer } of vectors("channels")) {
    if (output === undefined) {
      assert.throws(() => convolveChannels(layer), Misfit);
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
    [{ image: null }, "image must be nested lists of numbers, 3 deep"],
    [{ image: [[[1]], [[1, 2]], [[1]]] }, "image[1] must have shape (1, 1) as image[0] has"],
    [{ weight: [[[1]]] }, "weight[0][0] must be a list of rows of numbers"],
    [{ weight: [[[[1]], [[null]], [[1]]]] }, "weight[0][1][0][0] must be a finite number"],
    [{ weight: [[[[1]], [[1]]]] }, "but its shape is (1, 2, 1, 1) and C_in is 3"],
    [{ weight: [[[[1]]]] }, "groups that divide C_in and C_out"],
    [{ weight: Array(3).fill([[[1]], [[1]]]) }, "but its shape is (3, 2, 1, 1) and C_in is 3"],
    [{ bias: [1, 2] }, "bias must be 1 finite numbers, one for each output channel, not [1,2]"],
    [{ bias: [NaN] }, "bias must be 1 finite numbers"],
    [{ bias: 1 }, "bias must be 1 finite numbers"],
    [{ bias: "1" }, 'bias must be 1 finite numbers, one for each output channel, not "1"'],
    [{ bias: [1e31] }, "bias must hold numbers from −1e+30 to 1e+30"],
    [{ weight: [[[[1, 2]], [[1, 2]], [[1, 2]]]] }, "the kernel spans 2 pixels"],
  ];
  for (const [change, message] of refusals) {
    const refused = ({ message: said }) => said.includes(message);
    assert.throws(() => convolveChannels({ ...POINTS, ...change }), refused, message);
  }
  assert.throws(() => layerOf({ ...POINTS, channel: 1 }), /channel must be from 0 to 0/);
  const weight = [[[[1]], [[1]], [[1]]]];
  for (const [given, message] of /** @type {[any[], string][]} */ ([
    [[[[[1]]], weight], "image must be (3, H, W): red, green and blue, but its shape is (1, 1, 1)"],
    [[POINTS.image, Array(7).fill(weight[0])], "at most 6 × 3 × 5 × 5 numbers"],
  ]))
    assert.throws(
      () => checkDrawable(given[0], given[1]),
      ({ message: said }) => said.includes(message),
    );
});

const IMAGE = [0, 1, 2].map((c) =>
  Array.from({ length: 6 }, (_, y) => Array.from({ length: 7 }, (_, x) => c + x * y)),
);
const kernelOf = (n, size) => Array.from({ length: size }, () => Array(size).fill(n));
const setOf = (n, size = 3) => [n, n + 1, n + 2].map((value) => kernelOf(value, size));
const ordinary = { image: IMAGE, weight: [setOf(1), setOf(4)], bias: [7, 8], channel: 1 };

const offered = [setOf(0), setOf(0), setOf(20, 1), setOf(30, 5)];
const whole = wholeOf(ordinary, offered);
const layerSeen = (changed) => layerOf(seenOf(changed));

test("each group reads its own channels", () => {
  // Six channels in groups of three; the first two of four kernels are the first group's.
  assert.deepEqual(groupsOf(6, [4, 3, 1, 1]), { groups: 2, first: [0, 0, 3, 3] });
});

test("what is seen of a layer is the layer itself", () => {
  assert.deepEqual(seenOf(whole), ordinary);
  const depthwise = { ...ordinary, weight: [1, 2, 3, 4, 5, 6].map((n) => [kernelOf(n, 3)]) };
  depthwise.bias = [1, 2, 3, 4, 5, 6];
  assert.deepEqual(seenOf(wholeOf(depthwise, offered)), depthwise);
  const wide = { ...ordinary, weight: [[0, 1, 2].map((n) => [[n, 2, 3]])], bias: [0], channel: 0 };
  assert.deepEqual(seenOf(wholeOf(wide, [])), wide, "kernels need not be square");
  assert.equal(layerSeen({ ...wholeOf(wide, []), depthwise: true }).groups, 3);
});

test("a hand changes one kernel, one bias, or one channel's kernels", () => {
  const edited = kernelOf(-1, 3);
  const { weight } = seenOf(withTable(whole, 2, edited));
  assert.deepEqual(weight, [setOf(1), [...setOf(4).slice(0, 2), edited]]);
  assert.deepEqual(seenOf(withBias(whole, -2.5)), { ...ordinary, bias: [7, -2.5] });
  const points = seenOf(withKernel(whole, setOf(9, 1)));
  assert.deepEqual(points.weight[0], setOf(1));
  assert.deepEqual(points.weight[1][0], [
    [0, 0, 0],
    [0, 9, 0],
    [0, 0, 0],
  ]);
  assert.ok(usesKernel(layerOf(points), setOf(9, 1)));
  const larger = seenOf(withKernel(whole, setOf(9, 5))).weight;
  assert.equal(larger[0][0].length, 5, "all kernels of a layer are of one size");
});

test("what a smaller kernel hides comes back, and an edit in it stays", () => {
  const small = { ...whole, size: [1, 1] };
  assert.deepEqual(seenOf(small).weight[0], [[[1]], [[2]], [[3]]]);
  assert.deepEqual(seenOf({ ...small, size: [3, 3] }), ordinary);
  const edited = withTable(small, 0, [[70]]);
  assert.deepEqual(seenOf({ ...edited, size: [3, 3] }).weight[1][0], [
    [4, 4, 4],
    [4, 70, 4],
    [4, 4, 4],
  ]);
  const replaced = withKernel(small, setOf(9, 1)); // by kernels that have nothing around them
  assert.equal(
    seenOf({ ...replaced, size: [3, 3] })
      .weight[1][0].flat()
      .join(),
    "0,0,0,0,9,0,0,0,0",
  );
});

test("outputs are taken away at the end, and come back as they were, or with kernels on offer", () => {
  const one = withBias({ ...whole, outputs: 1 }, 3);
  assert.deepEqual(seenOf(one), { image: IMAGE, channel: 0, weight: [setOf(1)], bias: [3] });
  const four = seenOf({ ...one, outputs: 4 });
  assert.deepEqual(four.weight.slice(0, 2), [setOf(1), setOf(4)]);
  assert.deepEqual(four.bias, [3, 8, 0, 0]);
  assert.equal(four.channel, 1, "the channel that was shown before");
  assert.equal(four.weight[2][0][1][1], 20);
  assert.equal(four.weight[3][0].length, 3, "in the layer's own size");
  const points = { ...whole, size: [1, 1] };
  assert.equal(seenOf({ ...points, outputs: 4 }).weight[3][0].length, 1);
});

test("depthwise keeps each output's own kernel, and the others come back with the channels", () => {
  const split = layerSeen({ ...whole, depthwise: true });
  assert.deepEqual(split.weight, [
    [kernelOf(1, 3)],
    [kernelOf(5, 3)],
    [kernelOf(0, 3).with(1, [0, 22, 0])],
  ]);
  assert.deepEqual(split.bias, [7, 8, 0]);
  assert.deepEqual([split.groups, split.depth, split.first], [3, 1, [0, 1, 2]]);
  assert.deepEqual([tableFor(split, 1, 0), tableFor(split, 1, 1)], [undefined, 0]);
  const edited = withTable({ ...whole, depthwise: true }, 1, kernelOf(6, 3));
  const { weight } = seenOf({ ...edited, depthwise: false });
  assert.deepEqual(weight, [setOf(1), setOf(4).with(1, kernelOf(6, 3))]);
  // A layer that began depthwise has zeros where it did not read.
  const began = { ...ordinary, ...seenOf({ ...whole, depthwise: true }) };
  const joined = layerSeen({ ...wholeOf(began, offered), depthwise: false });
  assert.deepEqual(joined.output, split.output);
  assert.equal(joined.groups, 1);
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
