// How training went: an entry for each epoch.
import { Misfit } from "../../math/checks.mjs";
import { MOST_EPOCHS } from "./facts.mjs";

/**
 * @typedef {{ loss: number[], accuracy: number[], validation_loss: number[],
 *   validation_accuracy: number[] }} History
 *
 * @returns {History}
 */
export const emptyHistory = () => ({
  loss: [],
  accuracy: [],
  validation_loss: [],
  validation_accuracy: [],
});

/** @param {any} history */
export function checkHistory(history) {
  if (history?.constructor !== Object) throw new Misfit("history must hold named lists");
  for (const [name, values] of Object.entries(history)) {
    if (!Object.hasOwn(emptyHistory(), name))
      throw new Misfit(`history has no ${name.slice(0, 40)}`);
    if (!Array.isArray(values) || values.length > MOST_EPOCHS || !values.every(Number.isFinite))
      throw new Misfit(`history’s ${name} must be a list of at most ${MOST_EPOCHS} numbers`);
  }
}
