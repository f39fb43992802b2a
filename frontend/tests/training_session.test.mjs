// Training as a page orders it: what it is told, and what it answers.
import assert from "node:assert/strict";
import test from "node:test";

import { makeTraining } from "../math/network/training.mjs";
import { unpackDigits } from "../training/digits.mjs";
import { makeSession } from "../training/session.mjs";
import { assertClose } from "./close.mjs";
import { vectors } from "./vectors.mjs";

const { digits: packed, first_test: firstTest } = vectors("training");
const digits = await unpackDigits(packed);
const STACK = [
  { kind: "flatten" },
  { kind: "linear", out_features: 12 },
  { kind: "relu" },
  { kind: "linear", out_features: 10 },
];
const TRAIN = 1197;
const SLICE = 1; // millisecond, so that a run is cut often

/** A session that is told things, and what it has said since it was last asked. */
function opened(recipe = {}, more = {}) {
  /** @type {any[]} */
  const said = [];
  let wake = () => {};
  const send = makeSession((message) => {
    said.push(message);
    wake();
  }, SLICE);
  const heard = () => said.splice(0);
  /** @param {string} type */
  const until = (type) =>
    new Promise((resolve) => {
      const look = () => {
        if (!said.some((message) => message.type === type)) return;
        wake = () => {};
        resolve(heard());
      };
      wake = look;
      look();
    });
  const ask = (question) => {
    send({ ...question, question: 1 });
    return heard().at(-1);
  };
  send({ type: "init", stack: STACK, recipe, digits, ...more });
  return { send, heard, until, ask };
}

const weightsOf = ({ ask }) => ask({ type: "weights" }).weights.map((w) => Array.from(w));

async function trained(recipe) {
  const session = opened(recipe);
  session.send({ type: "run" });
  const said = await session.until("finished");
  return { said, weights: weightsOf(session), session };
}

test("the digits are cnnlab's, in their three parts", () => {
  assert.deepEqual(digits.parts, [TRAIN, 240, 360]);
  const start = (TRAIN + 240) * 64;
  assert.deepEqual(Array.from(digits.images.subarray(start, start + 64)), firstTest.pixels);
  assert.equal(digits.labels[TRAIN + 240], firstTest.label);
});

test("one seed gives one result, to the last bit, and another seed another", async () => {
  const [a, b, c] = [
    await trained({ epochs: 2 }),
    await trained({ epochs: 2 }),
    await trained({ epochs: 2, seed: 1 }),
  ];
  assert.deepEqual(a.weights, b.weights);
  assert.notDeepEqual(a.weights, c.weights);
  const epochs = a.said.filter(({ type }) => type === "epoch");
  assert.deepEqual(
    epochs.map(({ epoch }) => epoch),
    [1, 2],
  );
  assert.ok(epochs[1].loss < epochs[0].loss && epochs[1].test_accuracy > 0.4);
  assert.ok(epochs[1].accuracy > epochs[0].accuracy && epochs[0].accuracy > 0);
  const last = a.said.findLast(({ type }) => type === "progress");
  assert.equal(last.images, 2 * TRAIN);
});

test("a step learns from one batch, and stops a run", async () => {
  const session = opened({ batch_size: 100 }, { watch: true });
  assert.deepEqual(session.heard(), [{ type: "ready", parameters: 64 * 12 + 12 + 12 * 10 + 10 }]);
  const first = weightsOf(session);
  session.send({ type: "step" });
  const [{ type, images, epoch, accuracy, weights }] = session.heard();
  assert.deepEqual([type, images, epoch], ["progress", 100, 100 / TRAIN]);
  assert.ok(accuracy < 0.5);
  const second = weightsOf(session);
  assert.notDeepEqual(second, first);
  assert.deepEqual(
    weights.map((w) => Array.from(w)),
    second,
  );
  session.send({ type: "run" });
  session.send({ type: "step" });
  const last = weightsOf(session);
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual(weightsOf(session), last);
});

test("reports come while it trains, each of the batches since the last one", async (t) => {
  let now = 0;
  t.mock.method(performance, "now", () => (now += 0.9 * SLICE)); // whenever it is looked at
  const { said } = await trained({ epochs: 2, batch_size: 8 });
  const [reports, epochs] = ["progress", "epoch"].map((each) =>
    said.filter(({ type }) => type === each),
  );
  assert.ok(reports.length > 3);
  const counts = reports.map(({ images }, i) => images - (reports[i - 1]?.images ?? 0));
  for (const name of ["loss", "accuracy"]) {
    const all = reports.reduce((sum, report, i) => sum + counts[i] * report[name], 0);
    const whole = epochs.reduce((sum, report) => sum + TRAIN * report[name], 0);
    assertClose(all, whole, { relative: 1e-9, absolute: 0 }, name);
  }
});

