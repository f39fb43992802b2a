// A digit as networks see it: pixels that count ink.
import { checkMatrix } from "./array_checks.mjs";
import { Misfit } from "./checks.mjs";

export const PIXELS = 8; // a side
export const MOST_INK = 16; // in a pixel

/**
 * @param {string} name
 * @param {any} drawing
 */
export function checkDrawing(name, drawing) {
  const [rows, columns] = checkMatrix(name, drawing);
  if (rows !== PIXELS || columns !== PIXELS) {
    throw new Misfit(`${name} must have ${PIXELS} × ${PIXELS} pixels, not ${rows} × ${columns}`);
  }
  const wrong = drawing.flat().find((value) => value < 0 || value > MOST_INK);
  if (wrong !== undefined) {
    throw new Misfit(`${name} must have values from 0 to ${MOST_INK}, not ${wrong}`);
  }
}
