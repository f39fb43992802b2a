// The page's end of what is said between it and its Python, which runs in a worker (worker.mjs).
import { wrongType, failure } from "./words.mjs";

/**
 * @typedef {{ id: string, source: string, tags: string[] }} BookCell
 *
 * A run that was asked for, and who hears how it goes on.
 * @typedef {object} Run
 * @property {string} cell
 * @property {Record<string, string>} edited the reader's texts
 * @property {(message: any) => void} hear
 *
 * @typedef {"off" | "starting" | "ready" | "held"} State "held" by what a widget calls
 */

/** How long Python may take for what a widget tells it before the page says so, in milliseconds. */
const PATIENCE = 1000;

const DROPPED = { type: "dropped", sentence: "Not run: Python was stopped." };

/**
 * Python for a page. It is started by the first run, and by the first after it was stopped.
 * @param {object} wishes
 * @param {URL} wishes.base the folder of its files
 * @param {string} wishes.page
 * @param {string} wishes.version
 * @param {(state: State) => void} wishes.changed
 * @param {(message: any) => void} wishes.hearComm
 */
export function python({ base, page, version, changed, hearComm }) {
  /** @type {Worker | null} */
  let worker = null;
  /** @type {Promise<BookCell[]> | null} */
  let book = null;
  /** @type {Run[]} */
  let queue = []; // the first of them is under way
  /** The last that is over: what a widget's callback puts out comes to it. @type {Run | null} */
  let last = null;
  let runs = 0;
  let questions = 0;
  /** @type {Map<number, (answer: any) => void>} */
  const asked = new Map();
  /** @type {State} */
  let state = "off";
  let isPlanned = false; // the run under way: Python has come to it
  let [sent, answered] = [0, 0]; // messages of widgets

  /** @param {State} now */
  function become(now) {
    state = now;
    changed(now);
  }

  async function start() {
    become("starting");
    if (location.protocol === "file:") return fail("file");
    if (typeof WebAssembly !== "object") return fail("wasm");
    const address = new URL(`worker.mjs?v=${version}`, base);
    /** @type {Worker} */
    let started;
    try {
      started = new Worker(address, { type: "module" });
    } catch {
      return fail("worker");
    }
    worker = started;
    worker.addEventListener("message", ({ data }) => started === worker && hear(data));
    worker.addEventListener("error", async (event) => {
      event.preventDefault();
      if (started !== worker) return;
      const reason =
        state === "starting" ? await whyNoScript(address) : failure("other", event.message);
      if (started === worker) fail("other", reason);
    });
    try {
      const cells = await bookCells();
      if (started !== worker) return;
      worker.postMessage({ type: "start", cells });
      next();
    } catch {
      if (started === worker) fail("fetch");
    }
  }

  function bookCells() {
    book ??= fetchCells(new URL(`pages/${page}.json`, base));
    book.catch(() => (book = null));
    return book;
  }

  // One run after the other, so that what waits can be taken back.
  async function next() {
    if (queue.length === 0 || !worker) return;
    const started = worker;
    const { cell, edited } = queue[0];
    const cells = await bookCells();
    if (started !== worker) return;
    const sources = Object.fromEntries(cells.map(({ id, source }) => [id, edited[id] ?? source]));
    worker.postMessage({ type: "run", run: ++runs, cell, sources });
    if (state === "held") queue[0].hear({ type: "held" });
  }

  /** Tell Python what a widget says. What it calls may go on for ever. @param {object} message */
  function send(message) {
    if (!worker) return;
    const asked = worker;
    worker.postMessage(message);
    const place = ++sent;
    setTimeout(() => {
      if (asked !== worker || answered >= place || isPlanned || state !== "ready") return;
      become("held");
      queue[0]?.hear({ type: "held" });
    }, PATIENCE);
  }

  function hear(message) {
    const { type } = message;
    if (type === "failed") message.sentence = failure(message.why, message.message);
    if (type === "completions") {
      asked.get(message.request)?.(message);
      asked.delete(message.request);
    } else if (type === "heard") {
      answered++;
      if (state === "held" && answered === sent) become("ready");
    } else if (type.startsWith("comm")) hearComm(message);
    else if (type === "failed" && !("run" in message)) end(message);
    else hearOfRun(message);
  }

  function hearOfRun(message) {
    const { type } = message;
    if (type === "ready") become("ready");
    if ("run" in message && message.run !== runs) return;
    const current = queue[0] ?? last;
    const isOver = type === "done" || type === "failed";
    if (type === "plan") isPlanned = true;
    if (isOver) {
      last = queue.shift() ?? null;
      isPlanned = false;
    }
    current?.hear(message);
    if (isOver) next();
  }

  /** @param {string} why @param {string} [sentence] */
  function fail(why, sentence = failure(why)) {
    end({ type: "failed", sentence });
  }

  // Whatever happens, each run hears that it is over.
  function end(message) {
    worker?.terminate();
    worker = null;
    for (const answer of asked.values()) answer(null);
    asked.clear();
    const over = queue;
    queue = [];
    last = null;
    isPlanned = false;
    sent = answered = 0;
    become("off");
    over.forEach(({ hear }, i) => hear(i === 0 ? message : DROPPED));
  }

  const stop = () => end({ type: "stopped", lost: state !== "starting" });

  return {
    get state() {
      return state;
    },

    get isBusy() {
      return queue.length > 0;
    },

    /** @param {Run} run */
    run(run) {
      queue.push(run);
      if (!worker && queue.length === 1) start();
      else if (queue.length === 1) next();
    },

    /**
     * Take back a run: what waits is left out; to stop what runs is to stop Python.
     * @param {string} cell
     */
    stop(cell) {
      const i = queue.findIndex((run) => run.cell === cell);
      if (i === 0) stop();
      else if (i > 0) queue.splice(i, 1)[0].hear({ type: "dropped" });
    },

    restart: stop,

    /** @type {import("./writing.mjs").Complete} */
    complete(code, cursor) {
      if (!worker || state !== "ready" || queue.length > 0) return Promise.resolve(null);
      const request = ++questions;
      worker.postMessage({ type: "complete", request, code, cursor });
      return new Promise((resolve) => asked.set(request, resolve));
    },

    send,
  };
}

/** @param {URL} address */
async function fetchCells(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${answer.status}`);
  return (await answer.json()).cells;
}

/**
 * A worker whose script does not load says nothing about it.
 * @param {URL} address
 */
async function whyNoScript(address) {
  try {
    const { ok, headers } = await fetch(address, { method: "HEAD" });
    const type = headers.get("content-type") ?? "";
    if (!ok) return failure("fetch");
    if (!/javascript/.test(type)) return wrongType("worker.mjs", type);
    return failure("damaged");
  } catch {
    return failure("fetch");
  }
}
