// A picture's pixels.

/**
 * Paint a picture on a canvas, a unit as `scale` pixels.
 * @param {import("./picture.mjs").Picture} picture
 * @param {number} scale
 */
export async function painted({ svg, width, height }, scale) {
  const image = new Image();
  // From its text: an image from elsewhere would forbid to read the canvas.
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [scale * width, scale * height];
  const brush = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  brush.drawImage(image, 0, 0, canvas.width, canvas.height);
  return {
    image: () => brush.getImageData(0, 0, canvas.width, canvas.height),
    /** @returns {Promise<Blob>} */
    png: () =>
      new Promise((done, failed) =>
        canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("it is too large")))),
      ),
  };
}
