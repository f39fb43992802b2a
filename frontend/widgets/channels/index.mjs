// Channels: a table of weights for each input channel slides over it, and the maps and a bias add up
// to one output channel. The tables are one kernel, and a layer has one for every output channel: its
// weight is 4-D.
import { checkTensor } from "../../math/array_checks.mjs";
import { misfitOf } from "../../math/checks.mjs";
import { card, notice, spokenPlace } from "../../parts/controls.mjs";
import { setText } from "../../parts/dom.mjs";
import { commit, listen, same } from "../../parts/model.mjs";
import { player } from "../../parts/player.mjs";
import { signedColours, whenThemeChanges } from "../../parts/theme.mjs";
import { makeControls, showControls } from "./controls.mjs";
import { makeHand } from "./hand.mjs";
import { checkDrawable, layerOf, momentOf, seenOf, wholeOf } from "./layer.mjs";
import { drawStage, makeStage, moveMarks, paintMaps, showLayer, stageMaps } from "./stage.mjs";
import { layOutTerms, makeSum, paintSum, sumWords } from "./sum.mjs";
import { drawTensor, makeTensor, shapeInWords, showTensor, tensorMaps } from "./tensor.mjs";

/**
 * @typedef {import("./layer.mjs").Layer} Layer
 * @typedef {import("./layer.mjs").Settings} Settings
 *
 * What is drawn for a layer's shapes, and what it shows.
 * @typedef {object} Drawn
 * @property {string} shapes
 * @property {import("./stage.mjs").Drawings} pictures
 * @property {import("./tensor.mjs").Rows} rows
 * @property {() => void} stop
 *
 * @typedef {object} Shown
 * @property {import("./stage.mjs").Drawings} pictures
 * @property {import("./stage.mjs").PaintedMap[]} maps
 * @property {import("./sum.mjs").Line[]} lines
 */

// What Reset puts back.
export const settings = ["image", "weight", "bias", "channel", "position", "playing", "speed"];

export { pytorchCode } from "./pytorch.mjs";

/** @param {import("../../parts/mount.mjs").Model} model */
export function positions(model) {
  const { rows, columns } = layerOf(settingsOf(model));
  return rows * columns;
}

/**
 * @param {import("../../parts/mount.mjs").Model} model
 * @param {HTMLElement} element
 */
