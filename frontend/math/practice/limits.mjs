// cnnlab.practice: which problems there are.
import { checkCount } from "../checks.mjs";
import { grouped } from "../grouped.mjs";

export const LEVELS = 3;
export const MOST_SEED = 999_999;
export const MOST_NUMBER = 999;

/**
 * @param {any} kind
 * @param {any} words
 */
export function checkKind(kind, words) {
  const known = Object.keys(words?.kinds ?? {});
  if (!known.includes(kind))
    throw new RangeError(`kind must be one of ${known.join(", ")}, not ${String(kind)}`);
}

/** @type {(name: string, value: any, least: number, most: number) => void} */
export function checkUpTo(name, value, least, most) {
  if (checkCount(name, value, least) > most)
    throw new RangeError(`${name} must be at most ${grouped(most)}, not ${value}`);
}
