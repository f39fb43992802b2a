// How the networks of a session come to rest together.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { startSession } from "../widgets/network_builder/session.mjs";

Object.assign(globalThis, { TRAINING_SOURCE: "" }); // the build puts it in

/** A worker that says what the test wants. */
class FakeWorker {
  /** @type {FakeWorker[]} */
  static all = [];
  /** @type {any[]} */
  sent = [];
  /** @type {(event: { data: any }) => void} */
  #hear = () => {};

  constructor() {
    FakeWorker.all.push(this);
  }

  addEventListener(event, listener) {
    if (event === "message") this.#hear = listener;
  }

  postMessage(message) {
    this.sent.push(message);
  }

  terminate() {}

  /** @param {object} report */
  say(report) {
    this.#hear({ data: report });
  }
}

/** @type {ReturnType<typeof startSession>} */
let session;
/** @type {FakeWorker[]} */
let workers;

const ignored = () => {};
/** @type {Parameters<typeof startSession>[3]} */
let listeners;
/** @type {string[]} */
let told;
/** @type {any[]} */
let reported; // to the console
const EPOCH = {
  ...{ type: "epoch", epoch: 1, loss: 1, accuracy: 0.5 },
  ...{ validation_loss: 1, validation_accuracy: 0.5, test_accuracy: 0.5 },
};

beforeEach(() => {
  globalThis.Worker = /** @type {any} */ (FakeWorker);
  FakeWorker.all = [];
  const stack = [{ kind: "flatten" }, { kind: "linear", out_features: 10, bias: true }];
  const plan = { stack, change: "still", seed: 0, repeats: 1, epochs: 2, nudge: true };
  [told, reported] = [[], []];
  globalThis.reportError = (error) => void reported.push(error);
  const failed = (/** @type {string} */ sentence) => void told.push(sentence);
  listeners = { changed: ignored, finished: ignored, diverged: ignored, failed };
  session = startSession(/** @type {any} */ (plan), /** @type {any} */ ({}), 0, {
    ...listeners,
    changed: (what) => listeners.changed(what),
  });
  session.stepEpoch();
  workers = FakeWorker.all;
});

/** @param {FakeWorker} worker */
function restAfterEpoch(worker) {
  worker.say(EPOCH);
  worker.say({ type: "finished" });
}

test("after one epoch of both networks the session is paused", () => {
  assert.deepEqual([workers.length, session.state()], [2, "running"]);
  restAfterEpoch(workers[1]);
  assert.equal(session.state(), "running");
  restAfterEpoch(workers[0]);
  assert.equal(session.state(), "paused");
});

test("so it is if one rests and the other diverges, whichever comes first", () => {
  workers[0].say({ type: "diverged", message: "It has diverged." });
  assert.equal(session.state(), "running");
  restAfterEpoch(workers[1]);
  assert.equal(session.state(), "paused");
});

test("a network that diverges after the other has come to rest leaves none running", () => {
  restAfterEpoch(workers[1]);
  workers[0].say({ type: "diverged", message: "It has diverged." });
  assert.equal(session.state(), "paused");
});

const BROKEN = "Training has stopped, since something in this page is broken: ";

test("settings that do not fit are refused, and the console is quiet", () => {
  workers[0].say({ type: "refused", layer: null, message: "epochs must be a number" });
  assert.deepEqual(told, ["Training cannot go on: epochs must be a number."]);
  assert.deepEqual(reported, []);
});

test("what is asked may be refused, too", async () => {
  workers[0].say(EPOCH);
  const { question } = workers[0].sent.at(-1);
  workers[0].say({ type: "refused", question, message: "index must be a number" });
  await new Promise(setImmediate);
  assert.deepEqual([told, reported], [["Training cannot go on: index must be a number."], []]);
});

test("a fault in the worker reaches the console, and is not the reader's", () => {
  workers[0].say({ type: "broken", message: "x is null", stack: "at step" });
  assert.deepEqual(told, [`${BROKEN}x is null.`]);
  assert.deepEqual(
    reported.map(({ message, stack }) => [message, stack]),
    [["x is null", "at step"]],
  );
});

test("so does a fault of what draws the results", async () => {
  listeners.changed = () => {
    throw new TypeError("no canvas");
  };
  workers[1].say(EPOCH);
  await new Promise(setImmediate);
  assert.deepEqual(told, [`${BROKEN}no canvas.`]);
  assert.equal(reported.length, 1);
});
