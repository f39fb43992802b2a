// The layers to choose from, each with its number of parameters.
import { grouped } from "../../math/grouped.mjs";
import { html, uniqueId } from "../../parts/dom.mjs";
import { LAYERS } from "./scene.mjs";
import { counted } from "../../parts/numbers.mjs";
import { COMPARED, comparison } from "./words.mjs";

/**
 * @typedef {import("./scene.mjs").LayerName} LayerName
 * @typedef {import("./scene.mjs").Counts} Counts
 */

/** @param {(layer: LayerName) => void} choose */
export function layerCards(choose) {
  const group = uniqueId();
  const legend = html("legend", { class: "cnnlab-spoken" }, "Layer");
  const compared = html("p", { class: "cnnlab-note" }, COMPARED);
  const row = html("div", { class: "cnnlab-parameter-counter-cards" });
  const look = { class: "cnnlab-parameter-counter-choices" };
  const box = html("fieldset", look, legend, row, compared);
  /** @type {ReturnType<typeof layerCard>[]} */
  let cards = [];

  /** @param {LayerName[]} layers */
  function offer(layers) {
    cards = layers.map((layer) => layerCard(layer, group, choose));
    row.replaceChildren(...cards.map((card) => card.box));
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
    const costs = cards.map(({ layer }) => layers[layer]);
    const most = Math.max(...costs.map((cost) => cost.parameters));
    cards.forEach(({ count, outputs, bar, share }, i) => {
      const cost = costs[i];
      count.textContent = grouped(cost.parameters);
      outputs.textContent = `for ${counted(cost.outputs, "output")}`;
      bar.style.setProperty("--share", cost.parameters / most);
      share.textContent = i === 0 ? "parameters" : comparison(cost, costs[0]);
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
  const outputs = html("span", { class: "cnnlab-note" });
  const title = html("span", {}, radio, LAYERS[layer]);
  const look = { class: "cnnlab-parameter-counter-card" };
  const box = html("label", look, title, count, bar, share, outputs);
  return { layer, radio, count, outputs, bar, share, box };
}
