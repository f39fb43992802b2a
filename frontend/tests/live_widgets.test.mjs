// What Python has shown in the page stops when the page has it no more.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import "../python/live_widgets.mjs";
import { html } from "../parts/dom.mjs";
import { lent, liveModel } from "../python/widget_model.mjs";
import { emptyPage } from "./fake_page.mjs";

/** @type {any} */
let live;
/** @type {any} */
let page;
let counts = { made: 0, stopped: 0 };

beforeEach(() => {
  page = emptyPage();
  counts = { made: 0, stopped: 0 };
  const mounted = () => {
    counts.made++;
    return () => void counts.stopped++;
  };
  globalThis.cnnlab = {
    widgetNamed: () => ({}),
    "parts/mount": { mounted },
    mountAll: mounted,
    stopWidget: () => void counts.stopped++,
  };
  live = globalThis.cnnlabLiveWidgets({ root: new URL("https://here/"), send: () => {} });
});

/** @param {string} id @param {object} state */
const open = (id, state) =>
  live.hear({ type: "comm_open", comm_id: id, target: "jupyter.widget", data: { state } });

/** A cell's outputs, after the ones before have gone. */
function outputs() {
  const place = html("div");
  page.replaceChildren(place);
  return place;
}

test("of a cell that runs again and again, the last widget alone goes on", async () => {
  open("w", { _model_name: "AnyModel", _anywidget_id: "cnnlab.widgets.pool.Pool" });
  for (let i = 0; i < 20; i++) await live.show("w", outputs());
  assert.deepEqual(counts, { made: 20, stopped: 19 });
});

test("so does that of a widget in HTML", async () => {
  for (let i = 0; i < 20; i++) {
    const place = outputs();
    place.append(html("div", { class: "cnnlab-widget" }));
    await live.showHtml(place);
  }
  assert.deepEqual(counts, { made: 20, stopped: 19 });
});

test("of a cell that then shows none, none goes on", async () => {
  open("w", { _model_name: "AnyModel", _anywidget_id: "cnnlab.widgets.pool.Pool" });
  await live.show("w", outputs());
  outputs();
  live.stopWhatIsGone();
  assert.deepEqual(counts, { made: 1, stopped: 1 });
});

test("what is in a box goes with the box, and with its place in it", async () => {
  open("w", { _model_name: "AnyModel", _anywidget_id: "cnnlab.widgets.pool.Pool" });
  open("box", { _model_name: "HBoxModel", children: ["IPY_MODEL_w"] });
  await live.show("box", outputs());
  live.hear({
    ...{ type: "comm", comm_id: "box" },
    data: { method: "update", state: { children: ["IPY_MODEL_w", "IPY_MODEL_w"] } },
  });
  await new Promise(setImmediate);
  assert.deepEqual(counts, { made: 3, stopped: 1 });
  await live.show("w", page.appendChild(html("div"))); // beside it
  assert.deepEqual(counts, { made: 4, stopped: 1 });
  await live.show("w", outputs());
  assert.deepEqual(counts, { made: 5, stopped: 4 });
});

test("a box that has lost its children has stopped them, even one that was still loading", async () => {
  open("w", { _model_name: "AnyModel", _anywidget_id: "cnnlab.widgets.pool.Pool" });
  open("box", { _model_name: "HBoxModel", children: ["IPY_MODEL_w"] });
  const told = (/** @type {string[]} */ children) =>
    live.hear({ type: "comm", comm_id: "box", data: { method: "update", state: { children } } });
  await live.show("box", outputs());
  await new Promise(setImmediate);
  told([]);
  await new Promise(setImmediate);
  assert.deepEqual(counts, { made: 1, stopped: 1 });
  /** @type {any} */
  let loaded;
  globalThis.cnnlab.widgetNamed = () => null;
  Object.assign(globalThis.document, {
    querySelectorAll: () => [],
    head: { append: (/** @type {any} */ element) => (loaded = element) },
  });
  told(["IPY_MODEL_w"]);
  await new Promise(setImmediate);
  told([]);
  await new Promise(setImmediate);
  loaded.listeners.load();
  await new Promise(setImmediate);
  assert.deepEqual(counts, { made: 1, stopped: 1 });
});

test("a widget in a box that cannot be drawn says so in its place", async () => {
  globalThis.cnnlab.widgetNamed = () => {
    throw new Error("pool.js could not be loaded");
  };
  /** @type {any[]} */
  const reported = [];
  globalThis.reportError = (error) => void reported.push(error.message);
  open("w", { _model_name: "AnyModel", _anywidget_id: "cnnlab.widgets.pool.Pool" });
  open("text", { _model_name: "LabelModel", value: "one" });
  open("box", { _model_name: "HBoxModel", children: ["IPY_MODEL_w", "IPY_MODEL_text"] });
  const place = outputs();
  await live.show("box", place);
  await new Promise(setImmediate);
  assert.match(place.textContent, /not connected with Python: pool\.js could not be loaded\.one/);
  assert.deepEqual(reported, ["pool.js could not be loaded"]);
});

test("a plain control that has gone hears nothing more", async () => {
  open("text", { _model_name: "LabelModel", value: "one" });
  const before = outputs();
  await live.show("text", before);
  const now = outputs();
  await live.show("text", now);
  live.hear({
    ...{ type: "comm", comm_id: "text" },
    data: { method: "update", state: { value: "two" } },
  });
  await new Promise(setImmediate);
  assert.deepEqual([before.textContent, now.textContent], ["one", "two"]);
});

test("what ends in one drawing of a model goes on in another", () => {
  const model = liveModel({ stride: 1 }, () => {});
  const heard = [];
  const [one, other] = [lent(model), lent(model)];
  one.model.on("change:stride", () => heard.push("one"));
  other.model.on("change:stride", () => heard.push("other"));
  one.stop();
  model.set("stride", 2);
  assert.deepEqual(heard, ["other"]);
});

test("when Python has ended, the widgets that are there say so, once", async () => {
  open("w", { _model_name: "AnyModel", _anywidget_id: "cnnlab.widgets.pool.Pool" });
  const before = outputs();
  await live.show("w", before);
  const now = outputs();
  await live.show("w", now);
  live.cut();
  live.cut();
  const said = (place) => place.querySelectorAll(".cnnlab-problem").length;
  assert.deepEqual([said(before), said(now)], [0, 1]);
});
