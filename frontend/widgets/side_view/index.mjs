// The side view: a stack of layers as rows of dots, and the lines that fan out from one unit down to
// the pixels that it depends on. Size, jump and start are lengths in it. A skip leads past all layers.
import { checkCount, checkUpTo } from "../../math/checks.mjs";
import { checkLayers, MOST_LAYERS, SIZES, readBy, sideView } from "../../math/side_view.mjs";
import { card, notice, spokenPlace } from "../../parts/controls.mjs";
import { commit, listen, same } from "../../parts/model.mjs";
import { counted } from "../../parts/numbers.mjs";
import { fan } from "./fan.mjs";
import { layersForm } from "./form.mjs";
import { skipBox } from "./skip.mjs";
import { measuresInWords, skipInWords, unitInWords } from "./words.mjs";
import { html } from "../../parts/dom.mjs";

export { pytorchCode } from "./pytorch.mjs";

// What Reset puts back.
export const settings = ["size", "layers", "layer", "unit", "skip"];

/** @param {Pick<import("../../parts/mount.mjs").Model, "get">} model */
export function check(model) {
  checkLayers(model.get("layers"));
  checkUpTo("size", model.get("size"), ...SIZES);
  checkUpTo("layer", model.get("layer"), 0, MOST_LAYERS);
  checkCount("unit", model.get("unit"), 0);
}

/**
 * @param {import("../../parts/mount.mjs").Model} model
 * @param {HTMLElement} element
 */
export function render(model, element) {
  const { box: problem, refuse, tell } = notice();
  const skip = skipBox(model, tell);
  const form = layersForm(model, skip.box, tell);
  const spoken = spokenPlace();
  const says = html("p", { class: "cnnlab-total" });
  const drawing = fan({
    choose(layer, unit) {
      commit(model, { layer, unit });
    },
    say: (words) => (spoken.textContent = words),
    words: (side, layer, unit, pixels) =>
      unitInWords(layer, unit, pixels) + skipInWords(side, layer, unit),
  });
  element.replaceChildren(
    card("Side view", "cnnlab-side-view", form.box, problem, drawing.box, says, spoken),
  );

  const stack = () => ["size", "layers", "skip"].map((name) => model.get(name));
  let before = stack();
  function draw() {
    const layers = model.get("layers");
    form.show(layers);
    skip.show();
    try {
      const side = sideView(model.get("size"), layers, model.get("skip"));
      const layer = Math.min(model.get("layer"), layers.length);
      const unit = Math.min(model.get("unit"), side.sizes[layer] - 1);
      drawing.draw(side, layers, [layer, unit]);
      says.textContent = measuresInWords(side, layer, unit, readBy(layers, layer, unit).seen[0]);
      if (!same(stack(), before)) {
        const more =
          layers.length === before[1].length ? "" : `${counted(layers.length, "layer")}. `;
        spoken.textContent = more + says.textContent;
      }
      before = stack();
      tell(null);
    } catch (error) {
      refuse(error);
    }
    drawing.box.inert = !problem.hidden;
    drawing.box.classList.toggle("cnnlab-void", !problem.hidden);
    says.hidden = !problem.hidden; // its place is the problem's
  }

  draw();
  const stopListening = listen(model, settings, draw);
  return () => {
    stopListening();
    drawing.stop();
  };
}
