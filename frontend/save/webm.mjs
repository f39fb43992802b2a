// A WebM file, picture by picture. The browser encodes each as fast as it can: nothing is recorded while
// it plays, so none is lost on a slow computer.
import { matroska } from "./matroska.mjs";
import { brushOf } from "./pixels.mjs";

const FINE = 40_000_000; // bits a second: letters stay sharp

export function webm() {
  /** @type {import("./matroska.mjs").Block[]} */
  const blocks = [];
  /** @type {number[]} */
  const pauses = [];
  let size = { width: 0, height: 0 };
  let end = 0;
  /** @type {DOMException | null} */
  let failure = null;
  const encoder = new VideoEncoder({
    output(chunk) {
      const data = new Uint8Array(chunk.byteLength);
      chunk.copyTo(data);
      blocks.push({ data, start: chunk.timestamp / 1000, pause: pauses[blocks.length] });
    },
    error: (error) => (failure = error),
  });

  return {
    /** @param {HTMLCanvasElement} canvas @param {number} pause */
    async add(canvas, pause) {
      if (end === 0) {
        size = { width: even(canvas.width), height: even(canvas.height) };
        encoder.configure({ codec: "vp8", ...size, bitrate: FINE });
      }
      const frame = new VideoFrame(planes(canvas, size), {
        ...{ format: "I420", codedWidth: size.width, codedHeight: size.height },
        timestamp: 1000 * end,
      });
      encoder.encode(frame, { keyFrame: true });
      frame.close();
      pauses.push(pause);
      end += Math.round(pause);
      await encoder.flush();
      if (failure) throw failure;
    },
    blob() {
      encoder.close();
      return new Blob([matroska(size.width, size.height, blocks)], { type: "video/webm" });
    },
  };
}

// Firefox takes whole blocks of 2 × 2 alone.
/** @param {number} side */
const even = (side) => side + (side % 2);

/**
 * A picture as video has it: the brightness of each pixel, and two colours of each block of 2 × 2. What
 * browsers make of a canvas themselves has other ends of the range, and players show it too bright.
 * https://www.itu.int/rec/R-REC-BT.601
 * @param {HTMLCanvasElement} canvas
 * @param {{width: number, height: number}} size even: the last row and column may stand twice
 */
function planes(canvas, { width, height }) {
  const { data } = brushOf(canvas).getImageData(0, 0, canvas.width, canvas.height);
  const [across, down] = [width / 2, height / 2];
  const all = new Uint8ClampedArray(width * height + 2 * across * down);
  const [blue, red] = [width * height, width * height + across * down];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [r, g, b] = at(x, y);
      all[y * width + x] = 16 + (65.481 * r + 128.553 * g + 24.966 * b) / 255;
    }
  for (let y = 0; y < down; y++)
    for (let x = 0; x < across; x++) {
      const [r, g, b] = mean(2 * x, 2 * y);
      all[blue + y * across + x] = 128 + (-37.797 * r - 74.203 * g + 112 * b) / 255;
      all[red + y * across + x] = 128 + (112 * r - 93.786 * g - 18.214 * b) / 255;
    }
  return all;

  /** @param {number} x @param {number} y */
  function at(x, y) {
    const i = 4 * (Math.min(y, canvas.height - 1) * canvas.width + Math.min(x, canvas.width - 1));
    return [data[i], data[i + 1], data[i + 2]];
  }

  /** @param {number} x @param {number} y */
  function mean(x, y) {
    const block = [at(x, y), at(x + 1, y), at(x, y + 1), at(x + 1, y + 1)];
    return [0, 1, 2].map((c) => block.reduce((sum, pixel) => sum + pixel[c], 0) / 4);
  }
}
