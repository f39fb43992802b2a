// The settings of the size explorer: each for both axes at once, or for rows and columns apart.
import LIMITS from "../../../src/cnnlab/widgets/limits.json" with { type: "json" };
import { oneOrPair } from "../../math/size_explorer.mjs";
import { PADDING_MODES } from "../../math/padding.mjs";
import { fromTo } from "../../math/range.mjs";
import {
  asOptions,
  checkbox,
  choice,
  field,
  offer,
  presetChoice,
  settingsBox,
  show,
} from "../../parts/controls.mjs";
import { kernelSizer } from "../../parts/kernel_editor.mjs";
import { commit, same } from "../../parts/model.mjs";
import { filledKernel, fillOf, FILLS } from "./fills.mjs";

/** @typedef {import("../../parts/mount.mjs").Model} Model */
/** @typedef {ReturnType<typeof kernelSizer>} Sizer */

/**
 * What an axis field shows and sets.
 * @typedef {object} AxisValue
 * @property {() => any[]} read a value for each axis
 * @property {(pair: any[], chosen: any) => void} write
 * @property {(axis: number) => any[]} offered
 */

/**
 * `turn` is told when the reader wants the convolution (false) or the transposed one (true).
 * @param {Model} model
 * @param {{turn: (transposed: boolean) => void}} hand
 */
export function settingsForm(model, { turn }) {
  const apart = checkbox("Rows and columns separately", showForm);
  const counting = checkbox("Count how often each pixel is seen", (on) =>
    commit(model, { counting: on }),
  );
  const sizer = kernelSizer();
  const values = axisValues(model, sizer);
  const axisFields = Object.fromEntries(
    Object.entries(values).map(([label, value]) => [
      label,
      axisField(label, value, () => apart.control.checked),
    ]),
  );
  const operation = choice(asOptions(["convolution", "transposed"]), (name) =>
    turn(name === "transposed"),
  );
  const image = presetChoice(model, "image");
  const weights = weightsChoice(model, sizer);
  const mode = choice(asOptions(PADDING_MODES), (name) => commit(model, { padding_mode: name }));
  const border = field("Border", mode);
  const box = settingsBox(
    field("Operation", operation),
    field("Image", image),
    axisFields["Input size"].boxes,
    field("Weights", weights),
    axisFields["Kernel size"].boxes,
    axisFields.Stride.boxes,
    axisFields.Padding.boxes,
    border,
    axisFields["Output padding"].boxes,
    axisFields.Dilation.boxes,
    apart.box,
    counting.box,
  );

  function showForm() {
    const transposed = model.get("transposed");
    if (Object.values(values).some(({ read }) => !same(read()[0], read()[1])))
      apart.control.checked = true;
    for (const axes of Object.values(axisFields)) axes.show();
    image.refresh();
    weights.refresh();
    show(mode, model.get("padding_mode"));
    operation.value = transposed ? "transposed" : "convolution";
    counting.control.checked = Boolean(model.get("counting"));
    border.hidden = transposed;
    const [rows, columns] = axisFields["Output padding"].boxes;
    rows.hidden = !transposed;
    columns.hidden ||= !transposed;
  }

  return {
    box,
    show: showForm,
    /** @type {(before: number[][], after: number[][]) => void} */
    kernelEdited: sizer.edited,
  };
}

// ---- kernels -------------------------------------------------------------------------------

/** @param {number[][]} matrix */
const sizeOf = (matrix) => [matrix.length, matrix[0].length];

/**
 * The rules that weights follow, and the reader's own weights, which can be chosen again.
 * @param {Model} model
 * @param {Sizer} sizer
 */
function weightsChoice(model, sizer) {
  /** @type {number[][] | null} */
  let own = null;
  const control = choice([], (fill) => {
    const [rows, columns] = sizeOf(model.get("kernel"));
    if (fill in FILLS) commit(model, { kernel: filledKernel(fill, rows, columns) });
    else if (own) commit(model, { kernel: sizer.resized(own, rows, columns) });
  });
  const refresh = () => {
    const fill = fillOf(model.get("kernel"));
    if (!fill) own = model.get("kernel");
    const names = asOptions(Object.keys(FILLS));
    offer(control, own ? [["", "custom"], ...names] : names);
    control.value = fill ?? "";
  };
  return Object.assign(control, { refresh });
}

