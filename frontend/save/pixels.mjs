// A picture's pixels.
import { Misfit } from "../math/checks.mjs";

/**
 * Paint a picture on a canvas, a unit as `scale` pixels.
 * @param {import("./picture.mjs").Picture} picture
 * @param {number} scale
 * @param {number} [height] at least the picture's own
 */
export async function painted(picture, scale, height = picture.height) {
  const image = new Image();
  // From its text: an image from elsewhere would forbid to read the canvas.
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(picture.svg(height))}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [scale * picture.width, scale * height];
  brushOf(canvas).drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/**
 * @param {HTMLCanvasElement} canvas
 * @returns {CanvasRenderingContext2D}
 */
export const brushOf = (canvas) =>
  /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));

/**
 * Encode at once: `toBlob` would wait until the page is idle, and an animated one seldom is.
 * @param {HTMLCanvasElement} canvas
 */
export function png(canvas) {
  const [, pixels] = canvas.toDataURL().split("base64,");
  if (!pixels) throw new Misfit("it is too large");
  const bytes = Uint8Array.from(atob(pixels), (byte) => byte.charCodeAt(0));
  return new Blob([bytes], { type: "image/png" });
}
