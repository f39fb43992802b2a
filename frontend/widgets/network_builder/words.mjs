// What is said about networks, their changes and their results.
import { mean } from "../../math/sums.mjs";
import { grouped } from "../../parts/numbers.mjs";

/** @param {number} share of 1 */
export const percent = (share) => `${(100 * share).toFixed(1)}%`;

/** A mean with its lowest and highest value. @param {number[]} shares */
export function meanAndRange(shares) {
  const ends = [Math.min(...shares), Math.max(...shares)].map((s) => (100 * s).toFixed(1));
  return shares.length === 1
    ? percent(mean(shares))
    : `${percent(mean(shares))} (${ends.join("–")})`;
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
  ` ${epochs} epoch${epochs === 1 ? "" : "s"}` +
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
  if (validation !== undefined) parts.push(`validation digits read right: ${percent(validation)}`);
  if (state === "done" && test !== null) parts.push(`test digits: ${percent(test)}`);
  return `${parts.join("; ")}.`;
}
