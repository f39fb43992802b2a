// What trains in the page computes cnnlab's numbers.
import assert from "node:assert/strict";
import test from "node:test";

import { makeModel, softmaxCrossEntropy } from "../math/network/model.mjs";
import { adam, sgd } from "../math/network/optimizers.mjs";
import { planStack } from "../math/network/stack.mjs";
import { assertClose } from "./close.mjs";
import { vectors } from "./vectors.mjs";

const { x, labels, cases, impossible, optimizers } = vectors("training");
const n = labels.length;
const DIGIT = [1, 8, 8];

/**
 * Every number is right to 1e-5 of the largest: single precision holds 6e-8 of each.
 * @param {ArrayLike<number>} found
 * @param {number[]} expected
 * @param {string} what
 */
function assertSingle(found, expected, what) {
  const most = Math.max(...expected.map(Math.abs));
  assert.ok(most > 0, `${what} is nothing but zeros`);
  assertClose(Array.from(found), expected, { relative: 0, absolute: 1e-5 * most }, what);
}

const nameOf = (stack) => stack.map((layer) => JSON.stringify(layer)).join(" ");

/** @param {any} network @param {import("../math/network/layers.mjs").Kind} Kind */
function modelOf({ stack, weights }, Kind = Float32Array) {
  const { layers, problem } = planStack(stack, DIGIT, 10);
  assert.equal(problem, null);
  const model = makeModel(layers, n, Kind);
  model.parameters.forEach((w, p) => w.set(weights[p]));
  return { layers, model };
}

test("plans have cnnlab's shapes, parameters, multiply-adds and fields", () => {
  for (const { stack, plan, shapes } of cases) {
    const { layers } = planStack(stack, DIGIT, 10);
    const found = layers.map((layer) => ({
      output: layer.output,
      parameters: layer.parameter_count,
      multiply_adds: layer.multiply_adds,
      field: layer.field,
    }));
    assert.deepEqual(found, plan, nameOf(stack));
    assert.deepEqual(
      layers.flatMap(({ parameters }) => parameters),
      shapes,
      nameOf(stack),
    );
  }
});

test("outputs, loss and gradients are cnnlab's", () => {
  assert.ok(cases.length > 20);
  for (const { stack, outputs, loss, right, gradients, image_gradient, ...rest } of cases) {
    const { model } = modelOf({ stack, ...rest });
    const scores = model.forward(Float32Array.from(x), n);
    const name = nameOf(stack);
    model.layers.forEach(({ output }, l) =>
      assertSingle(output.subarray(0, outputs[l].length), outputs[l], `output ${l} of ${name}`),
    );
    const grad = new Float32Array(10 * n);
    const found = softmaxCrossEntropy(grad, scores, labels, n, 10);
    assertClose(found.loss, loss, { relative: 1e-5, absolute: 0 }, "loss");
    assert.equal(found.right, right);
    const image = model.backward(grad, n, true);
    model.gradients.forEach((g, p) => assertSingle(g, gradients[p], `gradient ${p} of ${name}`));
    assertSingle(image, image_gradient, `gradient of the image in ${name}`);
  }
});

test("a second batch, of fewer images, does not remember the first", () => {
  for (const each of cases) {
    const { model } = modelOf(each);
    const fresh = modelOf(each).model;
    const passes = (of, images, count) => {
      const grad = new Float32Array(10 * n);
      softmaxCrossEntropy(grad, of.forward(images, count), labels, count, 10);
      of.backward(grad, count);
      return of.gradients.map((g) => Array.from(g));
    };
    passes(model, Float32Array.from(x).reverse(), n);
    const few = Float32Array.from(x);
    assert.deepEqual(passes(model, few, 2), passes(fresh, few, 2), nameOf(each.stack));
  }
});

test("gradients are the slopes of the loss", () => {
  const { model } = modelOf(cases[0], Float64Array);
  const images = Float64Array.from(x);
  const grad = new Float64Array(10 * n);
  const loss = () => softmaxCrossEntropy(grad, model.forward(images, n), labels, n, 10).loss;
  loss();
  model.backward(grad, n);
  const found = model.gradients.map((g) => g.slice());
  const step = 1e-5;
  model.parameters.forEach((w, p) => {
    for (let i = 0; i < w.length; i += 397) {
      const value = w[i];
      w[i] = value + step;
      const above = loss();
      w[i] = value - step;
      const slope = (above - loss()) / (2 * step);
      w[i] = value;
      assertClose(found[p][i], slope, { relative: 1e-4, absolute: 1e-8 }, `gradient ${p}[${i}]`);
    }
  });
});

test("optimizers take cnnlab's steps", () => {
  for (const { kind, settings, first, gradients, last } of optimizers) {
    const weights = first.map((w) => Float64Array.from(w));
    const current = first.map((w) => new Float64Array(w.length));
    const step = { sgd, adam }[kind](weights, current, settings);
    gradients.forEach((each, number) => {
      current.forEach((g, p) => g.set(each[p]));
      step(0.1 / (number + 1));
    });
    weights.forEach((w, p) =>
      assertClose([...w], last[p], { relative: 1e-12, absolute: 1e-15 }, kind),
    );
  }
});

test("an impossible stack is refused at the layer that is refused by cnnlab", () => {
  for (const { stack, layer } of impossible) {
    const { layers, problem } = planStack(stack, DIGIT);
    assert.equal(problem?.layer, layer, `${nameOf(stack)}: ${problem?.message}`);
    assert.match(problem?.message ?? "", new RegExp(`^layer ${layer + 1}\\b`));
    assert.equal(layers.length, layer);
  }
});

test("the work of a pool is its outputs times both sides of its window", () => {
  // 16 · 64 windows of 32 · 256 pixels are 2²³, as many as there may be.
  const stack = [{ kind: "max_pool2d", kernel_size: [32, 256], stride: 1 }];
  const [rows, columns] = [16 + 31, 64 + 255];
  assert.equal(planStack(stack, [1, rows, columns]).problem, null);
  for (const shape of [
    [1, rows + 1, columns],
    [1, rows, columns + 1],
  ])
    assert.match(planStack(stack, shape).problem?.message ?? "", /at most 8,388,608 multiply-adds/);
});

test("what is no stack, ends in no scores, or is too large for a page is refused", () => {
  /** @type {[any, RegExp][]} */
  const refusals = [
    [7, /the stack must be a list of layers/],
    [{}, /the stack must be a list of layers/],
    [[], /must end in 10 numbers, a score for each class, not in 1 × 8 × 8/],
    [[{ kind: "flatten" }], /must end in 10 numbers.* not in 64/],
    [Array(21).fill({ kind: "relu" }), /layer 21 \(relu\): a stack has at most 20 layers/],
    [[{ kind: "__proto__" }], /layer 1: it must have one of the kinds conv2d/],
    [[{ kind: "conv2d", out_channels: 1e9, kernel_size: 3 }], /at most 65,536 numbers/],
    [[{ kind: "conv2d", out_channels: 1, kernel_size: 9e9, padding: 9e9 }], /too large for a page/],
    [[{ kind: "max_pool2d", kernel_size: 8e9, padding: 4e9, stride: 1e9 }], /too large for a page/],
    [
      [{ kind: "flatten" }, { kind: "linear", out_features: 60000 }],
      /at most 1,048,576 parameters/,
    ],
  ];
  for (const [stack, message] of refusals) {
    assert.match(planStack(stack, DIGIT, 10).problem?.message ?? "", message);
  }
});
