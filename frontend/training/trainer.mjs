// Training from the page's side: a network that learns in a worker, and what is said to and by it.

/**
 * @typedef {import("../math/network/stack.mjs").StackLayer} StackLayer
 * @typedef {import("./digits.mjs").Digits} Digits
 *
 * How to train. The defaults are those of the book's chapter: see `RECIPE`.
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
 *
 * What the page says.
 * @typedef {| { type: "init", stack: StackLayer[], recipe?: Partial<Recipe>, digits?: Digits,
 *     weights?: Float32Array[], watch?: boolean }
 *   | { type: "run" } | { type: "step" } | { type: "pause" }
 *   | { type: "reset", seed?: number }} Command
 * "init" makes the network, with `weights` in the order of Sequential.parameters() if there are any;
 * digits need to be sent once. "run" goes on to the last epoch, or until "pause"; "step" learns from
 * one batch. "reset" goes back to the weights before the first step. With `watch`, "progress" brings
 * the weights.
 *
 * What it asks, by `trainer.ask`; each is answered by a message of the same type.
 * @typedef {| { type: "weights" }
 *   | { type: "maps", index: number }
 *   | { type: "maps", image: ArrayLike<number> }
 *   | { type: "confusion" } | { type: "wrong" }
 *   | { type: "shift", most: number }} Question
 * `index` counts test digits; an `image` is 64 numbers from 0 to 16.
 *
 * What comes back, of itself:
 * @typedef {| { type: "ready", parameters: number }
 *   | { type: "refused", layer: number | null, message: string }
 *   | Progress
 *   | Epoch
 *   | { type: "paused" } | { type: "finished" }
 *   | { type: "diverged", message: string }} Report
 *
 * A few times a second, and after a step.
 * @typedef {object} Progress
 * @property {"progress"} type
 * @property {number} steps batches since the beginning
 * @property {number} epoch how many epochs are over, with the part of the one that runs: 2.4
 * @property {number} loss mean of the batches since the last report
 * @property {number} accuracy likewise, 0 to 1
 * @property {number} seconds of training so far
 * @property {number} images learned from so far, each as often as it came up
 * @property {Float32Array[]} [weights]
 *
 * At the end of each epoch.
 * @typedef {object} Epoch
 * @property {"epoch"} type
 * @property {number} epoch from 1
 * @property {number} loss over the epoch, each batch before it was learned from
 * @property {number} accuracy
 * @property {number} validation_loss
 * @property {number} validation_accuracy
 * @property {number} test_accuracy
 * @property {number} seconds
 *
 * And as answers:
 * @typedef {| { type: "weights", weights: Float32Array[] }
 *   | { type: "maps", outputs: { shape: number[], values: Float32Array }[], probabilities: Float32Array,
 *       label: number | null }
 *   | { type: "confusion", table: number[][] }
 *   | { type: "wrong", wrong: { index: number, label: number, read: number, probability: number }[] }
 *   | { type: "shift", accuracy: number[][] }} Answer
 * `outputs` has the input first, then each layer's. `table[i][j]` counts test digits i read as j.
 * `accuracy[p]` is the share of the test digits that is read right when they are moved by p pixels: in
 * turn up, down, left, right.
 */

/** The recipe of the book's chapter on the digits. @type {Recipe} */
export const RECIPE = {
  optimizer: "sgd",
  learning_rate: 0.05,
  last_learning_rate: 0.01,
  momentum: 0.9,
  weight_decay: 0,
  batch_size: 32,
  epochs: 6,
  augment: true,
  shuffle_pixels: false,
  seed: 0,
};

/**
 * Start a worker that trains.
 * @param {object} wishes
 * @param {(report: Report) => void} wishes.hear
 * @param {(sentence: string) => void} wishes.failed told if it cannot run here
 * @returns {{ send: (command: Command) => void, ask: (question: Question) => Promise<Answer>,
 *   stop: () => void }}
 */
export function startTrainer({ hear, failed }) {
  throw new Error(`not written yet: ${String([hear, failed])}`);
}
