// Networks give cnnlab's numbers.
import assert from "node:assert/strict";
import test from "node:test";

import { softmax } from "../math/network/model.mjs";
import { parameterCount, runNetwork, unpackNetwork } from "../math/network/packed.mjs";
import { networksOf } from "../widgets/draw_digit/readers.mjs";
import { assertClose } from "./close.mjs";
import { vectors } from "./vectors.mjs";

const { images, networks } = vectors("network");
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
        assertClose([...values], outputs[l][n], WITHIN, layers[l].type);
      });
      assertClose(softmax(found[found.length - 1].values), probabilities[n], WITHIN, "softmax");
    });
  }
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
