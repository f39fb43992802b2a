// What trains: the reader's network and, if it is compared with another, that one beside it, seed after
// seed. Nothing is drawn here.
import { changedStack } from "../../math/network/changes.mjs";
import { isMisfit, messageOf } from "../../math/checks.mjs";
import { mean } from "../../math/sums.mjs";
import { broken } from "../../training/broken.mjs";
import { startTrainer } from "../../training/trainer.mjs";
import { emptyHistory } from "./history.mjs";

/**
 * @typedef {import("./history.mjs").History} History
 * @typedef {import("./layers.mjs").Layer} Layer
 * @typedef {import("../../training/digits.mjs").Digits} Digits
 * @typedef {import("../../training/trainer.mjs").Recipe} Recipe
 *
 * What is to be trained.
 * @typedef {object} Plan
 * @property {Layer[]} stack
 * @property {string} change
 * @property {number} seed of the first training
 * @property {number} repeats how many trainings, each with the next seed
 * @property {number} epochs
 * @property {boolean} nudge
 *
 * A network that trains: what is known of it so far.
 * @typedef {object} Run
 * @property {Layer[]} stack
 * @property {Partial<Recipe>} recipe
 * @property {number} epoch how many are over, with the part of the one that runs
 * @property {number[][]} losses pairs of epoch and loss, as batches went by
 * @property {number[][]} accuracies likewise
 * @property {History} history an entry for each epoch
 * @property {number | null} test accuracy
 * @property {number[]} moved accuracy on test digits moved by 0, 1, … pixels
 * @property {Float32Array[]} weights
 * @property {number[][]} confusion
 * @property {{ index: number, label: number, read: number, probability: number }[]} wrong
 * @property {{ shape: number[], values: Float32Array }[]} maps the input's and each layer's, of the digit
 * @property {ReturnType<typeof startTrainer>} trainer
 * @property {boolean} over after its last epoch
 * @property {boolean} resting after the one epoch that was asked for
 *
 * "new" before the first step; "done" after the last epoch of the last seed.
 * @typedef {"new" | "running" | "paused" | "done"} State
 *
 * @typedef {object} Listeners
 * @property {(what: "progress" | "epoch" | "state" | "results") => void} changed
 * @property {(run: Run, own: boolean) => void} finished a run is over
 * @property {(run: Run, own: boolean, reason: string) => void} diverged a run is over, and its network
 * is of no use
 * @property {(sentence: string) => void} failed nothing goes on
 */

export const MOST_MOVED = 3; // pixels

/** @param {Plan} plan @param {number} seed @returns {Pick<Run, "stack" | "recipe">[]} */
function networksOf({ stack, change, epochs, nudge }, seed) {
  const recipe = { epochs, seed, augment: nudge, shuffle_pixels: false };
  const own = { stack, recipe };
  if (!change) return [own];
  const changed = { still: { augment: false }, shuffled: { shuffle_pixels: true } }[change];
  return [own, { stack: changedStack(stack, change), recipe: { ...recipe, ...changed } }];
}

/**
 * A network before its first step.
 * @param {Pick<Run, "stack" | "recipe">} network
 * @param {Run["trainer"]} trainer
 * @returns {Run}
 */
const newRun = (network, trainer) => ({
  ...network,
  trainer,
  epoch: 0,
  losses: [],
  accuracies: [],
  history: emptyHistory(),
  test: null,
  moved: [],
  weights: [],
  confusion: [],
  wrong: [],
  maps: [],
  over: false,
  resting: false,
});

/** @param {Run} run @param {import("../../training/trainer.mjs").Progress} report */
function noteProgress(run, { epoch, loss, accuracy, weights }) {
  run.epoch = epoch;
  run.losses.push([epoch, loss]);
  run.accuracies.push([epoch, accuracy]);
  if (weights) run.weights = weights;
}

/** @param {Run} run @param {import("../../training/trainer.mjs").Epoch} report */
function noteEpoch(run, report) {
  for (const [name, values] of Object.entries(run.history)) values.push(report[name]);
  run.test = report.test_accuracy;
  run.epoch = report.epoch;
}

/**
 * What the network makes of the test digits.
 * @param {Run} run
 * @param {number} digit whose maps are wanted
 * @returns {Promise<Pick<Run, "confusion" | "wrong" | "maps">>}
 */
async function resultsOf({ trainer: { ask } }, digit) {
  const [{ table }, { wrong }, { outputs }] = await Promise.all([
    ask({ type: "confusion" }),
    ask({ type: "wrong" }),
    ask({ type: "maps", index: digit }),
  ]);
  return { confusion: table, wrong, maps: outputs };
}

/**
 * How well it reads moved test digits.
 * @param {Run} run
 * @returns {Promise<number[]>}
 */
async function movedAccuracies({ trainer }) {
  const { accuracy } = await trainer.ask({ type: "shift", most: MOST_MOVED });
  return accuracy.map(mean);
}

/**
 * @param {Plan} plan
 * @param {Digits} digits
 * @param {number} digit the test digit whose maps are wanted
 * @param {Listeners} listeners
 */
