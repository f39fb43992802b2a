// What is asked: the digit, the score, the patch and the maps.
import { range } from "../../math/range.mjs";
import {
  choice,
  field,
  numberChoice,
  offer,
  offerPresets,
  settingsBox,
} from "../../parts/controls.mjs";
import { commit, same } from "../../parts/model.mjs";
import { square } from "../../parts/words.mjs";

export const PATCHES = [1, 3, 5];
/** @type {Record<number, string>} what a patch is filled with: grey is about the digits' mean */
export const FILLS = { 0: "paper", 5: "grey", 16: "ink" };
const DIGITS = 10;

/**
 * The ReLUs that come before the maps are laid out in a row.
 * @param {{ type: string }[]} layers packed
 */
export function rectifiedMaps(layers) {
  const kinds = layers.map((layer) => layer?.type);
  const end = kinds.includes("flatten") ? kinds.indexOf("flatten") : kinds.length;
  return range(end).filter((l) => kinds[l] === "relu");
}

/** @param {import("../../parts/mount.mjs").Model} model */
export function settingsForm(model) {
  const digit = choice([], (name) => {
    const drawing = model.get("drawings")[name];
    if (drawing) commit(model, { drawing });
  });
  const controls = {
    target: numberChoice(range(DIGITS), (target) => commit(model, { target })),
    patch: numberChoice(PATCHES, (patch) => commit(model, { patch }), square),
    fill: numberChoice(
      Object.keys(FILLS).map(Number),
      (fill) => commit(model, { fill }),
      (ink) => FILLS[ink],
    ),
    layer: numberChoice([], (layer) => commit(model, { layer })),
  };
  const box = settingsBox(
    field("Digit", digit),
    field("Why a …", controls.target),
    field("Patch", controls.patch),
    field("Filled with", controls.fill),
    field("Maps of", controls.layer),
  );

  function show() {
    const drawn = model.get("drawing");
    offerPresets(digit, model.get("drawings"), (preset) => same(preset, drawn), "your own");
    const layers = rectifiedMaps(model.get("network"));
    offer(
      controls.layer,
      layers.map((layer, i) => [layer, `convolution ${i + 1}`]),
    );
    for (const [trait, control] of Object.entries(controls)) control.value = model.get(trait);
  }

  return { box, show };
}
