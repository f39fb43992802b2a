import assert from "node:assert/strict";
import { test } from "node:test";

import { fullStage, isJoined, stagesOf, total, wirings } from "../math/wiring.mjs";
import { costsInWords } from "../widgets/wiring/costs.mjs";
import { channelInWords, tablesInWords } from "../widgets/wiring/words.mjs";
import { vectors } from "./vectors.mjs";

const ALL = vectors("wiring");

test("every stage costs what cnnlab says, or is refused", () => {
  assert.ok(ALL.some(({ costs }) => costs) && ALL.some(({ costs }) => !costs));
  for (const { wires, costs, full } of ALL) {
    if (!costs) {
      assert.throws(() => stagesOf(wires), /groups must divide both channel counts/);
      continue;
    }
    const stages = stagesOf(wires);
    for (const name of /** @type {const} */ (["parameters", "multiply_adds"])) {
      const expected = costs.map((/** @type {any} */ cost) => cost[name]);
      assert.deepEqual(
        stages.map((stage) => stage[name]),
        expected,
        JSON.stringify(wires),
      );
      assert.equal(fullStage(wires)[name], full[name]);
      assert.equal(
        total(stages, name),
        expected.reduce((/** @type {number} */ a, /** @type {number} */ b) => a + b),
      );
    }
  }
});

test("a kernel of an even size is refused, whose output would be smaller", () => {
  const wires = { ...ALL.find(({ costs }) => costs).wires, kernel_size: 4 };
  assert.throws(() => stagesOf(wires), /kernel_size must be odd, not 4/);
});

test("a line is drawn where an output depends on an input", () => {
  for (const { wires, joined } of ALL) {
    if (!joined) continue;
    const [stage] = stagesOf(wires);
    joined.forEach((/** @type {boolean[]} */ outputs, /** @type {number} */ i) =>
      outputs.forEach((depends, o) => assert.equal(isJoined(stage, i, o), depends)),
    );
  }
});

test("only wirings that divide the channels are offered", () => {
  const groups = (/** @type {number} */ a, /** @type {number} */ b) =>
    wirings(a, b).map((each) => (each.separable ? "separable" : each.groups));
  assert.deepEqual(groups(6, 4), [1, 2, "separable"]);
  assert.deepEqual(groups(8, 8), [1, 2, 4, 8, "separable"]);
  const [alone, separable] = wirings(1, 7);
  assert.deepEqual([alone.separable, separable], [false, { groups: 1, separable: true }]);
});

test("a channel says what it reads and where it goes", () => {
  const wires = {
    in_channels: 4,
    out_channels: 8,
    kernel_size: 3,
    groups: 2,
    separable: false,
    height: 5,
    width: 5,
  };
  assert.equal(tablesInWords(stagesOf(wires)), "Each line is a table of weights: 16 of 3 × 3.");
  assert.equal(channelInWords(stagesOf(wires), 0, 3), "Input channel 3: goes to 4 channels.");
  assert.equal(
    channelInWords(stagesOf(wires), 1, 0),
    "Output channel 0: reads 2 channels, with 18 weights and a bias.",
  );
  // Eight kernels of 2 × 3 × 3 with a bias, and without it at 25 places; in full, of 4 × 3 × 3.
  assert.equal(
    costsInWords(stagesOf(wires), wires),
    "Parameters: 152 (full: 296). Multiply-adds: 3,600 (full: 7,200).",
  );
  const split = stagesOf({ ...wires, separable: true });
  assert.equal(tablesInWords(split), "Each line is a table of weights: 4 of 3 × 3, 32 of 1 × 1.");
  assert.equal(
    channelInWords(split, 1, 2),
    "Middle channel 2: reads 1 channel, with 9 weights and a bias, and goes to 8 channels.",
  );
});
