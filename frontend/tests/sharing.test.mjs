import assert from "node:assert/strict";
import { test } from "node:test";

import { bothMaps, imageWith } from "../math/sharing.mjs";
import { assertClose } from "./close.mjs";
import { vectors } from "./vectors.mjs";

const WITHIN = { relative: 0, absolute: 1e-12 };

test("the image and both maps are cnnlab's", () => {
  for (const { state, image, ...maps } of vectors("sharing")) {
    const made = imageWith(state.ground, state.stamp, state.row, state.column);
    assertClose(made, image, WITHIN, "image");
    const found = bothMaps(made, state.learned[state.seen]);
    assertClose(found.tied, maps.tied, WITHIN, "tied");
    assertClose(found.untied, maps.untied, WITHIN, "untied");
  }
});

test("products that cancel leave 0, not what rounding does", () => {
  const tied = [[0.1, 0.2, -0.3]];
  const maps = bothMaps([[1, 1, 1]], { seen: [[true]], tied, untied: [[tied]] });
  assert.deepEqual([maps.tied, maps.untied], [[[0]], [[0]]]);
});
