// What the layer costs: its formula, and the bytes that training it takes.
import { grouped } from "../../math/grouped.mjs";
import { html, setWords } from "../../parts/dom.mjs";
import { bytes, drawnWords, formulaOf, meaningsOf } from "./words.mjs";

/** @typedef {import("./scene.mjs").Scene} Scene */

/** The formula, what its letters mean, and the memory. */
export function layerCounts() {
  const formula = html("p", { class: "cnnlab-total", role: "status" });
  const meaning = html("p", { class: "cnnlab-sizes" });
  const small = html("p", { class: "cnnlab-parameter-counter-drawn" });
  const memory = html("ul", {
    class: "cnnlab-parameter-counter-memory",
    "aria-label": "Bytes to train this layer",
  });
  const look = { class: "cnnlab-parameter-counter-counted" };
  const box = html("div", look, formula, small, meaning, memory);

  /** @param {Scene} scene */
  function show(scene) {
    const cost = scene.counts.layers[scene.layer];
    const [letters, numbers] = formulaOf(scene);
    setWords(
      formula,
      html("span", {}, letters),
      ` = ${numbers} = `,
      html("strong", {}, grouped(cost.parameters)),
      " parameters",
    );
    small.textContent = drawnWords(scene);
    meaning.replaceChildren(...meaningsOf(scene).map((line) => html("span", {}, line)));
    memory.replaceChildren(
      memoryPart("weights and biases", cost.weights),
      memoryPart("+ gradients", cost.gradients),
      memoryPart("+ Adam’s state", cost.optimizer),
      memoryPart("= to train, in float32", cost.weights + cost.gradients + cost.optimizer),
    );
  }

  return { box, show };
}

/**
 * @param {string} name
 * @param {number} count
 */
const memoryPart = (name, count) =>
  html(
    "li",
    { title: `${grouped(count)} bytes` },
    html("span", { class: "cnnlab-note" }, name),
    html("strong", {}, bytes(count)),
  );
