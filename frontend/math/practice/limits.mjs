// cnnlab.practice: which problems there are.
import { checkOneOf } from "../checks.mjs";

export const LEVELS = 3;
export const MOST_SEED = 999_999;
export const MOST_NUMBER = 999;

/**
 * @param {any} kind
 * @param {any} words
 */
export function checkKind(kind, words) {
  checkOneOf("kind", kind, Object.keys(words?.kinds ?? {}));
}
