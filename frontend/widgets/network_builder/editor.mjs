// The stack as a table: a line for each layer, where it is set, moved and removed, with what it costs.
import { grouped } from "../../math/grouped.mjs";
import { allow, button, choice, textButton } from "../../parts/controls.mjs";
import { html, setText } from "../../parts/dom.mjs";
import { numberBox } from "../../parts/number_box.mjs";
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
  let drawn = ""; // what kinds of layers, with which settings, have lines
  const body = html("tbody", { role: "rowgroup" });
  const totals = html("tr", { role: "row", class: "cnnlab-network-builder-totals" });
  const foot = html("tfoot", { role: "rowgroup" }, totals);
  const named = { role: "table", "aria-label": "The stack of layers" };
  const table = html(
    "table",
    { class: "cnnlab-network-builder-stack", ...named },
    head(),
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
    const [up, down, remove] = row.querySelectorAll("[data-verb]");
    const last = stack.length - 1;
    allow(up, i > 0, () => tell("Layer 1 is the first."));
    allow(down, i < last, () => tell(`Layer ${last + 1} is the last.`));
    allow(remove, last > 0, () => tell("A stack has at least one layer."));
  }

  const hand = {
    tell,
    /** @param {number} i @param {Layer} layer */
    replace: (i, layer) => change(stack.with(i, layer)),
    /** @param {number} i @param {number} to */
    move(i, to) {
      if (to < 0 || to >= stack.length) return;
      const verb = to < i ? "up" : "down";
      change(stack.toSpliced(i, 1).toSpliced(to, 0, stack[i]));
      afterwards = () => focus(to, "verb", verb);
    },
    /** @param {number} i */
    remove(i) {
      if (stack.length === 1) return;
      change(stack.toSpliced(i, 1));
      afterwards = () => focus(Math.min(i, stack.length - 1), "verb", "remove");
    },
  };
  let afterwards = () => {}; // what waits until the table has been drawn anew

  /** @param {number} i @param {"part" | "verb"} kind @param {string} [name] */
  function focus(i, kind, name) {
    const found = body.children[i]?.querySelector(`[data-${kind}="${name}"]`);
    if (found instanceof HTMLElement) found.focus();
  }

  /**
   * Lines are kept while they have the same settings, so that the focus stays where it is.
   * @param {Layer[]} next
   * @param {Plan} plan
   */
  function show(next, plan) {
    stack = next;
    const parts = JSON.stringify(stack.map((layer) => [layer.kind, shownParts(layer)]));
    if (parts !== drawn) {
      drawn = parts;
      const focused = /** @type {HTMLElement | null} */ (document.activeElement);
      const row = [...body.children].findIndex((child) => child.contains(focused));
      body.replaceChildren(...stack.map((layer, i) => line(layer, i, () => stack, hand)));
      if (row >= 0) focus(row, "part", focused?.dataset.part);
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

/** @param {Layer} layer */
function shownParts(layer) {
  const usual = KINDS[layer.kind];
  return Object.keys(usual).filter((p) => !SELDOM.includes(p) || layer[p] !== usual[p]);
}

function head() {
  const cell = (name) => html("th", { role: "columnheader", scope: "col" }, name);
  const spoken = html("span", { class: "cnnlab-spoken" }, "Move and remove");
  return html(
    "thead",
    { role: "rowgroup" },
    html("tr", { role: "row" }, ["Layer", "Settings", ...RESULTS].map(cell), cell(spoken)),
  );
}

function line(layer, i, stack, hand) {
  const kind = choice(kinds, (chosen) => hand.replace(i, ofKind(stack()[i], chosen)));
  kind.dataset.part = "kind";
  kind.setAttribute("aria-label", `Layer ${i + 1}: kind`);
  const settings = shownParts(layer).map((part) =>
    part in TICKS ? tick(part, i, stack, hand) : partBox(part, i, stack, hand),
  );
  const verbs = [
    button("up", `Move layer ${i + 1} up`, () => hand.move(i, i - 1)),
    button("down", `Move layer ${i + 1} down`, () => hand.move(i, i + 1)),
    button("wrong", `Remove layer ${i + 1}`, () => hand.remove(i)),
  ];
  ["up", "down", "remove"].forEach((verb, n) => (verbs[n].dataset.verb = verb));
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
  return html("label", {}, html("span", {}, TICKS[part].split(" ")[0]), box);
}

/**
 * @param {Element} row
 * @param {Layer} layer
 * @param {number} i
 * @param {Plan} plan
 */
function fill(row, layer, i, plan) {
  for (const control of /** @type {NodeListOf<HTMLInputElement>} */ (
    row.querySelectorAll("[data-part]")
  )) {
    const value = layer[/** @type {string} */ (control.dataset.part)];
    if (control.type === "checkbox") control.checked = value;
    else if (control.value !== String(value)) control.value = String(value);
    control.removeAttribute("aria-invalid");
  }
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
function totalCells(plan) {
  const { parameters, multiplyAdds } = totalsOf(plan);
  const cell = (name, text) => html("td", { role: "cell", "data-total": name }, text);
  return [
    html("th", { role: "rowheader", scope: "row" }, plan.problem ? "As far as it fits" : "In all"),
    cell("", ""),
    cell("", ""),
    cell("Parameters", grouped(parameters)),
    cell("Multiply-adds", grouped(multiplyAdds)),
    cell("", ""),
    cell("", ""),
    cell("", ""),
  ];
}
