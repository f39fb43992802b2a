import assert from "node:assert/strict";
import { test } from "node:test";

import { Misfit } from "../math/checks.mjs";
import { readBy, sideView, skipBy } from "../math/side_view.mjs";
import { layoutOf, unitByKey } from "../widgets/side_view/layout.mjs";
import { measuresInWords, skipInWords, unitInWords } from "../widgets/side_view/words.mjs";
import { vectors } from "./vectors.mjs";

test("sizes, fields and the pixels that a unit reads are cnnlab's", () => {
  const all = vectors("side_view");
  assert.ok(all.some(({ sizes }) => !sizes));
  for (const { size, layers, sizes, fields, units, seen } of all) {
    if (!sizes) {
      assert.throws(() => sideView(size, layers), Misfit, JSON.stringify(layers));
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
    for (const { seen: rows, lines } of found) {
      const drawn = layers.map((/** @type {number[]} */ [kernel], /** @type {number} */ l) => {
        const down = lines.filter(([layer]) => layer === l + 1);
        assert.equal(down.length, rows[l + 1].length * kernel);
        return down;
      });
      assert.equal(drawn.flat().length, lines.length);
    }
  }
});

test("what is no list of layers is refused", () => {
  for (const layers of /** @type {any[]} */ ([null, "rows", [1], [[3, 1, 1], null]]))
    assert.throws(() => sideView(9, layers), { name: "Misfit", message: /a list of layers/ });
});

test("an input smaller or larger than a stack has room for is refused", () => {
  for (const size of [5, 41])
    assert.throws(() => sideView(size, [[3, 1, 1]]), { name: "Misfit", message: /^size must be/ });
});

test("a line goes to each unit that a unit reads", () => {
  const { seen, lines } = readBy([[2, 2, 1], [2, 1, 3]], 2, 1); // prettier-ignore
  assert.deepEqual(seen, [[2, 3, 8, 9], [1, 4], [1]]); // prettier-ignore
  assert.deepEqual(lines, [[2, 1, 1], [2, 1, 4], [1, 1, 2], [1, 1, 3], [1, 4, 8], [1, 4, 9]]); // prettier-ignore
});

test("a stack that cannot be is refused by the number of its layer", () => {
  assert.throws(() => sideView(24, []), /layers must hold 1 to 4 layers, not 0/);
  assert.throws(() => sideView(24, [[3, 1, 1], [6, 1, 1]]), /kernel of layer 2/); // prettier-ignore
  assert.throws(() => sideView(6, [[3, 1, 1], [5, 1, 1]]), /layer 2 does not fit/); // prettier-ignore
  // Unit 10 of 11 would read 4 + 2 · 10.
  assert.throws(() => sideView(23, [[3, 2, 1]], 4), /unit 10 of layer 1 would read pixel 24/);
});

test("a skip is as far from the middle as cnnlab says, or refused with the rule", () => {
  let refused = 0;
  for (const { size, layers, sizes, skips } of vectors("side_view"))
    for (const { skip, apart, seen } of sizes ? skips : []) {
      if (apart === null) {
        assert.throws(() => sideView(size, layers, skip), /skip must be at most -?\d+, not \d/);
        refused++;
        continue;
      }
      const side = sideView(size, layers, skip);
      for (const [unit, pixels] of seen) {
        const found = skipBy(side, layers.length, unit);
        assert.equal(found?.apart, apart);
        const all = new Set([...readBy(layers, layers.length, unit).seen[0], found?.pixel]);
        assert.deepEqual(
          [...all].sort((a = 0, b = 0) => a - b),
          pixels,
        );
      }
      assert.equal(skipBy(side, layers.length - 1, 0), null);
    }
  assert.ok(refused > 0);
  for (const wrong of [-1, 1.5, "2", [], {}])
    assert.throws(() => sideView(24, [[3, 1, 1]], /** @type {any} */ (wrong)), /skip must be/);
});

test("a skip says where it looks", () => {
  const says = (/** @type {number} */ kernel, /** @type {number} */ skip) =>
    skipInWords(sideView(24, [[kernel, 2, 1]], skip), 1, 1);
  assert.equal(says(5, 2), " The skip reads pixel 4, the middle of the field.");
  assert.equal(says(5, 0), " The skip reads pixel 2, 2 pixels left of the middle.");
  assert.equal(says(5, 3), " The skip reads pixel 5, 1 pixel right of the middle.");
  const between = "of the middle, which lies between two pixels.";
  assert.equal(says(2, 0), ` The skip reads pixel 2, half a pixel left ${between}`);
  assert.equal(says(2, 1), ` The skip reads pixel 3, half a pixel right ${between}`);
  assert.equal(says(4, 3), ` The skip reads pixel 5, 1.5 pixels right ${between}`);
  assert.equal(skipInWords(sideView(24, [[5, 2, 1]]), 1, 1), "");
});

test("a unit says what it reads, gaps and all", () => {
  assert.equal(unitInWords(0, 4, [4]), "Pixel 4.");
  assert.equal(unitInWords(1, 0, [0, 2, 4]), "Unit 0 of layer 1 sees pixels 0, 2, 4.");
  assert.equal(unitInWords(1, 3, [3]), "Unit 3 of layer 1 sees pixel 3.");
  const side = sideView(12, [[3, 2, 1]]);
  assert.equal(
    measuresInWords(side, 1, 1, [2, 3, 4]),
    "Unit 1 of layer 1 sees pixels 2 to 4. Its field is 3 pixels wide, the next unit’s begins 2 pixels further on, and the middle of the first unit’s is at pixel 1.",
  );
  assert.equal(
    measuresInWords(sideView(6, [[5, 2, 1]]), 1, 0, [0, 1, 2, 3, 4]),
    "Unit 0 of layer 1 sees pixels 0 to 4. Its field is 5 pixels wide, and its middle is at pixel 2.",
  );
});

test("a place on a unit is that unit's, on a page and on a phone", () => {
  const layers = [
    [3, 2, 1],
    [2, 1, 2],
  ];
  const side = sideView(12, /** @type {any} */ (layers), null);
  for (const page of [
    { width: 640, left: 112 },
    { width: 400, left: 92 },
  ]) {
    const { nearest, x, y } = layoutOf(side, page);
    side.sizes.forEach((count, layer) => {
      for (let unit = 0; unit < count; unit++)
        assert.deepEqual(nearest(x(layer, unit) + 2, y(layer) - 2), [layer, unit]);
    });
    assert.deepEqual(nearest(-1000, 1000), [0, 0]);
  }
});

test("keys stay among the units", () => {
  const go = (/** @type {string} */ key, /** @type {any} */ from) =>
    unitByKey(key, from, [5, 3, 1]);
  assert.deepEqual(go("ArrowRight", [0, 4]), [0, 4]);
  assert.deepEqual(go("ArrowUp", [0, 4]), [1, 2]);
  assert.deepEqual(go("ArrowUp", [2, 0]), [2, 0]);
  assert.deepEqual(go("ArrowDown", [1, 2]), [0, 2]);
  assert.deepEqual(go("End", [0, 1]), [0, 4]);
  assert.equal(go("a", [0, 1]), undefined);
});
