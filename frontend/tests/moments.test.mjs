// Animations saved in the page show what those saved from Python show, and for as long.
import assert from "node:assert/strict";
import test from "node:test";

import { ofPlay, ofWalk } from "../save/moments.mjs";
import { assertClose } from "./close.mjs";
import { vectors } from "./vectors.mjs";

const { plays, walk, moments } = vectors("moments");
const WITHIN = { relative: 1e-9, absolute: 0 };
const inSeconds = (/** @type {import("../save/moments.mjs").Moment[]} */ shown) =>
  shown.map(({ pause }) => pause / 1000);

test("a play has the same positions, each for as long", () => {
  for (const { count, speed, positions, seconds } of plays) {
    const shown = ofPlay(count, speed);
    assert.deepEqual(
      shown.map(({ traits }) => traits.position),
      positions,
    );
    assertClose(inSeconds(shown), seconds, WITHIN, `${count} positions`);
  }
});

test("where nothing fits there is nothing to play", () => {
  assert.throws(() => ofPlay(0), { message: "with these settings there is nothing to play" });
});

test("a walk has the same moments, each for as long", () => {
  const presets = { images: { "digit 3": "a digit" }, kernels: { sobel_x: "a kernel" } };
  const named = { "@digit 3": "a digit", "@sobel_x": "a kernel" };
  const model = /** @type {any} */ ({ get: (/** @type {string} */ name) => presets[name] });
  const shown = ofWalk(walk, model);
  assert.deepEqual(
    shown.map(({ traits, words }) => ({ traits, words })),
    moments.map(({ traits, words }) => ({
      traits: Object.fromEntries(
        Object.entries(traits).map(([name, value]) => [name, named[value] ?? value]),
      ),
      words,
    })),
  );
  assertClose(
    inSeconds(shown),
    moments.map((/** @type {{ seconds: number }} */ { seconds }) => seconds),
    WITHIN,
    "moments",
  );
});
