import assert from "node:assert/strict";
import { test } from "node:test";

import { readBy, sideView } from "../math/side_view.mjs";
import { measuresInWords, unitInWords } from "../widgets/side_view/words.mjs";
import { vectors } from "./vectors.mjs";

test("sizes, fields and the pixels that a unit reads are cnnlab's", () => {
  const all = vectors("side_view");
  assert.ok(all.some(({ sizes }) => !sizes));
  for (const { size, layers, sizes, fields, units, seen } of all) {
    if (!sizes) {
      assert.throws(() => sideView(size, layers), /layer \d does not fit/);
      continue;
    }
    const side = sideView(size, layers);
    assert.deepEqual(side.sizes, sizes);
    assert.deepEqual(side.fields.slice(1), fields);
    const found = units.map((/** @type {number} */ unit) => readBy(layers, layers.length, unit));
    assert.deepEqual(
      found.map((each) => each.seen[0]),
      seen,
    );
    for (const { seen: rows, lines } of found)
      for (const [layer, from, to] of lines)
        assert.ok(rows[layer].includes(from) && rows[layer - 1].includes(to));
  }
});

test("a unit says what it reads, gaps and all", () => {
  assert.equal(unitInWords(0, 4, [4]), "Pixel 4.");
  assert.equal(unitInWords(1, 0, [0, 2, 4]), "Unit 0 of layer 1 reads pixels 0, 2, 4.");
  assert.equal(unitInWords(1, 3, [3]), "Unit 3 of layer 1 reads pixel 3.");
  const side = sideView(12, [[3, 2, 1]]);
  assert.equal(
    measuresInWords(side, 1, 1, [2, 3, 4]),
    "Unit 1 of layer 1 reads pixels 2 to 4. Its field is 3 pixels wide, the next unit’s begins 2 pixels further on, and the middle of the first unit’s is at pixel 1.",
  );
});
