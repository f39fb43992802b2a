// The size calculator: every formula of the cheat sheet with the reader's own numbers in it.
import { checkCount } from "../../math/checks.mjs";
import { outputSize } from "../../math/shapes.mjs";
import { card, notice } from "../../parts/controls.mjs";
import { html, uniqueId } from "../../parts/dom.mjs";
import { commit, listen } from "../../parts/model.mjs";

const LAYER_FIELDS = {
  height: ["Rows H", 1],
  width: ["Columns W", 1],
  kernel_size: ["Kernel k", 1],
  padding: ["Padding p", 0],
  stride: ["Stride s", 1],
  dilation: ["Dilation d", 1],
  in_channels: ["Channels in", 1],
  out_channels: ["Channels out", 1],
  groups: ["Groups g", 1],
};
const LARGEST_COUNT = 1e6; // so that every product below is exact

// The sizes and counts of one layer, as cnnlab.output_shape and cnnlab.conv_cost give them.
export function layerSizes(settings) {
  for (const [name, [, least]] of Object.entries(LAYER_FIELDS)) {
    checkCount(name, settings[name], least);
    if (settings[name] > LARGEST_COUNT)
      throw new RangeError(`${name} must be at most ${LARGEST_COUNT}, not ${settings[name]}`);
  }
  const {
    height,
    width,
    kernel_size: k,
    padding: p,
    stride,
    dilation,
    in_channels,
    out_channels,
    groups,
  } = settings;
  if (in_channels % groups || out_channels % groups) {
    throw new RangeError(
      `groups must divide both channel counts, but ${groups} does not divide ${in_channels} and ${out_channels}`,
    );
  }
  const rows = outputSize(height, k, stride, [p, p], dilation);
  const columns = outputSize(width, k, stride, [p, p], dilation);
  const weights = (out_channels * in_channels * k * k) / groups;
  return {
    rows,
    columns,
    parameters: weights + out_channels,
    multiply_adds: weights * rows * columns,
  };
}

// What Reset puts back.
export const settings = [
  "height",
  "width",
  "kernel_size",
  "padding",
  "stride",
  "dilation",
  "in_channels",
  "out_channels",
  "groups",
];

export function render(model, element) {
  const boxes = Object.entries(LAYER_FIELDS).map(([name, [label, least]]) => {
    const box = html("input", {
      type: "number",
      min: least,
      step: 1,
      id: uniqueId(),
      class: "cnnlab-count",
      input: () => box.value !== "" && commit(model, { [name]: Number(box.value) }),
    });
    return {
      name,
      box,
      field: html("div", { class: "cnnlab-field" }, html("label", { for: box.id }, label), box),
    };
  });
  const lines = html("div", { class: "cnnlab-lines", role: "status" });
  const { box: problem, tell } = notice();
  element.replaceChildren(
    card(
      "Size calculator",
      "cnnlab-calculator",
      html(
        "div",
        { class: "cnnlab-settings" },
        boxes.map(({ field }) => field),
      ),
      lines,
      problem,
    ),
  );

  function refresh() {
    const settings = Object.fromEntries(
      Object.keys(LAYER_FIELDS).map((name) => [name, model.get(name)]),
    );
    for (const { name, box } of boxes)
      if (Number(box.value) !== settings[name]) box.value = settings[name];
    try {
      write(settings, layerSizes(settings));
      tell(null);
    } catch (error) {
      tell(`This does not fit: ${error.message}.`);
    }
    lines.hidden = !problem.hidden;
  }

  function write(s, { rows, columns, parameters, multiply_adds: operations }) {
    const grouped = (n) => n.toLocaleString("en").replaceAll(",", "\u202f");
    const size = (n) =>
      `⌊(${n} + 2·${s.padding} − ${s.dilation}·(${s.kernel_size} − 1) − 1) / ${s.stride}⌋ + 1`;
    const share = s.groups === 1 ? s.in_channels : `${s.in_channels}/${s.groups}`;
    const line = (name, formula, result) =>
      html(
        "p",
        {},
        `${name}: `,
        html("span", { class: "cnnlab-note" }, `${formula} = `),
        html("strong", {}, grouped(result)),
      );
    lines.replaceChildren(
      line("Output rows", size(s.height), rows),
      line("Output columns", size(s.width), columns),
      line("Parameters", `${s.out_channels} · (${share} · ${s.kernel_size}² + 1)`, parameters),
      line(
        "Multiply-adds",
        `${s.out_channels} · ${share} · ${s.kernel_size}² · ${rows} · ${columns}`,
        operations,
      ),
    );
  }

  const stop = listen(model, Object.keys(LAYER_FIELDS), refresh);
  refresh();
  return stop;
}
