// The settings, and an editor for the kernels.
import { checkTensor } from "../../math/array_checks.mjs";
import { WAYS } from "../../math/im2col.mjs";
import {
  asOptions,
  choice,
  field,
  numberChoice,
  offerPresets,
  settingsBox,
  show,
} from "../../parts/controls.mjs";
import { html } from "../../parts/dom.mjs";
import { kernelEditors } from "../../parts/kernel_editor.mjs";
import { commit, same } from "../../parts/model.mjs";
import { WORDS } from "./words.mjs";

/**
 * @param {import("../../parts/mount.mjs").Model} model
 * @param {(message: string | null) => void} tell
 */
export function settingsForm(model, tell) {
  const get = (name) => model.get(name);
  const choices = {
    way: choice(
      asOptions(WAYS, (way) => WORDS[way].direction),
      (way) => commit(model, { way }),
    ),
    image: choice(
      [],
      (name) => name && commit(model, withImage(get("images")[name], get("weight"))),
    ),
    weight: choice(
      [],
      (name) =>
        name && commit(model, { weight: spread(get("weights")[name], get("image").length) }),
    ),
    stride: numberChoice([1, 2, 3], (stride) => commit(model, { stride })),
    padding: choice(asOptions([0, 1, 2]), (value) => commit(model, { padding: JSON.parse(value) })),
  };
  const settings = settingsBox(
    field("Direction", choices.way),
    field("Image", choices.image),
    field("Kernels", choices.weight),
    field("Stride", choices.stride),
    field("Padding", choices.padding),
  );
  settings.classList.add("cnnlab-im2col-settings");
  const weights = weightsEditor(model, tell);

  function showSettings() {
    const [image, weight] = [get("image"), get("weight")];
    offerPresets(choices.image, get("images"), (preset) => same(preset, image));
    offerPresets(choices.weight, get("weights"), (preset) =>
      same(spread(preset, image.length), weight),
    );
    show(choices.way, get("way"));
    show(choices.stride, get("stride"));
    show(choices.padding, JSON.stringify(get("padding")));
    weights.show(weight);
  }

  return { settings, editing: weights.root, show: showSettings };
}

// Boxes for the weights, folded away; made anew when the weight has another shape.
function weightsEditor(model, tell) {
  const box = html("div");
  const root = html(
    "details",
    { class: "cnnlab-im2col-editing" },
    html("summary", {}, "Change the weights"),
    box,
  );
  const set = (weight) => commit(model, { weight });
  /** @type {ReturnType<typeof kernelEditors> | null} */
  let editors = null;
  let edited = ""; // the shape that the editors are for

  function show(weight) {
    const shape = checkTensor("weight", weight, 4).join();
    if (editors === null || shape !== edited) {
      edited = shape;
      editors = kernelEditors(weight, { tell, set });
      box.replaceChildren(editors.root);
    }
    editors.show(weight);
  }

  return { root, show };
}

// Another image, with a kernel for each of its channels.
const withImage = (image, weight) => ({ image, weight: spread(weight, image.length) });

// Kernels for an image with this many channels: those given, over and over.
const spread = (weight, channels) =>
  weight.map((kernel) => Array.from({ length: channels }, (_, c) => kernel[c % kernel.length]));
