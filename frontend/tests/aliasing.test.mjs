import assert from "node:assert/strict";
import { test } from "node:test";

import { alias, blurred, energyAfterStride, shares } from "../math/aliasing.mjs";
import { Misfit } from "../math/checks.mjs";
import { measured } from "../widgets/aliasing/measured.mjs";
import { inWords } from "../widgets/aliasing/words.mjs";
import { assertClose } from "./close.mjs";
import { vectors } from "./vectors.mjs";

const { aliases, limits, settings, images } = vectors("aliasing");

const WITHIN = { relative: 0, absolute: 1e-9 };
/** @param {number} scale */
const shareOf = (scale) => ({ relative: 0, absolute: 1e-9 * scale });

/** @param {Record<string, any>} traits @returns {any} */
const modelOf = (traits) => ({ get: (/** @type {string} */ name) => traits[name] });

test("waves become what cnnlab says", () => {
  for (const { wave, stride, seen } of aliases)
    assertClose(alias(wave, stride), seen, WITHIN, "wave");
});

test("pictures are blurred, and their energies split, as cnnlab does it", () => {
  for (const { image, blur, stride, blurred: expected, energies } of images) {
    const found = blurred(image, blur);
    assertClose(found, expected, shareOf(255), "blurred");
    const energy = energyAfterStride(found, stride);
    assertClose([energy.true, energy.false], energies, shareOf(energies[0]), "energies");
    if (stride === 1) assert.equal(energy.false, 0);
  }
});

test("every setting has cnnlab's energies and words", () => {
  const fates = new Set();
  for (const { traits, energies, falseShare, seen, words } of settings) {
    const found = measured(modelOf(traits));
    assertClose([found.true, found.false], energies, WITHIN, "shares");
    if (falseShare === null) assert.equal(found.falseShare, null);
    else assertClose(found.falseShare, falseShare, WITHIN, "false share");
    const length = Math.hypot(...alias(found.wave, found.stride));
    if (seen === null) assert.equal(length, 0);
    else assertClose(found.stride / length, seen, shareOf(seen), "period");
    assert.equal(inWords(found), words);
    fates.add(words.replaceAll(/[−\d.]+/g, "0"));
  }
  // True or false, at the limit or not, and even: of waves and of stripes. Nothing left of a wave. And
  // twice 1 cycle.
  assert.equal(fates.size, 13);
});

test("what is blurred away altogether has no share that is false", () => {
  const nothing = { true: 0, false: 0, falseShare: null };
  assert.deepEqual(shares({ true: 0, false: 0 }, 1), nothing);
  assert.deepEqual(shares({ true: 0, false: 0 }, 0), nothing);
  assert.deepEqual(shares({ true: 1, false: 3 }, 8), {
    true: 1 / 8,
    false: 3 / 8,
    falseShare: 0.75,
  });
});

test("a number may be as small and as large as cnnlab lets it", () => {
  const good = { ...settings[0].traits, view: "stripes" };
  for (const { name, value, refused } of limits) {
    const tried = () => measured(modelOf({ ...good, [name]: value }));
    if (refused) assert.throws(tried, Misfit, `${name} ${value}`);
    else tried();
  }
});

test("nonsense is refused by name", () => {
  const good = settings[0].traits;
  const image = Array.from({ length: 16 }, () => Array(16).fill(1));
  /** @type {[Record<string, any>, RegExp][]} */
  const refused = [
    [{ period: "a" }, /period must be a number/],
    [{ period: 1.9 }, /period must be from 2 to 16/],
    [{ stride: 7 }, /stride must be from 1 to 6/],
    [{ stride: 1.5 }, /stride must be a whole number/],
    [{ blur_size: 4 }, /blur_size must be one of 1, 3, 5, 7, 9/],
    [{ view: "toString" }, /view must be wave, stripes, or/],
    [{ view: "a", images: { a: image.slice(1) } }, /a must have at least 16 × 16 pixels/],
    [{ view: "a", images: { a: [[1], "b"] } }, /every row of a must have 1 numbers/],
  ];
  for (const [traits, message] of refused)
    assert.throws(() => measured(modelOf({ ...good, ...traits })), { message });
  assert.equal(measured(modelOf({ ...good, view: "a", images: { a: image } })).falseShare, null);
});
