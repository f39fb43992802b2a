// The sizes as controls: a slider for the usual values, and a box for any other.
import MOST from "../../../src/cnnlab/widgets/limits/parameter_counter.json" with { type: "json" };
import { grouped } from "../../math/grouped.mjs";
import { field } from "../../parts/controls.mjs";
import { html } from "../../parts/dom.mjs";
import { slider } from "../../parts/sliders.mjs";
import { isAlone } from "./scene.mjs";
import { C_OUT, K_H, K_W } from "./words.mjs";

/**
 * @typedef {import("./scene.mjs").LayerName} LayerName
 * @typedef {import("../../math/costs.mjs").Sizes} Sizes
 * @typedef {keyof Sizes} Name
 */

const SIDES = [
  4, 5, 6, 7, 8, 12, 16, 20, 24, 28, 32, 48, 64, 96, 128, 160, 192, 224, 256, 384, 512, 768, 1024,
  2048, 4096,
];
const CHANNELS = [1, 2, 3, 4, 6, 8, 12, 16];
const WINDOWS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15];
const COUNTS = [
  1, 2, 3, 4, 6, 8, 10, 16, 24, 32, 48, 64, 96, 100, 128, 192, 256, 384, 512, 768, 1000, 2048, 4096,
];

/** @type {Record<Name, { label: () => (string | Node)[], usual: number[], most: number }>} */
const FIELDS = {
  height: { label: () => ["Rows H"], usual: SIDES, most: MOST.size },
  width: { label: () => ["Columns W"], usual: SIDES, most: MOST.size },
  channels: { label: () => ["Channels C"], usual: CHANNELS, most: MOST.channels },
  kernel_height: { label: () => ["Window ", ...K_H()], usual: WINDOWS, most: MOST.size },
  kernel_width: { label: () => ["Window ", ...K_W()], usual: WINDOWS, most: MOST.size },
  features: { label: () => ["Features ", ...C_OUT()], usual: COUNTS, most: MOST.size },
  outputs: { label: () => ["Outputs N"], usual: COUNTS, most: MOST.size ** 2 },
};

/** @type {Name[]} */
const OF_ALONE = ["height", "width", "channels", "outputs"];
/** @type {Name[]} */
const OF_WINDOWS = ["height", "width", "kernel_height", "kernel_width"];

/**
 * @typedef {object} Hand
 * @property {(name: Name, value: number) => string | null} put a size: says why not, or null
 * @property {(message: string | null) => void} tell
 */

/** @param {Hand} hand */
export function sizesForm(hand) {
  const box = html("div", {
    class: "cnnlab-settings cnnlab-parameter-counter-sizes",
    role: "group",
    "aria-label": "Sizes",
  });
  /** @type {ReturnType<typeof sizeField>[]} */
  let fields = [];

  /** @param {LayerName[]} layers */
  function offer(layers) {
    const own = /** @type {Name[]} */ (layers.includes("features") ? ["features"] : []);
    const names = isAlone(layers) ? OF_ALONE : [...OF_WINDOWS, ...own];
    fields = names.map((name) => sizeField(name, hand));
    box.replaceChildren(...fields.map((each) => each.box));
  }

  /** @param {Sizes} sizes */
  const show = (sizes) => fields.forEach((each) => each.show(sizes[each.name]));

  return { box, offer, show };
}

/**
 * @param {Name} name
 * @param {Hand} hand
 */
function sizeField(name, { put, tell }) {
  const { label, usual, most } = FIELDS[name];
  let shown = 0;
  const words = html("span", {}, label()).textContent;
  const number = html("input", {
    type: "number",
    min: 1,
    max: most,
    step: 1,
    class: "cnnlab-number-box",
    change: () => give(number.value),
  });
  const usualOnes = slider(
    { min: 0, max: usual.length - 1, "aria-label": `Usual values of ${words}` },
    (i) => give(String(usual[i])),
  );

  // What is refused stays in the box, to be mended; the slider goes back.
  /** @param {string} text */
  function give(text) {
    const value = Number(text);
    const whole = Number.isInteger(value) && value >= 1 && value <= most;
    const refusal = whole
      ? put(name, value)
      : `${words} must be a whole number from 1 to ${grouped(most)}${text && `, not “${text}”`}.`;
    tell(refusal);
    if (refusal) {
      number.value = text;
      number.setAttribute("aria-invalid", "true");
      slideTo(shown);
    } else show(value);
  }

  /** @param {number} value */
  function show(value) {
    shown = value;
    number.value = value;
    number.removeAttribute("aria-invalid");
    slideTo(value);
  }

  /** @param {number} value */
  function slideTo(value) {
    usualOnes.value = String(nearest(usual, value));
    usualOnes.setAttribute("aria-valuetext", String(value));
  }

  const box = field(label(), number);
  box.append(usualOnes);
  return { name, box, show };
}

/**
 * Which of the stops is the nearest.
 * @param {number[]} stops
 * @param {number} value
 */
const nearest = (stops, value) =>
  stops.reduce(
    (best, stop, i) => (Math.abs(stop - value) < Math.abs(stops[best] - value) ? i : best),
    0,
  );
