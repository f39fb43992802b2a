/** @param {number} n 0, 1, …, n − 1 */
export const range = (n) => Array.from({ length: n }, (_, i) => i);

/** The nearest number to `value` from `least` to `most`. @param {number} value @param {number} least @param {number} most */
export const clamped = (value, least, most) => Math.min(most, Math.max(least, value));

/**
 * The whole numbers from `least` to `most`; none where `most` is less.
 * @param {number} least
 * @param {number} most
 */
export const fromTo = (least, most) => range(most - least + 1).map((i) => least + i);
