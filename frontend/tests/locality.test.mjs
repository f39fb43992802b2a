import assert from "node:assert/strict";
import { test } from "node:test";

import {
  distanceWithin,
  measure,
  nearestPair,
  pairAt,
  pairTowards,
  pixelCorrelation,
  pixelPairs,
  shuffledPixels,
  samplePairs,
} from "../math/locality.mjs";
import { assertClose } from "./close.mjs";
import { vectors } from "./vectors.mjs";

const { images, photographs, shapes } = vectors("locality");
const WITHIN = { relative: 0, absolute: 1e-9 };

test("photographs are measured as cnnlab measures them", () => {
  assert.ok(photographs.length >= 18);
  for (const { image, direction, shuffled, correlations } of photographs) {
    const measured = measure({ image: images[image], direction, shuffled, reach: 30 });
    assert.equal(measured.correlations.length, 31);
    for (const [distance, expected] of Object.entries(correlations))
      assertClose(
        measured.correlations[Number(distance)],
        expected,
        WITHIN,
        `distance ${distance}`,
      );
  }
});

test("so are images of every shape, constant ones, too", () => {
  for (const { image, down, right, correlation } of shapes)
    assertClose(pixelCorrelation(image, down, right), correlation, WITHIN, "correlation");
  assert.ok(shapes.some(({ correlation }) => correlation === 0));
});

test("pixels are shuffled into cnnlab's order", () => {
  for (const { image, shuffled } of shapes) assert.deepEqual(shuffledPixels(image), shuffled);
});

test("pairs lie as far apart as they are said to", () => {
  const image = [
    [1, 2, 3],
    [4, 5, 6],
  ];
  assert.deepEqual(pixelPairs(image, 1, 2), [[1, 6]]);
  assert.deepEqual(pixelPairs(image, 0, 1), [
    [1, 2],
    [2, 3],
    [4, 5],
    [5, 6],
  ]);
});

const square = (/** @type {number} */ side) =>
  Array.from({ length: side }, (_, y) => Array.from({ length: side }, (_, x) => y * side + x));
const PLAIN = { direction: "right", shuffled: false, reach: 30 };

test("the smallest images have a correlation at distance 1", () => {
  for (const side of [2, 3]) {
    for (const direction of ["right", "down", "diagonal"]) {
      const { correlations } = measure({ ...PLAIN, image: square(side), direction });
      assert.equal(correlations.length, 2);
      assert.ok(correlations.every(Number.isFinite));
    }
  }
});

test("the curve ends with the reach, or two lines before the image does", () => {
  assert.equal(measure({ ...PLAIN, image: square(9), reach: 4 }).correlations.length, 5);
  const measured = measure({ ...PLAIN, image: square(9) });
  assert.equal(measured.correlations.length, 8);
  assert.deepEqual(
    [0, 3, 40].map((distance) => distanceWithin(measured, distance)),
    [1, 3, 7],
  );
});

test("a pair stays in the image wherever it is to begin", () => {
  const measured = measure({ ...PLAIN, image: square(9), direction: "diagonal" });
  assert.deepEqual(pairAt(measured, 3, [0, 4]), { first: [0, 4], second: [3, 7], values: [4, 34] });
  assert.deepEqual(pairAt(measured, 7, [18, -1]).first, [1, 0]);
});

test("some pairs are taken evenly, each of them one of all pairs", () => {
  const measured = measure({ ...PLAIN, image: square(9), direction: "down" });
  const all = samplePairs(measured, 2, 1000);
  assert.equal(all.count, 63);
  assert.deepEqual(
    all.pairs.map(({ values }) => values),
    pixelPairs(measured.image, 2, 0),
  );
  const some = samplePairs(measured, 2, 20);
  assert.equal(some.count, 63);
  assert.deepEqual(
    some.pairs,
    all.pairs.filter((_, i) => i % 3 === 0),
  );
});

test("a dot is found by its values, and the next one in each direction", () => {
  const values = [
    [10, 10],
    [20, 12],
    [12, 90],
    [90, 0],
  ];
  const pairs = values.map((pair) => ({ first: [], second: [], values: pair }));
  assert.equal(nearestPair(pairs, [14, 80]), pairs[2]);
  for (const [far, near, values] of [
    [
      [9, 0],
      [0, 9],
      [1, 9],
    ],
    [
      [9, 9],
      [0, 9],
      [1, 9],
    ],
    [
      [9, 9],
      [9, 0],
      [9, 1],
    ],
  ]) {
    const two = [far, near].map((each) => ({ first: [0], second: [0], values: each }));
    assert.equal(nearestPair(two, values), two[1]);
  }
  assert.equal(pairTowards(pairs, [10, 10], 0, 1), pairs[1]);
  assert.equal(pairTowards(pairs, [10, 10], 1, 1), pairs[1]);
  assert.equal(pairTowards(pairs, [10, 10], 1, -1), pairs[3]);
  assert.equal(pairTowards(pairs, [10, 10], 0, -1), undefined);
});

test("what cannot be measured is refused with the rule", () => {
  assert.throws(() => measure({ ...PLAIN, image: [[1, 2]], direction: "down" }), {
    message: "an image of 1 × 2 pixels has no pairs that way",
  });
  for (const direction of /** @type {any[]} */ (["up", "constructor", { a: 1 }]))
    assert.throws(() => measure({ ...PLAIN, image: square(9), direction }), {
      message: `the direction is right, down or diagonal, not ${JSON.stringify(direction)}`,
    });
});
