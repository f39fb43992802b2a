// What is drawn: made from the settings alone.
import { checkCount, checkOneOf, Misfit } from "../../math/checks.mjs";
import { drawnLayer, layerCosts } from "../../math/costs.mjs";

/**
 * @typedef {import("../../math/costs.mjs").LayerName} LayerName
 * @typedef {import("../../math/costs.mjs").Sizes} Sizes
 * @typedef {import("../../math/costs.mjs").Counts} Counts
 * @typedef {import("../../math/costs.mjs").DrawnLayer} DrawnLayer
 * @typedef {import("../../parts/mount.mjs").Model} Model
 *
 * @typedef {object} Scene
 * @property {Sizes} sizes
 * @property {LayerName} layer
 * @property {LayerName[]} layers that are compared
 * @property {Counts} counts
 * @property {DrawnLayer} drawn
 *
 * The output that is lit up, and what it looks at.
 * @typedef {object} Lit
 * @property {number} index
 * @property {number} row in its map
 * @property {number} column
 * @property {number} owner whose kernel it uses
 * @property {number} top the first row of the input that it looks at
 * @property {number} left
 */

/** @type {Record<LayerName, string>} */
export const LAYERS = {
  linear: "Linear",
  local: "Locally connected",
  shared: "Shared weights",
  features: "Many features",
};

/** @type {(keyof Sizes)[]} */
export const SIZES = [
  "height",
  "width",
  "channels",
  "kernel_height",
  "kernel_width",
  "features",
  "outputs",
];

/**
 * The layers to choose from.
 * @param {Model} model
 * @returns {LayerName[]}
 */
export function layersOf(model) {
  const layers = model.get("layers");
  const known = Array.isArray(layers) && layers.every((layer) => Object.hasOwn(LAYERS, layer));
  if (!known || layers.length === 0) {
    throw new Misfit(
      `layers must be some of ${Object.keys(LAYERS).join(", ")}, not ${JSON.stringify(layers)}`,
    );
  }
  return layers;
}

/**
 * A linear layer alone has outputs to choose and no window, and there is nothing to tie.
 * @param {LayerName[]} layers
 */
export const isAlone = (layers) => layers.length === 1 && layers[0] === "linear";

/**
 * @param {Model} model
 * @returns {Sizes}
 */
export const sizesOf = (model) =>
  /** @type {Sizes} */ (Object.fromEntries(SIZES.map((name) => [name, model.get(name)])));

/**
 * The scene for what the model holds, or the one before if that is the same.
 * @param {Model} model
 * @param {Scene | null} before
 * @returns {Scene}
 */
export function sceneOf(model, before = null) {
  const [sizes, layers, layer] = [sizesOf(model), layersOf(model), model.get("layer")];
  const counts = layerCosts(sizes);
  checkOneOf("layer", layer, layers);
  const scene = { sizes, layer, layers, counts, drawn: drawnLayer(layer, sizes) };
  return before && agree(before, scene) ? before : scene;
}

/**
 * Whether two scenes are drawn alike.
 * @param {Scene} a
 * @param {Scene} b
 */
const agree = (a, b) =>
  a.layer === b.layer &&
  a.layers.join() === b.layers.join() &&
  SIZES.every((name) => a.sizes[name] === b.sizes[name]);

/**
 * The chosen output of the drawing, or the last one.
 * @param {DrawnLayer} drawn
 * @param {number} chosen
 * @returns {Lit}
 */
export function litOf({ layer, places: [rows, columns], maps, owner }, chosen) {
  const index = Math.min(checkCount("chosen", chosen, 0), maps * rows * columns - 1);
  const place = index % (rows * columns);
  const [row, column] = [Math.floor(place / columns), place % columns];
  const [top, left] = layer === "linear" ? [0, 0] : [row, column];
  return { index, row, column, owner: owner(index), top, left };
}

/**
 * The number of the weight, from 0, that the lit output has on this pixel; null without one.
 * @param {DrawnLayer} drawn
 * @param {Lit} lit
 * @param {number} row
 * @param {number} column
 */
export function weightOn({ seen: [rows, columns] }, { top, left }, row, column) {
  const [i, j] = [row - top, column - left];
  return i >= 0 && i < rows && j >= 0 && j < columns ? i * columns + j : null;
}
