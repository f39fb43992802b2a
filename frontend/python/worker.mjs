// Python, in a Worker of its own: it loads Pyodide from beside itself and runs the page's cells.
// What goes between it and the page is in client.mjs.
import { Files } from "./files.mjs";
import awaiting from "./session/awaiting.py";
import backend from "./session/backend.py";
import cells from "./session/cells.py";
import comms from "./session/comms.py";
import completion from "./session/completion.py";
import data from "./session/data.py";
import effects from "./session/effects.py";
import errors from "./session/errors.py";
import facts from "./session/facts.py";
import figures from "./session/figures.py";
import hints from "./session/hints.py";
import history from "./session/history.py";
import packages from "./session/packages.py";
import platform from "./session/platform.py";
import session from "./session/session.py";
import shell from "./session/shell.py";
import streams from "./session/streams.py";

const MODULES = {
  __init__: "",
  awaiting,
  backend,
  cells,
  comms,
  completion,
  data,
  effects,
  errors,
  facts,
  figures,
  hints,
  history,
  packages,
  platform,
  session,
  shell,
  streams,
};
const DATA = "/data";
// What every chapter needs, loaded while Python starts.
const FIRST = ["ipython", "numpy"];

const files = new Files((progress) => postMessage({ type: "progress", ...progress }));

/** Python, once it has started. @type {any} */
let pyodide;

/** The page's session in Python. @type {any} */
let python;

/** @param {{ id: string, source: string }[]} book */
async function start(book) {
  const { loadPyodide } = await files.module("pyodide.mjs");
  await files.plan(FIRST);
  const loading = loadPyodide({
    indexURL: files.address(""),
    packages: FIRST,
    env: { HOME: "/home/pyodide", MPLBACKEND: "module://session.backend", CNNLAB_DATA: DATA },
  });
  const all = Promise.all([loading, files.bytes("cnnlab.zip")]);
  const [started, cnnlab] = await Promise.race([all, files.broken]);
  pyodide = started;
  files.check();
  const site = pyodide.runPython("import site; site.getsitepackages()[0]");
  pyodide.unpackArchive(cnnlab, "zip", { extractDir: site });
  files.arrived();
  pyodide.FS.mkdir(`${site}/session`);
  for (const [name, text] of Object.entries(MODULES))
    pyodide.FS.writeFile(`${site}/session/${name}.py`, text);
  pyodide.FS.mkdir(DATA);
  const names = files.data().map((path) => path.replace("data/", ""));
  ask(pyodide.pyimport("session.data"), "bring_when_opened", DATA, names, bringData);
  const module = pyodide.pyimport("session.session");
  const lent = pyodide.toPy(book);
  python = module.start(post, lent);
  lent.destroy();
  postMessage({ type: "ready" });
}

/**
 * Call a function of Python with copies of what is given, and return a copy of its answer. What this
 * side holds of Python's is let go at once: a browser that frees it later may choose a moment at
 * which Python cannot bear it.
 * @param {any} object
 * @param {string} name
 * @param {...any} given
 */
function ask(object, name, ...given) {
  const lent = given.map((value) => pyodide.toPy(value));
  const method = object[name];
  const answer = method(...lent);
  const copy = answer?.toJs?.({ dict_converter: Object.fromEntries }) ?? answer;
  for (const held of [answer, method, ...lent]) held?.destroy?.();
  return copy;
}

/** @param {string} name */
function bringData(name) {
  const request = new XMLHttpRequest();
  request.open("GET", files.address(`data/${name}`), false); // a cell waits for it
  request.responseType = "arraybuffer";
  request.send();
  if (request.status !== 200) throw new Error(`cannot fetch ${name}: ${request.status}`);
  return new Uint8Array(request.response);
}

/**
 * Send the page what Python says.
 * @param {any} message a dict of Python
 */
function post(message) {
  postMessage(message.toJs({ dict_converter: Object.fromEntries, create_pyproxies: false }));
}

/** @param {{ run: number, cell: string, sources: Record<string, string> }} asked */
async function run({ run, cell, sources }) {
  const plan = ask(python, "plan", cell, sources);
  postMessage({ type: "plan", run, cells: plan });
  try {
    await load(ask(python, "modules", plan));
  } catch (error) {
    if (!files.cut) throw error;
    // What has been computed stays, and the next run may have more luck.
    postMessage({ type: "failed", run, ...reasonFor(error) });
    return;
  }
  // One that fails does not keep the others from running: the asked one may do without it.
  let ok = true;
  for (const id of plan) ok = ask(python, "run", run, id);
  postMessage({ type: "done", run, ok });
}

/** @param {string[]} modules that are about to be imported */
async function load(modules) {
  files.forget();
  const wanted = await files.packagesOf(modules);
  const missing = wanted.filter((name) => !(name in pyodide.loadedPackages));
  if (!missing.length) return;
  await files.plan(missing);
  const present = { ...pyodide.loadedPackages };
  try {
    await pyodide.loadPackage(missing, { messageCallback: () => {} });
  } finally {
    // Those that they need have come with them, or without them.
    const come = Object.keys(pyodide.loadedPackages).filter((name) => !(name in present));
    ask(python, "loaded", come);
  }
  files.check();
}

/** @param {{ request: number, code: string, cursor: number }} asked */
function complete({ request, code, cursor }) {
  const [begun, options] = ask(python, "complete", code.slice(0, cursor));
  postMessage({ type: "completions", request, from: cursor - begun.length, options });
}

/** @param {any} message */
async function handle(message) {
  if (message.type === "start") await start(message.cells);
  else if (message.type === "run") await run(message);
  else if (message.type === "complete") complete(message);
  else if (message.type.startsWith("comm")) {
    const { type, comm_id, data = {}, buffers = [] } = message;
    ask(python, "hear", type, comm_id, data, buffers);
    postMessage({ type: "heard" });
  }
}

/**
 * Why Python cannot go on.
 * @param {any} error
 */
function reasonFor(error) {
  const message = String(error?.message ?? error);
  let why = "other";
  if (typeof WebAssembly !== "object") why = "wasm";
  else if (files.isDamaged) why = "damaged";
  else if (files.cut || /fetch|import(ed|ing) module|network/i.test(message)) why = "fetch";
  else if (/memory|OOM|allocat/i.test(message)) why = "memory";
  else if (!python) why = "damaged"; // all has come, and does not start
  return { why, message };
}

// One message after the other: a cell's packages may come while the next one is asked for.
let queue = Promise.resolve();
let failed = false;
addEventListener("message", ({ data }) => {
  queue = queue.then(async () => {
    if (failed) return;
    try {
      await handle(data);
    } catch (error) {
      failed = true;
      postMessage({ type: "failed", ...reasonFor(error) });
    }
  });
});
