// The parameter counter: four layers on one image, from a weight for every pixel and output to a
// few kernels that all outputs share. Their connections are drawn, their parameters counted.
import { misfitOf } from "../../math/checks.mjs";
import { layerCosts } from "../../math/costs.mjs";
import { card, notice, spokenPlace } from "../../parts/controls.mjs";
import { html, setText } from "../../parts/dom.mjs";
import { gridKeys } from "../../parts/keys.mjs";
import { commit, listen } from "../../parts/model.mjs";
import { layerCards } from "./cards.mjs";
import { connectionsFigure } from "./connections.mjs";
import { layerCounts } from "./counts.mjs";
import { kernelsFigure } from "./kernels.mjs";
import { layerResponse } from "./response.mjs";
import { isAlone, layersOf, litOf, sceneOf, SIZES, sizesOf } from "./scene.mjs";
import { sizesForm } from "./sizes.mjs";
import { litWords } from "./words.mjs";

/** @typedef {import("./scene.mjs").Scene} Scene */

// A guess marked on the drawing holds as long as these do.
export const drawnFrom = [...SIZES, "layer"];

/** What Reset puts back. */
export const settings = [...drawnFrom, "chosen", "nudge"];

export { pytorchCode } from "./pytorch.mjs";

/**
 * @param {import("../../parts/mount.mjs").Model} model
 * @param {HTMLElement} element
 */
export function render(model, element) {
  /** @type {Scene | null} */
  let scene = null; // what is drawn; null while the sizes do not fit
  let offered = ""; // the layers that there are cards for

  const { box: problem, tell, refuse } = notice();
  const cards = layerCards((layer) => commit(model, { layer }));
  const connections = connectionsFigure(choose, gridKeys(whereKeysStart, choose));
  const kernels = kernelsFigure();
  const stage = html(
    "div",
    { class: "cnnlab-stage cnnlab-parameter-counter-stage" },
    connections.box,
    kernels.box,
  );
  const told = html("p", { class: "cnnlab-parameter-counter-told" });
  const spoken = spokenPlace();
  const response = layerResponse((nudge) => commit(model, { nudge }), choose);
  const counts = layerCounts();
  const sizes = sizesForm({ put, tell });
  element.replaceChildren(
    card(
      "Parameter counter",
      "cnnlab-parameter-counter",
      cards.box,
      sizes.box, // above what grows with them, or a slider would move under the hand
      problem,
      stage,
      told,
      spoken,
      response.box,
      counts.box,
    ),
  );

  // ---- from settings to a picture ----------------------------------------------------------

  function refresh() {
    offer();
    const before = scene;
    try {
      scene = sceneOf(model, before);
      draw(scene, before);
      if (scene === before) return; // what was refused stays, to be mended
      tell(null);
    } catch (error) {
      scene = null;
      refuse(error, (reason) => `These sizes do not fit: ${reason}.`);
    }
    cards.mark(model.get("layer"));
    sizes.show({ ...sizesOf(model), outputs: scene?.counts.N ?? model.get("outputs") });
    counts.box.hidden = told.hidden = scene === null;
    response.box.hidden = scene === null || isAlone(scene.layers);
    stage.classList.toggle("cnnlab-void", scene === null);
  }

  function offer() {
    const layers = layersOf(model);
    if (layers.join() === offered) return;
    offered = layers.join();
    cards.offer(layers);
    sizes.offer(layers);
  }

  /**
   * @param {Scene} now
   * @param {Scene | null} before
   */
  function draw(now, before) {
    const lit = litOf(now.drawn, model.get("chosen"));
    if (now !== before) {
      cards.write(now.counts);
      counts.show(now);
      connections.layOut(now.drawn);
      kernels.layOut(now.drawn);
    }
    connections.light(now.drawn, lit);
    kernels.light(lit);
    for (const place of [told, spoken]) setText(place, litWords(now.drawn, lit));
    if (!isAlone(now.layers)) {
      response.show(now.drawn, lit, model.get("image"), model.get("nudge"));
    }
  }

  // ---- the reader's hand -------------------------------------------------------------------

  /** @param {number} index */
  function choose(index) {
    if (scene && index !== litOf(scene.drawn, model.get("chosen")).index) {
      commit(model, { chosen: index });
    }
  }

  function whereKeysStart() {
    if (!scene) return null;
    const { places, maps } = scene.drawn;
    const { index } = litOf(scene.drawn, model.get("chosen"));
    return [index, places[1], maps * places[0] * places[1]];
  }

  /**
   * Set a size, unless the others do not allow it: then say why. Where they do not fit already, any
   * change may be on the way to sizes that do.
   * @param {keyof import("../../math/costs.mjs").Sizes} name
   * @param {number} value
   */
  function put(name, value) {
    try {
      if (scene) layerCosts({ ...scene.sizes, [name]: value });
    } catch (error) {
      return `This size does not fit: ${misfitOf(error)}.`;
    }
    commit(model, { [name]: value });
    return null;
  }

  const stop = listen(model, [...settings, "layers", "image"], refresh);
  refresh();
  return stop;
}
