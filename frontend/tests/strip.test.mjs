import assert from "node:assert/strict";
import { test } from "node:test";

import { equivarianceError, MOST, movedBy, poolsOf, stripOf } from "../math/strip.mjs";
import { verdict } from "../widgets/strip/words.mjs";
import { assertClose } from "./close.mjs";
import { vectors } from "./vectors.mjs";

const { settings: ALL, shifts } = vectors("strip");
const WITHIN = { relative: 0, absolute: 1e-9 };

test("the strip moves as far as cnnlab lets it", () => {
  for (const [right, refused] of shifts) assert.equal(Math.abs(right) > MOST, refused, right);
});

test("strip and pooled rows are cnnlab's", () => {
  for (const { right, apart, stride, pixels, pooled } of ALL) {
    assert.deepEqual(stripOf(right, apart), pixels);
    const rows = poolsOf(pixels, stride);
    for (const name of /** @type {const} */ (["max", "wide", "blur"]))
      assertClose(rows[name], pooled[name], WITHIN, name);
  }
});

test("the equivariance error, and the verdict, are cnnlab's", () => {
  const said = new Set();
  for (const { right, apart, stride, errors, verdicts } of ALL) {
    const [before, now] = [0, right].map((by) => poolsOf(stripOf(by, apart), stride));
    for (const name of /** @type {const} */ (["max", "wide", "blur"])) {
      const error = equivarianceError(before[name], now[name], right / stride);
      if (errors[name] === null) assert.equal(error, null);
      else assertClose(error, errors[name], WITHIN, name);
      const words = verdict(movedBy(before[name], now[name]), "output");
      assert.equal(words, verdicts[name]);
      said.add(words.split(" ")[0]);
    }
  }
  assert.deepEqual([...said].sort(), ["moved", "something", "the"]);
});
