// Pictures as pixels: the widget's photographs, and whatever else can be drawn on a canvas.
import { Misfit } from "../../math/checks.mjs";
import { SIDE } from "../../math/lens.mjs";
import { html } from "../../parts/dom.mjs";

/** @typedef {import("../../math/lens.mjs").Picture} Picture */

const FILE = /^data:image\/(png|jpeg);base64,[A-Za-z0-9+/]+=*$/;

/** @type {Map<string, Picture>} by the addresses of their files */
const known = new Map();

/** @param {string} url */
export const isFile = (url) => typeof url === "string" && FILE.test(url);

/**
 * The photograph's pixels at once, if its file has been read before.
 * @param {string} url
 */
export const readBefore = (url) => known.get(url);

/**
 * @param {string} url
 * @returns {Promise<Picture>}
 */
export async function readPhotograph(url) {
  const image = new Image();
  const size = await new Promise((resolve) => {
    image.addEventListener("load", () => resolve([image.naturalWidth, image.naturalHeight]));
    image.addEventListener("error", () => resolve(null));
    image.src = url;
  });
  // Nothing larger is unpacked: a link may hold anything.
  if (String(size) !== String([SIDE, SIDE]))
    throw new Misfit(`a photograph must be a file of ${SIDE} × ${SIDE} pixels`);
  const picture = pixelsOf(image, SIDE, SIDE);
  known.set(url, picture);
  return picture;
}

const canvas = html("canvas", { width: SIDE, height: SIDE });
const brush = /** @type {CanvasRenderingContext2D} */ (
  canvas.getContext("2d", { willReadFrequently: true })
);

/**
 * The middle square of a picture, in SIDE × SIDE pixels.
 * @param {CanvasImageSource} image
 * @param {number} width
 * @param {number} height
 * @returns {Picture}
 */
export function pixelsOf(image, width, height) {
  const square = Math.min(width, height);
  if (!square) throw new RangeError("the picture has no size");
  brush.imageSmoothingQuality = "high";
  brush.fillStyle = "white"; // under what is transparent
  brush.fillRect(0, 0, SIDE, SIDE);
  const [left, top] = [(width - square) / 2, (height - square) / 2];
  brush.drawImage(image, left, top, square, square, 0, 0, SIDE, SIDE);
  const { data } = brush.getImageData(0, 0, SIDE, SIDE);
  const count = SIDE * SIDE;
  const planes = new Float32Array(3 * count);
  for (let i = 0; i < count; i++) {
    planes[i] = data[4 * i];
    planes[count + i] = data[4 * i + 1];
    planes[2 * count + i] = data[4 * i + 2];
  }
  return { planes, side: SIDE };
}
