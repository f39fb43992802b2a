// The form below: the image, the kernels, their size and how many there are.
import {
  asOptions,
  checkbox,
  choice,
  field,
  numberChoice,
  offer,
  offerPresets,
  settingsBox,
  show,
} from "../../parts/controls.mjs";
import { same } from "../../parts/model.mjs";
import { square } from "../../parts/words.mjs";
import { usesKernel, withKernel } from "./layer.mjs";

/**
 * @typedef {import("./layer.mjs").Layer} Layer
 * @typedef {import("./layer.mjs").Whole} Whole
 * @typedef {(whole: Whole) => Whole} Change
 */

const SIZES = [1, 3, 5];
const COUNTS = [1, 2, 3, 4];

/**
 * @param {import("../../parts/mount.mjs").Model} model
 * @param {(make: Change) => void} change
 */
export function makeControls(model, change) {
  const offered = (trait) => model.get(trait);
  const preset = (trait, make) =>
    choice([], (name) => {
      const value = offered(trait)[name];
      if (value) change((whole) => make(whole, value));
    });
  const image = preset("images", (whole, image) => ({ ...whole, image }));
  const kernel = preset("kernels", withKernel);
  const size = numberChoice([], (k) => change((whole) => ({ ...whole, size: [k, k] })));
  const count = numberChoice([], (n) => change((whole) => ({ ...whole, outputs: n })));
  const groups = checkbox("Depthwise (3 groups)", (depthwise) =>
    change((whole) => ({ ...whole, depthwise })),
  );
  const kernelField = field("Kernel", kernel);
  const countField = field("Output channels", count);
  const box = settingsBox(
    field("Image", image),
    kernelField,
    field("Kernel size", size),
    countField,
    groups.box,
  );
  return { box, image, kernel, size, count, groups: groups.control, kernelField, countField };
}

/**
 * @param {ReturnType<typeof makeControls>} controls
 * @param {Layer} layer
 * @param {{images: Record<string, any>, kernels: Record<string, any>}} offered
 */
export function showControls(controls, layer, { images, kernels }) {
  const { weight, channel, groups } = layer;
  const [kH, kW] = [weight[0][0].length, weight[0][0][0].length];
  offerPresets(controls.image, images, (image) => same(image, layer.image));
  offerPresets(controls.kernel, kernels, (kernel) => usesKernel(layer, kernel));
  offer(controls.size, asOptions(SIZES, square));
  show(controls.size, kH === kW ? kH : `${kH} × ${kW}`);
  offer(controls.count, asOptions(COUNTS));
  show(controls.count, weight.length);
  controls.kernelField.firstChild.textContent = `Kernel of y[${channel}]`;
  controls.kernelField.hidden = controls.countField.hidden = groups > 1;
  controls.groups.checked = groups > 1;
}
