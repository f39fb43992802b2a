import assert from "node:assert/strict";
import { test } from "node:test";

import { isMisfit } from "../math/checks.mjs";
import { checkDrawable, slideKernel } from "../math/conv.mjs";
import { assertClose } from "./close.mjs";
import { vectors } from "./vectors.mjs";

const cases = vectors("conv");

test("settings are refused where cnnlab refuses them", () => {
  for (const { settings, refused } of cases) {
    if (refused) assert.throws(() => slideKernel(settings), JSON.stringify(settings));
    else slideKernel(settings);
  }
});

test("borders and outputs are cnnlab's", () => {
  const fitting = cases.filter(({ refused }) => !refused);
  assert.ok(fitting.length >= 500);
  for (const { settings, amounts, padded, output } of fitting) {
    const found = slideKernel(settings);
    assert.deepEqual(found.amounts, amounts);
    assert.deepEqual(found.padded, padded);
    assertClose(found.output, output, { relative: 1e-12, absolute: 1e-12 }, "output");
  }
});

test("a page draws at most 128 pixels each way", () => {
  checkDrawable("the image", 128, 128);
  assert.throws(() => checkDrawable("the image", 129, 1), /the image would have 129 × 1 pixels/);
  assert.throws(() => checkDrawable("the image", 1, 129), /at most 128 each way/);
});

const GOOD = {
  image: [
    [1, 2],
    [3, 4],
  ],
  kernel: [[1]],
  padding: "valid",
  stride: 1,
  dilation: 1,
  padding_mode: "zeros",
  flip: false,
};

/** @type {[change: Record<string, any>, message: string][]} */
const FAULTS = [
  [{ image: null }, "image must be a list of rows"],
  [{ image: [[]] }, "image must have at least one column"],
  [{ image: [[1, 2], [3]] }, "row 0 has, but row 1 has 1"],
  [{ image: [[1, "2"]] }, 'image[0][1] must be a finite number, not "2"'],
  [{ kernel: [[null]] }, "kernel[0][0] must be a finite number, not null"],
  [{ kernel: [[NaN]] }, "kernel[0][0] must be a finite number, not NaN"],
  [{ kernel: [[1, 1, 1]] }, "the kernel spans 3 pixels (size 3, dilation 1)"],
  [{ stride: 0 }, "stride must be a whole number of at least 1, not 0"],
  [{ dilation: 1.5 }, "dilation must be a whole number of at least 1, not 1.5"],
  [{ padding: -1 }, "of at least 0, not -1"],
  [{ padding: "most" }, 'padding must be "valid", "same", "full", or one, two or two pairs'],
  [{ padding: "same", stride: 2 }, 'padding "same" needs stride 1, but stride is 2'],
  [
    {
      padding: [
        [64, 63],
        [0, 0],
      ],
    },
    "the padded image would have 129 × 2 pixels",
  ],
  [{ padding_mode: "black" }, "padding mode must be one of"],
  [{ padding_mode: "reflect", padding: 2 }, "can add at most 1 pixels to the 2 rows"],
];

test("an error says what is wrong with a setting", () => {
  for (const [change, message] of FAULTS) {
    assert.throws(
      () => slideKernel({ ...GOOD, ...change }),
      (error) => isMisfit(error) && String(error).includes(message),
      message,
    );
  }
});
