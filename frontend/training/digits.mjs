// The handwritten digits, which come to the page when they are first asked for.
import { loadScript } from "../parts/load.mjs";

/**
 * @typedef {import("../math/network/training.mjs").Digits} Digits
 *
 * As cnnlab.widgets.packed.pack_digits writes them: pixels as base64 of zlib's, labels as a text.
 * @typedef {{ pixels: string, labels: string, parts: [number, number, number] }} Packed
 */

// On the site, the address of the widget's script.
const here = /** @type {HTMLScriptElement | null} */ (globalThis.document?.currentScript)?.src;

/**
 * On the site they are a script beside the widget's; in JupyterLab Python has put them into the
 * widget's trait `_digits`.
 * @param {import("../parts/mount.mjs").Model} model
 */
export async function digitsFor(model) {
  return unpackDigits(model.get("_digits") ?? (await fromSite()));
}

/** @returns {Promise<Packed>} */
async function fromSite() {
  if (!here) throw new Error("there are no digits here");
  await loadScript(new URL("digits.js", here).href);
  return globalThis.cnnlabDigits;
}

/**
 * @param {Packed} packed
 * @returns {Promise<Digits>}
 */
export async function unpackDigits({ pixels, labels, parts }) {
  const bytes = Uint8Array.from(atob(pixels), (character) => character.charCodeAt(0));
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  const images = new Uint8Array(await new Response(unpacked).arrayBuffer());
  return { images, labels: Uint8Array.from(labels, Number), parts };
}