export function startSession(plan, digits, digit, { changed, finished, diverged, failed }) {
  /** @type {State} */
  let state = "new";
  let done = 0; // seeds
  /** @type {Run[]} */
  let runs = [];
  let stopped = false;

  /** @param {State} next */
  function become(next) {
    state = next;
    changed("state");
  }

  function begin(/** @type {Float32Array[] | undefined} */ weights = undefined) {
    const earlier = runs;
    runs = networksOf(plan, plan.seed + done).map((network, i) => {
      const trainer = startTrainer({
        hear: (report) => orFail(() => hear(run, report)),
        failed: fail,
      });
      const run = newRun(network, trainer);
      const own = i === 0 ? { watch: true, ...(weights && { weights }) } : {};
      const stack = /** @type {any} */ (network.stack);
      trainer.send({ type: "init", recipe: network.recipe, stack, digits, ...own });
      return run;
    });
    earlier.forEach(({ trainer }) => trainer.stop());
  }

  /** @param {string} sentence */
  function fail(sentence) {
    if (stopped) return;
    stop();
    failed(sentence);
  }

  /** @param {string} reason */
  const refused = (reason) => fail(`Training cannot go on: ${reason}.`);

  /**
   * What is heard and asked may be refused, and what is made of it may go wrong.
   * @param {() => void | Promise<void>} act
   */
  async function orFail(act) {
    try {
      await act();
    } catch (error) {
      if (isMisfit(error)) refused(messageOf(error));
      else fail(broken(error));
    }
  }

  /** @param {Run} run @param {import("../../training/trainer.mjs").Report} report */
  function hear(run, report) {
    if (stopped || !runs.includes(run)) return;
    switch (report.type) {
      case "refused":
        return refused(report.message);
      case "diverged":
        diverged(run, run === runs[0], report.message);
        return endOf(run);
      case "progress":
        noteProgress(run, report);
        return changed("progress");
      case "epoch":
        noteEpoch(run, report);
        look(run);
        return changed("epoch");
      case "finished":
        return run.epoch < Number(run.recipe.epochs) ? rest(run) : finish(run);
    }
  }

  // It was to go on for one epoch only.
  /** @param {Run} run */
  function rest(run) {
    run.resting = true;
    pauseIfAllRest();
  }

  function pauseIfAllRest() {
    if (runs.every(({ resting, over }) => resting || over)) become("paused");
  }

  /** Show what the reader's own network makes of the test digits. @param {Run} run */
  function look(run) {
    if (run !== runs[0]) return;
    orFail(async () => {
      const found = await resultsOf(run, digit);
      if (stopped || run !== runs[0]) return;
      Object.assign(run, found);
      changed("results");
    });
  }

  /** @param {Run} run */
  async function finish(run) {
    const [{ weights }, moved] = await Promise.all([
      run.trainer.ask({ type: "weights" }),
      movedAccuracies(run),
    ]);
    if (stopped || !runs.includes(run)) return;
    Object.assign(run, { weights, moved });
    finished(run, run === runs[0]);
    endOf(run);
  }

  /** @param {Run} run */
  function endOf(run) {
    run.over = true;
    if (!runs.every(({ over }) => over)) {
      changed("results");
      return pauseIfAllRest(); // the others may have had the one epoch that was asked for
    }
    done += 1;
    if (done >= plan.repeats) return become("done");
    if (state !== "running") return become("paused");
    go();
  }

  const going = () => runs.filter(({ over }) => !over);

  // The networks of the present seed, or of the next one.
  function ready() {
    if (going().length === 0) begin();
    for (const run of runs) run.resting = false;
  }

  function go() {
    ready();
    for (const { trainer } of going()) trainer.send({ type: "run" });
    become("running");
  }

  function pause() {
    for (const { trainer } of going()) trainer.send({ type: "pause" });
    become("paused");
  }

  function stop() {
    stopped = true;
    runs.forEach(({ trainer }) => trainer.stop());
  }

  return {
    runs: () => runs,
    state: () => state,
    go,
    pause,
    stepEpoch() {
      ready();
      for (const { trainer, epoch } of going())
        trainer.send({ type: "run", epochs: Math.floor(epoch) + 1 });
      become("running");
    },
    stepBatch() {
      ready();
      for (const { trainer } of going()) trainer.send({ type: "step" });
      become("paused");
      look(runs[0]);
    },
    /** Show a network as it was left. @param {Float32Array[]} weights @param {History} history */
    restore(weights, history) {
      begin(weights);
      const [run] = runs;
      Object.assign(run, { weights, history, epoch: history.loss.length, over: true });
      state = "done";
      look(run);
      orFail(async () => {
        const moved = await movedAccuracies(run);
        if (stopped) return;
        Object.assign(run, { moved, test: moved[0] });
        changed("state");
        changed("results");
      });
    },
    /** @param {number} index of another test digit */
    lookAt(index) {
      digit = index;
      if (runs[0]) look(runs[0]);
    },
    stop,
  };
}
