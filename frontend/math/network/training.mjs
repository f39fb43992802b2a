// Training a network on the handwritten digits: what it learns from in which order, and how well it
// reads those that it has not seen. The same seed gives the same numbers.
import { MOST_INK, PIXELS as SIDE } from "../drawing.mjs";
import { drawsFrom } from "../practice/draws.mjs";
import { range } from "../range.mjs";
import { product, sum } from "../sums.mjs";
import { argmax, makeModel, softmax, softmaxCrossEntropy } from "./model.mjs";
import { adam, sgd } from "./optimizers.mjs";
import { learningRate, must, mustBeWhole, recipeOf, Refusal } from "./recipe.mjs";
import { planStack } from "./stack.mjs";

/**
 * @typedef {import("./stack.mjs").PlannedLayer} PlannedLayer
 * @typedef {import("./recipe.mjs").Recipe} Recipe
 * @typedef {import("../practice/draws.mjs").Draws} Draws
 *
 * Pixels from 0 to 16, 64 of each image, and what each shows; first the images to learn from, then
 * those for validation, then those for the test, as cnnlab.images.split_digits has them.
 * @typedef {object} Digits
 * @property {Uint8Array} images
 * @property {Uint8Array} labels
 * @property {[train: number, validation: number, test: number]} parts
 *
 * @typedef {{ loss: number, right: number, count: number }} Score the loss is a mean
 */

const PIXELS = SIDE * SIDE;
const SHAPE = [1, SIDE, SIDE];
const CLASSES = 10;
/** Of cnnlab.network.random_nudge. @type {[down: number, right: number][]} */
const NUDGES = [
  [0, 0],
  [-1, 0],
  [1, 0],
  [0, -1],
  [0, 1],
];
const WAYS = NUDGES.slice(1); // up, down, left, right
const TEST = 2; // of the three parts

/**
 * @param {unknown} stack
 * @param {Partial<Recipe>} given
 * @param {Digits} digits
 * @param {ArrayLike<number>[]} [weights] to begin with, in the order of Sequential.parameters()
 */
export function makeTraining(stack, given, digits, weights) {
  const recipe = recipeOf(given);
  const { layers, problem } = planStack(stack, SHAPE, CLASSES);
  if (problem) throw new Refusal(problem.message, problem.layer);
  const [firsts, counts] = [startsOf(digits.parts), digits.parts];

  const batch = Math.max(recipe.batch_size, 32);
  const model = makeModel(layers, batch);
  const [x, labels] = [new Float32Array(batch * PIXELS), new Uint8Array(batch)];
  const grad = new Float32Array(batch * CLASSES);

  // Each has a stream of its own, so that a switch changes nothing else.
  const [forWeights, forOrder, forPixels] = [0, 1, 2].map((i) => drawsFrom(3 * recipe.seed + i));
  if (weights) putWeights(model.parameters, weights);
  else layers.forEach((layer, l) => drawWeights(model.layers[l].parameters[0], layer, forWeights));
  const places = range(PIXELS);
  const shown = recipe.shuffle_pixels ? forPixels.shuffled(places) : places;
  const nudges = NUDGES.map((way) => movedPixels(shown, way));

  const order = Int32Array.from(range(counts[0]));
  const optimize = { sgd, adam }[recipe.optimizer](model.parameters, model.gradients, recipe);
  let [epoch, at] = [0, 0]; // how many epochs are over, and where in the order the next batch begins

  /**
   * Put a digit into the batch, seen through a table of pixels.
   * @param {number} i
   * @param {number} digit
   * @param {Int32Array} pixels
   */
  function put(i, digit, pixels) {
    labels[i] = digits.labels[digit];
    for (let p = 0; p < PIXELS; p++) {
      const pixel = pixels[p];
      x[i * PIXELS + p] = pixel < 0 ? 0 : digits.images[digit * PIXELS + pixel] / MOST_INK;
    }
  }

  /**
   * Send a part's digits through the network.
   * @param {number} part
   * @param {Int32Array} pixels
   * @param {(scores: Float32Array, count: number, first: number) => void} see a batch
   */
  function goThrough(part, pixels, see) {
    for (let first = 0; first < counts[part]; first += batch) {
      const count = Math.min(batch, counts[part] - first);
      for (let i = 0; i < count; i++) put(i, firsts[part] + first + i, pixels);
      see(/** @type {Float32Array} */ (model.forward(x, count)), count, first);
    }
  }

  /** @param {number} part @returns {Score} */
  function scoreOf(part, pixels = nudges[0]) {
    let [loss, right] = [0, 0];
    goThrough(part, pixels, (scores, count) => {
      const found = softmaxCrossEntropy(grad, scores, labels, count, CLASSES);
      loss += found.loss * count;
      right += found.right;
    });
    return { loss: loss / counts[part], right, count: counts[part] };
  }

  return {
    recipe,
    layers,
    parameters: /** @type {Float32Array[]} */ (model.parameters),

    /** How many epochs are over, with the part of the one that runs. */
    get epoch() {
      return epoch + at / counts[0];
    },

    /**
     * Learn from the next batch. The score is that of before.
     * @returns {Score}
     */
    step() {
      if (at === 0) shuffle(order, forOrder);
      const count = Math.min(recipe.batch_size, counts[0] - at);
      for (let i = 0; i < count; i++) {
        const nudge = recipe.augment ? forOrder.whole(0, NUDGES.length - 1) : 0;
        put(i, order[at + i], nudges[nudge]);
      }
      const scores = model.forward(x, count);
      const score = softmaxCrossEntropy(grad, scores, labels, count, CLASSES);
      model.backward(grad, count);
      optimize(learningRate(recipe, epoch));
      at += count;
      if (at === counts[0]) [epoch, at] = [epoch + 1, 0];
      return { ...score, count };
    },

    validation: () => scoreOf(1),
    test: () => scoreOf(TEST),

    /** How often test digits i are read as j. */
    confusion() {
      const table = range(CLASSES).map(() => Array(CLASSES).fill(0));
      goThrough(TEST, nudges[0], (scores, count) => {
        for (let i = 0; i < count; i++) table[labels[i]][readFrom(scores, i)]++;
      });
      return table;
    },

    /** The test digits that are read wrong, counted from the first of the test. */
    wrong() {
      /** @type {{ index: number, label: number, read: number, probability: number }[]} */
      const wrong = [];
      goThrough(TEST, nudges[0], (scores, count, first) => {
        for (let i = 0; i < count; i++) {
          const [label, read] = [labels[i], readFrom(scores, i)];
          if (read === label) continue;
          const probability = softmaxOf(scores, i)[read];
          wrong.push({ index: first + i, label, read, probability });
        }
      });
      return wrong;
    },

    /**
     * The shares of the test digits that are read right when they have moved by 0, 1, … pixels: up,
     * down, left and right.
     * @param {number} most
     */
    shifted(most) {
      mustBeWhole("most", most, 0, SIDE);
      return range(most + 1).map((pixels) => {
        const ways = pixels === 0 ? [[0, 0]] : WAYS; // one way to stay in place
        const shares = ways.map(([down, right]) => {
          const way = movedPixels(shown, [down * pixels, right * pixels]);
          return scoreOf(TEST, way).right / counts[TEST];
        });
        return WAYS.map((_, i) => shares[i] ?? shares[0]);
      });
    },

    /**
     * What each layer makes of a test digit; the input first.
     * @param {{ index: number }} of
     */
    maps({ index }) {
      mustBeWhole("index", index, 0, counts[TEST] - 1);
      put(0, firsts[TEST] + index, nudges[0]);
      const scores = model.forward(x, 1);
      const outputs = model.layers.map(({ output }, l) => ({
        shape: layers[l].output,
        values: Float32Array.from(output.subarray(0, product(layers[l].output))),
      }));
      const input = { shape: SHAPE, values: x.slice(0, PIXELS) };
      return {
        outputs: [input, ...outputs],
        probabilities: softmaxOf(scores, 0),
        label: labels[0],
      };
    },
  };
}

