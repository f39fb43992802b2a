/** @param {number[]} numbers */
export const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);

/** @param {number[]} numbers */
export const product = (numbers) => numbers.reduce((a, b) => a * b, 1);

/** @param {number[]} numbers */
export const mean = (numbers) => sum(numbers) / numbers.length;
