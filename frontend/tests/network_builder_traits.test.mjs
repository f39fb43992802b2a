import assert from "node:assert/strict";
import { test } from "node:test";

import { MOST_EPOCHS } from "../widgets/network_builder/facts.mjs";
import { check } from "../widgets/network_builder/traits.mjs";

/** @type {Record<string, any>} */
const STATE = {
  ...{ stack: [{ kind: "flatten" }, { kind: "linear", out_features: 10 }], change: "" },
  ...{ seed: 0, repeats: 1, epochs: 12, digit: 0, history: {}, runs: [], weights: "" },
};

const checked = (/** @type {Record<string, any>} */ changes) =>
  check((name) => ({ ...STATE, ...changes })[name]);

test("what is set around the stack is refused beyond its limits, and a change by its name as JSON", () => {
  checked({});
  for (const [name, value, message] of /** @type {[string, any, string][]} */ ([
    ["change", "zzz", 'there is no change "zzz"'],
    ["change", { a: 1 }, 'there is no change {"a":1}'],
    ["seed", 10_000, "seed must be at most 9,999, not 10,000"],
    ["repeats", 0, "repeats must be a whole number of at least 1, not 0"],
    ["epochs", 31, "epochs must be at most 30, not 31"],
    ["digit", 360, "digit must be at most 359, not 360"],
  ]))
    assert.throws(() => checked({ [name]: value }), { name: "Misfit", message });
});

test("a history is named lists of numbers, of an entry for each epoch", () => {
  const list = (/** @type {string} */ name) =>
    `history’s ${name} must be a list of at most ${MOST_EPOCHS} numbers`;
  const longest = Array(MOST_EPOCHS).fill(0.5);
  checked({
    history: { loss: longest, accuracy: [], validation_loss: [], validation_accuracy: [] },
  });
  for (const [history, message] of /** @type {[any, string][]} */ ([
    [null, "history must hold named lists"],
    [[], "history must hold named lists"],
    [{ losses: [] }, "history has no losses"],
    [{ toString: [] }, "history has no toString"],
    [{ loss: 1 }, list("loss")],
    [{ loss: [...longest, 0.5] }, list("loss")],
    [{ loss: [], validation_accuracy: [0.5, null] }, list("validation_accuracy")],
  ]))
    assert.throws(() => checked({ history }), { name: "Misfit", message });
});
