import assert from "node:assert/strict";
import { test } from "node:test";

import { magnitudes } from "../math/fft.mjs";
import { assertClose } from "./close.mjs";
import { vectors } from "./vectors.mjs";

test("magnitudes of waves are numpy.fft's", () => {
  for (const { image, magnitudes: expected } of vectors("fft")) {
    const side = image.length;
    const found = [...magnitudes(image.flat(), side)];
    assertClose(found, expected.flat(), { relative: 1e-12, absolute: 1e-12 }, `side ${side}`);
  }
});

test("a side that is no power of two is refused", () => {
  assert.throws(() => magnitudes(new Float64Array(9), 3), /a power of two, not 3/);
});
