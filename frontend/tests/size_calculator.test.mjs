import assert from "node:assert/strict";
import { test } from "node:test";

import { grouped, refusal, resultLines } from "../widgets/size_calculator/words.mjs";

const LAYER = {
  height: 224,
  width: 100,
  kernel_size: 7,
  padding: 3,
  stride: 2,
  dilation: 1,
  in_channels: 4,
  out_channels: 64,
  groups: 2,
};

test("each formula has the layer's numbers in it", () => {
  assert.deepEqual(resultLines(LAYER), [
    { name: "Output rows", formula: "⌊(224 + 2·3 − 1·(7 − 1) − 1) / 2⌋ + 1", result: 112 },
    { name: "Output columns", formula: "⌊(100 + 2·3 − 1·(7 − 1) − 1) / 2⌋ + 1", result: 50 },
    { name: "Parameters", formula: "64 · (4/2 · 7² + 1)", result: 6336 },
    { name: "Multiply-adds", formula: "64 · 4/2 · 7² · 112 · 50", result: 35_123_200 },
  ]);
  const whole = resultLines({ ...LAYER, groups: 1 });
  assert.equal(whole[2].formula, "64 · (4 · 7² + 1)");
});

test("a number is refused by its rule", () => {
  assert.equal(refusal("stride", 1, 3), null);
  assert.equal(refusal("padding", 0, 3), null);
  assert.equal(refusal("width", 1_000_000, 3), null);
  const rule = "must be a whole number from 1 to 1\u202f000\u202f000";
  assert.equal(refusal("stride", 0, 3), `Stride s ${rule}, not 0. It stays 3.`);
  assert.equal(refusal("stride", 1.5, 3), `Stride s ${rule}, not 1.5. It stays 3.`);
  assert.match(refusal("padding", -1, 3) ?? "", /from 0 to/);
  assert.match(refusal("width", 1_000_001, 3) ?? "", /not 1000001/);
});

test("digits go in threes", () => {
  assert.equal(grouped(1234567), "1\u202f234\u202f567");
});
