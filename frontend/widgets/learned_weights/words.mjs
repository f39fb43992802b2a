// What was learned, in words: every second part of a sentence is bold.
import { mean } from "../../math/sums.mjs";

/** @param {import("../../math/learned_weights.mjs").Learned} found */
export function aboutAccuracy({ side, images, right }) {
  const [low, high] = [Math.min, Math.max].map((end) => end(...right).toFixed(0));
  return [
    "Learned from ",
    String(images),
    ` images of ${side} × ${side} pixels: `,
    `${mean(right).toFixed(0)}%`,
    ` of the unseen digits right, the mean of ${right.length} training runs (${low}–${high}).`,
  ];
}

/** @param {{ onDigit: number, onGravel: number }} sizes */
export function aboutWeights({ onDigit, onGravel }) {
  const rest = Number.isNaN(onGravel)
    ? [" on the digit. There is no gravel."]
    : [
        " on the digit, ",
        onGravel.toFixed(2),
        ` on the gravel (ratio ${(onDigit / onGravel).toFixed(1)}).`,
      ];
  return ["Mean size of these weights: ", onDigit.toFixed(2), ...rest];
}
