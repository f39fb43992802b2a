// What is said about networks, their changes and their results.
import { grouped } from "../../math/grouped.mjs";
import { mean } from "../../math/sums.mjs";
import { counted, fixed, percent } from "../../parts/numbers.mjs";

export const STALE = "The settings have changed. Train again.";

/** How well digits are read. @param {number} share of them that is read right */
export const accuracy = (share) => percent(share, 1);

/**
 * "an 8, read as 3".
 * @param {{label: number, read: number}} misread
 */
export const misreading = ({ label, read }) =>
  `${label === 8 ? "an" : "a"} ${label}, read as ${read}`;

/** A mean with its lowest and highest value. @param {number[]} shares */
export function meanAndRange(shares) {
  const ends = [Math.min(...shares), Math.max(...shares)].map((s) => fixed(100 * s));
  const range = shares.length === 1 ? "" : ` (${ends.join("–")})`;
  return accuracy(mean(shares)) + range;
}

/**
 * What the changed network has and does, beside the unchanged one.
 * @param {{parameters: number, multiplyAdds: number}} own
 * @param {{parameters: number, multiplyAdds: number}} changed
 */
export const costsCompared = (own, changed) =>
  `${compared(own.parameters, changed.parameters)} parameters, ` +
  `${compared(own.multiplyAdds, changed.multiplyAdds)} multiply-adds`;

/** @param {number} own @param {number} changed */
const compared = (own, changed) =>
  own === changed
    ? `the same ${grouped(changed)}`
    : `${grouped(changed)} in place of ${grouped(own)}`;

/** How a kept network was trained. @param {{epochs: number, nudge: boolean, shuffled: boolean}} run */
export const trainingInShort = ({ epochs, nudge, shuffled }) =>
  ` ${counted(epochs, "epoch")}` +
  (nudge ? "" : ", digits not moved") +
  (shuffled ? ", pixels shuffled" : "");

/**
 * Where training stands.
 * @param {import("./session.mjs").Run} run
 * @param {import("./session.mjs").State} state
 */
export function standing({ epoch, recipe, history, test }, state) {
  const validation = history.validation_accuracy.at(-1);
  const parts = [`Seed ${recipe.seed}, epoch ${Number(epoch.toFixed(1))} of ${recipe.epochs}`];
  if (validation !== undefined) parts.push(`validation digits read right: ${accuracy(validation)}`);
  if (state === "done" && test !== null) parts.push(`test digits: ${accuracy(test)}`);
  return `${parts.join("; ")}.`;
}
