// Settings as lines of PyTorch: the same lines as cnnlab.widgets.pytorch writes.

export const FUNCTIONAL = "import torch.nn.functional as F";
export const NN = "from torch import nn";

/**
 * @param {readonly number[]} numbers
 */
export const tuple = (numbers) => `(${numbers.join(", ")})`;

/**
 * Lines below their imports.
 * @param {string[]} imports
 * @param {string[]} lines
 */
export const program = (imports, ...lines) => [...imports, "", ...lines].join("\n");

/**
 * A call; keywords that are null are left to their defaults.
 * @param {string} name
 * @param {(string | number)[]} values
 * @param {Record<string, string | number | null>} [keywords]
 */
export function call(name, values, keywords = {}) {
  const named = Object.entries(keywords).filter(([, value]) => value !== null);
  return `${name}(${[...values, ...named.map(([key, value]) => `${key}=${value}`)].join(", ")})`;
}

/**
 * Rows and columns as a call takes them: null for the default, one number if they are alike.
 * @param {number} usual
 * @param {readonly number[]} value
 */
export function unless(usual, [rows, columns]) {
  if (rows !== columns) return tuple([rows, columns]);
  return rows === usual ? null : rows;
}

/**
 * Whether a layer's own padding can be this: as much before as after.
 * @param {number[][]} amounts
 */
export const isEven = ([[top, bottom], [left, right]]) => top === bottom && left === right;

/**
 * An image with its border, and what is left to a layer's own padding, which is of zeros.
 * @param {string} x
 * @param {number[][]} amounts
 * @param {string} mode
 * @returns {[string, string | number | null]}
 */
export function border(x, amounts, mode) {
  const [[top, bottom], [left, right]] = amounts;
  if (isEven(amounts) && (mode === "zeros" || (top === 0 && left === 0)))
    return [x, unless(0, [top, left])];
  const words = mode === "zeros" ? null : `"${mode}"`;
  return [call("F.pad", [x, tuple([left, right, top, bottom])], { mode: words }), null];
}
