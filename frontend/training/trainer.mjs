// Training from the page's side: a network that learns in a worker, and what is said to and by it.
import { Misfit } from "../math/checks.mjs";
import { loadScript } from "../parts/load.mjs";
import { broken } from "./broken.mjs";

/**
 * @typedef {import("../math/network/stack.mjs").StackLayer} StackLayer
 * @typedef {import("../math/network/recipe.mjs").Recipe} Recipe
 * @typedef {import("./digits.mjs").Digits} Digits
 *
 * What the page says.
 * @typedef {| { type: "init", stack: StackLayer[], recipe?: Partial<Recipe>, digits: Digits,
 *     weights?: ArrayLike<number>[], watch?: boolean }
 *   | { type: "run", epochs?: number } | { type: "step" } | { type: "pause" }} Command
 * "init" comes once, and makes the network, with `weights` in the order of Sequential.parameters() if
 * there are any. "run" goes on until so many epochs are over, by default as many as the recipe has, or
 * until "pause"; "step" learns from one batch. With `watch`, "progress" brings the weights.
 *
 * What it asks, by `trainer.ask`; each is answered by a message of the same type.
 * @typedef {| { type: "weights" }
 *   | { type: "maps", index: number }
 *   | { type: "confusion" } | { type: "wrong" }
 *   | { type: "shift", most: number }} Question
 * `index` counts test digits.
 *
 * What comes back, of itself:
 * @typedef {| { type: "ready", parameters: number }
 *   | { type: "refused", layer: number | null, message: string }
 *   | Progress
 *   | Epoch
 *   | { type: "finished" }
 *   | { type: "diverged", message: string }} Report
 * After "refused", settings must change: they do not fit. A fault of the program is no report: the worker
 * says "broken", the console hears of it, and `failed` is told.
 *
 * A few times a second, and after a step.
 * @typedef {object} Progress
 * @property {"progress"} type
 * @property {number} epoch how many epochs are over, with the part of the one that runs: 2.4
 * @property {number} loss mean over the batches since the last report, each before it was learned from
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
 *   | { type: "maps", outputs: { shape: number[], values: Float32Array }[], probabilities: number[],
 *       label: number }
 *   | { type: "confusion", table: number[][] }
 *   | { type: "wrong", wrong: { index: number, label: number, read: number, probability: number }[] }
 *   | { type: "shift", accuracy: number[][] }} Answer
 * `outputs` has the input first, then each layer's. `table[i][j]` counts test digits i read as j.
 * `accuracy[p]` is the share of the test digits that is read right when they are moved by p pixels: in
 * turn up, down, left, right.
 *
 * @typedef {{ send: (message: any) => void, stop: () => void }} Line
 */

// On the site the worker's script lies beside the widget's, which is running now; JupyterLab's widgets
// are modules, and hold it as a string.
const here = /** @type {HTMLScriptElement | null} */ (globalThis.document?.currentScript)?.src;
const address = here && new URL(`training.js?v=${TRAINING_VERSION}`, here).href;

/**
 * Start a worker that trains. Where a page may start none, as when it is opened as a file, the page
 * trains itself, between drawing.
 * @param {object} wishes
 * @param {(report: Report) => void} wishes.hear
 * @param {(sentence: string) => void} wishes.failed told if it cannot run here
 */
export function startTrainer({ hear, failed }) {
  /** @type {Map<number, { resolve: (answer: any) => void, reject: (error: Error) => void }>} */
  const asked = new Map();
  let questions = 0;
  /** @type {object[]} */
  const sent = []; // until the worker has said something
  let [heard, stopped] = [false, false];

  /** @param {any} message */
  function receive({ question, ...message }) {
    if (stopped) return;
    heard = true;
    sent.length = 0;
    if (message.type === "broken") return failed(broken(faultIn(message)));
    if (question === undefined) return hear(message);
    const { resolve, reject } = asked.get(question) ?? {};
    asked.delete(question);
    if (message.type === "refused") reject?.(new Misfit(message.message));
    else resolve?.(message);
  }

  let line = worker(receive, async (reason) => {
    if (stopped) return;
    if (heard) return failed(broken(new Error(reason)));
    if (!address) return failed(`Training cannot begin: ${reason}.`);
    try {
      line = await inPage(receive, address);
      if (stopped) return line.stop();
      sent.splice(0).forEach(line.send);
    } catch (error) {
      failed(`Training cannot begin: ${/** @type {Error} */ (error).message}.`);
    }
  });

  /** @param {object} message */
  function send(message) {
    if (!heard) sent.push(message);
    line?.send(message);
  }

  return {
    /** @type {(command: Command) => void} */
    send,

    /** @type {(question: Question) => Promise<any>} see `Answer` */
    ask: (question) =>
      new Promise((resolve, reject) => {
        asked.set(++questions, { resolve, reject });
        send({ ...question, question: questions });
      }),

    stop() {
      stopped = true;
      line?.stop();
    },
  };
}

/** @typedef {ReturnType<typeof startTrainer>} Trainer */

/** An error as it was in the worker. @param {{ message: string, stack?: string }} told */
const faultIn = ({ message, stack }) => Object.assign(new Error(message), stack && { stack });

/** @type {string | undefined} */
let blob; // one for all workers: it holds the whole script for as long as the page is open
const blobAddress = () =>
  (blob ??= URL.createObjectURL(new Blob([TRAINING_SOURCE], { type: "text/javascript" })));

/**
 * @param {(message: any) => void} receive
 * @param {(reason: string) => void} fail
 * @returns {Line | null}
 */
function worker(receive, fail) {
  try {
    const started = new Worker(address ?? blobAddress());
    started.addEventListener("message", ({ data }) => receive(data));
    started.addEventListener("error", (event) => {
      event.preventDefault();
      started.terminate();
      fail(event.message || "this page may not start a worker");
    });
    return {
      send: (message) => started.postMessage(message),
      stop: () => started.terminate(),
    };
  } catch {
    queueMicrotask(() => fail("this page may not start a worker"));
    return null;
  }
}

/**
 * @param {(message: any) => void} receive
 * @param {string} script
 * @returns {Promise<Line>}
 */
async function inPage(receive, script) {
  await loadScript(script);
  /** @type {(message: any) => void} */
  const tell = globalThis.cnnlabTraining(receive);
  return {
    send: (message) => setTimeout(() => tell(message)),
    stop: () => tell({ type: "pause" }),
  };
}
