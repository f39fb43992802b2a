// A border around an image, and where its pixels come from.
import { checkOneOf, Misfit } from "./checks.mjs";

// Where index i of a padded axis comes from in the axis of n pixels; -1 stands for a zero.
function sourceIndex(i, n, before, mode) {
  const j = i - before;
  if (j >= 0 && j < n) return j;
  if (mode === "zeros") return -1;
  if (mode === "replicate") return j < 0 ? 0 : n - 1;
  if (mode === "circular") return ((j % n) + n) % n;
  return j < 0 ? -j : 2 * (n - 1) - j; // reflect: the edge pixel is not repeated
}

export const PADDING_MODES = ["zeros", "reflect", "replicate", "circular"];

/**
 * @param {number[][]} image
 * @param {number[][]} amounts [[top, bottom], [left, right]]
 */
export function pad(image, [[top, bottom], [left, right]], mode = "zeros") {
  const [H, W] = [image.length, image[0].length];
  checkOneOf("padding mode", mode, PADDING_MODES);
  [
    [H, top, bottom],
    [W, left, right],
  ].forEach(([n, ...amounts], axis) => {
    const most = { reflect: n - 1, circular: n }[mode] ?? Infinity;
    if (Math.max(...amounts) > most) {
      throw new Misfit(
        `padding mode "${mode}" can add at most ${most} pixels to the ${n} ${axis ? "columns" : "rows"} ` +
          `of the image, but padding asks for ${Math.max(...amounts)}`,
      );
    }
  });
  return Array.from({ length: H + top + bottom }, (_, i) => {
    const y = sourceIndex(i, H, top, mode);
    return Array.from({ length: W + left + right }, (_, j) => {
      const x = sourceIndex(j, W, left, mode);
      return y < 0 || x < 0 ? 0 : image[y][x];
    });
  });
}
