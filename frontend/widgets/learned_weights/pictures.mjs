// A digit in gravel, and the weights that a class has for each of its pixels.
import { figure } from "../../parts/controls.mjs";
import { outline, UNIT } from "../../parts/grid.mjs";
import { largest } from "../../parts/numbers.mjs";
import { pixelCanvas } from "../../parts/pixels.mjs";
import { moveMark } from "../../parts/sliding_window.mjs";
import { signedColours } from "../../parts/theme.mjs";

export function pictures() {
  const [image, weights] = [figure("Image", "input"), figure("Weights", "learned-weights-picture")];
  return {
    image: {
      box: image.box,
      /** @param {number[][]} pixels @param {number} digit */
      show(pixels, digit) {
        const size = `${pixels.length} × ${pixels.length}`;
        image.note.textContent = `class ${digit}, ${size}`;
        const drawn = square(
          pixels.length,
          `A digit of class ${digit} in the middle of gravel, ${size} pixels`,
        );
        drawn.paint((row, column) => Array(3).fill(Math.round(pixels[row][column])));
        image.body.replaceChildren(drawn.box);
      },
    },
    weights: {
      box: weights.box,
      /** @param {number[][]} shown @param {number} digit @param {number} span of the digit */
      show(shown, digit, span) {
        weights.note.textContent = `class ${digit}, digit framed`;
        const drawn = square(shown.length, `The weights of class ${digit}, one for each pixel`);
        const [most, colour] = [largest(shown) || 1, signedColours()];
        drawn.paint((row, column) => colour(shown[row][column] / most));
        const [frame, start] = [
          outline(span * UNIT, span * UNIT),
          Math.floor((shown.length - span) / 2),
        ];
        moveMark(frame, start, start);
        drawn.root.append(frame);
        weights.body.replaceChildren(drawn.box);
      },
    },
  };
}

/** @param {number} side @param {string} label */
const square = (side, label) => pixelCanvas(side, side, { role: "img", "aria-label": label });
