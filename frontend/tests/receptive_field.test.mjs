import assert from "node:assert/strict";
import { test } from "node:test";

import {
  buildStack,
  centreOf,
  checkLayers,
  checkPoolPadding,
  nearestUnit,
  sightsOf,
  unitOf,
} from "../math/receptive_field.mjs";
import { assertClose } from "./close.mjs";
import { many, vectors } from "./vectors.mjs";

const cases = vectors("receptive_field");

test("a stack is refused where cnnlab refuses it", () => {
  assert.ok(cases.length >= many(400));
  for (const { image, layers, refused } of cases) {
    assert.equal(isRefused(image, layers), Boolean(refused), JSON.stringify(layers));
  }
});

/**
 * @param {number[][]} image
 * @param {any[]} layers
 */
function isRefused(image, layers) {
  try {
    checkLayers("layers", layers);
  } catch {
    return true;
  }
  return buildStack(image, layers).problem !== null;
}

test("shapes, fields and maps are cnnlab's", () => {
  const fitting = cases.filter(({ refused }) => !refused);
  assert.ok(fitting.length >= many(200));
  for (const { image, layers, shapes, fields, maps } of fitting) {
    const stack = buildStack(image, layers);
    assert.deepEqual(stack.shapes, shapes);
    assert.deepEqual(
      stack.fields.map(({ size, jump, start }) => [size, jump, start]),
      fields,
    );
    assertClose(stack.maps.map(marked), maps.map(marked), { relative: 1e-9, absolute: 0 }, "maps");
  }
});

test("what a unit sees is cnnlab's, and its field lies around its centre", () => {
  for (const { image, layers, unit, seen } of cases.filter(({ refused }) => !refused)) {
    const stack = buildStack(image, layers);
    const sights = sightsOf(stack, unit);
    assert.equal(sights.length, unit[0] + 1);
    assert.deepEqual(
      sights[0].map((sight) => sight.seen),
      seen,
    );
    const centre = centreOf(stack, unit);
    sights[0].forEach(({ from, to }, axis) => {
      assert.equal((from + to) / 2, centre[axis]);
      assert.equal(to - from + 1, stack.fields[unit[0]].size);
    });
    // The unit whose field lies nearest around that place is the unit itself.
    assert.deepEqual(nearestUnit(stack, unit[0], centre), unit);
  }
});

test("a place between two units belongs to the nearer", () => {
  const layer = { kind: "conv", kernel: 3, stride: 4, padding: 1, dilation: 1 };
  const image = Array.from({ length: 12 }, () => Array(12).fill(0));
  const stack = buildStack(image, [layer]); // units at 0, 4 and 8
  assert.deepEqual(nearestUnit(stack, 1, [1.9, 2.1]), [1, 0, 1]);
  assert.deepEqual(nearestUnit(stack, 1, [5.9, 6.1]), [1, 1, 2]);
  assert.deepEqual(nearestUnit(stack, 1, [-9, 99]), [1, 0, 2]);
});

test("a unit beyond the ends stands for the nearest one", () => {
  const layer = { kind: "conv", kernel: 3, stride: 2, padding: 1, dilation: 1 };
  const image = Array.from({ length: 9 }, () => Array(7).fill(0));
  const stack = buildStack(image, [layer]);
  assert.deepEqual(unitOf(stack, [3, 99, 99]), [1, 4, 3]);
  assert.deepEqual(unitOf(stack, [0, 2, 99]), [0, 2, 6]);
});

test("layers that cannot be are refused, each by its number", () => {
  const layer = { kind: "conv", kernel: 15, stride: 8, padding: 15, dilation: 8 }; // at its limits
  checkLayers("layers", [layer, { kind: "pool", kernel: 1, stride: 1, padding: 0, dilation: 1 }]);
  checkLayers("layers", Array(10).fill(layer));
  for (const [wrong, message] of /** @type {[any, RegExp][]} */ ([
    [null, /layers must be a list of layers, not null/],
    [Array(11).fill(layer), /layers must have at most 10 layers, not 11/],
    [[layer, { ...layer, kind: "relu" }], /layers\[1\] must be of kind conv or pool, not "relu"/],
    [[{ ...layer, kind: "toString" }], /layers\[0\] must be of kind conv or pool/],
    [[null], /layers\[0\] must be of kind conv or pool, not undefined/],
    [[{ ...layer, kernel: 16 }], /the kernel of layers\[0\] must be at most 15, not 16/],
    [[{ ...layer, stride: 0 }], /the stride of layers\[0\] must be a whole number of at least 1/],
    [
      [{ ...layer, padding: -1 }],
      /the padding of layers\[0\] must be a whole number of at least 0/,
    ],
    [[{ ...layer, dilation: 9 }], /the dilation of layers\[0\] must be at most 8, not 9/],
  ]))
    assert.throws(() => checkLayers("layers", wrong), { message });
});

test("a pool whose windows could lie in the padding is refused", () => {
  const pool = { kind: "pool", kernel: 3, stride: 1, padding: 2, dilation: 1 };
  assert.throws(() => checkPoolPadding(pool), { message: /at most half its kernel of 3, not 2/ });
  checkPoolPadding({ ...pool, padding: 1 });
  checkPoolPadding({ ...pool, kind: "conv" });
});

/**
 * A window that lies in the padding altogether has no maximum, which JSON writes as null. Grey levels
 * are never below zero.
 * @param {(number | null)[][]} map
 */
const marked = (map) => map.map((row) => row.map((v) => (v === null || v === -Infinity ? -1 : v)));
