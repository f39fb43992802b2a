// What is written on the pictures and beside them.

export const NAMES = { max: "Maximum", average: "Average" };

export const FILL_NAMES = { pixel: "one pixel", row: "a row", window: "all pixels" };

/** @param {number} share */
export const percent = (share) => `${Math.floor(100 * share + 0.5)}%`;

/** @param {number} value */
export const short = (value) =>
  value
    .toFixed(1)
    .replace(/^-0\.0$/, "0.0")
    .replace("-", "−");
