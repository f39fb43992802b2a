import assert from "node:assert/strict";
import { test } from "node:test";

import { isAbout, stateFromAddress } from "../parts/share_link.mjs";

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
  for (const hash of ["", "#widget-sliding_kernel-more&stride=2", "#section"]) {
    assert.equal(isAbout(hash, SLUG), false);
    assert.deepEqual(stateFromAddress(hash, SLUG, STATE), STATE);
  }
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

test("a number may be set to nothing, and nothing to a number: the widget says what it takes", () => {
  assert.equal(stateFrom("&stride=null").stride, null);
  const nothing = { stride: null };
  assert.deepEqual(stateFromAddress("#widget-it&stride=2", "widget-it", nothing), { stride: 2 });
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
    ["&image=null", /“image”/],
    ["&stride=2;alert(1)", /“stride” to is cut off or misspelt/],
    ["&stride=%", /“%” is cut off or misspelt/],
    [`&image=[${"1,".repeat(40_000)}1]`, /longer than 60,000 characters/],
  ]) {
    assert.throws(() => stateFrom(/** @type {string} */ (pairs)), { message });
  }
});

test("where to play and how fast is refused before it is set, as Python refuses it", () => {
  const set = (/** @type {string} */ pairs) =>
    stateFromAddress(`#widget-it${pairs}`, "widget-it", { position: 3, speed: 1 });
  for (const speed of [0.5, 64])
    assert.deepEqual(set(`&position=0&speed=${speed}`), { position: 0, speed });
  for (const [pairs, message] of [
    ["&speed=1000", "speed must be a number from 0.5 to 64, not 1000"],
    ["&speed=0.4", "speed must be a number from 0.5 to 64, not 0.4"],
    ['&speed="2"', 'speed must be a number from 0.5 to 64, not "2"'],
    ["&position=-1", "position must be a whole number of at least 0, not -1"],
    ["&position=1.5", "position must be a whole number of at least 0, not 1.5"],
  ])
    assert.throws(() => set(pairs), { name: "Misfit", message });
});

test("what mail programs add to a link's end is no part of it", () => {
  for (const end of [".", ")", "),", "?", "’", "!)"]) {
    assert.deepEqual(stateFrom(`&stride=3${end}`), { ...STATE, stride: 3 }, end);
    assert.deepEqual(stateFrom(`&image=@dot${end}`), { ...STATE, image: [[9]] }, end);
    assert.deepEqual(stateFrom(`&image=[[1,2]]${end}`), { ...STATE, image: [[1, 2]] }, end);
    assert.deepEqual(stateFrom(end), STATE, end);
  }
});

test("a link that was cut off says where", () => {
  const message = /“image” to is cut off or misspelt: \[\[0,1\],\[1,0$/;
  assert.throws(() => stateFrom("&stride=2&image=[[0,1],[1,0"), { message });
});

test("a painted image of 64 × 64 pixels fits into a link", () => {
  const image = Array.from({ length: 64 }, () => Array(64).fill(123));
  const text = encodeURIComponent(JSON.stringify(image));
  assert.deepEqual(stateFrom(`&image=${text}`)?.image, image);
});
