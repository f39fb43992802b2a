// What is said about a unit of the stack, and about what it sees.
import { grouped } from "../../math/grouped.mjs";
import { html } from "../../parts/dom.mjs";
import { counted, number } from "../../parts/numbers.mjs";

/**
 * @typedef {import("../../math/receptive_field.mjs").Layer} Layer
 * @typedef {import("../../math/receptive_field.mjs").Sight} Sight
 * @typedef {import("../../math/receptive_field.mjs").Stack} Stack
 * @typedef {import("../../math/receptive_field.mjs").Unit} Unit
 */

export const SCALE_NOTE =
  "The maps are not drawn to scale: small ones are enlarged. Their captions give their sizes.";

/** @param {Layer} layer */
export const layerTitle = ({ kind, kernel }) => `${kind} ${kernel} × ${kernel}`;

/**
 * The name of a map of the stack.
 * @param {Stack} stack
 * @param {number} l
 */
export const mapTitle = ({ layers }, l) =>
  l ? `Layer ${l}, ${layerTitle(layers[l - 1])}` : "Photograph";

/**
 * @param {Sight} down
 * @param {Sight} across
 */
export const sightInBrief = (down, across) =>
  down.seen.length && across.seen.length
    ? `sees ${lines("row", down.seen)} and ${lines("column", across.seen)}`
    : "sees nothing but padding";

/**
 * How a unit's field comes about, and how much of it the unit sees.
 * @param {Stack} stack
 * @param {Unit} unit
 * @param {[down: Sight, across: Sight]} sights
 * @param {boolean} picked whether it stays when the pointer leaves
 */
export function unitInWords(stack, [layer, row, column], [down, across], picked) {
  const field = stack.fields[layer];
  const title = layer ? mapTitle(stack, layer) : "A pixel of the photograph";
  return [
    html(
      "p",
      {},
      html("strong", {}, title),
      `: the unit in row ${row}, column ${column}`,
      picked ? null : html("span", { class: "cnnlab-note cnnlab-hint" }, " (click to keep it)"),
    ),
    html(
      "p",
      { class: "cnnlab-total" },
      "Its field: ",
      html("strong", {}, `${field.size} × ${field.size}`),
      " pixels",
    ),
    html(
      "ul",
      {},
      html("li", {}, html("strong", {}, "Rows: "), fieldAlongAxis(field, row, down)),
      html("li", {}, html("strong", {}, "Columns: "), fieldAlongAxis(field, column, across)),
    ),
    html("p", {}, whatIsSeen(field.size, stack.shapes[0], [down, across])),
  ];
}

/**
 * @param {import("../../math/receptive_field.mjs").Field} field
 * @param {number} i
 * @param {Sight} sight
 */
function fieldAlongAxis({ size, jump, start }, i, { from, to }) {
  const centre = `centre ${number(start)} + ${i} · ${jump} = ${number(start + i * jump, 5)}`;
  return `${centre}, and ${number((size - 1) / 2)} to each side: ${number(from)} to ${number(to)}`;
}

/**
 * @param {number} size of the field
 * @param {number[]} shape of the photograph
 * @param {Sight[]} sights
 */
function whatIsSeen(size, shape, sights) {
  const seen = sights[0].seen.length * sights[1].seen.length;
  const [height, width] = sights.map(({ from, to }, axis) =>
    Math.max(0, Math.min(shape[axis] - 1, to) - Math.max(0, from) + 1),
  );
  const inside = height * width;
  const sentences = [`It sees ${counted(seen, "pixel")} of ${grouped(shape[0] * shape[1])}.`];
  const outside = size * size - inside;
  if (outside) {
    const lie = outside > 1 ? "lie" : "lies";
    sentences.push(
      `${counted(outside, "place")} of the field ${lie} outside, in the padding (hatched).`,
    );
  }
  const left = inside - seen;
  if (left > 0) {
    const [are, them] = left > 1 ? ["are", "them"] : ["is", "it"];
    sentences.push(
      `${counted(left, "pixel")} within the field ${are} left out (dimmed): no window reads ${them}.`,
    );
  }
  return sentences.join(" ");
}

/** @param {number[]} list */
const lines = (axis, list) =>
  list.length > 1 ? `${axis}s ${list[0]} to ${list.at(-1)}` : `${axis} ${list[0]}`;
