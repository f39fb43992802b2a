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

  stopped = false;

  terminate() {
    this.stopped = true;
  }

  /** @param {object} report */
  say(report) {
    this.#hear({ data: report });
  }

  /** Answer what was asked. */
  async answer() {
    for (const { type, question } of this.sent.splice(0))
      if (question) this.say({ type, question, ...ANSWERS[type] });
    await new Promise(setImmediate);
  }

  /** Go through the last epoch. */
  async end() {
    this.say({ ...EPOCH, epoch: 2 });
    this.say({ type: "finished" });
    await this.answer();
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

const ANSWERS = {
  weights: { weights: [new Float32Array([1, 2])] },
  confusion: { table: [[3]] },
  wrong: { wrong: [{ index: 4 }] },
  maps: { outputs: [{ shape: [1], values: new Float32Array([5]) }] },
  shift: {
    accuracy: [
      [1, 1, 1, 1],
      [1, 0.5, 0.5, 0],
    ],
  },
};
const PLAN = {
  stack: [{ kind: "flatten" }, { kind: "linear", out_features: 10, bias: true }],
  ...{ change: "still", seed: 7, repeats: 1, epochs: 2, nudge: true },
};

/** A session whose listeners write down what they are told. */
function listened(plan = {}) {
  /** @type {any[]} */
  const heard = [];
  FakeWorker.all = []; // without those of the session that every test begins with
  globalThis.Worker = /** @type {any} */ (FakeWorker); // each file's beforeEach runs before every test
  const made = startSession(/** @type {any} */ ({ ...PLAN, ...plan }), /** @type {any} */ ({}), 3, {
    changed: (what) => heard.push(what),
    finished: (run, own) => heard.push(["finished", own, run.moved, run.weights.length]),
    diverged: (_, own, reason) => heard.push(["diverged", own, reason]),
    failed: (sentence) => heard.push(["failed", sentence]),
  });
  return { session: made, heard, workers: FakeWorker.all };
}

beforeEach(() => {
  globalThis.Worker = /** @type {any} */ (FakeWorker);
  FakeWorker.all = [];
  [told, reported] = [[], []];
  globalThis.reportError = (error) => void reported.push(error);
  const failed = (/** @type {string} */ sentence) => void told.push(sentence);
  listeners = { changed: ignored, finished: ignored, diverged: ignored, failed };
  session = startSession(/** @type {any} */ (PLAN), /** @type {any} */ ({}), 0, {
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

test("both networks train with each seed in turn, and then all is done", async () => {
  const { session, heard, workers } = listened({ repeats: 2 });
  session.go();
  const begun = workers.map(({ sent: [init, run] }) => {
    const { seed, augment, shuffle_pixels } = init.recipe;
    return [seed, augment, shuffle_pixels, init.watch, run];
  });
  assert.deepEqual(begun, [
    [7, true, false, true, { type: "run" }],
    [7, false, false, undefined, { type: "run" }],
  ]);
  await workers[0].end();
  assert.deepEqual(heard.slice(-2), [["finished", true, [1, 0.5], 1], "results"]);
  assert.equal(workers.length, 2);
  await workers[1].end();
  assert.deepEqual(heard.at(-2), ["finished", false, [1, 0.5], 1]);
  assert.deepEqual(
    workers.map(({ stopped, sent }) => [stopped, sent[0]?.recipe.seed]),
    [[true, undefined], [true, undefined], [false, 8], [false, 8]], // prettier-ignore
  );
  assert.equal(session.state(), "running");
  await workers[2].end();
  await workers[3].end();
  assert.deepEqual([session.state(), heard.at(-1), workers.length], ["done", "state", 4]);
});

test("a pause holds everywhere, and the next seed waits for it", async () => {
  const { session, workers } = listened({ change: "", repeats: 2 });
  session.go();
  session.pause();
  assert.deepEqual([workers[0].sent.at(-1), session.state()], [{ type: "pause" }, "paused"]);
  await workers[0].end(); // it had ended before it heard of the pause
  assert.deepEqual([session.state(), workers.length], ["paused", 1]);
  session.go();
  assert.deepEqual([session.state(), workers.length], ["running", 2]);
});

test("what is known of a network is what its worker has said last", async () => {
  const { session, heard, workers } = listened({ change: "" });
  session.stepBatch();
  const [run] = session.runs();
  assert.deepEqual(
    workers[0].sent.slice(1).map(({ type, index }) => [type, index]),
    [["step", undefined], ["confusion", undefined], ["wrong", undefined], ["maps", 3]], // prettier-ignore
  );
  await workers[0].answer();
  assert.deepEqual(heard, ["state", "results"]);
  assert.deepEqual([run.confusion, run.wrong, run.maps.length], [[[3]], [{ index: 4 }], 1]);
  workers[0].say({ type: "progress", epoch: 0.5, loss: 2, accuracy: 0.25, weights: [] });
  assert.deepEqual([run.epoch, run.losses, run.accuracies], [0.5, [[0.5, 2]], [[0.5, 0.25]]]);
  session.stepEpoch();
  assert.deepEqual(workers[0].sent.at(-1), { type: "run", epochs: 1 });
  workers[0].say({ ...EPOCH, test_accuracy: 0.75 });
  assert.deepEqual([run.epoch, run.test, run.history.validation_loss], [1, 0.75, [1]]);
  await workers[0].answer();
  session.lookAt(9);
  assert.equal(workers[0].sent.at(-1).index, 9);
  assert.deepEqual(heard.slice(2), ["progress", "state", "epoch", "results"]);
});

test("a network that is of no use is named, and the other goes on", () => {
  const { session, heard, workers } = listened({ repeats: 2 });
  session.go();
  workers[1].say({ type: "diverged", message: "It has diverged." });
  assert.deepEqual(heard.slice(1), [["diverged", false, "It has diverged."], "results"]);
  session.pause();
  assert.equal(workers[1].sent.length, 2);
});

test("a network that was left is shown again, and trained anew when asked", async () => {
  const { session, heard, workers } = listened({ change: "" });
  const history = {
    ...{ loss: [2, 1], accuracy: [] },
    validation_loss: [],
    validation_accuracy: [],
  };
  const weights = [new Float32Array(2)];
  session.restore(weights, history);
  const [run] = session.runs();
  assert.equal(workers[0].sent[0].weights, weights);
  assert.deepEqual([session.state(), run.epoch, run.over], ["done", 2, true]);
  await workers[0].answer();
  assert.deepEqual([run.moved, run.test, run.confusion], [[1, 0.5], 1, [[3]]]);
  assert.deepEqual(heard.toSorted(), ["results", "results", "state"]);
  session.go();
  const [init] = workers[1].sent;
  assert.deepEqual([workers[0].stopped, init.weights, init.watch], [true, undefined, true]);
});

test("once stopped, nothing more is told", async () => {
  const { session, heard, workers } = listened({ change: "" });
  session.go();
  workers[0].say({ ...EPOCH, epoch: 2 });
  const before = [...heard];
  session.stop();
  await workers[0].end();
  workers[0].say({ type: "refused", message: "no" });
  assert.deepEqual([heard, workers[0].stopped], [before, true]);
});
