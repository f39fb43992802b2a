import assert from "node:assert/strict";
import { test } from "node:test";

import {
  bestThreshold,
  exampleWindows,
  histograms,
  normalBelow,
  pooledOf,
  POOLS,
  accuracy,
} from "../math/separability.mjs";
import { assertClose } from "./close.mjs";
import { vectors } from "./vectors.mjs";

const ALL = vectors("separability");
const WITHIN = { relative: 1e-9, absolute: 1e-9 };

test("thresholds, shares and histograms are cnnlab's", () => {
  for (const { settings, thresholds, accuracies, histograms: expected } of ALL) {
    const what = JSON.stringify(settings);
    for (const pool of POOLS) {
      assertClose(bestThreshold(pool, settings), thresholds[pool], WITHIN, `threshold of ${what}`);
      assertClose(accuracy(pool, settings), accuracies[pool], WITHIN, `share of ${what}`);
      const { low, high, absent, present } = histograms(pool, settings);
      assertClose([low, high, absent, present], expected[pool], WITHIN, `histograms of ${what}`);
    }
  }
});

test("the windows that are shown are those that Python draws", () => {
  for (const { settings, windows } of ALL) {
    const { absent, present } = exampleWindows(settings);
    assertClose(absent, windows.absent, WITHIN, "a window without the feature");
    assertClose(present, windows.present, WITHIN, "a window with the feature");
  }
});

test("a window's largest pixel has its row and column", () => {
  const window = [
    [1, 2, 3],
    [4, 0, 9],
    [7, 8, 2],
  ];
  assert.deepEqual(pooledOf(window), { max: 9, average: 4, place: [1, 2] });
});

test("the normal distribution has its known values, far out as well", () => {
  for (const [value, below] of [
    [0, 0.5],
    [1, 0.8413447460685429],
    [-1.959963984540054, 0.025],
    [-3, 0.0013498980316300933],
    [-3.0001, 0.0013494549243],
    [-16, 6.388754400538087e-58],
  ]) {
    const within = { relative: 1e-8, absolute: 0 };
    assertClose(normalBelow(value), below, within, `below ${value}`);
  }
});

test("the average wins where the feature fills the window, the maximum where it is one pixel", () => {
  const gap = (/** @type {string} */ fill, /** @type {number} */ noise) => {
    const settings = { side: 8, noise, fill };
    return accuracy("max", settings) - accuracy("average", settings);
  };
  assert.ok(gap("pixel", 1) > 0.2);
  assert.ok(gap("window", 4) < -0.1);
});