/** @typedef {ReturnType<typeof makeTraining>} Training */

/** @param {number[]} counts */
const startsOf = (counts) => counts.map((_, i) => sum(counts.slice(0, i)));

/** @param {import("./matrix.mjs").Numbers} scores @param {number} i the image */
const readFrom = (scores, i) => argmax(scores, i * CLASSES, CLASSES) - i * CLASSES;

/** @param {import("./matrix.mjs").Numbers} scores @param {number} i the image */
const softmaxOf = (scores, i) => softmax(scores.subarray(i * CLASSES, (i + 1) * CLASSES));

/**
 * Which pixel of a digit each place shows when the digit has moved, or −1 if none.
 * @param {number[]} shown the pixel that a place shows of a digit in its place
 * @param {[down: number, right: number]} way
 */
function movedPixels(shown, [down, right]) {
  return Int32Array.from(shown, (pixel) => {
    const [y, x] = [Math.floor(pixel / SIDE) - down, (pixel % SIDE) - right];
    return y >= 0 && y < SIDE && x >= 0 && x < SIDE ? y * SIDE + x : -1;
  });
}

/**
 * The Fisher–Yates shuffle, in place.
 * @param {Int32Array} values
 * @param {Draws} draws
 */
function shuffle(values, draws) {
  for (let i = values.length - 1; i > 0; i--) {
    const j = draws.whole(0, i);
    [values[i], values[j]] = [values[j], values[i]];
  }
}

/**
 * As cnnlab.network.he_normal: normal with the variance 2 / fan_in. Biases begin as zeros.
 * @param {import("./matrix.mjs").Numbers | undefined} weight
 * @param {PlannedLayer} planned
 * @param {Draws} draws
 */
function drawWeights(weight, { layer, parameters }, draws) {
  if (!weight) return;
  const fanIn = product(parameters[0].slice(layer.kind === "linear" ? 1 : -3));
  const most = 2 ** 32 - 1;
  for (let i = 0; i < weight.length; i++) {
    const [u, v] = [(draws.whole(0, most) + 1) / 2 ** 32, draws.whole(0, most) / 2 ** 32];
    // The Box–Muller transform makes a normal number of two uniform ones.
    weight[i] = Math.sqrt((2 / fanIn) * -2 * Math.log(u)) * Math.cos(2 * Math.PI * v);
  }
}

/**
 * @param {import("./matrix.mjs").Numbers[]} parameters
 * @param {ArrayLike<number>[]} weights
 */
function putWeights(parameters, weights) {
  const expected = parameters.map((w) => w.length).join(", ");
  const found = Array.from(weights, (w) => w.length).join(", ");
  if (found !== expected) {
    throw new Refusal(`weights must have ${expected} numbers, layer by layer, not ${found}`);
  }
  parameters.forEach((w, p) => {
    w.set(weights[p]);
    must(w.every(Number.isFinite), "weights", "finite numbers");
  });
}
