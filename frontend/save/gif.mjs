// A GIF file, frame by frame.
import { applyPalette, GIFEncoder, quantize } from "gifenc";

import { brushOf } from "./pixels.mjs";

const EXACT = 128; // colours of a palette that are those of most pixels, and not the mean of several
const UNCHANGED = 255; // the colour that lets the frame before be seen

export function gif() {
  const encoder = GIFEncoder();
  /** @type {Uint32Array | null} */
  let before = null;

  return {
    /**
     * @param {HTMLCanvasElement} canvas
     * @param {number} delay milliseconds that it is to be seen
     */
    add(canvas, delay) {
      const { width, height } = canvas;
      const { data } = brushOf(canvas).getImageData(0, 0, width, height);
      const colours = new Uint32Array(data.buffer);
      const palette = [...commonColours(colours), ...quantize(data, UNCHANGED - EXACT)];
      const index = applyPalette(data, palette);
      // Most of a frame is as in the one before: left out, it takes no room.
      for (let i = 0; before && i < index.length; i++)
        if (colours[i] === before[i]) index[i] = UNCHANGED;
      while (palette.length <= UNCHANGED) palette.push([0, 0, 0]);
      const over = { transparent: before !== null, transparentIndex: UNCHANGED, dispose: 1 };
      encoder.writeFrame(index, width, height, { palette, delay, ...over });
      before = colours;
    },
    blob() {
      encoder.finish();
      return new Blob([encoder.bytes()], { type: "image/gif" });
    },
  };
}

/**
 * The colours of most pixels, as [red, green, blue].
 * @param {Uint32Array} colours
 */
function commonColours(colours) {
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, EXACT)
    .map(([colour]) => [colour & 255, (colour >> 8) & 255, (colour >> 16) & 255]);
}
