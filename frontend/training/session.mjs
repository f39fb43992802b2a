// The worker's side of training: it does what the page says and reports what comes of it. It trains a
// slice at a time and listens in between.
import { isMisfit, messageOf } from "../math/checks.mjs";
import { Refusal } from "../math/network/recipe.mjs";
import { makeTraining } from "../math/network/training.mjs";

/**
 * @typedef {import("../math/network/training.mjs").Training} Training
 * @typedef {import("./trainer.mjs").Command} Command
 * @typedef {import("./trainer.mjs").Question} Question
 */

const REPORT_EVERY = 250; // milliseconds
const DIVERGED =
  "The loss is no longer a number: training has diverged, as it does if the learning rate is too large.";

/**
 * @param {(message: any, transfer?: Transferable[]) => void} tell
 * @param {number} slice milliseconds
 * @returns {(message: any) => void} what takes a message
 */
export function makeSession(tell, slice) {
  /** @type {Training | null} */
  let training = null;
  let watched = false; // whether "progress" brings the weights
  let [running, until] = [false, 0];
  let [images, milliseconds] = [0, 0];
  let lastReport = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let sinceReport = emptyMean();
  let ofEpoch = emptyMean();

  /** @type {Record<string, (message: any) => void>} */
  const commands = {
    init({ stack, recipe = {}, digits, weights, watch = false }) {
      training = makeTraining(stack, recipe, digits, weights);
      watched = watch;
      tell({
        type: "ready",
        parameters: training.parameters.reduce((sum, w) => sum + w.length, 0),
      });
    },
    run({ epochs }) {
      until = epochs ?? made().recipe.epochs;
      if (running) return;
      running = true;
      lastReport = performance.now();
      clearTimeout(timer); // of a run that was paused just now
      goOn();
    },
    step() {
      running = false;
      learn();
      report();
    },
    pause() {
      running = false;
    },
  };

  /** @type {Record<string, (question: any) => object>} */
  const questions = {
    weights: () => ({ weights: copies() }),
    maps: (question) => made().maps(question),
    confusion: () => ({ table: made().confusion() }),
    wrong: () => ({ wrong: made().wrong() }),
    shift: ({ most }) => ({ accuracy: made().shifted(most) }),
  };

  function made() {
    if (!training) throw new Refusal("there is no network yet: init comes first");
    return training;
  }

  /** Learn from a batch. Returns whether the loss is still a number. */
  function learn() {
    const start = performance.now();
    const score = made().step();
    milliseconds += performance.now() - start;
    images += score.count;
    add(sinceReport, score);
    add(ofEpoch, score);
    if (!Number.isFinite(score.loss)) {
      running = false;
      tell({ type: "diverged", message: DIVERGED });
      return false;
    }
    if (Number.isInteger(made().epoch)) endEpoch();
    return true;
  }

  function endEpoch() {
    const { epoch } = made();
    const [validation, test] = [made().validation(), made().test()];
    tell({
      type: "epoch",
      epoch,
      ...meanOf(ofEpoch),
      validation_loss: validation.loss,
      validation_accuracy: validation.right / validation.count,
      test_accuracy: test.right / test.count,
      seconds: milliseconds / 1000,
    });
    ofEpoch = emptyMean();
  }

  function report() {
    if (sinceReport.count === 0) return;
    const weights = watched ? copies() : undefined;
    const message = {
      type: "progress",
      epoch: made().epoch,
      ...meanOf(sinceReport),
      seconds: milliseconds / 1000,
      images,
      weights,
    };
    tell(message, buffersOf(message));
    sinceReport = emptyMean();
    lastReport = performance.now();
  }

  const copies = () => made().parameters.map((w) => w.slice());

  function goOn() {
    const end = performance.now() + slice;
    while (running && made().epoch < until && performance.now() < end) if (!learn()) return;
    if (!running) return;
    const finished = made().epoch >= until;
    if (finished || performance.now() - lastReport >= REPORT_EVERY) report();
    if (!finished) {
      timer = setTimeout(() => guarded(goOn));
      return;
    }
    running = false;
    tell({ type: "finished" });
  }

  /**
   * What cannot be is refused; whatever else goes wrong is a fault of the program.
   * @param {() => void} act
   * @param {number} [question] that it answers
   */
  function guarded(act, question) {
    try {
      act();
    } catch (error) {
      if (isMisfit(error)) return tell(refusalOf(/** @type {Refusal} */ (error), question));
      running = false;
      tell({ type: "broken", message: messageOf(error), stack: /** @type {any} */ (error)?.stack });
    }
  }

  return (message) => {
    const { type, question } = message;
    guarded(() => {
      if (question === undefined) return commands[type](message);
      const answer = { ...questions[type](message), type, question };
      tell(answer, buffersOf(answer));
    }, question);
  };
}

/** @param {Refusal} error @param {number} [question] */
const refusalOf = ({ message, layer = null }, question) => ({
  ...{ type: "refused", layer, message, question },
});

const emptyMean = () => ({ loss: 0, right: 0, count: 0 });

/** @param {ReturnType<typeof emptyMean>} mean @param {import("../math/network/training.mjs").Score} score */
function add(mean, { loss, right, count }) {
  mean.loss += loss * count;
  mean.right += right;
  mean.count += count;
}

/** @param {ReturnType<typeof emptyMean>} mean */
const meanOf = ({ loss, right, count }) => ({ loss: loss / count, accuracy: right / count });

/**
 * The memory of a message's arrays, which is moved to the page and not copied.
 * @param {any} message
 * @returns {Transferable[]}
 */
function buffersOf({ weights, outputs }) {
  const arrays = [...(weights ?? []), ...(outputs ?? []).map(({ values }) => values)];
  return arrays.map(({ buffer }) => buffer);
}
