// The layers to choose from, each with its number of parameters.
import { html, uniqueId } from "../../parts/dom.mjs";
import { LAYERS } from "./scene.mjs";
import { comparison, grouped } from "./words.mjs";

/**
 * @typedef {import("./scene.mjs").LayerName} LayerName
 * @typedef {import("./scene.mjs").Counts} Counts
 */

/** @param {(layer: LayerName) => void} choose */
export function layerCards(choose) {
  const group = uniqueId();
  const legend = html("legend", { class: "cnnlab-spoken" }, "Layer");
  const box = html("fieldset", { class: "cnnlab-parameter-counter-choices" }, legend);
  /** @type {ReturnType<typeof layerCard>[]} */
  let cards = [];

  /** @param {LayerName[]} layers */
  function offer(layers) {
    cards = layers.map((layer) => layerCard(layer, group, choose));
    box.replaceChildren(legend, ...cards.map((card) => card.box));
    box.hidden = layers.length === 1;
  }

  /** @param {LayerName} chosen */
  function mark(chosen) {
    for (const { layer, radio, box: card } of cards) {
      radio.checked = layer === chosen;
      card.classList.toggle("cnnlab-parameter-counter-chosen", radio.checked);
    }
  }

  /** @param {Counts} counts */
  function write({ layers }) {
    const parameters = cards.map(({ layer }) => layers[layer].parameters);
    const most = Math.max(...parameters);
    cards.forEach(({ count, bar, share }, i) => {
      count.textContent = grouped(parameters[i]);
      bar.style.setProperty("--share", parameters[i] / most);
      share.textContent = i === 0 ? "parameters" : comparison(parameters[i], parameters[0]);
    });
  }

  return { box, offer, mark, write };
}

/**
 * @param {LayerName} layer
 * @param {string} group
 * @param {(layer: LayerName) => void} choose
 */
function layerCard(layer, group, choose) {
  const change = () => choose(layer);
  const radio = html("input", { type: "radio", name: group, value: layer, change });
  const count = html("strong");
  const bar = html("span", { class: "cnnlab-parameter-counter-bar", "aria-hidden": "true" });
  const share = html("span", { class: "cnnlab-note" });
  const title = html("span", {}, radio, LAYERS[layer]);
  const look = { class: "cnnlab-parameter-counter-card" };
  return { layer, radio, count, bar, share, box: html("label", look, title, count, bar, share) };
}
