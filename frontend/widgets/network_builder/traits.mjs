// The widget's traits: what they may hold, and what is read from them.
import { checkUpTo, Misfit, shown } from "../../math/checks.mjs";
import { CHANGES } from "../../math/network/changes.mjs";
import { planStack } from "../../math/network/stack.mjs";
import { product } from "../../math/sums.mjs";
import { LIMITS } from "./facts.mjs";
import { checkHistory, emptyHistory } from "./history.mjs";
import { checkKept } from "./kept.mjs";
import { checkStack } from "./layers.mjs";
import { weightsFromText } from "./weights.mjs";

/**
 * @typedef {import("./layers.mjs").Layer} Layer
 * @typedef {(name: string) => any} Get a trait
 */

export const RECIPE = ["stack", "change", "seed", "repeats", "epochs", "nudge"]; // what a training goes by
export const LEARNED = ["history", "weights"];

export const PIXELS = [1, 8, 8];
export const SCORES = 10;

/** @param {Get} get */
export const stackOf = (get) => checkStack("stack", get("stack"));

/** What is to be trained. @param {Get} get @returns {import("./session.mjs").Plan} */
export function planOf(get) {
  const [change, seed, repeats, epochs, nudge] = RECIPE.slice(1).map(get);
  return { stack: stackOf(get), change, seed, repeats, epochs, nudge };
}

/** What was learned before, as the traits hold it. @param {Get} get */
export const learnedOf = (get) => ({
  weights: weightsFromText(get("weights"), parameterSizes(stackOf(get))),
  history: { ...emptyHistory(), ...get("history") },
});

/** @param {Layer[]} stack */
const parameterSizes = (stack) =>
  planStack(stack, PIXELS).layers.flatMap(({ parameters }) => parameters.map(product));

/** Refuse traits that are nonsense. @param {Get} get */
export function check(get) {
  const stack = stackOf(get);
  if (!CHANGES.includes(get("change")))
    throw new Misfit(`there is no change ${shown(get("change"))}`);
  for (const [name, limits] of Object.entries(LIMITS)) checkUpTo(name, get(name), ...limits);
  checkHistory(get("history"));
  checkKept(get("runs"));
  if (typeof get("weights") !== "string") throw new Misfit("weights must be text in base64");
  if (get("weights")) weightsFromText(get("weights"), parameterSizes(stack));
}
