// What is written on the pictures and beside them.

export const NAMES = { max: "Maximum", average: "Average" };

export const FILL_NAMES = { pixel: "one pixel", row: "a row", window: "all pixels" };
