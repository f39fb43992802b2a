// How to train: what a page or a reader may choose, and the book's choice.
import { Misfit } from "../checks.mjs";

/**
 * How to train.
 * @typedef {object} Recipe
 * @property {"sgd" | "adam"} optimizer
 * @property {number} learning_rate
 * @property {number} last_learning_rate for the last third of the epochs, rounded down
 * @property {number} momentum of "sgd"
 * @property {number} weight_decay
 * @property {number} batch_size
 * @property {number} epochs
 * @property {boolean} augment whether each digit is moved by at most a pixel when it comes up
 * @property {boolean} shuffle_pixels whether the pixels of all digits are shuffled, all alike
 * @property {number} seed of weights, order, moves and shuffled pixels
 */

/**
 * What is not given: the recipe of the book's chapter on the digits, for twice the epochs of its CNN.
 * @type {Recipe}
 */
const USUAL = {
  optimizer: "sgd",
  learning_rate: 0.05,
  last_learning_rate: 0.01,
  momentum: 0.9,
  weight_decay: 0,
  batch_size: 32,
  epochs: 12,
  augment: true,
  shuffle_pixels: false,
  seed: 0,
};

/** A stack or a recipe that cannot be. `layer` is the layer at fault, from 0, if one is. */
export class Refusal extends Misfit {
  /** @param {string} message @param {number} [layer] */
  constructor(message, layer) {
    super(message);
    this.layer = layer ?? null;
  }
}

/** @type {Record<string, (name: string, value: any) => void>} */
const RULES = {
  optimizer: (name, value) => must(value === "sgd" || value === "adam", name, '"sgd" or "adam"'),
  learning_rate: isRate,
  last_learning_rate: isRate,
  momentum: (name, value) => must(value >= 0 && value < 1, name, "from 0 to below 1"),
  weight_decay: (name, value) => must(value >= 0 && value < 1, name, "from 0 to below 1"),
  batch_size: (name, value) => mustBeWhole(name, value, 1, 256),
  epochs: (name, value) => mustBeWhole(name, value, 1, 1000),
  augment: isFlag,
  shuffle_pixels: isFlag,
  seed: (name, value) => mustBeWhole(name, value, 0, 2 ** 30),
};

export function must(holds, name, rule) {
  if (!holds) throw new Refusal(`${name} must be ${rule}`);
}

function isRate(name, value) {
  must(value > 0 && value <= 10, name, "above 0 and at most 10");
}

function isFlag(name, value) {
  must(typeof value === "boolean", name, "true or false");
}

export function mustBeWhole(name, value, least, most) {
  must(
    Number.isInteger(value) && value >= least && value <= most,
    name,
    `a whole number from ${least} to ${most}`,
  );
}

/**
 * A whole recipe, checked.
 * @param {Partial<Recipe>} given
 * @returns {Recipe}
 */
export function recipeOf(given) {
  const recipe = { ...USUAL, ...given };
  for (const [name, value] of Object.entries(recipe)) {
    if (!Object.hasOwn(RULES, name)) throw new Refusal(`a recipe has no ${name}`);
    if (!["optimizer", "augment", "shuffle_pixels"].includes(name))
      must(typeof value === "number", name, "a number");
    RULES[name](name, value);
  }
  return recipe;
}

/** In an epoch, counted from 0. @param {Recipe} recipe @param {number} epoch */
export const learningRate = ({ epochs, learning_rate, last_learning_rate }, epoch) =>
  epoch < epochs - Math.floor(epochs / 3) ? learning_rate : last_learning_rate;
