// The stack as a table: a line for each layer, where it is set, moved and removed, with what it costs.
import { grouped } from "../../math/grouped.mjs";
import { allow, choice, textButton } from "../../parts/controls.mjs";
import { html, setText } from "../../parts/dom.mjs";
import {
  allowMoves,
  focusOn,
  kindChoice,
  replaceLines,
  showParts,
  tableHead,
  verbButtons,
} from "../../stack/lines.mjs";
import { numberBox } from "../../parts/number_box.mjs";
import { counted } from "../../parts/numbers.mjs";
import { KIND_NAMES, MOST_LAYERS, NUMBERS } from "./facts.mjs";
import { KINDS, newLayer, ofKind, placeFor, TICKS } from "./layers.mjs";

/**
 * @typedef {import("./layers.mjs").Layer} Layer
 * @typedef {import("../../math/network/stack.mjs").Plan} Plan
 */

const RESULTS = ["Output", "Parameters", "Multiply-adds", "Field", "Jump"];
const SELDOM = ["dilation", "bias"]; // shown where it is not as usual
const kinds = Object.entries(KIND_NAMES);

/**
 * @param {(stack: Layer[]) => void} change is given the new stack
 * @param {(message: string | null) => void} tell
 */
export function stackEditor(change, tell) {
  /** @type {Layer[]} */
  let stack = [];
  /** @type {Lines} */
  let drawn = []; // the layers that have lines, each with the settings that its line shows
  const body = html("tbody", { role: "rowgroup" });
  const totals = html("tr", { role: "row", class: "cnnlab-network-builder-totals" });
  const foot = html("tfoot", { role: "rowgroup" }, totals);
  const named = { role: "table", "aria-label": "The stack of layers" };
  const table = html(
    "table",
    { class: "cnnlab-network-builder-stack", ...named },
    tableHead(["Layer", "Settings", ...RESULTS], "Move and remove"),
    body,
    foot,
  );
  const adding = choice(kinds, () => {});
  adding.setAttribute("aria-label", "Kind of the new layer");
  const adder = textButton("Add this layer", add);
  const root = html(
    "div",
    {},
    table,
    html("div", { class: "cnnlab-transport cnnlab-network-builder-add" }, adding, adder),
  );

  function add() {
    const at = placeFor(stack, adding.value);
    change(stack.toSpliced(at, 0, newLayer(adding.value)));
  }

  /** @param {Element} row @param {number} i */
  function allowVerbs(row, i) {
    allowMoves(row, i + 1, stack.length, tell);
    const remove = row.querySelector("[data-verb=remove]");
    allow(remove, stack.length > 1, () => tell("A stack has at least one layer."));
  }

  const hand = {
    tell,
    /** @param {number} i @param {Layer} layer */
    replace: (i, layer) => change(stack.with(i, layer)),
    // Here layers count from 1, as on the screen.
    /** @param {number} from @param {number} to */
    move(from, to) {
      if (to < 1 || to > stack.length) return;
      change(stack.toSpliced(from - 1, 1).toSpliced(to - 1, 0, stack[from - 1]));
      afterwards = () => focusOn(body.children[to - 1], "verb", to < from ? "up" : "down");
    },
    /** @param {number} layer */
    remove(layer) {
      if (stack.length === 1) return;
      change(stack.toSpliced(layer - 1, 1));
      afterwards = () =>
        focusOn(body.children[Math.min(layer, stack.length) - 1], "verb", "remove");
    },
  };
  /** @type {() => void} */
  let afterwards = () => {}; // what waits until the table has been drawn anew

  /**
   * Lines are kept while they show all that they should, so that the focus stays where it is: on a
   * seldom setting, too, that becomes as usual under the hand.
   * @param {Layer[]} next
   * @param {Plan} plan
   */
  function show(next, plan) {
    stack = next;
    const wanted = stack.map((layer) => ({ kind: layer.kind, parts: shownParts(layer) }));
    if (!isShown(wanted, drawn)) {
      drawn = wanted;
      tell(null); // what was said of the lines before
      replaceLines(
        body,
        stack.map((layer, i) => line(layer, i, () => stack, hand)),
      );
    }
    [...body.children].forEach((row, i) => fill(row, stack[i], i, plan));
    totals.replaceChildren(...totalCells(plan));
    allow(adder, stack.length < MOST_LAYERS, () =>
      tell(`A stack has at most ${MOST_LAYERS} layers.`),
    );
    [...body.children].forEach((row, i) => allowVerbs(row, i));
    afterwards();
    afterwards = () => {};
  }

  return { root, show };
}

/**
 * @typedef {{ kind: string, parts: string[] }[]} Lines
 * @param {Lines} wanted
 * @param {Lines} drawn
 */
