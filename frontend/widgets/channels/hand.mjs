// What the reader's hand does: it moves the windows, and changes weights and the bias.
import { gridKeys } from "../../parts/keys.mjs";
import { readNumber, typed } from "../../parts/number_box.mjs";
import { number } from "../../parts/numbers.mjs";
import { windowHand } from "../../parts/sliding_window.mjs";
import { withBias, withTable } from "./layer.mjs";

/**
 * @typedef {import("./layer.mjs").Layer} Layer
 *
 * @param {object} widget
 * @param {() => Layer | null} widget.layer the layer shown, null while there is none
 * @param {ReturnType<typeof import("../../parts/player.mjs").player>} widget.play
 * @param {(make: import("./controls.mjs").Change) => void} widget.change
 * @param {(message: string | null) => void} widget.tell
 */
export function makeHand({ layer, play, change, tell }) {
  const onWindow = windowHand(() => {
    const now = layer();
    return now && windowPlaces(now);
  }, play.point);

  /** @param {(event: any) => number[]} pixelAt the pixel of a map that an event is at */
  const onMap = (pixelAt) =>
    play.pointer((/** @type {PointerEvent} */ event) => {
      const [row, column] = pixelAt(event);
      const now = layer();
      return now ? row * now.columns + column : undefined;
    });

  const keydown = gridKeys(() => {
    const now = layer();
    return now && [play.index(), now.columns, now.rows * now.columns];
  }, play.jump);

  /** @param {HTMLInputElement} box */
  const editBias = (box) => {
    const { value, problem } = readNumber(box);
    if (problem) {
      const { bias, channel } = /** @type {Layer} */ (layer());
      tell(`${typed(box.value)} ${problem}. The bias stays ${number(bias[channel], 4)}.`);
    } else change((whole) => withBias(whole, value));
  };

  /** @param {number} c @param {number[][]} table */
  const setTable = (c, table) => change((whole) => withTable(whole, c, table));

  return { onWindow, onMap, keydown, editBias, setTable, tell };
}

/** @typedef {ReturnType<typeof makeHand>} Hand */

/** @param {Layer} layer */
function windowPlaces({ image, weight, rows, columns }) {
  const table = weight[0][0];
  return {
    cells: [image[0].length, image[0][0].length],
    spans: [table.length, table[0].length],
    steps: [1, 1],
    places: [rows, columns],
  };
}
