// Occlusion, the gradient and Grad-CAM find what cnnlab finds.
import assert from "node:assert/strict";
import test from "node:test";

import { enlarged, makeAttribution } from "../math/network/attribution.mjs";
import { unpackNetwork } from "../math/network/packed.mjs";
import { assertClose } from "./close.mjs";
import { vectors } from "./vectors.mjs";

const { networks, enlarged: stretched } = vectors("attribution");

const WITHIN = { relative: 0, absolute: 1e-9 };
/** @param {any} found @param {any} expected */
const close = (found, expected) => assertClose(found, expected, WITHIN, "map");

for (const [n, { packed, layers, asked }] of networks.entries()) {
  test(`the pixels that a score depends on are cnnlab's, network ${n}`, () => {
    const asks = makeAttribution(unpackNetwork("any", packed), [8, 8]);
    for (const { image, target, patch, fill, scores, occlusion, gradient, weighted } of asked) {
      close(asks.scores(image), scores);
      close(asks.occlusion(image, target, patch, fill), occlusion);
      close(asks.inputGradient(image, target), gradient);
      layers.forEach((layer, i) => close(asks.weightedMaps(image, target, layer), weighted[i]));
    }
  });
}

test("a map is stretched as cnnlab does", () => {
  for (const { map, enlarged: expected } of stretched) close(enlarged(map, [8, 6]), expected);
});

test("a network that does not fit its images is refused", () => {
  const layers = unpackNetwork("CNN", networks[0].packed);
  assert.throws(() => makeAttribution(layers, [2, 2]), /layer 6/);
  assert.throws(() => makeAttribution(layers, [12, 12]), /needs 540 weights here, not 240/);
});
