// What an image, a kernel or a number along its axes must be before anything is computed with it.
import LIMITS from "../../src/cnnlab/widgets/limits.json" with { type: "json" };
import { checkCount, Misfit, shown } from "./checks.mjs";

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
