// What the side view says about a unit.
import { skipBy } from "../../math/side_view.mjs";
import { counted } from "../../parts/numbers.mjs";
import { capital } from "../../parts/words.mjs";

/** @typedef {import("../../math/side_view.mjs").Side} Side */

/** @param {number} layer @param {number} unit */
const named = (layer, unit) => (layer === 0 ? `pixel ${unit}` : `unit ${unit} of layer ${layer}`);

/**
 * @param {number} layer
 * @param {number} unit
 * @param {number[]} pixels that it sees
 */
export function unitInWords(layer, unit, pixels) {
  if (layer === 0) return `${capital(named(0, unit))}.`;
  const [first, last] = [pixels[0], pixels[pixels.length - 1]];
  const gaps = pixels.length < last - first + 1;
  const which = gaps ? `pixels ${pixels.join(", ")}` : `pixels ${first} to ${last}`;
  return `${capital(named(layer, unit))} sees ${first === last ? `pixel ${first}` : which}.`;
}

/**
 * Where its skip leads, if the unit has one.
 * @param {Side} side
 * @param {number} layer
 * @param {number} unit
 */
export function skipInWords(side, layer, unit) {
  const skip = skipBy(side, layer, unit);
  if (!skip) return "";
  const off = Math.abs(skip.apart);
  const far = off === 0.5 ? "half a pixel" : counted(off, "pixel");
  const where = off
    ? `${far} ${skip.apart < 0 ? "left" : "right"} of the middle`
    : "the middle of the field";
  const between = off % 1 ? ", which lies between two pixels" : "";
  return ` The skip reads pixel ${skip.pixel}, ${where}${between}.`;
}

/**
 * @param {Side} side
 * @param {number} layer
 * @param {number} unit
 * @param {number[]} pixels that it sees through the layers
 */
export function measuresInWords(side, layer, unit, pixels) {
  const words = unitInWords(layer, unit, pixels);
  if (layer === 0) return words;
  const { size, jump, start } = side.fields[layer];
  const field =
    side.sizes[layer] === 1
      ? `Its field is ${counted(size, "pixel")} wide, and its middle is at pixel ${start}.`
      : `Its field is ${counted(size, "pixel")} wide, the next unit’s begins ${counted(jump, "pixel")} further on, and the middle of the first unit’s is at pixel ${start}.`;
  return `${words} ${field}${skipInWords(side, layer, unit)}`;
}
