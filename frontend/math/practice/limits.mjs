// cnnlab.practice: which problems there are.
import LIMITS from "../../../src/cnnlab/practice/limits.json" with { type: "json" };
import { checkOneOf } from "../checks.mjs";

export const { levels: LEVELS, most_seed: MOST_SEED, most_number: MOST_NUMBER } = LIMITS;

/**
 * @param {any} kind
 * @param {any} words
 */
export function checkKind(kind, words) {
  checkOneOf("kind", kind, Object.keys(words?.kinds ?? {}));
}
