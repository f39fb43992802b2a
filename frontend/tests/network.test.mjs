// Networks give cnnlab's numbers, and the pad's dots count up to the data's pixels.
import assert from "node:assert/strict";
import test from "node:test";

import { layerName, parameterCount, runNetwork, softmax, unpackNetwork } from "../math/network.mjs";
import {
  blank,
  BLOCK,
  countedInk,
  DOTS,
  fittedInk,
  inkedAlong,
  inkOf,
  movedInk,
} from "../widgets/draw_digit/ink.mjs";
import { tiling } from "../widgets/draw_digit/maps.mjs";
import { networksOf } from "../widgets/draw_digit/readers.mjs";
import { assertClose } from "./close.mjs";
import { vectors } from "./vectors.mjs";

const { images, moved, networks } = vectors("network");
const WITHIN = { relative: 1e-9, absolute: 1e-12 };

test("every layer's output is cnnlab's", () => {
  assert.equal(images.length, 60);
  for (const { packed, parameters, shapes, outputs, probabilities } of networks) {
    const layers = unpackNetwork("any", packed);
    assert.equal(parameterCount(layers), parameters);
    images.forEach((image, n) => {
      const found = runNetwork(
        layers,
        image.map((row) => row.map((ink) => ink / 16)),
      );
      found.forEach(({ shape, values }, l) => {
        assert.deepEqual(shape, shapes[l]);
        assertClose([...values], outputs[l][n], WITHIN, layerName(layers[l]));
      });
      assertClose(softmax(found[found.length - 1].values), probabilities[n], WITHIN, "softmax");
    });
  }
});

test("layers are named as cnnlab writes them", () => {
  const odd = unpackNetwork("odd", networks[3].packed).map(layerName);
  assert.deepEqual(odd, [
    "Conv2d(1, 3, 3, 2)",
    "ReLU()",
    "MaxPool2d(2, 3)",
    "Conv2d(3, 2, 2)",
    "Flatten()",
    "Linear(8, 10)",
  ]);
});

const linear = { type: "linear", shape: [10, 64], weight: "AQ==", scale: [1], bias: [0] };
const point = { type: "conv2d", shape: [1, 1, 1, 1], weight: "AQ==", scale: [1], bias: [0] };
const padded = (amount) => ({
  ...point,
  stride: [1, 1],
  padding: [
    [amount, 0],
    [0, 0],
  ],
});

test("what is no network is refused with the rule", () => {
  /** @type {[any, RegExp][]} */
  const refusals = [
    [{}, /networks must hold at least one network/],
    [{ a: [] }, /the network “a” must be a list of layers/],
    [{ a: 7 }, /the network “a” must be a list of layers/],
    [{ a: [{ type: "constructor" }] }, /layer 0 of the network “a” must have one of the types/],
    [{ a: [null] }, /must have one of the types conv2d, max_pool2d, linear, relu, flatten/],
    [{ a: [{ type: "flatten" }] }, /the network “a” must give ten scores, not 64/],
    [{ a: [linear] }, /must have 640 weights, not 1/],
    [{ a: [{ ...linear, shape: [1, 1], scale: ["x"] }] }, /must have 1 numbers as its scale/],
    [{ a: [{ ...linear, shape: [1, 1], bias: [] }] }, /must have 1 numbers as its bias/],
    [{ a: [{ ...linear, shape: [1, 1] }] }, /a linear layer of 1 inputs cannot take 1 × 8 × 8/],
    [{ a: [{ ...point, stride: [1] }] }, /must have a stride of two numbers/],
    [{ a: [{ ...point, stride: [1, 1] }] }, /must have a padding of two pairs/],
    [{ a: [padded(-1)] }, /padding of layer 0 .* must be a whole number of at least 0/],
    [{ a: [padded(9999999)] }, /is too large to be shown/],
    [{ a: [{ type: "max_pool2d", kernel: [2], stride: [2, 2] }] }, /a kernel of two numbers/],
  ];
  for (const [packed, message] of refusals) assert.throws(() => networksOf(packed), message);
  assert.equal(networksOf({ a: networks[0].packed }).length, 1);
});

test("dots count up to the drawing that they were made of", () => {
  for (const image of images) assert.deepEqual(countedInk(inkOf(image)), image);
});

test("moving by a pixel is cnnlab's shift", () => {
  images.forEach((image, n) =>
    assert.deepEqual(countedInk(movedInk(inkOf(image), -BLOCK, BLOCK)), moved[n]),
  );
});

test("a pen inks and rubs out two dots on either side of its line", () => {
  const line = inkedAlong(blank(), [16, 4], [16, 28], 1);
  const drawing = countedInk(line);
  for (const row of drawing.slice(1, 7)) assert.deepEqual(row, [0, 0, 0, 8, 8, 0, 0, 0]);
  assert.deepEqual(inkedAlong(line, [16, 4], [16, 28], 0), blank());
  const dot = inkedAlong(blank(), [8, 8], [8, 8], 1);
  assert.ok(dot[8 * DOTS + 8] && !dot[8 * DOTS + 11]);
});

test("fitting stretches the drawing to two sides of the pad, in its middle", () => {
  assert.deepEqual(fittedInk(blank()), blank());
  const line = fittedInk(inkedAlong(blank(), [6, 6], [6, 12], 1));
  const rows = Array.from({ length: DOTS }, (_, r) => line.slice(r * DOTS, (r + 1) * DOTS));
  assert.ok(rows[0].includes(1) && rows[DOTS - 1].includes(1));
  const columns = rows[DOTS / 2];
  const edges = [columns.indexOf(1), DOTS - 1 - columns.lastIndexOf(1)];
  assert.ok(Math.abs(edges[0] - edges[1]) <= 1, `${edges} dots at the sides`);
});

test("maps lie side by side without touching", () => {
  for (const shape of [[10], [100], [8, 8, 8], [32, 4, 4], [3, 2, 5], [300, 8, 8]]) {
    const { corners, rows, columns, cell, width, height, count } = tiling(shape);
    assert.equal(
      corners.length * count,
      shape.reduce((a, b) => a * b),
    );
    corners.forEach(([x, y], m) => {
      assert.ok(x + columns * cell < width && y + rows * cell < height);
      for (const [left, top] of corners.slice(0, m)) {
        assert.ok(x > left + columns * cell || y > top + rows * cell);
      }
    });
  }
});
