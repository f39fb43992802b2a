// What the wiring says about itself.
import { grouped } from "../../math/grouped.mjs";
import { counted } from "../../parts/numbers.mjs";

/** @typedef {import("../../math/wiring.mjs").Stage} Stage */

/** @param {{ groups: number, separable: boolean }} wiring @param {number} inputs */
export function wiringName({ groups, separable }, inputs) {
  if (separable) return "separable";
  if (groups === 1) return "full";
  return groups === inputs ? "depthwise" : `${groups} groups`;
}

/** @param {Stage} stage */
const tables = ({ inputs, outputs, groups, kernel }) =>
  `${grouped((inputs / groups) * outputs)} of ${kernel} × ${kernel}`;

/** @param {Stage[]} stages */
export const tablesInWords = (stages) =>
  `Each line is a table of weights: ${stages.map(tables).join(", ")}.`;

/**
 * What a channel is joined to. Column 0 has the inputs, the last one the outputs.
 * @param {Stage[]} stages
 * @param {number} column
 * @param {number} channel
 */
export function channelInWords(stages, column, channel) {
  const into = stages[column - 1];
  const outOf = stages[column];
  const name = !into ? "Input" : outOf ? "Middle" : "Output";
  const reads = into && readingWords(into);
  const goes = outOf && `goes to ${counted(outOf.outputs / outOf.groups, "channel")}`;
  return `${name} channel ${channel}: ${[reads, goes].filter(Boolean).join(", and ")}.`;
}

/** @param {Stage} stage */
function readingWords({ inputs, groups, kernel }) {
  const read = inputs / groups;
  const weights = read * kernel ** 2;
  return `reads ${counted(read, "channel")}, with ${counted(weights, "weight")} and a bias`;
}
