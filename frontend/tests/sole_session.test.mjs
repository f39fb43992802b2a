import assert from "node:assert/strict";
import test from "node:test";

import { sole } from "../widgets/network_builder/sole.mjs";

function session() {
  const one = { stopped: false, stop: () => void (one.stopped = true) };
  return one;
}

/** What begins when it is told to. */
function late() {
  /** @type {(one: any) => void} */
  let resolve = () => {};
  const promise = new Promise((done) => (resolve = done));
  return { make: () => promise, resolve: (/** @type {any} */ one) => resolve(one) };
}

test("a session that begins while another is loaded takes its place", async () => {
  const { now, coming, begin } = sole();
  const [restored, trained] = [late(), late()];
  const [first, second] = [session(), session()];
  const given = begin("restored", restored.make);
  assert.equal(coming(), "restored");
  const wanted = begin("training", trained.make);
  assert.equal(coming(), "training");
  trained.resolve(second);
  assert.equal(await wanted, second);
  assert.equal(coming(), null);
  restored.resolve(first); // it comes too late
  assert.equal(await given, null);
  assert.equal(now(), second);
  assert.deepEqual([first.stopped, second.stopped], [true, false]);
});

test("what comes first is stopped, too, if it was asked for first", async () => {
  const { now, begin } = sole();
  const [restored, trained] = [late(), late()];
  const [first, second] = [session(), session()];
  const given = begin("restored", restored.make);
  const wanted = begin("training", trained.make);
  restored.resolve(first);
  assert.equal(await given, null);
  assert.equal(now(), null);
  trained.resolve(second);
  assert.equal(await wanted, second);
  assert.deepEqual([first.stopped, second.stopped], [true, false]);
});

test("an end stops what runs and what is about to begin", async () => {
  const { now, coming, begin, end } = sole();
  const [one, another] = [session(), late()];
  assert.equal(await begin("training", async () => one), one);
  const given = begin("training", another.make);
  assert.equal(one.stopped, true);
  end();
  assert.equal(coming(), null);
  const unwanted = session();
  another.resolve(unwanted);
  assert.equal(await given, null);
  assert.deepEqual([unwanted.stopped, now()], [true, null]);
});

test("what cannot be made leaves none", async () => {
  const { now, coming, begin } = sole();
  assert.equal(await begin("training", async () => null), null);
  assert.deepEqual([now(), coming()], [null, null]);
});
