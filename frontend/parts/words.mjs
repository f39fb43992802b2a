// Words put together.

/** @param {string} text */
export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/**
 * The same with each size on one line.
 * @param {string} text
 */
export const unbroken = (text) => text.replaceAll(" × ", "\u00a0×\u00a0");

/** @param {number} side "3 × 3" */
export const square = (side) => `${side} × ${side}`;

/**
 * "2", "2 or 4", "1, 2 or 4".
 * @param {any[]} items
 * @param {string} last what stands before the last of them
 */
export const listed = (items, last) =>
  items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} ${last} ${items.at(-1)}`;
