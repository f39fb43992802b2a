import assert from "node:assert/strict";
import { test } from "node:test";

import {
  brightnessOf,
  fastShare,
  filtered,
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

test("the window under the loupe adds up to the output", () => {
  const each = ALL.find(({ settings: { stride, relu, blur_first, pooling } }) =>
    stride === 2 && !relu && !blur_first && pooling === "none"); // prettier-ignore
  const picture = pictureOf(each);
  const output = filtered(picture, each.settings);
  for (const [row, column] of [
    [0, 0],
    [30, 16],
    [4, 31],
    [7, 2],
  ]) {
    // prettier-ignore
    const taps = windowOn(picture, each.settings, row, column, 1);
    const { skipped, place } = outputOf(each.settings, row, column);
    assert.equal(skipped, (row % 2) + (column % 2) > 0);
    if (skipped) continue;
    const sum = taps.reduce((total, { product }) => total + product, 0);
    const found = output.planes[(output.side + place[0]) * output.side + place[1]];
    assertClose(found, sum, WITHIN, `sum at ${row}, ${column}`);
  }
});

test("faint waves stand beside strong ones", () => {
  assert.deepEqual([0, 12.75, 255].map(brightnessOf), [0, 1, 1]);
  assertClose(brightnessOf(0.1275), 1 - 2 / 3.5, { relative: 1e-9, absolute: 0 }, "a hundredth");
});
