// What a setting must be before anything is computed with it: every error names it and the rule.
import LIMITS from "../../src/cnnlab/widgets/limits.json" with { type: "json" };
import { grouped } from "./grouped.mjs";

/**
 * A setting that cannot be, in words for whoever set it. Whatever else is thrown is a fault of the
 * program. It is known by its name, since core.js and each widget's script have a class of their own.
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

// Rows of rows of numbers, all finite: the only thing that the functions below take for an image.
export function checkMatrix(name, matrix) {
  if (!Array.isArray(matrix) || !Array.isArray(matrix[0])) {
    throw new Misfit(`${name} must be a list of rows of numbers`);
  }
  const columns = matrix[0].length;
  if (columns === 0) throw new Misfit(`${name} must have at least one column`);
  matrix.forEach((row, i) => {
    if (!Array.isArray(row) || row.length !== columns) {
      const has = Array.isArray(row) ? `has ${row.length}` : `is ${shown(row)}`;
      throw new Misfit(
        `every row of ${name} must have ${columns} numbers as row 0 has, but row ${i} ${has}`,
      );
    }
    row.forEach((value, j) => {
      if (typeof value !== "number" || !Number.isFinite(value)) {
        throw new Misfit(`${name}[${i}][${j}] must be a finite number, not ${shown(value)}`);
      }
    });
  });
  return [matrix.length, columns];
}

// Nested lists of finite numbers, as deep as there are axes. Returns the shape.
export function checkTensor(name, tensor, axes) {
  if (axes === 2) return checkMatrix(name, tensor);
  if (!Array.isArray(tensor) || tensor.length === 0) {
    throw new Misfit(`${name} must be nested lists of numbers, ${axes} deep`);
  }
  const shapes = tensor.map((part, i) => checkTensor(`${name}[${i}]`, part, axes - 1));
  shapes.forEach((shape, i) => {
    if (shape.join() !== shapes[0].join()) {
      const [first, other] = [shapes[0], shape].map((s) => `(${s.join(", ")})`);
      throw new Misfit(
        `${name}[${i}] must have shape ${first} as ${name}[0] has, but has ${other}`,
      );
    }
  });
  return [tensor.length, ...shapes[0]];
}

/**
 * What a widget is to draw, as Python's trait takes it: along each axis no more than `most` numbers.
 * @param {string} name
 * @param {any} tensor
 * @param {number[]} most
 */
export function checkDrawn(name, tensor, most) {
  const shape = checkTensor(name, tensor, most.length);
  if (shape.some((n, axis) => n > most[axis])) {
    const [limit, sides] = [most, shape].map((sizes) => sizes.join(" × "));
    throw new Misfit(`${name} must have at most ${limit} numbers to be drawn, but has ${sides}`);
  }
  checkMagnitude(name, tensor);
  return shape;
}

/**
 * Larger numbers have products, or squares of these, that no float can hold.
 * @param {string} name
 * @param {any[]} numbers nested as deep as they like
 */
export function checkMagnitude(name, numbers) {
  const { most_magnitude: most } = LIMITS;
  const large = numbers.flat(Infinity).find((n) => Math.abs(n) > most);
  if (large !== undefined) {
    throw new Misfit(
      `${name} must hold numbers from −${most} to ${most}, so that sums of their products are ` +
        `finite, but holds ${large}`,
    );
  }
}

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

/**
 * One number for both axes, or [rows, columns]: always as two numbers.
 * @param {string} name
 * @param {any} value
 * @returns {[number, number]}
 */
export function axisPair(name, value, least = 1) {
  const both = Array.isArray(value) ? value : [value, value];
  if (both.length !== 2)
    throw new Misfit(`${name} must be one number or two, but has ${both.length}`);
  return [checkCount(name, both[0], least), checkCount(name, both[1], least)];
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
