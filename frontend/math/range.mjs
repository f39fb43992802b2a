/** @param {number} n 0, 1, …, n − 1 */
export const range = (n) => Array.from({ length: n }, (_, i) => i);

/**
 * The whole numbers from `least` to `most`; none where `most` is less.
 * @param {number} least
 * @param {number} most
 */
export const fromTo = (least, most) => range(most - least + 1).map((i) => least + i);
