// The network with one change that trains beside the reader's own.
import { Misfit, misfitOf } from "../../math/checks.mjs";
import { changedStack } from "../../math/network/changes.mjs";
import { planStack } from "../../math/network/stack.mjs";
import { totalsOf } from "./editor.mjs";
import { CHANGE_NAMES } from "./facts.mjs";
import { checkStack, inShort } from "./layers.mjs";
import { PIXELS, SCORES } from "./traits.mjs";
import { costsCompared } from "./words.mjs";

/**
 * What the changed network is, in words, or why it cannot be.
 * @param {import("../../math/network/stack.mjs").Plan} plan of the stack
 * @param {import("./layers.mjs").Layer[]} stack
 * @param {string} change
 * @returns {{ words: string, obstacle: string | null }}
 */
export function comparison(plan, stack, change) {
  if (!change) return { words: "", obstacle: null };
  try {
    const other = checkStack("the changed stack", changedStack(stack, change));
    const changed = planStack(other, PIXELS, SCORES);
    if (changed.problem) throw new Misfit(changed.problem.message);
    const same = change === "still" || change === "shuffled" ? "the same stack" : inShort(other);
    const costs = costsCompared(totalsOf(plan), totalsOf(changed));
    const words = `Trained beside it, with ${CHANGE_NAMES[change]}: ${same}; ${costs}.`;
    return { words, obstacle: null };
  } catch (error) {
    return { words: "", obstacle: `of the network to compare it with, ${misfitOf(error)}` };
  }
}
