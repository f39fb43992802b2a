import assert from "node:assert/strict";
import { test } from "node:test";

import { grouped } from "../math/grouped.mjs";
import { misfit, resultLines } from "../widgets/size_calculator/words.mjs";

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
    {
      name: "Output rows",
      formula: "⌊(224 + 2·3 − 1·(7 − 1) − 1) / 2⌋ + 1",
      result: 112,
      rest: " remainder 1",
    },
    {
      name: "Output columns",
      formula: "⌊(100 + 2·3 − 1·(7 − 1) − 1) / 2⌋ + 1",
      result: 50,
      rest: " remainder 1",
    },
    { name: "Parameters", formula: "64 · (4/2 · 7² + 1)", result: 6336, rest: "" },
    { name: "Multiply-adds", formula: "64 · 4/2 · 7² · 112 · 50", result: 35_123_200, rest: "" },
  ]);
  const whole = resultLines({ ...LAYER, groups: 1 });
  assert.equal(whole[2].formula, "64 · (4 · 7² + 1)");
  assert.deepEqual(
    [0, 1].map((axis) => resultLines({ ...LAYER, stride: 1 })[axis].rest),
    ["", ""],
  );
  assert.equal(resultLines({ ...LAYER, stride: 5 })[0].rest, " remainder 3");
});

test("what does not fit is said in the words of the form", () => {
  const wrong = (change) => misfit({ ...LAYER, ...change });
  assert.equal(misfit(LAYER), null);
  const rule = "Groups g must divide Channels in and Channels out, but";
  assert.equal(wrong({ groups: 3 }), `${rule} 3 does not divide 4 or 64`);
  assert.equal(wrong({ groups: 2, in_channels: 3 }), `${rule} 2 does not divide 3`);
  assert.equal(wrong({ groups: 4, out_channels: 1026 }), `${rule} 4 does not divide 1,026`);
  assert.equal(
    wrong({ kernel_size: 600, padding: 0, dilation: 2 }),
    "the window spans 2·(600 − 1) + 1 = 1,199 pixels, but Columns W and the padding have only 100 + 2·0 = 100",
  );
  assert.equal(wrong({ height: 0.5 }), "height must be a whole number of at least 1, not 0.5");
  assert.match(wrong({ in_channels: 0.5 }) ?? "", /^in_channels must be a whole number/);
  assert.match(wrong({ width: 300, kernel_size: 231 }) ?? "", /Rows H .* only 224 \+ 2·3 = 230/);
  assert.equal(wrong({ width: 300, kernel_size: 230 }), null);
});

test("digits go in threes", () => {
  assert.equal(grouped(1234567), "1,234,567");
});
