// The layers' windows, each with three sliders, and below them the skip.
import { MOST_LAYERS, PARTS } from "../../math/side_view.mjs";
import { allow, textButton } from "../../parts/controls.mjs";
import { html } from "../../parts/dom.mjs";
import { commit } from "../../parts/model.mjs";
import { valueSlider } from "../../parts/sliders.mjs";

/** @typedef {import("../../math/side_view.mjs").Window} Window */

/**
 * @param {import("../../parts/mount.mjs").Model} model
 * @param {HTMLElement} skip
 * @param {(message: string | null) => void} tell
 */
export function layersForm(model, skip, tell) {
  const rows = html("div", { class: "cnnlab-side-view-layers" });
  const add = textButton("Add a layer", () =>
    change([...layers(), [3, 1, 1]], layers().length + 1),
  );
  const remove = textButton("Remove the last", () =>
    change(layers().slice(0, -1), layers().length - 1),
  );
  const box = html(
    "div",
    { class: "cnnlab-settings", role: "group", "aria-label": "Settings" },
    rows,
    html("div", { class: "cnnlab-tools" }, add, remove),
    skip,
  );
  /** @type {{ show: (value: number) => void }[][]} */
  let sliders = [];

  /** @returns {Window[]} */
  const layers = () => model.get("layers");

  /** @param {Window[]} next @param {number} layer whose unit is looked at */
  function change(next, layer) {
    commit(model, { layers: next, layer });
  }

  /** @param {number} l @param {number} part @param {number} value */
  function set(l, part, value) {
    const next = layers().map((layer) => [...layer]);
    next[l][part] = value;
    commit(model, { layers: next });
  }

  /** @param {number} l */
  function row(l) {
    const parts = PARTS.map(([name, [min, max]], part) => {
      const { label, control, readout, show } = valueSlider(name, { min, max }, (value) =>
        set(l, part, value),
      );
      return {
        show,
        box: html("div", { class: "cnnlab-side-view-part" }, label, control, readout),
      };
    });
    const group = {
      role: "group",
      "aria-label": `Layer ${l + 1}`,
      class: "cnnlab-side-view-layer",
    };
    const name = html("strong", {}, `Layer ${l + 1}`);
    return { parts, root: html("div", group, name, ...parts.map(({ box }) => box)) };
  }

  return {
    box,
    /** @param {Window[]} all */
    show(all) {
      if (sliders.length !== all.length) {
        const made = all.map((_, l) => row(l));
        sliders = made.map(({ parts }) => parts);
        rows.replaceChildren(...made.map(({ root }) => root));
      }
      all.forEach((layer, l) => layer.forEach((value, part) => sliders[l][part].show(value)));
      allow(add, all.length < MOST_LAYERS, () =>
        tell(`A stack has at most ${MOST_LAYERS} layers.`),
      );
      allow(remove, all.length > 1, () => tell("A stack has at least one layer."));
    },
  };
}
