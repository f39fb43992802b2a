// Weights as text: float32, one after the other, in base64, in the order of Sequential.parameters().
import { Misfit } from "../../math/checks.mjs";
import { sum } from "../../math/sums.mjs";

/** @param {Float32Array[]} parameters */
export function weightsAsText(parameters) {
  const all = new Float32Array(parameters.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const parameter of parameters) {
    all.set(parameter, at);
    at += parameter.length;
  }
  let text = "";
  for (const byte of new Uint8Array(all.buffer)) text += String.fromCharCode(byte);
  return btoa(text);
}

/**
 * @param {string} text
 * @param {number[]} sizes how many numbers each parameter has
 * @returns {Float32Array[]}
 */
export function weightsFromText(text, sizes) {
  let bytes;
  try {
    bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  } catch {
    throw new Misfit("weights must be base64");
  }
  const wanted = sum(sizes);
  if (bytes.length !== 4 * wanted) {
    throw new Misfit(
      `weights must hold ${wanted} numbers of 4 bytes for this stack, but has ${bytes.length} bytes`,
    );
  }
  const all = new Float32Array(bytes.buffer);
  if (!all.every(Number.isFinite)) throw new Misfit("weights must be finite numbers");
  let at = 0;
  return sizes.map((size) => all.slice(at, (at += size)));
}
