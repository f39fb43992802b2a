// Run and Edit on the code cells of a page. This is all of Python that a page loads when it opens: the
// editor comes with the first focus, Python itself with the first Run.
import { reported } from "../math/checks.mjs";
import { html } from "../parts/dom.mjs";
import { pageBar } from "./bar.mjs";
import { codeCell } from "./cell.mjs";
import { python } from "./client.mjs";
import { handInButton } from "./hand_in_button.mjs";
import { loadScript } from "../parts/load.mjs";
import { outputsOf } from "./outputs.mjs";
import { shelf } from "./store.mjs";

/** @typedef {import("./cell.mjs").CodeCell} CodeCell */

const script = /** @type {HTMLScriptElement} */ (document.currentScript);
const base = new URL(".", script.src);
const page = script.dataset.page ?? "";
const later = (/** @type {string} */ file) => new URL(`${file}?v=${VERSION}`, base).href;

const session = python({ base, page, version: VERSION, changed, hearComm });
const root = new URL("../..", base).pathname;
const shelved = shelf(() => localStorage, `${root} ${page}`);

const surroundings = {
  nameOf: (id) => (byId.get(id)?.number ? `cell ${byId.get(id)?.number}` : "a hidden cell"),
  showModel: (model, place) => withLive((live) => live.show(model, place), place),
  showWidgets(place) {
    if (place.querySelector(".cnnlab-widget")) withLive((live) => live.showHtml(place), place);
  },
  stopWidgets() {
    if (turn) withLive((live) => live.stopWhatIsGone());
  },
};

const elements = /** @type {HTMLElement[]} */ ([
  ...document.querySelectorAll(".cell[id^='cell-']"),
]);
/** @type {Map<string, CodeCell | { number: null, element: HTMLElement, outputs: ReturnType<typeof outputsOf> }>} */
const byId = new Map();
/** @type {CodeCell[]} */
const cells = [];
for (const element of elements) {
  if (element.querySelector(".cell_input pre")) {
    const cell = codeCell(element, cells.length + 1, {
      shelf: shelved,
      surroundings,
      run,
      stop: ({ id }) => session.stop(id),
      goOn: (from) =>
        cells
          .slice(cells.indexOf(from) + 1)
          .find(isUnfolded)
          ?.focus(),
      changed: refresh,
      written: () => bar.forget(),
      about,
      complete: session.complete,
      loadEditor,
    });
    cells.push(cell);
    byId.set(cell.id, cell);
  } else
    byId.set(element.id.slice(5), {
      number: null,
      element,
      outputs: outputsOf(element, surroundings),
    });
}

const bar = pageBar({ restart: session.restart, putBack });
document.querySelector("article")?.append(bar.bar);
document.querySelector("#exercises > h2")?.after(handInButton(handIn));
for (const cell of cells) cell.openKept();

// Another window of the same page has written: this one shows it too.
addEventListener("storage", ({ key }) => {
  const id = shelved.cellOf(key);
  const cell = cells.find((candidate) => candidate.id === id);
  if (!cell) return;
  if (cell.code.hasFocus() || cell.isWrittenHere) cell.clash();
  else cell.openKept();
});

// A page that comes back from the back/forward cache has heard nothing meanwhile.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) cells.forEach((cell) => cell.catchUp());
});

function edited() {
  return cells.filter((cell) => cell.isEdited);
}

/** @param {CodeCell} cell */
const isUnfolded = ({ element }) => element.querySelector(".cell_input")?.checkVisibility();

/** @param {string} id */
function about(id) {
  const cell = byId.get(id);
  return { id, number: cell?.number ?? null, onPage: cell !== undefined };
}

/** @param {CodeCell} cell */
function run(cell) {
  bar.forget();
  if (cell.isWaiting) return;
  const waits = session.isBusy ? "Waiting for the cell before it." : "Running …";
  const hasStarted = session.state === "ready" || session.state === "held";
  cell.wait(hasStarted ? waits : "Starting Python …");
  session.run({
    cell: cell.id,
    edited: Object.fromEntries(edited().map(({ id, code }) => [id, code.text])),
    hear(message) {
      const where = byId.get(message.cell);
      if (message.type === "update") update(message.output);
      else if (where && "hearCode" in where) where.hearCode(message);
      else if (where) hearOutputs(where.outputs, message);
      cell.hear(message);
    },
  });
  refresh();
}

// A cell may update what another has displayed.
function update(output) {
  for (const { outputs } of byId.values()) outputs.update(output);
}

// A cell without visible code still has outputs.
function hearOutputs(outputs, { type, output, wait }) {
  if (type === "begin") outputs.begin();
  else if (type === "output") outputs.add(output);
  else if (type === "clear") outputs.clear(wait);
  else if (type === "end") outputs.end();
}

/** @param {import("./client.mjs").State} state */
function changed(state) {
  if (state === "off") {
    // One cell may be asked for, and another, which it needs, be under way.
    for (const { outputs } of byId.values()) outputs.end(true);
    if (turn) withLive((widgets) => widgets.cut());
  }
  refresh();
}

function refresh() {
  if (cells.length === 0) return;
  const isChanged = cells.some((cell) => cell.isChanged);
  const isKept = cells.every((cell) => cell.isKept);
  bar.show(session.state, edited().length, isChanged, isKept);
}

function putBack() {
  const changed = cells.filter((cell) => cell.isChanged);
  const undo = changed.map((cell) => cell.putBack());
  for (const { outputs } of byId.values()) outputs.putBack();
  return () => undo.forEach((way) => way());
}

async function handIn() {
  await loadScript(later("hand_in.js"));
  const code = edited().map(({ id, code }) => ({ id, text: code.text }));
  return globalThis.cnnlabHandIn({ base, page, root, shelf: shelved, code });
}

async function loadEditor() {
  await loadScript(later("editor.js"));
  return globalThis.cnnlabEditor;
}

// What concerns live widgets is done in the order in which it came, once their script is there.
/** @type {import("./live_widgets.mjs").LiveWidgets | null} */
let live = null;
/** @type {Promise<void> | null} */
let turn = null; // while nothing has come

/**
 * @param {(live: import("./live_widgets.mjs").LiveWidgets) => void | Promise<void>} act
 * @param {HTMLElement} [place] where to say that it cannot be done
 */
function withLive(act, place) {
  turn = (turn ?? Promise.resolve())
    .then(async () => {
      if (!live) {
        await loadScript(later("live_widgets.js"));
        live = globalThis.cnnlabLiveWidgets({ root: new URL("..", base), send: session.send });
      }
      await act(/** @type {import("./live_widgets.mjs").LiveWidgets} */ (live));
    })
    .catch((error) => {
      const why = reported(error);
      place?.append(html("p", {}, `This widget is not connected with Python: ${why}.`));
    });
}

function hearComm(message) {
  withLive((widgets) => widgets.hear(message));
}
