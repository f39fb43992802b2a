// What the widget Saliency says of a pixel.
import { html } from "../../parts/dom.mjs";
import { fixed, largest, rounded } from "../../parts/numbers.mjs";

/** With a second decimal where all is small. @param {number} most the largest */
export const decimalsFor = (most) => (most < 1 ? 2 : 1);

/** @param {number} change */
const signed = (change) => (rounded(change, 1) > 0 ? "+" : "") + fixed(change);

/** @param {number[]} scores @param {number} target */
export const scoreWords = (scores, target) => [
  `Score of ${target}: `,
  html("strong", {}, fixed(scores[target])),
  `. The network reads ${scores.indexOf(Math.max(...scores))}.`,
];

/**
 * A line for each map.
 * @param {import("./asked.mjs").Answers} answers
 * @param {{ score: number, by: number }} changed
 * @param {{ row: number, column: number, target: number }} at
 */
export function pixelLines({ scores, occlusion, gradient, weighted, gradCam }, { score, by }, at) {
  const { row, column, target } = at;
  const [now, lost, slope, sum, cam] = [
    scores[target],
    ...[occlusion, gradient, weighted, gradCam].map((map) => map[row][column]),
  ];
  const decimals = decimalsFor(largest(weighted));
  const act = by < 0 ? "Wiping it" : "Inking it";
  return [
    `Row ${row}, column ${column}. With the patch there, the score is ${fixed(now - lost)}: it loses ${fixed(lost)}.`,
    `Gradient: ${fixed(slope)}. ${act} should change the score by ${signed(slope * by)}, and changes it by ${signed(score - now)}.`,
    `The weighted maps add up to ${fixed(sum, decimals)} there. Grad-CAM cuts them at 0 before it enlarges them: ${fixed(cam, decimals)}.`,
  ];
}
