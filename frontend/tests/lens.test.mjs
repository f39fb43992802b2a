import assert from "node:assert/strict";
import { test } from "node:test";

import {
  brightnessOf,
  fastShare,
  filtered,
  greyOf,
  outputOf,
  responseOf,
  shownRange,
  spectrumOf,
  windowOn,
} from "../math/lens.mjs";
import { assertClose } from "./close.mjs";
import { vectors } from "./vectors.mjs";

const ALL = vectors("lens");
const SIDE = 32;
const WITHIN = { relative: 1e-5, absolute: 1e-4 }; // pixels are kept in 32 bits

const pictureOf = (/** @type {any} */ { picture }) => ({
  planes: Float32Array.from(picture),
  side: SIDE,
});

test("output, spectrum and response are cnnlab's", () => {
  for (const each of ALL) {
    const what = JSON.stringify(each.settings);
    const output = filtered(pictureOf(each), each.settings);
    assertClose([...output.planes], each.output, WITHIN, what);
    const spectrum = spectrumOf(output);
    assertClose([...spectrum], each.spectrum, WITHIN, `spectrum, ${what}`);
    assertClose(fastShare(spectrum, output.side), each.fast_share, WITHIN, `share, ${what}`);
    const { kernel, dilation, relu } = each.settings;
    const response = [...responseOf(kernel, dilation, SIDE)];
    assertClose(response, each.response, { relative: 1e-9, absolute: 1e-9 }, `response, ${what}`);
    assertClose(shownRange(kernel, relu), each.shown_range, WITHIN, `range, ${what}`);
  }
});

test("the window under the loupe adds up to the output, in each channel", () => {
  const plain = ALL.filter(({ settings: { relu, blur_first, pooling } }) =>
    !relu && !blur_first && pooling === "none"); // prettier-ignore
  assert.ok(plain.some(({ settings: { dilation } }) => dilation > 1));
  for (const each of plain) {
    const picture = pictureOf(each);
    const output = filtered(picture, each.settings);
    const { stride } = each.settings;
    for (const [row, column] of [
      [0, 0],
      [8, 16],
      [30, 16],
      [7, 2],
    ]) {
      const { skipped, step, place } = outputOf(each.settings, row, column);
      assert.equal(step, stride);
      assert.equal(skipped, (row % stride) + (column % stride) > 0);
      if (skipped) continue;
      for (const channel of [0, 1, 2]) {
        const taps = windowOn(picture, each.settings, row, column, channel);
        const sum = taps.reduce((total, { weight, colour }) => total + weight * colour[channel], 0);
        assert.ok(taps.every(({ pixel, colour }) => pixel === colour[channel]));
        assert.ok(taps.every(({ pixel, weight, product }) => product === weight * pixel));
        const found = output.planes[(channel * output.side + place[0]) * output.side + place[1]];
        assertClose(found, sum, WITHIN, `sum at ${row}, ${column}, ${channel}`);
      }
    }
  }
});

test("a pool makes one output of several sums, and a blur passes over no pixel", () => {
  const settings = { ...ALL[0].settings, stride: 2, blur_first: false };
  const pooled = { ...settings, pooling: "max", pool_size: 4 }; // 2 · 4 pixels for each output
  assert.deepEqual(outputOf(pooled, 18, 8), { skipped: false, step: 8, place: [2, 1] });
  assert.ok(outputOf(pooled, 18, 9).skipped);
  assert.ok(outputOf(pooled, 17, 8).skipped);
  assert.ok(!outputOf({ ...pooled, blur_first: true }, 17, 9).skipped);
});

test("grey is a fifth red, seven tenths green and the rest blue, nearly", () => {
  const grey = greyOf([100, 10, 1]); // ITU-R BT.709, as scikit-image has it
  assertClose(grey, 21.25 + 7.154 + 0.0721, { relative: 1e-9, absolute: 0 }, "grey");
});

test("faint waves stand beside strong ones", () => {
  assert.deepEqual([0, 12.75, 255].map(brightnessOf), [0, 1, 1]);
  assertClose(brightnessOf(0.1275), 1 - 2 / 3.5, { relative: 1e-9, absolute: 0 }, "a hundredth");
});
