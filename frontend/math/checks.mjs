// What a setting must be before anything is computed with it: every error names it and the rule.
import { grouped } from "./grouped.mjs";

/**
 * A setting that cannot be, in words for whoever set it. Whatever else is thrown is a fault of the
 * program. It is known by its name, since a script that does not take it from core.js has a class of its own.
 */
export class Misfit extends Error {
  name = "Misfit";
}

/** @param {any} error */
export const isMisfit = (error) => error?.name === "Misfit";

/**
 * Why a setting does not fit. A fault of the program goes on to whoever can report it.
 * @param {any} error
 * @returns {string}
 */
export function misfitOf(error) {
  if (!isMisfit(error)) throw error;
  return error.message;
}

/** @param {string} text */
export const short = (text) => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

/**
 * A value as a refusal shows it: as JSON, which tells the text "2" from the number, and not at length.
 * Of a number JSON would make null if it is none.
 * @param {any} value
 */
export const shown = (value) =>
  short(typeof value === "number" ? String(value) : String(JSON.stringify(value)));

export function checkCount(name, value, least) {
  if (!Number.isInteger(value) || value < least) {
    throw new Misfit(`${name} must be a whole number of at least ${least}, not ${shown(value)}`);
  }
  return value;
}

/**
 * A whole number.
 * @param {string} name
 * @param {any} value
 * @param {number[]} limits the least and the most
 */
export function checkUpTo(name, value, ...[least, most]) {
  if (checkCount(name, value, least) > most)
    throw new Misfit(`${name} must be at most ${grouped(most)}, not ${grouped(value)}`);
  return value;
}

/**
 * Any number.
 * @param {string} name
 * @param {any} value
 * @param {number[]} limits the least and the most
 */
export function checkBetween(name, value, ...[least, most]) {
  if (!(typeof value === "number" && value >= least && value <= most))
    throw new Misfit(`${name} must be a number from ${least} to ${most}, not ${shown(value)}`);
}

/**
 * @param {string} name
 * @param {any} value
 */
export function checkText(name, value) {
  if (typeof value !== "string") throw new Misfit(`${name} must be text, not ${shown(value)}`);
}

/**
 * @param {string} name
 * @param {any} value
 * @param {readonly any[]} known
 */
export function checkOneOf(name, value, known) {
  if (!known.includes(value))
    throw new Misfit(`${name} must be one of ${known.join(", ")}, not ${shown(value)}`);
}

/** @param {unknown} error */
export const messageOf = (error) => (error instanceof Error ? error.message : String(error));

/**
 * What went wrong, for whoever is told of it. The console is to have a fault of the program, and tests.
 * @param {unknown} error
 */
export function reported(error) {
  if (!isMisfit(error)) reportError(error);
  return messageOf(error);
}
