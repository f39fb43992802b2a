// The networks that read the drawing: a card for each, and the probabilities of the chosen one.
import { Misfit } from "../../math/checks.mjs";
import { MOST_INK } from "../../math/drawing.mjs";
import { softmax } from "../../math/network/model.mjs";
import { parameterCount, runNetwork, unpackNetwork } from "../../math/network/packed.mjs";
import { figure } from "../../parts/controls.mjs";
import { html, setText, uniqueId } from "../../parts/dom.mjs";
import { counted, percent } from "../../parts/numbers.mjs";
import { blank, countedInk } from "./ink.mjs";

/**
 * @typedef {object} Network
 * @property {string} name
 * @property {any[]} layers
 *
 * What a network makes of a drawing: every layer's output, and how likely it is each digit.
 * @typedef {object} Reading
 * @property {import("../../math/network/packed.mjs").Output[]} outputs
 * @property {number[]} probabilities
 * @property {number} best
 */

const DIGITS = 10;

/**
 * Unpack the networks, and try each on an empty drawing.
 * @param {Record<string, any>} packed
 * @returns {Network[]}
 */
export function networksOf(packed) {
  if (packed?.constructor !== Object) throw new Misfit("networks must hold networks by name");
  const networks = Object.entries(packed).map(([name, layers]) => ({
    name,
    layers: unpackNetwork(name, layers),
  }));
  if (!networks.length) throw new Misfit("networks must hold at least one network");
  for (const { name, layers } of networks) {
    const { shape } = lastOf(runNetwork(layers, countedInk(blank())));
    if (shape.length !== 1 || shape[0] !== DIGITS) {
      const size = shape.join(" × ");
      throw new Misfit(`the network “${name}” must give ten scores, not ${size}`);
    }
  }
  return networks;
}

const lastOf = (list) => list[list.length - 1];

/**
 * @param {Network} network
 * @param {number[][]} drawing
 * @returns {Reading}
 */
export function readingOf({ layers }, drawing) {
  const outputs = runNetwork(
    layers,
    drawing.map((row) => row.map((ink) => ink / MOST_INK)),
  );
  const probabilities = softmax(lastOf(outputs).values);
  return { outputs, probabilities, best: probabilities.indexOf(Math.max(...probabilities)) };
}

/**
 * @param {Network[]} networks
 * @param {(name: string) => void} choose
 */
export function makeCards(networks, choose) {
  const group = uniqueId();
  return networks.map(({ name, layers }) => {
    const radio = html("input", { type: "radio", name: group, change: () => choose(name) });
    const says = html("span", { class: "cnnlab-draw-digit-says" });
    const size = counted(parameterCount(layers), "parameter");
    const box = html(
      "label",
      { class: "cnnlab-draw-digit-reader" },
      radio,
      html("strong", {}, name),
      html("span", { class: "cnnlab-note" }, size),
      says,
    );
    return { box, radio, says };
  });
}

/**
 * @param {ReturnType<typeof makeCards>[number]} card
 * @param {Reading} reading
 * @param {boolean} chosen
 */
export function showCard({ box, radio, says }, { best, probabilities }, chosen) {
  says.textContent = `reads ${best} (${percent(probabilities[best])})`;
  radio.checked = chosen;
  box.classList.toggle("cnnlab-draw-digit-chosen", chosen);
}

export function makeOdds() {
  const { box, body, note } = figure("Probabilities", "draw-digit-probabilities");
  const lines = Array.from({ length: DIGITS }, (_, digit) => {
    const bar = html("span", { class: "cnnlab-draw-digit-bar", "aria-hidden": "true" });
    const share = html("span", { class: "cnnlab-draw-digit-share" });
    return { bar, share, box: html("li", {}, html("span", {}, String(digit)), bar, share) };
  });
  const boxes = lines.map((line) => line.box);
  body.append(html("ol", { class: "cnnlab-draw-digit-odds" }, boxes));
  return { box, note, lines };
}

/**
 * @param {ReturnType<typeof makeOdds>} odds
 * @param {string} name the network's
 * @param {Reading} reading
 */
export function showOdds({ note, lines }, name, { probabilities, best }) {
  lines.forEach(({ bar, share, box }, digit) => {
    bar.style.setProperty("--share", probabilities[digit]);
    share.textContent = percent(probabilities[digit]);
    box.classList.toggle("cnnlab-draw-digit-best", digit === best);
  });
  setText(note, `by the ${name} network`);
}

/** @param {string} name @param {Reading} reading */
export const readingWords = (name, { probabilities, best }) =>
  `${name} reads ${best}, probability ${percent(probabilities[best])}`;
