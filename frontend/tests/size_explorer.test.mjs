import assert from "node:assert/strict";
import { test } from "node:test";

import { Misfit } from "../math/checks.mjs";
import {
  exploreSizes,
  isInside,
  oneOrPair,
  reachOf,
  sightsOf,
  spanOf,
  stampedUpTo,
  timesOnCanvas,
  turnedRound,
} from "../math/size_explorer.mjs";
import { assertClose } from "./close.mjs";
import { many, vectors } from "./vectors.mjs";

const cases = vectors("size_explorer");
const WITHIN = { relative: 1e-12, absolute: 1e-12 };
const fitting = cases
  .filter(({ refused }) => !refused)
  .map((expected) => ({ expected, explored: exploreSizes(expected.settings) }));

test("settings are refused where cnnlab refuses them", () => {
  const refused = cases.filter((one) => one.refused);
  assert.ok(refused.length >= many(50));
  for (const { settings } of refused) assert.throws(() => exploreSizes(settings), Misfit);
});

test("outputs are cnnlab's", () => {
  assert.ok(fitting.length >= many(300));
  for (const { expected, explored } of fitting)
    assertClose(explored.output, expected.output, WITHIN, "output");
});

test("pixels are seen as often as cnnlab counts", () => {
  for (const { expected, explored } of fitting) {
    const counted = timesOnCanvas(explored).flatMap((line, row) => {
      const inside = line.filter((_, column) => isInside(explored, row, column));
      return inside.length > 0 ? [inside] : [];
    });
    assert.deepEqual(counted, expected.times_seen);
    const { unreached, pixels, times } = reachOf(explored);
    assert.equal(unreached, expected.unreached);
    assert.equal(pixels, counted.flat().length);
    const often = [...new Set(counted.flat())].filter((n) => n > 0);
    assert.deepEqual(
      times,
      often.sort((a, b) => a - b),
    );
  }
});

test("a pixel is seen from as many places as are counted, and stamps on it add up to it", () => {
  for (const { explored } of fitting) {
    const times = timesOnCanvas(explored);
    explored.canvas.forEach((line, row) =>
      line.forEach((value, column) => {
        const sights = sightsOf(explored, row, column);
        assert.equal(sights.length, times[row][column]);
        if (!explored.transposed) return;
        const sum = sights.reduce((total, sight) => total + sight.value * sight.weight, 0);
        assert.ok(Math.abs(sum - value) <= 1e-12);
      }),
    );
  }
});

test("a window spans its weights and the holes between them", () => {
  const kernel = [[1, 1, 1, 1]];
  const explored = exploreSizes({ ...SETTINGS, kernel, size: 12, dilation: [2, 3] });
  assert.deepEqual(spanOf(explored), [1, 10]);
});

test("stamped places add up, one after another, to the whole canvas", () => {
  for (const { explored } of fitting.filter((one) => one.explored.transposed)) {
    const { counts, canvas, kernel } = explored;
    assert.deepEqual(stampedUpTo(explored, counts[0] * counts[1]), canvas);
    assert.ok(stampedUpTo(explored, 0).every((line) => line.every((value) => value === 0)));
    const stamp = kernel.flat().map((weight) => weight * explored.places[0][0]);
    const first = stampedUpTo(explored, 1).flat();
    assert.deepEqual(
      first.filter((value) => value !== 0),
      stamp.filter((value) => value !== 0),
    );
  }
});

const BOX = Array.from({ length: 16 }, () => Array(16).fill(1));
/** @type {any} */
const SETTINGS = {
  image: BOX,
  kernel: [
    [1, 1, 1],
    [1, 1, 1],
    [1, 1, 1],
  ],
  size: [8, 7],
  stride: [2, 3],
  padding: "valid",
  padding_mode: "zeros",
  dilation: 1,
  transposed: false,
  output_padding: 0,
};

test("turned round and back, it leads to the same size", () => {
  const turned = turnedRound(exploreSizes(SETTINGS), BOX);
  assert.deepEqual(turned, {
    transposed: true,
    position: 0,
    size: [3, 2],
    output_padding: 1,
  });
  const back = turnedRound(exploreSizes({ ...SETTINGS, ...turned }), BOX);
  assert.deepEqual(back, { transposed: false, position: 0, size: [8, 7] });
});

test("a size that the image does not have is not asked for", () => {
  const large = exploreSizes({ ...SETTINGS, size: 16, stride: 1, padding: "full" });
  assert.deepEqual(turnedRound(large, BOX), { transposed: true, position: 0, output_padding: 0 });
  const whole = exploreSizes({ ...SETTINGS, size: 16, stride: 1, padding: "same" });
  assert.equal(turnedRound(whole, BOX).size, 16);
});

test("two equal numbers are one, two pairs stay two", () => {
  const pair = [2, 1];
  assert.equal(oneOrPair([2, 2]), 2);
  assert.deepEqual(oneOrPair([2, 3]), [2, 3]);
  assert.deepEqual(oneOrPair([pair, pair]), [pair, pair]);
});

test("what does not fit is refused with the rule", () => {
  for (const [change, message] of [
    [{ image: [[1, 2], [3]] }, /every row of image must have 2 numbers/],
    [{ stride: [1, 2, 3] }, /stride must be one number or two, but has 3/],
    [{ size: 99 }, /size 99 × 99 is more than the 16 × 16 pixels of the image/],
    [{ output_padding: -1 }, /output padding must be a whole number of at least 0, not -1/],
    [{ transposed: true, output_padding: 5 }, /output padding must be less than the larger/],
    [{ transposed: true, padding: 9, size: 1 }, /the padding cuts off 18 rows/],
    [{ transposed: true, stride: 99 }, /at most 128 each way can be drawn/],
    [{ padding: 99 }, /at most 128 each way can be drawn/],
  ]) {
    assert.throws(() => exploreSizes({ ...SETTINGS, .../** @type {any} */ (change) }), {
      message: /** @type {RegExp} */ (message),
    });
  }
});
