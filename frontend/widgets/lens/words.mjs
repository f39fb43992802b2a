// What the lens says.
import { CHANNELS, outputOf } from "../../math/lens.mjs";
import { number } from "../../parts/numbers.mjs";

/**
 * @typedef {import("../../math/lens.mjs").Settings} Settings
 * @typedef {import("../../math/lens.mjs").Picture} Picture
 * @typedef {{ row: number, column: number, channel: string }} Place
 */

/** @param {string} pooling @param {number} size */
export const poolingWords = (pooling, size) =>
  pooling === "none" ? "none" : `${pooling === "max" ? "maximum" : "average"} ${size} × ${size}`;

/** @param {Place} place */
export const sumName = ({ row, column }) => `sum at [${row}, ${column}]`;

/**
 * What becomes of the sum on which the loupe is.
 * @param {number} sum
 * @param {Settings} settings
 * @param {Place} place
 * @param {Picture} output
 */
export function fateOf(sum, settings, { row, column, channel }, { planes, side }) {
  const said = settings.relu && sum < 0 ? ["ReLU makes it 0."] : [];
  const { skipped, place } = outputOf(settings, row, column);
  if (skipped) return [...said, `Stride ${settings.stride} passes over this pixel.`].join(" ");
  if (settings.blur_first && settings.stride > 1)
    said.push("The blur mixes it with its neighbours.");
  if (settings.pooling !== "none")
    said.push(`Pooling takes the ${poolingWords(settings.pooling, settings.pool_size)}.`);
  const value = planes[(CHANNELS.indexOf(channel) * side + place[0]) * side + place[1]];
  return [...said, `output[${place.join(", ")}] = ${number(value, 5)}`].join(" ");
}

export const CAMERA_GONE =
  "The camera has gone: it was unplugged, or the browser no longer has permission to use it. Its last " +
  "picture stays.";

/**
 * Why there is no camera's picture.
 * @param {unknown} error
 */
export function cameraProblem(error) {
  const name = error instanceof Error ? error.name : "";
  const why =
    {
      NotAllowedError: "the browser has no permission to use it",
      NotFoundError: "there is none",
      NotReadableError: "another program uses it",
      TypeError: "the browser gives it only to pages that come over https, or from this computer",
    }[name] ?? String(error);
  return `No picture comes from the camera: ${why}. The picture stays as it is.`;
}
