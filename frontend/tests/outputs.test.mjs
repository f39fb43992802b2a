// What a cell shows stays within bounds, and in its place.
import assert from "node:assert/strict";
import { test } from "node:test";

import { html } from "../parts/dom.mjs";
import { MOST, outputsOf } from "../python/outputs.mjs";
import { emptyPage } from "./fake_page.mjs";

let stops = 0;
const SURROUNDINGS = {
  nameOf: () => "cell 1",
  showModel() {},
  showWidgets() {},
  stopWidgets: () => void stops++,
};

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
/** @param {any} output @param {string} id */
const named = (output, id) => ({ ...output, transient: { display_id: id } });
const SVG = '<svg width="3pt" height="3pt"></svg>';
const FIGURE = { output_type: "display_data", data: { "image/svg+xml": SVG } };
/** @param {string} text */
const framed = (text) =>
  html("figure", {}, html("img", { alt: text }), html("figcaption", {}, text));
const lines = ({ textContent }) => textContent.trim().split("\n");

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

test("an update takes the place of what was displayed by its name, and of nothing else", () => {
  const { outputs, place } = cell();
  outputs.add(named(shown("one"), "a"));
  outputs.add(named(shown("other"), "b"));
  outputs.add(named(shown("again"), "a"));
  outputs.update(named(shown("new"), "a"));
  assert.deepEqual(lines(place), ["new", "other", "new"]);
  outputs.update(named(shown("newest"), "a"));
  outputs.update(named(shown("nothing"), "c"));
  outputs.update(shown("nothing"));
  assert.deepEqual(lines(place), ["newest", "other", "newest"]);
  outputs.clear();
  outputs.update(named(shown("late"), "a"));
  assert.equal(place.textContent, "");
});

test("a figure that is updated keeps its caption and lets the old picture go", (t) => {
  const revoke = t.mock.method(URL, "revokeObjectURL");
  const { outputs, place } = cell(framed("first"), framed("second"));
  outputs.add(named(FIGURE, "a"));
  outputs.add(FIGURE);
  const src = () => place.querySelector("img").getAttribute("src");
  const before = src();
  outputs.update(named(FIGURE, "a"));
  assert.notEqual(src(), before);
  assert.deepEqual(
    revoke.mock.calls.map((call) => call.arguments),
    [[before]],
  );
  assert.equal(place.textContent, "firstsecond");
});

test("without a frame, too, all variants of a figure are updated", () => {
  const { outputs, place } = cell();
  const variants = { "dark wide": SVG };
  outputs.add(named({ ...FIGURE, metadata: { "image/svg+xml": { variants } } }, "a"));
  outputs.add(shown("after"));
  assert.equal(place.childNodes.length, 3);
  outputs.update(named(shown("no figure"), "a"));
  assert.deepEqual(lines(place), ["no figure", "after"]);
});

test("a clearing that waits comes with the next output", () => {
  const { outputs, place } = cell();
  outputs.add(shown("one"));
  outputs.clear(true);
  assert.deepEqual(lines(place), ["one"]);
  outputs.add(shown("two"));
  assert.deepEqual(lines(place), ["two"]);
  outputs.add(shown("three"));
  assert.deepEqual(lines(place), ["two", "three"]);
  outputs.clear(true);
  outputs.add(stream("four"));
  assert.deepEqual(lines(place), ["four"]);
  outputs.clear(true);
  outputs.clear();
  assert.equal(place.textContent, "");
});

test("after a clearing the first figure is the first again", () => {
  const { outputs, place } = cell(framed("first"), framed("second"));
  for (const waits of [false, true]) {
    outputs.add(FIGURE);
    outputs.clear(waits);
    outputs.add(FIGURE);
    assert.equal(place.textContent, "first");
    assert.equal(place.querySelector("img").alt, "first");
    outputs.clear();
  }
});

test("whatever takes outputs away stops the widgets in them", () => {
  const { outputs } = cell();
  const widget = named({ output_type: "display_data", data: { "text/html": "a widget" } }, "one");
  outputs.add(widget);
  for (const takeAway of [
    () => outputs.update(named(shown("no widget"), "one")),
    () => outputs.clear(),
    () => outputs.putBack(),
    () => (outputs.begin(), outputs.add(shown("no widget"))),
    () => (outputs.begin(), outputs.end()),
  ]) {
    stops = 0;
    takeAway();
    assert.equal(stops, 1, String(takeAway));
  }
});
