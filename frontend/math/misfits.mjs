// Settings of a window that do not fit each other, in words for whoever can change them.

/** How a message about settings that do not fit begins, and what to do about it. */
const WAYS_OUT = /** @type {[RegExp, string][]} */ ([
  [/^the kernel spans/, "Choose a larger input or more padding, a smaller kernel or less dilation"],
  [/^padding "same"/, "Set the stride to 1, or the padding to a number"],
  [/^padding mode/, "Choose less padding or another border"],
  [/^the padding cuts off/, "Choose less padding"],
  [/^the output padding/, "Choose less output padding"],
  [/^size/, "Choose a smaller input"],
]);

/**
 * Why settings do not fit each other, and what to do about it.
 * @param {string} reason
 */
export function misfitInWords(reason) {
  const [, way] = WAYS_OUT.find(([begins]) => begins.test(reason)) ?? [];
  return `This does not fit: ${reason}.${way ? ` ${way}, or press Reset.` : ""}`;
}
