import assert from "node:assert/strict";
import { test } from "node:test";

import { changesAlongRow, MARGIN, measureShift, relativeChange } from "../math/shift.mjs";
import { changeInWords, summary } from "../widgets/shift/words.mjs";
import { assertClose } from "./close.mjs";
import { vectors } from "./vectors.mjs";

const cases = vectors("shift");
const WITHIN = { relative: 1e-9, absolute: 1e-9 };

test("maps and measures are cnnlab's", () => {
  assert.ok(cases.length >= 100);
  for (const { settings, ...expected } of cases) {
    const found = measureShift(settings);
    const what = JSON.stringify({ ...settings, image: settings.image.length });
    assert.deepEqual(found.shifted.view, expected.view);
    assertClose(found.shifted.features, expected.features, WITHIN, `features of ${what}`);
    assertClose(found.shifted.pooled, expected.pooled, WITHIN, `pooled of ${what}`);
    for (const [name, measure] of [
      ["equivariance_error", found.equivarianceError],
      ["unpooled_change", found.unpooledChange],
      ["invariance_error", found.invarianceError],
    ]) {
      if (expected[name] === null) assert.equal(measure, Infinity, `${name} of ${what}`);
      else assertClose(measure, expected[name], WITHIN, `${name} of ${what}`);
    }
  }
});

test("the curve has the measures of every shift to the right", () => {
  const { settings } = cases[0];
  const curve = changesAlongRow(settings);
  assert.equal(curve.length, 2 * MARGIN + 1);
  for (const { right, unpooledChange, invarianceError } of curve) {
    const measured = measureShift({ ...settings, right });
    assert.equal(unpooledChange, measured.unpooledChange);
    assert.equal(invarianceError, measured.invarianceError);
  }
});

test("what is wrong with a setting is said", () => {
  for (const [change, message] of [
    [{ image: Array(20).fill(Array(16).fill(1)) }, "image must have more than 16 rows and columns"],
    [{ kernel: [[1, 1]] }, "kernel must have odd sizes, but has 1 × 2"],
    [{ kernel: [[1], [1]] }, "kernel must have odd sizes, but has 2 × 1"],
    [{ border: "toString" }, "border must be one of zeros, circular, scene"],
    [{ pooling: "median" }, "pooling must be one of max, average, blur"],
    [{ right: 9 }, "right must be a whole number from −8 to 8, not 9"],
    [{ down: 0.5 }, "down must be a whole number"],
    [{ pool_size: 0 }, "pool_size must be a whole number of at least 1"],
    [{ stride: 0 }, "stride must be a whole number of at least 1"],
    [{ stride: 5 }, "stride must be at most 4, not 5"],
  ]) {
    const settings = { ...cases[0].settings, .../** @type {any} */ (change) };
    assert.throws(
      () => measureShift(settings),
      (error) => error instanceof Error && error.message.includes(/** @type {string} */ (message)),
    );
  }
});

test("a change from nothing to nothing is none, and one from nothing has no measure", () => {
  assert.equal(relativeChange([[0]], [[0]]), 0);
  assert.equal(changeInWords(relativeChange([[0]], [[1]])), "no measure");
  assert.equal(changeInWords(0.0123), "1.2%");
  assert.equal(changeInWords(1.414), "141%");
  assert.equal(changeInWords(0), "0%");
});

test("that the map moves along is said only where it does", () => {
  const said = (/** @type {any} */ change) => {
    const settings = { ...cases[0].settings, kernel: [[-1, 0, 1]], down: 0, stride: 1, ...change };
    return String(summary(measureShift(settings), settings)[0]);
  };
  assert.match(said({ right: 3, border: "circular" }), /moves along, with an error/);
  assert.match(said({ right: 3, border: "zeros" }), /moves along except near the edges/);
  assert.match(said({ right: 3, border: "scene" }), /moves along except near the edges/);
  assert.match(said({ right: 2, border: "circular", stride: 2 }), /moves along, with an error/);
  for (const shift of [{ right: 1 }, { right: 2, down: -3 }])
    assert.match(
      said({ ...shift, border: "circular", stride: 2 }),
      /by whole outputs only: moved along, it has an error/,
    );
});