export function render(model, element) {
  checkDrawable(model.get("image"), model.get("weight"));
  for (const [name, kernel] of Object.entries(model.get("kernels")))
    checkTensor(`kernels["${name}"]`, kernel, 3);

  /** @type {Layer | null} null while the settings do not fit each other */
  let layer = null;
  /** @type {import("./layer.mjs").Whole | null} what the layer is the visible part of */
  let whole = null;
  /** @type {Drawn | null} */
  let drawn = null;
  /** @type {Shown | null} */
  let shown = null;
  let painted = ""; // the moment that they show
  let colourOf = signedColours();

  const { box: problem, tell, refuse } = notice();
  const play = player(model, { name: "Output position", paint, moved: speak });
  const hand = makeHand({ layer: () => layer, play, change, tell });
  const stage = makeStage(hand);
  const sum = makeSum();
  const tensor = makeTensor();
  const controls = makeControls(model, change);
  const spoken = spokenPlace();
  const parts = [stage.root, stage.scale, play.bar, problem, sum.box, tensor.box, controls.box];
  element.replaceChildren(card("Channels", "cnnlab-channels", ...parts, spoken));

  /** @param {Set<string>} [changed] traits, none at first */
  function refresh(changed) {
    try {
      const settings = settingsOf(model);
      layer = layerOf(settings);
      if (!whole || !same(seenOf(whole), settings)) whole = wholeOf(settings, offeredBy(model));
      tell(null);
      const count = layer.rows * layer.columns;
      play.start(count, play.playing() ? 0 : count);
      if (!drawn || drawn.shapes !== shapesOf(layer)) drawn = draw(layer);
      shown = show(layer, drawn);
      repaint();
      if (changed)
        setText(spoken, `${shapeInWords(layer)}; y[${layer.channel}], ${nowInWords(layer)}`);
    } catch (error) {
      layer = null;
      play.start(0);
      refuse(error);
    }
    for (const part of [play.bar, sum.box, tensor.box]) part.hidden = !layer;
    stage.root.classList.toggle("cnnlab-void", !layer);
  }

  /** @param {Layer} layer @returns {Drawn} */
  function draw(layer) {
    drawn?.stop();
    const { rows, stop } = drawTensor(tensor, layer, (channel) =>
      change((whole) => ({ ...whole, channel })),
    );
    return { pictures: drawStage(stage, layer, hand), rows, stop, shapes: shapesOf(layer) };
  }

  /** @param {Layer} layer @param {Drawn} drawn @returns {Shown} */
  function show(layer, { pictures, rows }) {
    showControls(controls, layer, { images: model.get("images"), kernels: model.get("kernels") });
    showLayer(stage, pictures, layer);
    showTensor(tensor, rows, layer);
    const maps = [...stageMaps(pictures, layer), ...tensorMaps(rows, layer)];
    return { pictures, maps, lines: layOutTerms(sum, layer) };
  }

  function repaint() {
    painted = "";
    paint();
  }

  function paint() {
    if (!layer || !shown) return;
    const { pictures, maps, lines } = shown;
    const moment = momentOf(layer, play.index(), play.within(), play.filled());
    moveMarks(pictures, moment);
    const now = [moment.index, moment.added, moment.filled].join();
    if (painted === now) return;
    painted = now;
    paintMaps(maps, moment, colourOf);
    paintSum(sum, lines, layer, moment, play.playing() && play.within() < 0.85);
    const words = sumWords(layer, moment);
    play.describe(words);
    pictures.announce(words);
  }

  function speak() {
    if (layer) spoken.textContent = nowInWords(layer);
  }

  /** @param {Layer} layer */
  const nowInWords = (layer) => sumWords(layer, momentOf(layer, play.index(), 1, 0));

  /**
   * What would not fit is refused before it is set.
   * @param {import("./controls.mjs").Change} make
   */
  function change(make) {
    if (!whole) return;
    try {
      const changed = make(whole);
      const seen = seenOf(changed);
      layerOf(seen);
      whole = changed;
      commit(model, changedIn(model, seen));
    } catch (error) {
      const reason = misfitOf(error);
      refresh();
      tell(`This does not fit: ${reason}. Nothing has changed.`);
    }
  }

  const stopListening = listen(model, LISTENED, refresh);
  const stopTheme = whenThemeChanges(() => {
    colourOf = signedColours();
    repaint();
  });
  refresh();

  return () => {
    stopListening();
    stopTheme();
    play.stop();
    drawn?.stop();
  };
}

const LISTENED = ["image", "weight", "bias", "channel", "images", "kernels"];

/**
 * @param {import("../../parts/mount.mjs").Model} model
 * @returns {Settings}
 */
const settingsOf = (model) => ({
  image: model.get("image"),
  weight: model.get("weight"),
  bias: model.get("bias"),
  channel: model.get("channel"),
});

/**
 * The settings that are not as the model has them.
 * @param {import("../../parts/mount.mjs").Model} model
 * @param {Settings} settings
 */
const changedIn = (model, settings) =>
  Object.fromEntries(
    Object.entries(settings).filter(([name, value]) => !same(value, model.get(name))),
  );

/** @param {import("../../parts/mount.mjs").Model} model */
const offeredBy = (model) => Object.values(model.get("kernels"));

/** @param {Layer} layer */
const shapesOf = ({ image, weight }) =>
  [image[0], image[0][0], weight, weight[0], weight[0][0], weight[0][0][0]]
    .map(({ length }) => length)
    .join();
