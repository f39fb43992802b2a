// The steps of a guided walk: what each sets, and whether what it waits for has come.
import { same } from "../parts/model.mjs";

/**
 * `until` holds the values of traits that the step waits for, or the names of traits of which one
 * must have changed.
 * @typedef {{say: string, set?: Record<string, any>, until?: Record<string, any> | string[]}} Step
 * @typedef {import("../parts/mount.mjs").Model} Model
 */

/**
 * Traits with those presets for which they hold only the names, as in links.
 * @param {Model} model
 * @param {Record<string, any>} values
 */
export const namedPresets = (model, values) =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === "string" && value[0] === "@" ? model.get(`${name}s`)[value.slice(1)] : value,
    ]),
  );

/**
 * Whether what a step waits for has come: certain values, or any change of traits since it began.
 * @param {Step["until"]} until
 * @param {Model} model
 * @param {Record<string, any> | undefined} began the settings then; none while the step is being set
 */
export function isMet(until, model, began) {
  if (!until) return true;
  const has = (/** @type {string} */ name, /** @type {any} */ value) =>
    same(model.get(name), value);
  return Array.isArray(until)
    ? began !== undefined && until.some((name) => !has(name, began[name]))
    : Object.entries(namedPresets(model, until)).every(([name, value]) => has(name, value));
}
