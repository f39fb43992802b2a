// A guess that stands alone: the question above is all that there is.

// What Reset puts back, beside the guess.
export const settings = [];

/**
 * @param {import("../../parts/mount.mjs").Model} _model
 * @param {HTMLElement} element
 */
export function render(_model, element) {
  element.replaceChildren();
  return () => {};
}
