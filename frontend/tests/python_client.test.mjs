// What the page says of its Python, with a worker that does what the test wants.
import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { python } from "../python/client.mjs";

/** @type {any} */
let worker;
/** @type {string[]} */
let states = [];
/** @type {any[]} */
let heard = [];
/** @type {ReturnType<typeof python>} */
let session;

class FakeWorker {
  listeners = {};
  sent = [];
  constructor() {
    worker = this;
  }
  addEventListener(type, listener) {
    this.listeners[type] = listener;
  }
  postMessage(message) {
    this.sent.push(message);
  }
  terminate() {}
  say(data) {
    this.listeners.message({ data });
  }
}

const settled = () => new Promise(setImmediate);

beforeEach(async () => {
  const served = { ok: true, json: async () => ({ cells: [{ id: "a", source: "" }] }) };
  Object.assign(globalThis, { Worker: FakeWorker, location: new URL("https://here/") });
  globalThis.fetch = /** @type {any} */ (async () => ({ ...served, headers: new Headers() }));
  [states, heard] = [[], []];
  session = python({
    ...{ base: new URL("https://here/"), page: "book/a", version: "1" },
    changed: (state) => states.push(state),
    hearComm() {},
  });
  session.run({ cell: "a", edited: {}, hear: (message) => heard.push(message) });
  await settled();
  worker.say({ type: "ready" });
  const run = worker.sent.at(-1).run;
  for (const type of ["plan", "done"]) worker.say({ type, run, cells: ["a"], ok: true });
});

test("a widget that is moved without a pause does not hold Python", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  for (let i = 0; i < 20; i++) {
    session.send({ type: "comm" });
    mock.timers.tick(90);
    worker.say({ type: "heard" });
    session.send({ type: "comm" });
    mock.timers.tick(20);
    worker.say({ type: "heard" });
  }
  session.send({ type: "comm" });
  mock.timers.tick(999);
  assert.ok(!states.includes("held"));
  mock.timers.tick(1);
  assert.equal(states.at(-1), "held");
  worker.say({ type: "heard" });
  assert.equal(states.at(-1), "ready");
  mock.timers.reset();
});

test("a run whose packages do not come is over, and Python goes on", async () => {
  const other = [];
  session.run({ cell: "a", edited: {}, hear: (message) => heard.push(message) });
  session.run({ cell: "b", edited: {}, hear: (message) => other.push(message) });
  await settled();
  const { run } = worker.sent.at(-1);
  worker.say({ type: "plan", run, cells: ["a"] });
  worker.say({ type: "failed", run, why: "fetch", message: "cut" });
  assert.equal(session.state, "ready");
  assert.equal(heard.at(-1).type, "failed");
  assert.match(heard.at(-1).sentence, /the connection was cut/);
  await settled();
  assert.deepEqual([worker.sent.at(-1).cell, worker.sent.at(-1).run], ["b", run + 1]);
  worker.say({ type: "done", run: run + 1, ok: true });
  assert.equal(other.at(-1).type, "done");
  assert.equal(session.isBusy, false);
});

test("a worker that breaks while a widget holds it is not said to have come damaged", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  session.send({ type: "comm" });
  mock.timers.tick(1000);
  assert.equal(states.at(-1), "held");
  mock.timers.reset();
  session.run({ cell: "a", edited: {}, hear: (message) => heard.push(message) });
  await settled();
  worker.listeners.error({ preventDefault() {}, message: "unreachable" });
  await settled();
  assert.equal(states.at(-1), "off");
  assert.match(heard.at(-1).sentence, /^Python has stopped: unreachable\./);
});
