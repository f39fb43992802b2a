import assert from "node:assert/strict";
import { test } from "node:test";

import { bothMaps, imageWith } from "../math/sharing.mjs";
import { vectors } from "./vectors.mjs";

const near = (/** @type {number[][]} */ found, /** @type {number[][]} */ expected) => {
  assert.equal(found.length, expected.length);
  found.flat().forEach((value, i) => assert.ok(Math.abs(value - expected.flat()[i]) < 1e-12));
};

test("the image and both maps are cnnlab's", () => {
  for (const { state, image, ...maps } of vectors("sharing")) {
    const made = imageWith(state.ground, state.stamp, state.row, state.column);
    near(made, image);
    const found = bothMaps(made, state.learned[state.seen]);
    near(found.tied, maps.tied);
    near(found.untied, maps.untied);
  }
});
