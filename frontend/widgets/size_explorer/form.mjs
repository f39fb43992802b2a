// The settings of the size explorer: each for both axes at once, or for rows and columns apart.
import { PADDING_MODES } from "../../math/padding.mjs";
import {
  choice,
  field,
  offer,
  offerPresets,
  presetChoice,
  settingsBox,
  show,
} from "../../parts/controls.mjs";
import { html } from "../../parts/dom.mjs";
import { resized } from "../../parts/kernel_editor.mjs";
import { commit, same } from "../../parts/model.mjs";

// `turn` is told when the reader wants the convolution (false) or the transposed one (true).
export function sizeSettings(model, turn) {
  const get = (name) => model.get(name);
  const check = (label, change) => {
    const control = html("input", { type: "checkbox", change: () => change(control.checked) });
    return [control, html("label", { class: "cnnlab-check" }, control, label)];
  };
  const [apart, apartLabel] = check("Rows and columns apart", showAll);
  const [counting, countingLabel] = check("Count how often each pixel is seen", (on) =>
    commit(model, { counting: on }),
  );
  const operation = choice(
    ["convolution", "transposed"].map((name) => [name, name]),
    (name) => turn(name === "transposed"),
  );
  const imageChoice = presetChoice(model, "image");
  const fillChoice = choice(
    [],
    (name) => name in FILLS && commit(model, { kernel: explorerKernel(name, ...kernelShape()) }),
  );
  const modeChoice = choice(
    PADDING_MODES.map((m) => [m, m]),
    (mode) => commit(model, { padding_mode: mode }),
  );
  const upTo = (least, most) =>
    Array.from({ length: Math.max(0, most - least + 1) }, (_, i) => least + i);
  const imageShape = () => [get("image").length, get("image")[0].length];
  const kernelShape = () => [get("kernel").length, get("kernel")[0].length];
  const both = (trait) => () =>
    [get(trait), get(trait)].map((value, axis) => (Array.isArray(value) ? value[axis] : value));
  const setter = (trait) => (pair) => commit(model, { [trait]: explorerPair(pair) });
  const most = (axis) => Math.max(both("stride")()[axis], both("dilation")()[axis]) - 1;
  const fields = {
    size: axisField("Input size", both("size"), setter("size"), (axis) =>
      upTo(1, imageShape()[axis]),
    ),
    kernel: axisField("Kernel size", kernelShape, setKernelSize, () => upTo(1, 7)),
    stride: axisField("Stride", both("stride"), setter("stride"), () => upTo(1, 5)),
    padding: axisField("Padding", both("padding"), setPadding, (axis) =>
      axis ? upTo(0, 4) : ["valid", "same", "full", ...upTo(0, 4)],
    ),
    dilation: axisField("Dilation", both("dilation"), setter("dilation"), () => upTo(1, 4)),
    extra: axisField("Output padding", both("output_padding"), setter("output_padding"), (axis) =>
      upTo(0, most(axis)),
    ),
  };
  const modeField = field("Border", modeChoice);
  const box = settingsBox(
    field("Operation", operation),
    field("Image", imageChoice),
    fields.size.boxes,
    field("Weights", fillChoice),
    fields.kernel.boxes,
    fields.stride.boxes,
    fields.padding.boxes,
    modeField,
    fields.extra.boxes,
    fields.dilation.boxes,
    apartLabel,
    countingLabel,
  );

  // One choice for both axes, or, while they are apart, one for each.
  function axisField(label, read, set, options) {
    const controls = [0, 1].map((axis) =>
      choice([], (text) => {
        const chosen = JSON.parse(text);
        set(
          read().map((value, other) => (other === axis || !apart.checked ? chosen : value)),
          chosen,
        );
      }),
    );
    const boxes = controls.map((control, axis) =>
      field(axis ? `${label}, columns` : label, control),
    );
    const refresh = () => {
      const values = read();
      boxes[0].firstChild.textContent = apart.checked ? `${label}, rows` : label;
      boxes[1].hidden = !apart.checked || typeof values[0] === "string"; // "same" is for both
      controls.forEach((control, axis) => {
        offer(
          control,
          options(axis).map((option) => [
            JSON.stringify(option),
            option === "valid" ? "none (valid)" : option,
          ]),
        );
        show(control, JSON.stringify(values[axis]));
      });
    };
    return { boxes, refresh };
  }

  function setPadding(pair, chosen) {
    if (typeof chosen === "string") return commit(model, { padding: chosen });
    commit(model, {
      padding: explorerPair(pair.map((value) => (typeof value === "string" ? chosen : value))),
    });
  }

  function setKernelSize([rows, columns]) {
    const fill = fillOf(get("kernel"));
    commit(model, {
      kernel: fill ? explorerKernel(fill, rows, columns) : resized(get("kernel"), rows, columns),
    });
  }

  function showAll() {
    const pairs = ["size", "stride", "padding", "dilation", "output_padding"].map((name) =>
      both(name)(),
    );
    if ([...pairs, kernelShape()].some(([rows, columns]) => !same(rows, columns)))
      apart.checked = true;
    Object.values(fields).forEach((one) => one.refresh());
    imageChoice.refresh();
    const fill = fillOf(get("kernel"));
    offerPresets(fillChoice, FILLS, (preset) => preset === FILLS[fill]);
    show(modeChoice, get("padding_mode"));
    const transposed = get("transposed");
    operation.value = transposed ? "transposed" : "convolution";
    modeField.hidden = transposed;
    fields.extra.boxes[0].hidden = !transposed;
    fields.extra.boxes[1].hidden ||= !transposed;
    counting.checked = Boolean(get("counting"));
  }

  return { box, show: showAll };
}

// ---- kernels of any size -------------------------------------------------------------------

const FILLS = {
  "all 1": () => 1,
  "1, 2, 3, …": (i, j, rows, columns) => i * columns + j + 1,
  binomial: (i, j, rows, columns) => chosenOf(rows - 1, i) * chosenOf(columns - 1, j),
};

const chosenOf = (n, k) => (k === 0 ? 1 : (chosenOf(n, k - 1) * (n - k + 1)) / k);

const explorerKernel = (fill, rows, columns) =>
  Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (_, j) => FILLS[fill](i, j, rows, columns)),
  );

// By name, if it is one of those.
const fillOf = (kernel) =>
  Object.keys(FILLS).find((fill) =>
    same(explorerKernel(fill, kernel.length, kernel[0].length), kernel),
  );

// Two equal numbers are written as one, as Python has them.
export const explorerPair = ([rows, columns]) =>
  same(rows, columns) && !Array.isArray(rows) ? rows : [rows, columns];