/**
 * The kernel in another size: its weights by the same rule, if they follow one. What is left of the
 * reader's own kernel may follow one by chance.
 * @param {Sizer} sizer
 * @param {number[][]} kernel
 * @param {number[]} size
 */
function inSize(sizer, kernel, [rows, columns]) {
  const fill = sizer.made(kernel) ? null : fillOf(kernel);
  return fill ? filledKernel(fill, rows, columns) : sizer.resized(kernel, rows, columns);
}

// ---- values for two axes -------------------------------------------------------------------

/**
 * By label.
 * @param {Model} model
 * @param {Sizer} sizer
 * @returns {Record<string, AxisValue>}
 */
function axisValues(model, sizer) {
  const get = (/** @type {string} */ name) => model.get(name);
  const imageSize = () => sizeOf(get("image"));
  const read = (/** @type {string} */ trait) => () => bothAxes(get(trait));
  const value = (/** @type {string} */ trait, /** @type {AxisValue["offered"]} */ offered) => ({
    read: read(trait),
    write: (/** @type {any[]} */ pair) => commit(model, { [trait]: oneOrPair(pair) }),
    offered,
  });
  const mostExtra = (/** @type {number} */ axis) =>
    Math.min(LIMITS.most_drawn, Math.max(read("stride")()[axis], read("dilation")()[axis])) - 1;
  return {
    "Input size": value("size", (axis) => fromTo(1, imageSize()[axis])),
    "Kernel size": {
      read: () => sizeOf(get("kernel")),
      write: (size) => commit(model, { kernel: inSize(sizer, get("kernel"), size) }),
      offered: () => fromTo(1, 7),
    },
    Stride: value("stride", () => fromTo(1, 5)),
    Padding: {
      read: () => bothAxes(get("padding") === "valid" ? 0 : get("padding")),
      write: (pair, chosen) => commit(model, { padding: paddingOf(pair, chosen) }),
      offered: (axis) => [...fromTo(0, 4), ...(axis ? [] : ["same", "full"])],
    },
    "Output padding": value("output_padding", (axis) => fromTo(0, mostExtra(axis))),
    Dilation: value("dilation", () => fromTo(1, 4)),
  };
}

/** @param {any} value */
const bothAxes = (value) => (Array.isArray(value) ? value : [value, value]);

/**
 * A word is for both axes, and no word is left where a number is chosen.
 * @param {any[]} pair
 * @param {any} chosen
 */
const paddingOf = (pair, chosen) =>
  typeof chosen === "string"
    ? chosen
    : oneOrPair(pair.map((value) => (typeof value === "string" ? chosen : value)));

/**
 * One choice for both axes, or, while they are apart, one for each.
 * @param {string} label
 * @param {AxisValue} value
 * @param {() => boolean} isApart
 */
function axisField(label, { read, write, offered }, isApart) {
  const choose = (/** @type {number} */ axis, /** @type {string} */ text) => {
    const chosen = JSON.parse(text);
    const pair = read().map((value, other) => (other === axis || !isApart() ? chosen : value));
    write(pair, chosen);
  };
  const controls = [0, 1].map((axis) => choice([], (text) => choose(axis, text)));
  const boxes = controls.map((control, axis) => field(axis ? `${label}, columns` : label, control));
  const showValues = () => {
    const values = read();
    boxes[0].firstChild.textContent = isApart() ? `${label}, rows` : label;
    boxes[1].hidden = !isApart() || typeof values[0] === "string"; // a word is for both
    controls.forEach((control, axis) => {
      offer(
        control,
        offered(axis).map((one) => asOption(label, one)),
      );
      show(control, JSON.stringify(values[axis]));
    });
  };
  return { boxes, show: showValues };
}

/** @param {string} label @param {any} value */
const asOption = (label, value) => [
  JSON.stringify(value),
  label === "Padding" && value === 0 ? "0 (valid)" : value,
];
