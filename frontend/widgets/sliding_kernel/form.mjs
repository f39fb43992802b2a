// The settings: those in sight above the pictures, the others folded away.
import { Misfit } from "../../math/checks.mjs";
import { PADDING_MODES } from "../../math/padding.mjs";
import {
  asOptions,
  checkbox,
  choice,
  field,
  numberChoice,
  offer,
  presetChoice,
  settingsBox,
  show,
} from "../../parts/controls.mjs";
import { html } from "../../parts/dom.mjs";
import { kernelSizer } from "../../parts/kernel_editor.mjs";
import { commit } from "../../parts/model.mjs";
import { square } from "../../parts/words.mjs";
import { shapeOf } from "./words.mjs";

/** @typedef {import("../../parts/mount.mjs").Model} Model */
/** @typedef {{ box: Element, refresh: () => void }} Control */

const KERNEL_SIZES = [1, 2, 3, 4, 5, 7];
const PADDINGS = ["valid", 1, 2, 3, "same", "full"];

/**
 * Controls that set the traits; `refresh` shows what they are set to. The trait `controls` names those
 * in sight.
 * @param {Model} model
 * @param {object} parts
 * @param {Element} parts.sizes what the output's size follows from: it stands where the padding does
 * @param {Element} parts.own the controls of the reader's own image
 */
export function settingsForm(model, { sizes, own }) {
  const sizer = kernelSizer();
  /** @type {Record<string, Control>} */
  const controls = {
    image: presetControl(model, "Image", "image"),
    kernel: presetControl(model, "Kernel", "kernel"),
    kernel_size: kernelSizeControl(model, sizer),
    padding: paddingControl(model),
    padding_mode: modeControl(model),
    stride: countControl(model, "Stride", "stride", [1, 2, 3, 4]),
    dilation: countControl(model, "Dilation", "dilation", [1, 2, 3]),
    flip: flipControl(model),
  };
  const known = [...Object.keys(controls), "own_image"];
  const [inSight, folded] = [settingsBox(), settingsBox()];
  const title = html("summary", {}, "More settings");
  const more = html("details", { class: "cnnlab-more" }, title);
  const below = html("div"); // what stands below the pictures

  function layOut() {
    const wanted = model.get("controls");
    if (!(Array.isArray(wanted) && wanted.every((name) => known.includes(name))))
      throw new Misfit(`controls must be a list of some of ${known.join(", ")}`);
    const isWanted = (/** @type {string} */ name) => wanted.includes(name);
    const boxes = (/** @type {boolean} */ shown) =>
      Object.keys(controls)
        .filter((name) => isWanted(name) === shown)
        .map((name) => controls[name].box);
    const others = (/** @type {boolean} */ shown) => [
      ...(isWanted("padding") === shown ? [sizes] : []),
      ...(isWanted("own_image") === shown ? [own] : []),
    ];
    inSight.replaceChildren(...boxes(true));
    folded.replaceChildren(...boxes(false));
    more.replaceChildren(title, folded, ...others(false));
    below.replaceChildren(...others(true));
    inSight.hidden = inSight.children.length === 0;
    folded.hidden = folded.children.length === 0;
    more.hidden = known.every(isWanted);
  }

  layOut();
  return {
    above: [inSight, more],
    below,
    layOut,
    /** @type {(before: number[][], after: number[][]) => void} */
    kernelEdited: sizer.edited,
    refresh: () => Object.values(controls).forEach(({ refresh }) => refresh()),
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

/**
 * @param {Model} model
 * @param {ReturnType<typeof kernelSizer>} sizer
 */
function kernelSizeControl(model, sizer) {
  const control = numberChoice([], (k) =>
    commit(model, { kernel: sizer.resized(model.get("kernel"), k) }),
  );
  const refresh = () => {
    const kernel = model.get("kernel");
    offer(control, asOptions(KERNEL_SIZES, square));
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
  const control = choice(asOptions(PADDING_MODES), (mode) => commit(model, { padding_mode: mode }));
  return { box: field("Border", control), refresh: () => show(control, model.get("padding_mode")) };
}

/**
 * @param {Model} model
 * @param {string} label
 * @param {string} trait
 * @param {number[]} counts
 */
function countControl(model, label, trait, counts) {
  const control = numberChoice([], (count) => commit(model, { [trait]: count }));
  const refresh = () => {
    offer(control, asOptions(counts));
    show(control, model.get(trait));
  };
  return { box: field(label, control), refresh };
}

/** @param {Model} model */
function flipControl(model) {
  const { box, control } = checkbox("Flip the kernel", (flip) => commit(model, { flip }));
  return { box, refresh: () => (control.checked = Boolean(model.get("flip"))) };
}
