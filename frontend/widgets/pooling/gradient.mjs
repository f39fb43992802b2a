// The gradient of the input: what each pixel gets when every output gets 1.
import { sum } from "../../math/sums.mjs";
import { hideTinyNumbers, outline, UNIT } from "../../parts/grid.mjs";
import { largest, number, rowsAndColumns } from "../../parts/numbers.mjs";
import { valuePicture } from "../../parts/pixels.mjs";
import { moveMark } from "../../parts/sliding_window.mjs";

/**
 * @typedef {import("./scene.mjs").Scene} Scene
 * @typedef {import("./scene.mjs").Place} Place
 * @typedef {ReturnType<typeof drawGradient>} GradientPicture
 */

/** @param {Scene} scene */
export function drawGradient({ settings: { image, kernel_size: k } }) {
  const [rows, columns] = [image.length, image[0].length];
  const label = `Gradient of the input: ${rowsAndColumns(rows, columns)}`;
  const drawn = valuePicture(rows, columns, { role: "img", "aria-label": label });
  const frame = outline(k * UNIT, k * UNIT);
  drawn.layers.top.append(frame);
  return { ...drawn, frame, stop: hideTinyNumbers(drawn) };
}

/**
 * @param {GradientPicture} picture
 * @param {Scene} scene
 * @param {(share: number) => number[]} colours
 */
export const paintGradient = (picture, { gradient }, colours) =>
  picture.showValues(gradient, largest(gradient) || 1, colours, twoDigits);

// A share that is next to nothing would be written with a power of ten, too long for its cell.
/** @param {number} value */
const twoDigits = (value) => (Math.abs(value) < 0.005 ? 0 : Number(value.toPrecision(2)));

/**
 * The gradient has no border: the window is drawn as far as it reaches into the image.
 * @param {GradientPicture} picture
 * @param {Place} place
 */
export function markGradient({ frame }, { taps }) {
  const inside = taps.filter((tap) => tap.inside);
  const [first, last] = [inside[0], inside[inside.length - 1]];
  moveMark(frame, first.y, first.x);
  for (const part of frame.children) {
    part.setAttribute("width", (last.x - first.x + 1) * UNIT);
    part.setAttribute("height", (last.y - first.y + 1) * UNIT);
  }
}

/** @param {Scene} scene */
export function gradientSum({ gradient, rows, columns }) {
  const arrived = sum(gradient.flat());
  const outputs = rows * columns;
  const from = outputs === 1 ? "1 from the only output" : `1 from each of ${outputs} outputs`;
  return `${from}: sum ${number(arrived, 4)}`;
}
