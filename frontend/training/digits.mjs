// The handwritten digits, which come to the page when they are first asked for.

/**
 * Pixels from 0 to 16, 64 of each image, and what each shows; first the images to learn from, then
 * those for validation, then those for the test, as cnnlab.images.split_digits has them.
 * @typedef {{ images: Uint8Array, labels: Uint8Array, parts: [train: number, validation: number,
 *   test: number] }} Digits
 */

/**
 * On the site they are a script beside the widget's; in JupyterLab Python has put them into the
 * widget's trait `_digits`.
 * @param {import("../parts/mount.mjs").Model} model
 * @returns {Promise<Digits>}
 */
export async function digitsFor(model) {
  throw new Error(`not written yet: ${String(model)}`);
}
