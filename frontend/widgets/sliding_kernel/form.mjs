// The settings below the picture.
import { PADDING_MODES } from "../../math/padding.mjs";
import { choice, field, offer, presetChoice, settingsBox, show } from "../../parts/controls.mjs";
import { html } from "../../parts/dom.mjs";
import { resized } from "../../parts/kernel_editor.mjs";
import { commit } from "../../parts/model.mjs";
import { shapeOf } from "./words.mjs";

/** @typedef {import("../../parts/mount.mjs").Model} Model */

const KERNEL_SIZES = [1, 2, 3, 4, 5, 7];
const PADDINGS = ["valid", 1, 2, 3, "same", "full"];

/**
 * Controls that set the traits; `refresh` shows what they are set to.
 * @param {Model} model
 */
export function settingsForm(model) {
  const controls = [
    presetControl(model, "Image", "image"),
    presetControl(model, "Kernel", "kernel"),
    kernelSizeControl(model),
    paddingControl(model),
    modeControl(model),
    countControl(model, "Stride", "stride", [1, 2, 3, 4]),
    countControl(model, "Dilation", "dilation", [1, 2, 3]),
    flipControl(model),
  ];
  return {
    box: settingsBox(...controls.map(({ box }) => box)),
    refresh: () => controls.forEach(({ refresh }) => refresh()),
  };
}

/**
 * @param {Model} model
 * @param {string} label
 * @param {string} trait
 */
function presetControl(model, label, trait) {
  const control = presetChoice(model, trait);
  return { box: field(label, control), refresh: () => control.refresh() };
}

/** @param {Model} model */
function kernelSizeControl(model) {
  const options = KERNEL_SIZES.map((k) => [k, `${k} × ${k}`]);
  const control = choice(options, (k) =>
    commit(model, { kernel: resized(model.get("kernel"), Number(k)) }),
  );
  const refresh = () => {
    const kernel = model.get("kernel");
    offer(control, options);
    show(control, kernel.length === kernel[0].length ? kernel.length : shapeOf(kernel));
  };
  return { box: field("Kernel size", control), refresh };
}

/** @param {Model} model */
function paddingControl(model) {
  const options = PADDINGS.map((p) => [JSON.stringify(p), p === "valid" ? "none (valid)" : p]);
  const control = choice(options, (value) => commit(model, { padding: JSON.parse(value) }));
  const refresh = () => {
    offer(control, options);
    show(control, JSON.stringify(model.get("padding")));
  };
  return { box: field("Padding", control), refresh };
}

/** @param {Model} model */
function modeControl(model) {
  const options = PADDING_MODES.map((mode) => [mode, mode]);
  const control = choice(options, (mode) => commit(model, { padding_mode: mode }));
  return { box: field("Border", control), refresh: () => show(control, model.get("padding_mode")) };
}

/**
 * @param {Model} model
 * @param {string} label
 * @param {string} trait
 * @param {number[]} counts
 */
function countControl(model, label, trait, counts) {
  const options = counts.map((n) => [n, n]);
  const control = choice(options, (value) => commit(model, { [trait]: Number(value) }));
  const refresh = () => {
    offer(control, options);
    show(control, model.get(trait));
  };
  return { box: field(label, control), refresh };
}

/** @param {Model} model */
function flipControl(model) {
  const box = html("input", {
    type: "checkbox",
    change: () => commit(model, { flip: box.checked }),
  });
  const refresh = () => (box.checked = Boolean(model.get("flip")));
  return { box: html("label", { class: "cnnlab-check" }, box, "Flip the kernel"), refresh };
}
