// Runs that are kept, and the table that compares them: a line for each network, over its seeds.
import { Misfit } from "../../math/checks.mjs";
import { grouped } from "../../math/grouped.mjs";
import { planStack } from "../../math/network/stack.mjs";
import { button } from "../../parts/controls.mjs";
import { html } from "../../parts/dom.mjs";
import { totalsOf } from "./editor.mjs";
import { MOST_KEPT } from "./facts.mjs";
import { checkStack, inShort } from "./layers.mjs";
import { meanAndRange, trainingInShort } from "./words.mjs";

/**
 * @typedef {import("./layers.mjs").Layer} Layer
 *
 * @typedef {object} Kept
 * @property {Layer[]} stack
 * @property {number} seed
 * @property {number} epochs
 * @property {boolean} nudge
 * @property {boolean} shuffled
 * @property {number} accuracy on the test digits, of 1
 * @property {number[]} moved likewise, when they are moved by 0, 1, … pixels
 */

const HEADS = [
  "Network",
  "Parameters",
  "Multiply-adds",
  "Seeds",
  "Test accuracy",
  "Moved by 2 pixels",
];

/** @param {any} runs */
export function checkKept(runs) {
  if (!Array.isArray(runs)) throw new Misfit("runs must be a list");
  if (runs.length > MOST_KEPT) throw new Misfit(`runs must have at most ${MOST_KEPT} entries`);
  runs.forEach((run, i) => {
    const name = `runs[${i}]`;
    checkStack(`the stack of ${name}`, run?.stack);
    const isShare = (share) => typeof share === "number" && share >= 0 && share <= 1;
    const { seed, epochs, nudge, shuffled, accuracy, moved } = run;
    const right =
      [seed, epochs].every(Number.isInteger) &&
      [nudge, shuffled].every((flag) => typeof flag === "boolean") &&
      isShare(accuracy) &&
      Array.isArray(moved) &&
      moved.length > 2 &&
      moved.every(isShare);
    if (!right)
      throw new Misfit(
        `${name} must have seed, epochs, nudge, shuffled, accuracy and moved, as a run leaves them`,
      );
  });
}

/** What makes two runs the same network, trained alike. @param {Kept} run */
const kindOf = ({ stack, epochs, nudge, shuffled }) =>
  JSON.stringify([checkStack("stack", stack), epochs, nudge, shuffled]);

/** @param {Kept[]} runs @param {Kept} run the newest one of its network and seed is kept */
export const withRun = (runs, run) =>
  [...runs.filter((one) => one.seed !== run.seed || kindOf(one) !== kindOf(run)), run].slice(
    -MOST_KEPT,
  );

/** @param {(runs: Kept[]) => void} change */
export function keptTable(change) {
  const body = html("tbody", {});
  const headings = HEADS.map((name) => html("th", { scope: "col" }, name));
  const last = html("th", { scope: "col" }, html("span", { class: "cnnlab-spoken" }, "Delete"));
  const table = html(
    "table",
    { class: "cnnlab-network-builder-kept", "aria-label": "Trained networks compared" },
    html("thead", {}, html("tr", {}, headings, last)),
    body,
  );
  const root = html("div", { class: "cnnlab-network-builder-scroll", hidden: true }, table);

  /** @param {Kept[]} runs */
  function show(runs) {
    root.hidden = runs.length === 0;
    const kinds = [...new Set(runs.map(kindOf))];
    body.replaceChildren(
      ...kinds.map((kind) => {
        const group = runs.filter((run) => kindOf(run) === kind);
        const others = () => change(runs.filter((run) => kindOf(run) !== kind));
        const name = `Delete ${inShort(checkStack("stack", group[0].stack))}`;
        return html("tr", {}, cells(group), html("td", {}, button("wrong", name, others)));
      }),
    );
  }
  return { root, show };
}

/** @param {Kept[]} group */
function cells(group) {
  const stack = checkStack("stack", group[0].stack);
  const { parameters, multiplyAdds } = totalsOf(planStack(stack, [1, 8, 8]));
  const training = trainingInShort(group[0]);
  const seeds = group.map(({ seed }) => seed).sort((a, b) => a - b);
  const texts = [
    grouped(parameters),
    grouped(multiplyAdds),
    seeds.join(", "),
    meanAndRange(group.map(({ accuracy }) => accuracy)),
    meanAndRange(group.map(({ moved }) => moved[2])),
  ];
  return [
    html("th", { scope: "row" }, inShort(stack), html("span", { class: "cnnlab-note" }, training)),
    ...texts.map((text) => html("td", {}, text)),
  ];
}
