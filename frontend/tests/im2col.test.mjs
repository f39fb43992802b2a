import assert from "node:assert/strict";
import { test } from "node:test";

import { Misfit } from "../math/checks.mjs";
import { copiesOf, fold, kernelGradient, sentBack, unfold } from "../math/im2col.mjs";
import { firstAbout, momentOf, sceneOf } from "../widgets/im2col/scene.mjs";
import { explain, roomForSums } from "../widgets/im2col/words.mjs";
import { assertClose } from "./close.mjs";
import { vectors } from "./vectors.mjs";

const cases = vectors("im2col");
const fitting = cases.filter(({ refused }) => !refused);
const WITHIN = { relative: 1e-7, absolute: 0 };
const GOOD = { image: [[[1, 2]]], weight: [[[[1]]]], stride: 1, padding: 0 };

test("settings are refused where cnnlab refuses them", () => {
  for (const { settings, refused } of cases) {
    if (refused) assert.throws(() => unfold(settings), Misfit);
    else assert.doesNotThrow(() => unfold(settings));
  }
  assert.ok(fitting.length >= 150 && fitting.length < cases.length);
});

test("the matrices are cnnlab's, forward and back", () => {
  for (const { settings, columns, kernels, product, pieces, folded, kernel_gradient } of fitting) {
    const unfolded = unfold(settings);
    const back = sentBack(unfolded, settings.way);
    const [[top], [left]] = unfolded.amounts;
    const sums = fold(unfolded, back.pieces).map((channel) =>
      channel.slice(top, top + unfolded.H).map((row) => row.slice(left, left + unfolded.W)),
    );
    const what = JSON.stringify(settings);
    assertClose(unfolded.columns, columns, WITHIN, `columns of ${what}`);
    assertClose(unfolded.kernels, kernels, WITHIN, `kernels of ${what}`);
    assertClose(unfolded.product, product, WITHIN, `product of ${what}`);
    assertClose(back.pieces, pieces, WITHIN, `pieces of ${what}`);
    assertClose(sums, folded, WITHIN, `what ${what} folds to`);
    if (kernel_gradient === null) continue;
    const gradient = kernelGradient(unfolded, back.grad ?? []);
    assertClose(gradient, kernel_gradient, WITHIN, `kernels’ gradient of ${what}`);
  }
});

test("each cell of the matrix is one copy, of the pixel that it holds", () => {
  for (const { settings } of fitting) {
    const unfolded = unfold(settings);
    const copies = copiesOf(unfolded);
    assert.equal(copies.flat(3).length, unfolded.rows * unfolded.taps);
    copies.forEach((channel, c) =>
      channel.forEach((row, y) =>
        row.forEach((cells, x) =>
          cells.forEach(([p, q]) => assert.equal(unfolded.columns[p][q], unfolded.padded[c][y][x])),
        ),
      ),
    );
  }
});

test("what is wrong with a setting is said", () => {
  for (const [change, message] of [
    [{ image: [[1]] }, "image[0] must be a list of rows"],
    [{ image: [[[1, 2], [3]]] }, "every row of image[0] must have 2 numbers"],
    [{ weight: [[[[1]], [[1]]]] }, "with C = 1, the channels of the image, but its shape is (1,"],
    [{ weight: [[[[1, 1, 1]]]] }, "the kernel spans 3 pixels"],
    [{ stride: 1.5 }, "stride must be a whole number of at least 1, not 1.5"],
    [{ padding: 5 }, "would have 132 × 1 numbers; at most 64 × 36 can be drawn"],
    [
      { way: "sideways" },
      'way must be one of forward, count, sum, squares, kernels, not "sideways"',
    ],
  ]) {
    const settings = /** @type {any} */ ({ ...GOOD, way: "count", .../** @type {any} */ (change) });
    assert.throws(
      () => sceneOf(settings),
      (error) => error instanceof Error && error.message.includes(/** @type {string} */ (message)),
    );
  }
});

test("forward, a window flies, lands in its row, and meets one kernel after the other", () => {
  const scene = sceneOf({ ...GOOD, weight: [[[[1]]], [[[2]]]], way: "forward" });
  const at = (/** @type {number} */ within) => momentOf(scene, { index: 1, within, filled: 1 });
  const [away, landed, done] = [at(0.3), at(0.6), at(1)];
  assert.equal(away.flight, 0.5);
  assert.deepEqual([away.written(0), away.written(1), away.products(0)], [true, false, 2]);
  assert.deepEqual([landed.flight, landed.written(1), landed.met], [null, true, 1]);
  assert.deepEqual([done.flight, done.met, done.products(1)], [null, 2, 2]);
});

test("back, the product is there first, and the row returns as it lands", () => {
  const scene = sceneOf({ ...GOOD, way: "sum" });
  const at = (/** @type {number} */ within) => momentOf(scene, { index: 1, within, filled: 1 });
  assert.deepEqual([at(0.2).flight, at(0.2).written(1), at(0.2).added], [0, true, 1]);
  assert.ok(Math.abs((at(0.7).flight ?? 0) - 0.5) < 1e-9);
  assert.deepEqual([at(1).flight, at(1).added], [null, 2]);
});

test("to the kernels nothing flies: all lies there, and window after window is added", () => {
  const scene = sceneOf({ ...GOOD, way: "kernels" });
  const moment = momentOf(scene, { index: 0, within: 0.2, filled: 0 });
  assert.deepEqual([moment.flight, moment.written(1), moment.products(1)], [null, true, 1]);
  assert.equal(moment.added, 0);
  assert.equal(momentOf(scene, { index: 0, within: 1, filled: 0 }).added, 1);
});

test("the sum that is written out gives the number that it explains", () => {
  for (const { settings, product, pieces, kernel_gradient } of fitting.slice(0, 60)) {
    const scene = sceneOf(settings);
    const moment = momentOf(scene, { index: 1, within: 1, filled: scene.rows });
    const sumOf = (/** @type {any} */ about) =>
      explain(scene, about, moment).sum?.terms.reduce((sum, { value }) => sum + (value ?? 0), 0);
    if (scene.toKernels) assert.equal(sumOf({ kind: "weight", q: 1, o: 0 }), kernel_gradient[1][0]);
    else if (!scene.back) assert.equal(sumOf({ kind: "output", o: 0 }), product[1][0]);
    else if (scene.grad) assert.equal(sumOf({ kind: "tap", q: 1, o: 0 }), pieces[1][1]);
    const pixel = firstAbout({ ...scene, back: true });
    if (scene.back && pixel.kind === "pixel") {
      assert.equal(sumOf(pixel), fold(scene, pieces)[pixel.c][pixel.y][pixel.x]);
    }
  }
});

test("every sum fits into the room that is kept for it", () => {
  for (const { settings } of fitting.slice(0, 60)) {
    const scene = sceneOf(settings);
    const room = roomForSums(scene);
    for (let p = 0; p < scene.rows; p++) {
      const moment = momentOf(scene, { index: p, within: 1, filled: p + 1 });
      for (let q = 0; q < scene.taps; q++) {
        const about = [
          { kind: scene.toKernels ? "weight" : "tap", q, o: 0 },
          { kind: "pixel", ...scene.sources[p][q] },
        ];
        for (const each of about) {
          const { terms } = explain(scene, /** @type {any} */ (each), moment).sum ?? { terms: [] };
          assert.ok(terms.length <= room.terms);
          for (const { text } of terms) assert.ok(text.length <= room.letters, text);
        }
      }
    }
  }
});