test("the memory of weights and maps is handed over, and what trains keeps its own", () => {
  /** @type {[any, Transferable[]][]} */
  const told = [];
  const send = makeSession((message, transfer = []) => told.push([message, transfer]), SLICE);
  send({ type: "init", stack: STACK, digits, watch: true });
  send({ type: "step" });
  send({ type: "weights", question: 1 });
  send({ type: "maps", index: 0, question: 2 });
  const [, ...large] = told;
  assert.equal(large.length, 3);
  for (const [{ weights, outputs }, transfer] of large) {
    const arrays = weights ?? outputs.map(({ values }) => values);
    structuredClone(null, { transfer });
    assert.deepEqual(new Set(arrays.map(({ length }) => length)), new Set([0]));
  }
  send({ type: "step" });
  assert.ok(Number.isFinite(told.at(-1)?.[0].loss));
});

test("a pause stops, and a run goes on from there", async () => {
  const whole = await trained({ epochs: 3 });
  const session = opened({ epochs: 3 });
  for (const epochs of [1, 2]) {
    session.send({ type: "run", epochs });
    await session.until("finished");
  }
  session.send({ type: "run", epochs: 1 });
  assert.deepEqual(session.heard(), [{ type: "finished" }]);
  session.send({ type: "run" });
  session.send({ type: "pause" });
  const before = weightsOf(session);
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.deepEqual(weightsOf(session), before);
  session.send({ type: "run" });
  await session.until("finished");
  assert.deepEqual(weightsOf(session), whole.weights);
});

test("a network goes on with weights that it is given", () => {
  const session = opened();
  session.send({ type: "step" });
  const weights = weightsOf(session);
  assert.deepEqual(weightsOf(opened({ seed: 5 }, { weights })), weights);
});

test("a switch changes what it names and nothing else", async () => {
  const plain = opened();
  const shuffled = opened({ shuffle_pixels: true });
  assert.deepEqual(weightsOf(plain), weightsOf(shuffled));
  const input = (session) => Array.from(session.ask({ type: "maps", index: 3 }).outputs[0].values);
  assert.notDeepEqual(input(shuffled), input(plain));
  assert.deepEqual(input(shuffled).sort(), input(plain).sort());
  assertClose(
    shuffled.ask({ type: "maps", index: 3 }).probabilities.reduce((a, b) => a + b),
    1,
    { relative: 0, absolute: 1e-6 },
    "sum",
  );

  // The learning rate falls for the last third of the epochs.
  const [steady, falling] = [
    await trained({ epochs: 3, last_learning_rate: 0.05 }),
    await trained({ epochs: 3 }),
  ];
  const losses = ({ said }) => said.filter(({ type }) => type === "epoch").map(({ loss }) => loss);
  assert.deepEqual(losses(steady).slice(0, 2), losses(falling).slice(0, 2));
  assert.notEqual(losses(steady)[2], losses(falling)[2]);
  const still = await trained({ epochs: 3, augment: false });
  assert.ok(losses(still)[2] < losses(falling)[2]);
});

/** Digits of one inked pixel each, and how one linear layer's weights show which have been seen. */
function seenPixels(recipe, inked) {
  const images = Uint8Array.from(
    inked.flatMap((at) => Array.from(Array(64), (_, p) => (p === at ? 16 : 0))),
  );
  const dots = { images, labels: new Uint8Array(inked.length), parts: [inked.length, 0, 0] };
  const stack = [{ kind: "flatten" }, { kind: "linear", out_features: 10 }];
  const plain = { momentum: 0, batch_size: 1, ...recipe };
  const training = makeTraining(stack, plain, /** @type {any} */ (dots));
  return () => {
    const before = training.parameters[0].slice();
    training.step();
    return [...Array(64).keys()].filter((p) => training.parameters[0][p] !== before[p]);
  };
}

test("every epoch goes through all digits once, in an order of its own", () => {
  const places = [...Array(64).keys()];
  const step = seenPixels({ augment: false }, places);
  const [first, second] = [places.map(step), places.map(step)].map((epoch) => epoch.flat());
  for (const epoch of [first, second]) {
    assert.deepEqual(
      epoch.toSorted((a, b) => a - b),
      places,
    );
  }
  assert.notDeepEqual(first, places);
  assert.notDeepEqual(first, second);
});

test("a digit comes up in its place and a pixel away in all four directions, about equally often", () => {
  const step = seenPixels({}, Array(500).fill(27));
  const seen = Array.from(Array(500), step).flat();
  const count = (pixel) => seen.filter((each) => each === pixel).length;
  const five = [27, 19, 35, 26, 28].map(count);
  assert.equal(
    five.reduce((a, b) => a + b),
    500,
  );
  for (const times of five) assert.ok(times > 70 && times < 130, String(five));
});

