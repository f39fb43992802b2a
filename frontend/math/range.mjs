/** @param {number} n 0, 1, …, n − 1 */
export const range = (n) => Array.from({ length: n }, (_, i) => i);
