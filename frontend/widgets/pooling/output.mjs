// The output: the grid that the reader moves about in.
import { hideTinyNumbers, makeFocusable, outline, UNIT } from "../../parts/grid.mjs";
import { rowsAndColumns } from "../../parts/numbers.mjs";
import { valuePicture } from "../../parts/pixels.mjs";
import { moveMark } from "../../parts/sliding_window.mjs";
import { outputWords } from "./words.mjs";

/**
 * @typedef {import("./scene.mjs").Scene} Scene
 * @typedef {import("./scene.mjs").Place} Place
 * @typedef {ReturnType<typeof drawOutput>} OutputPicture
 */

/**
 * @param {Scene} scene
 * @param {import("./stage.mjs").Hand} hand
 */
export function drawOutput({ rows, columns }, { point, go, keydown }) {
  const at = (/** @type {(index: number) => void} */ then) => (/** @type {Event} */ event) => {
    const index = drawn.indexAt(event);
    if (index !== undefined) then(Number(index));
  };
  const drawn = valuePicture(rows, columns, {
    pointermove: at(point),
    pointerleave: () => point(null),
    click: at(go),
  });
  const label = `Output, ${rowsAndColumns(rows, columns)}`;
  const announce = makeFocusable(drawn, label, keydown);
  const marker = outline(UNIT, UNIT);
  drawn.layers.top.append(marker);
  return { ...drawn, announce, marker, stop: hideTinyNumbers(drawn) };
}

/**
 * @param {OutputPicture} picture
 * @param {Scene} scene
 * @param {(share: number) => number[]} colours for numbers of either sign
 */
export const paintOutput = (picture, { output, most, signed }, colours) =>
  picture.showValues(output, most, signed ? colours : undefined);

/**
 * @param {OutputPicture} picture
 * @param {Place} place
 */
export function markOutput({ marker, announce }, place) {
  moveMark(marker, place.row, place.column);
  announce(outputWords(place));
}