const isShown = (wanted, drawn) =>
  wanted.length === drawn.length &&
  wanted.every(
    ({ kind, parts }, i) =>
      kind === drawn[i].kind && parts.every((part) => drawn[i].parts.includes(part)),
  );

/** @param {Layer} layer */
function shownParts(layer) {
  const usual = KINDS[layer.kind];
  return Object.keys(usual).filter((p) => !SELDOM.includes(p) || layer[p] !== usual[p]);
}

function line(layer, i, stack, hand) {
  const kind = kindChoice(i + 1, kinds, (chosen) => hand.replace(i, ofKind(stack()[i], chosen)));
  const settings = shownParts(layer).map((part) =>
    part in TICKS ? tick(part, i, stack, hand) : partBox(part, i, stack, hand),
  );
  const verbs = verbButtons(i + 1, hand);
  return html(
    "tr",
    { role: "row" },
    html("th", { role: "rowheader", scope: "row" }, html("span", {}, `${i + 1}`), kind),
    html("td", { role: "cell", class: "cnnlab-network-builder-settings" }, settings),
    RESULTS.map((name) => html("td", { role: "cell", "data-label": name })),
    html("td", { role: "cell", class: "cnnlab-network-builder-verbs" }, verbs),
  );
}

function partBox(part, i, stack, hand) {
  const [name, ...limits] = NUMBERS[part];
  const label = `Layer ${i + 1}: ${name}`;
  const box = numberBox(
    {
      name: label,
      limits,
      get: () => stack()[i][part],
      set: (value) => hand.replace(i, { ...stack()[i], [part]: value }),
      tell: hand.tell,
    },
    { "data-part": part, "aria-label": `${label}, ${limits.join(" to ")}` },
  );
  return html("label", {}, html("span", {}, name), box);
}

function tick(part, i, stack, hand) {
  const box = /** @type {HTMLInputElement} */ (
    html("input", {
      type: "checkbox",
      "data-part": part,
      "aria-label": `Layer ${i + 1}: ${TICKS[part]}`,
      change: () => hand.replace(i, { ...stack()[i], [part]: box.checked }),
    })
  );
  const name = html("span", {}, TICKS[part].split(" ")[0]);
  return html("label", { class: "cnnlab-network-builder-tick" }, name, box);
}

/**
 * @param {Element} row
 * @param {Layer} layer
 * @param {number} i
 * @param {Plan} plan
 */
function fill(row, layer, i, plan) {
  showParts(row, layer);
  const problem = plan.problem?.layer === i ? plan.problem.message : null;
  row.classList.toggle("cnnlab-network-builder-misfit", problem !== null);
  const results = resultsOf(plan, i);
  const cells = row.querySelectorAll("[data-label]");
  cells.forEach((cell, n) => setText(cell, problem ? (n === 0 ? problem : "") : results[n]));
  cells[0].setAttribute("colspan", problem ? "5" : "1");
  cells.forEach((cell, n) => cell.toggleAttribute("hidden", n > 0 && problem !== null));
}

/**
 * What a layer gives and costs; a dash where a layer before it does not fit.
 * @param {Plan} plan
 * @param {number} i
 */
function resultsOf(plan, i) {
  const planned = plan.layers[i];
  if (!planned) return RESULTS.map(() => "–");
  const { output, parameter_count, multiply_adds, field } = planned;
  const [down] = field;
  return [
    output.join(" × "),
    grouped(parameter_count),
    grouped(multiply_adds),
    String(down.size),
    String(down.jump),
  ];
}

/** @param {Plan} plan */
export const totalsOf = ({ layers }) => ({
  parameters: layers.reduce((sum, layer) => sum + layer.parameter_count, 0),
  multiplyAdds: layers.reduce((sum, layer) => sum + layer.multiply_adds, 0),
});

/** @param {Plan} plan */
const heading = ({ problem }) => (problem ? "As far as it fits" : "In all");

/** @param {Plan} plan */
export function totalsInWords(plan) {
  const { parameters, multiplyAdds } = totalsOf(plan);
  const counts = [counted(parameters, "parameter"), counted(multiplyAdds, "multiply-add")];
  return `${heading(plan)}: ${counts.join(", ")}.`;
}

/** @param {Plan} plan */
function totalCells(plan) {
  const { parameters, multiplyAdds } = totalsOf(plan);
  const cell = (name, text) => html("td", { role: "cell", "data-total": name }, text);
  return [
    html("th", { role: "rowheader", scope: "row" }, heading(plan)),
    cell("", ""),
    cell("", ""),
    cell("Parameters", grouped(parameters)),
    cell("Multiply-adds", grouped(multiplyAdds)),
    cell("", ""),
    cell("", ""),
    cell("", ""),
  ];
}
