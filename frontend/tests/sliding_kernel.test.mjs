import assert from "node:assert/strict";
import { test } from "node:test";

import {
  momentOf,
  pixelUnder,
  samePlace,
  slideOf,
  termsOf,
  windowPlaces,
} from "../widgets/sliding_kernel/slide.mjs";
import {
  describeInput,
  inputShape,
  productText,
  progress,
  sizeFormulas,
} from "../widgets/sliding_kernel/words.mjs";

const TRAITS = {
  image: [
    [1, 2, 3, 4],
    [5, 6, 7, 8],
    [9, 10, 11, 12],
  ],
  kernel: [
    [1, 0],
    [-1, 2],
  ],
  stride: 2,
  padding: 1,
  padding_mode: "zeros",
  dilation: 1,
  flip: false,
};

test("the sum of each window's terms is the output there", () => {
  for (const traits of [
    TRAITS,
    { ...TRAITS, flip: true },
    { ...TRAITS, dilation: 2, stride: 1, padding_mode: "reflect" },
    { ...TRAITS, padding: "full", kernel: [[1, 2, 3]] },
  ]) {
    const slide = slideOf(traits);
    for (let index = 0; index < slide.rows * slide.columns; index++) {
      const moment = momentOf(slide, index, 1);
      const terms = termsOf(slide, moment.row, moment.column);
      assert.equal(terms.length, slide.products);
      assert.equal(terms.at(-1)?.sum, slide.output[moment.row][moment.column]);
      terms.forEach(({ pixel, weight, product }, t) => {
        const [row, column] = pixelUnder(slide, moment, t);
        assert.equal(pixel, slide.padded[row][column]);
        assert.equal(weight, slide.applied.flat()[t]);
        assert.equal(product, pixel * weight);
      });
    }
  }
});

test("the window stays over the same pixels when the settings change", () => {
  const image = Array.from({ length: 9 }, () => Array(9).fill(0));
  const kernel = Array.from({ length: 3 }, () => [1, 1, 1]);
  const plain = { ...TRAITS, image, kernel, stride: 1, padding: 0 };
  const middleOf = (/** @type {any} */ slide, /** @type {number} */ index) =>
    [Math.floor(index / slide.columns), index % slide.columns].map(
      (at, axis) => at * slide.stride - slide.amounts[axis][0] + slide.dilation,
    );
  const before = slideOf(plain); // 7 × 7 places
  const index = 4 * 7 + 2;
  assert.deepEqual(middleOf(before, index), [5, 3]);
  for (const change of [{ padding: 1 }, { padding: 2, dilation: 2 }, { stride: 2, padding: 0 }]) {
    const now = slideOf({ ...plain, ...change });
    const place = middleOf(now, samePlace(before, index, now));
    assert.deepEqual(place, [5, 3]);
    assert.equal(samePlace(now, samePlace(before, index, now), before), index);
  }
  const last = slideOf({ ...plain, stride: 3 }); // 3 × 3 places
  assert.equal(samePlace(before, 48, last), 8);
  assert.equal(samePlace(slideOf({ ...plain, padding: 2 }), 120, before), 48); // from the last to the last
});

test("a hand can put the window wherever it slides from and to", () => {
  const slide = slideOf({ ...TRAITS, kernel: [[1, 2, 3]], dilation: 2, stride: 1 }); // 5 × 2 places
  assert.deepEqual(windowPlaces(slide), {
    ...{ cells: [5, 6], spans: [1, 5] },
    ...{ steps: [1, 1], places: [5, 2] },
  });
  const wide = slideOf({ ...TRAITS, stride: 1 }); // 4 × 5 places
  const columns = [0, 1].map((within) => momentOf(wide, 3, within).place[1]);
  assert.deepEqual(columns, [2, 3]);
});

test("the window slides, then the products are added, then the sum stays", () => {
  const slide = slideOf(TRAITS); // 2 × 3 places
  const at = (within) => momentOf(slide, 1, within);
  assert.deepEqual(at(0).place, [0, 0]);
  assert.ok(at(0.1).place[1] > 1 && at(0.1).place[1] < 2); // it slows down
  assert.deepEqual(at(0.2).place, [0, 2]);
  assert.deepEqual(
    [0, 0.2, 0.21, 0.5, 0.85, 1].map((within) => at(within).added),
    [0, 0, 1, 2, 4, 4],
  );
  // At the start of a row there is nothing to slide from.
  assert.deepEqual(momentOf(slide, 3, 0), { index: 3, row: 1, column: 0, place: [2, 0], added: 0 });
});

test("settings that do not fit are refused", () => {
  for (const [change, message] of [
    [{ stride: 0 }, /stride must be a whole number of at least 1, not 0/],
    [{ stride: [1, 2] }, /stride must be a whole number/],
    [{ stride: [{}] }, /stride must be a whole number of at least 1, not \[\{\}\]/],
    [{ dilation: 1.5 }, /dilation must be a whole number of at least 1, not 1.5/],
    [{ kernel: [[1], [2, 3]] }, /every row of kernel must have 1 numbers/],
    [{ padding: 100_000_000 }, /at most 128 each way can be drawn/],
    [{ dilation: 9 }, /the kernel spans 10 pixels/],
  ]) {
    assert.throws(() => slideOf({ ...TRAITS, .../** @type {object} */ (change) }), { message });
  }
});

test("even an output of zeros has a scale", () => {
  assert.equal(slideOf({ ...TRAITS, kernel: [[0]] }).most, 1);
});

test("words", () => {
  const slide = slideOf(TRAITS);
  assert.equal(inputShape(slide), "3 × 4, padded to 5 × 6");
  assert.equal(inputShape(slideOf({ ...TRAITS, padding: "valid" })), "3 × 4");
  assert.equal(
    describeInput(slide, momentOf(slide, 0, 1)),
    "Input image, 3 rows and 4 columns. The window covers rows −1 to 0 and columns −1 to 0.",
  );
  assert.equal(productText({ pixel: 3, weight: -2, product: -6, sum: 0 }), "3 × (−2) = −6");
  assert.equal(progress(4, 9), "4 of 9 products added");
  assert.equal(progress(9, 9), "9 products added up");
  assert.equal(progress(1, 1), "1 product added up");
});

test("the size's formula is there once if both axes have the same", () => {
  assert.deepEqual(sizeFormulas(slideOf({ ...TRAITS, image: [[1, 2]], kernel: [[3]] })), [
    { name: "Rows", formula: "⌊(1 + 2·1 − 1·(1 − 1) − 1) / 2⌋ + 1", size: 2 },
    { name: "Columns", formula: "⌊(2 + 2·1 − 1·(1 − 1) − 1) / 2⌋ + 1", size: 2 },
  ]);
  const padding = [
    [1, 0],
    [1, 0],
  ];
  assert.deepEqual(sizeFormulas(slideOf({ ...TRAITS, image: [[1]], kernel: [[3]], padding })), [
    { name: "Rows and columns", formula: "⌊(1 + 1 + 0 − 1·(1 − 1) − 1) / 2⌋ + 1", size: 1 },
  ]);
});
