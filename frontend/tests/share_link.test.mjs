import assert from "node:assert/strict";
import { test } from "node:test";

import { stateFromAddress } from "../parts/share_link.mjs";

const SLUG = "widget-sliding_kernel";
const STATE = {
  stride: 1,
  padding: "valid",
  flip: false,
  playing: false,
  image: [[1]],
  images: { dot: [[9]] },
};

const stateFrom = (/** @type {string} */ pairs) =>
  stateFromAddress(`#${SLUG}${pairs}`, SLUG, STATE);

test("an address about another widget, or about none, changes nothing", () => {
  assert.equal(stateFromAddress("", SLUG, STATE), null);
  assert.equal(stateFromAddress("#widget-sliding_kernel-more&stride=2", SLUG, STATE), null);
  assert.equal(stateFromAddress("#section", SLUG, STATE), null);
});

test("an address sets what it names, by value or by the name of a preset", () => {
  assert.deepEqual(stateFrom(""), STATE);
  assert.deepEqual(stateFrom("&stride=2&image=%5B%5B3%5D%5D"), {
    ...STATE,
    stride: 2,
    image: [[3]],
  });
  assert.deepEqual(stateFrom("&image=@dot"), { ...STATE, image: [[9]] });
  assert.deepEqual(stateFrom("&padding=[[1,1],[0,0]]"), {
    ...STATE,
    padding: [
      [1, 1],
      [0, 0],
    ],
  });
});

test("what an address may not set is refused, and named", () => {
  for (const [pairs, message] of [
    ["&playing=true", /“playing”/],
    ["&no_such=1", /“no_such”/],
    ["&__proto__={}", /“__proto__”/],
    ["&constructor=1", /“constructor”/],
    ["&stride", /“stride”/],
    ["&image=@constructor", /no image named “constructor”/],
    ["&flip=1", /“flip” to 1, which is not of its kind/],
    ["&images=[1]", /“images”/],
    ["&stride=null", /“stride”/],
    ["&stride=2;alert(1)", /JSON/],
    ["&stride=%", /URI/],
    [`&image=[${"1,".repeat(40_000)}1]`, /longer than 60000 characters/],
  ]) {
    assert.throws(() => stateFrom(/** @type {string} */ (pairs)), { message });
  }
});

test("a painted image of 64 × 64 pixels fits into a link", () => {
  const image = Array.from({ length: 64 }, () => Array(64).fill(123));
  const text = encodeURIComponent(JSON.stringify(image));
  assert.deepEqual(stateFrom(`&image=${text}`)?.image, image);
});
