// A widget's model keeps the page and Python in step, and nothing is sent round in a circle.
import assert from "node:assert/strict";
import { test } from "node:test";

import { liveModel, stateOf } from "../python/widget_model.mjs";

function made(state) {
  const sent = [];
  const heard = [];
  const model = liveModel(state, (data) => sent.push(data));
  const listener = () => heard.push(model.get("stride"));
  model.on("change:stride", listener);
  return { model, sent, heard, listener };
}

test("what the reader sets is heard and sent, once", () => {
  const { model, sent, heard } = made({ stride: 1, size: 3 });
  model.set("stride", 2);
  model.set("size", 5);
  model.save_changes();
  model.save_changes();
  assert.deepEqual(heard, [2]);
  assert.deepEqual(sent, [{ method: "update", state: { stride: 2, size: 5 }, buffer_paths: [] }]);
});

test("what Python sets is heard and not sent back", () => {
  const { model, sent, heard } = made({ stride: 1 });
  model.receive({ stride: 3 });
  model.save_changes();
  assert.deepEqual(heard, [3]);
  assert.deepEqual(sent, []);
});

test("what is the same is no change, arrays too", () => {
  const { model, sent, heard } = made({ stride: [1, [2]] });
  model.set("stride", [1, [2]]);
  model.receive({ stride: [1, [2]] });
  model.save_changes();
  assert.deepEqual([heard, sent], [[], []]);
});

test("all that Python sets together is there when the first of it is heard", () => {
  const { model } = made({ stride: 1, size: 3 });
  const seen = [];
  model.on("change:stride", () => seen.push(model.get("size")));
  model.receive({ stride: 2, size: 5 });
  assert.deepEqual(seen, [5]);
});

test("a listener can be taken off", () => {
  const { model, heard, listener } = made({ stride: 1 });
  model.off("change:stride", listener);
  model.set("stride", 2);
  assert.deepEqual(heard, []);
});

test("binary parts are put where they belong", () => {
  const bytes = new Uint8Array([7]);
  const data = { state: { a: { b: [null] } }, buffer_paths: [["a", "b", 0]] };
  assert.deepEqual(stateOf(data, [bytes]), { a: { b: [bytes] } });
});
