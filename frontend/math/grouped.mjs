/** @param {number} value a whole number, in groups of three digits */
export const grouped = (value) => value.toLocaleString("en");
