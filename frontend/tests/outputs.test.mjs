// What a cell shows stays within bounds, and in its place.
import assert from "node:assert/strict";
import { test } from "node:test";

import { html } from "../parts/dom.mjs";
import { MOST, outputsOf } from "../python/outputs.mjs";
import { emptyPage } from "./fake_page.mjs";

const SURROUNDINGS = { nameOf: () => "cell 1", showModel() {}, showWidgets() {} };

/** A cell whose run has begun. @param {...any} built what the book shows below it */
function cell(...built) {
  const input = html("div", { class: "cell_input" });
  const place = html("div", { class: "cell_output" }, ...built);
  const element = html("div", { class: "cell", id: "cell-a" }, input, place);
  emptyPage().append(element);
  const outputs = outputsOf(element, SURROUNDINGS);
  outputs.begin();
  return { outputs, place };
}

emptyPage();

/** @param {string} text @param {string} [name] */
const stream = (text, name = "stdout") => ({ output_type: "stream", name, text });
/** @param {string} text */
const shown = (text) => ({ output_type: "display_data", data: { "text/plain": text } });

test("displays between printed lines end at the limit, and so do the lines", () => {
  const { outputs, place } = cell();
  for (let i = 0; i < 5000; i++) {
    outputs.add(stream("printed\n"));
    outputs.add(shown("shown"));
  }
  assert.equal(place.childNodes.length, MOST + 1);
  assert.equal(place.textContent.match(/More outputs are not shown/g)?.length, 1);
});

test("changes between streams end there, too", () => {
  const { outputs, place } = cell();
  for (let i = 0; i < 5000; i++) {
    outputs.add(stream("out\n"));
    outputs.add(stream("err\n", "stderr"));
  }
  assert.equal(place.childNodes.length, MOST + 1);
});

test("one stream is one box, however many pieces it comes in", () => {
  const { outputs, place } = cell();
  for (let i = 0; i < 5000; i++) outputs.add(stream("out\n"));
  outputs.add(shown("shown"));
  assert.equal(place.childNodes.length, 2);
});