test("weights begin with the variance 2 / fan_in, biases as zeros", () => {
  const conv = { kind: "conv2d", out_channels: 24, kernel_size: 3, padding: 1 };
  const stack = [conv, { ...conv, groups: 2 }, { ...conv, shared: false }, ...STACK];
  const weights = weightsOf(opened({}, { stack }));
  const [first, second, untied, linear] = weights.filter((_, i) => i % 2 === 0);
  for (const [values, fanIn] of [
    [first, 9],
    [second, 12 * 9],
    [untied, 24 * 9],
    [linear, 24 * 64],
  ]) {
    const square = values.reduce((sum, w) => sum + w * w, 0) / values.length;
    const spread = 5 * Math.sqrt(2 / values.length); // five standard errors
    assertClose(
      square,
      2 / fanIn,
      { relative: spread, absolute: 0 },
      `of ${values.length} weights`,
    );
  }
  assert.ok(weights.every((values, i) => i % 2 === 0 || values.every((bias) => bias === 0)));
});

test("the confusion table, what is wrong and the shifts tell of the same digits", async () => {
  const { session } = await trained({ epochs: 2 });
  const { table } = session.ask({ type: "confusion" });
  const { wrong } = session.ask({ type: "wrong" });
  const { accuracy } = session.ask({ type: "shift", most: 2 });
  const right = table.reduce((sum, row, i) => sum + row[i], 0);
  assert.equal(
    table.flat().reduce((a, b) => a + b),
    360,
  );
  assert.equal(right, 360 - wrong.length);
  assert.deepEqual(accuracy[0], Array(4).fill(right / 360));
  assert.ok(Math.max(...accuracy[2]) < accuracy[0][0]);
  for (const { index, label, read, probability } of wrong) {
    const { label: own, probabilities } = session.ask({ type: "maps", index });
    assert.equal(own, label);
    assert.equal(probabilities.indexOf(Math.max(...probabilities)), read);
    assertClose(probabilities[read], probability, { relative: 1e-5, absolute: 0 }, "probability");
  }
});

test("training that diverges says so and stops", async () => {
  const stack = STACK.filter(({ kind }) => kind !== "relu"); // which would only fall silent
  const session = opened({ learning_rate: 10 }, { stack });
  session.send({ type: "run" });
  const said = await session.until("diverged");
  assert.match(said.at(-1).message, /no longer a number: training has diverged/);
});

test("what cannot be is refused in words, and a question's refusal is its answer", () => {
  const given = { type: "init", stack: STACK, digits };
  /** @type {[any, RegExp, number | null][]} */
  const refusals = [
    [{ ...given, stack: [STACK[1]] }, /^layer 1 \(linear\): it needs numbers in a row/, 0],
    [{ ...given, recipe: { learning_rate: 0 } }, /learning_rate must be above 0/, null],
    [{ ...given, recipe: { learning_rate: "1" } }, /learning_rate must be a number/, null],
    [{ ...given, recipe: { epochs: 2.5 } }, /epochs must be a whole number from 1 to 1000/, null],
    [{ ...given, recipe: { batch_size: 1e9 } }, /batch_size must be .* to 256/, null],
    [{ ...given, recipe: { optimizer: "lion" } }, /optimizer must be "sgd" or "adam"/, null],
    [{ ...given, recipe: { augment: 1 } }, /augment must be true or false/, null],
    [{ ...given, recipe: { rate: 1 } }, /a recipe has no rate/, null],
    [{ ...given, weights: [[1]] }, /weights must have 768, 12, 120, 10 numbers/, null],
    [{ type: "run" }, /there is no network yet/, null],
  ];
  for (const [message, words, layer] of refusals) {
    /** @type {any[]} */
    const said = [];
    makeSession((each) => said.push(each), SLICE)(message);
    assert.equal(said[0].type, "refused");
    assert.match(said[0].message, words);
    assert.equal(said[0].layer, layer);
  }
  const answer = opened().ask({ type: "shift", most: 99 });
  assert.deepEqual([answer.type, answer.question], ["refused", 1]);
  assert.match(answer.message, /most must be a whole number from 0 to 8/);
});

test("a fault of the program is not told as a refusal, and stops the run in which it turns up", async () => {
  const session = opened();
  session.heard();
  session.send({ type: "no such command" });
  const [{ type, message, stack }] = session.heard();
  assert.deepEqual([type, message], ["broken", "commands[type] is not a function"]);
  assert.match(stack, /session\.mjs/);
  assert.equal(session.ask({ type: "maps", index: null }).type, "refused");

  let isWhole = true;
  const images = new Proxy(digits.images, {
    get(pixels, name) {
      if (!isWhole) throw new TypeError("the digits are gone");
      return pixels[name];
    },
  });
  const running = opened({}, { digits: { ...digits, images } });
  running.send({ type: "run" });
  isWhole = false; // from the next slice on
  const said = await running.until("broken");
  assert.equal(said.at(-1).message, "the digits are gone");
});
