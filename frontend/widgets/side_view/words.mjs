// What the side view says about a unit.

/** @typedef {import("../../math/side_view.mjs").Side} Side */

/** @param {number} layer @param {number} unit */
const named = (layer, unit) => (layer === 0 ? `pixel ${unit}` : `unit ${unit} of layer ${layer}`);

const capital = (/** @type {string} */ text) => text.charAt(0).toUpperCase() + text.slice(1);

/**
 * @param {number} layer
 * @param {number} unit
 * @param {number[]} pixels that it reads
 */
export function unitInWords(layer, unit, pixels) {
  if (layer === 0) return `${capital(named(0, unit))}.`;
  const [first, last] = [pixels[0], pixels[pixels.length - 1]];
  const gaps = pixels.length < last - first + 1;
  const which = gaps ? `pixels ${pixels.join(", ")}` : `pixels ${first} to ${last}`;
  return `${capital(named(layer, unit))} reads ${first === last ? `pixel ${first}` : which}.`;
}

/**
 * @param {Side} side
 * @param {number} layer
 * @param {number} unit
 * @param {number[]} pixels
 */
export function measuresInWords({ fields }, layer, unit, pixels) {
  const words = unitInWords(layer, unit, pixels);
  if (layer === 0) return words;
  const { size, jump, start } = fields[layer];
  const pixel = (/** @type {number} */ n) => `${n} ${n === 1 ? "pixel" : "pixels"}`;
  return `${words} Its field is ${pixel(size)} wide, the next unit’s begins ${pixel(jump)} further on, and the middle of the first unit’s is at pixel ${start}.`;
}
