// What each layer of a network makes of the drawing, and below it where one of its numbers comes from.
// What shows that comes when a number is first pointed at.
import { reported } from "../../math/checks.mjs";
import { MOST_INK } from "../../math/drawing.mjs";
import { checkPicked } from "../../math/network/places.mjs";
import { html } from "../../parts/dom.mjs";
import { makeMaps, showMaps } from "./maps.mjs";

/**
 * @typedef {import("./readers.mjs").Network} Network
 * @typedef {import("./readers.mjs").Reading} Reading
 */

/**
 * @param {object} widget
 * @param {(picked: number[]) => void} widget.choose a number by its layer and place, or none
 * @param {() => void} widget.explainAgain now that an origin can be shown
 * @param {(problem: string) => void} widget.tell
 */
export function layersView({ choose, explainAgain, tell }) {
  const root = html("div", { class: "cnnlab-draw-digit-layers" });
  /** @type {ReturnType<typeof import("./origin.mjs").makeOrigin> | null} */
  let origin = null;
  let coming = false;
  /** @type {Network | null} whose layers are laid out */
  let shown = null;
  /** @type {ReturnType<typeof makeMaps>} */
  let maps = [];
  /** @type {Reading | null} what that network makes of the drawing */
  let reading = null;
  /** @type {number[]} the number whose origin is shown */
  let explained = [];

  /** @param {Network} network @param {Reading} now */
  function show(network, now) {
    reading = now;
    if (shown === network) return;
    shown = network;
    maps = makeMaps(network.layers, pick);
    root.replaceChildren(...maps.map(({ box }) => box));
  }

  /**
   * Show where a number comes from, and return on which pixels it depends and what it is in words; null
   * if none is picked, or if what shows it is still to come.
   * @param {number[][]} drawing
   * @param {number[]} picked
   */
  function explain(drawing, picked) {
    const step = heldStep();
    origin?.box.remove();
    explained = [];
    if (!shown || !reading || !picked.length) return null;
    const { outputs } = reading;
    checkPicked(
      outputs.map(({ shape }) => shape),
      picked,
    );
    explained = picked;
    if (!origin) {
      bring();
      return null;
    }
    const image = drawing.map((row) => row.map((ink) => ink / MOST_INK));
    const explanation = origin.show(shown.layers, image, outputs, picked);
    maps.find(({ i }) => i === picked[0])?.box.after(origin.box);
    if (step) focusStep(step);
    return explanation;
  }

  async function bring() {
    if (coming) return;
    coming = true;
    const loaded = await import("./origin.mjs").catch(reported);
    coming = false;
    if (typeof loaded === "string") {
      tell(`It cannot be shown where the number comes from: ${loaded}.`);
      return;
    }
    origin = loaded.makeOrigin(pick, choose);
    explainAgain();
  }

  function paint() {
    if (reading) showMaps(maps, reading.outputs, explained);
  }

  // The arrow that was pressed is made anew, and keeps its place in the order of keys.
  function heldStep() {
    const held = /** @type {HTMLElement | null} */ (document.activeElement);
    return origin?.box.contains(held) ? held?.dataset.step : undefined;
  }

  /** @param {string} step */
  const focusStep = (step) =>
    /** @type {HTMLElement | null} */ (origin?.box.querySelector(`[data-step="${step}"]`))?.focus({
      preventScroll: true,
    });

  // Whoever goes on from the origin's own buttons goes on in the map to which they lead.
  /** @param {number[]} picked */
  function pick(picked) {
    const inside = origin?.box.contains(document.activeElement);
    const [before] = explained;
    choose(picked);
    if (!inside) return;
    const map = maps.find(({ i }) => i === (picked[0] ?? before));
    /** @type {HTMLElement | undefined} */ (
      map?.last ? map.drawn.querySelector("button") : map?.drawn
    )?.focus();
  }

  return { root, show, explain, paint };
}
