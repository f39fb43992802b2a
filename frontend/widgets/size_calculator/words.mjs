// The formulas of the cheat sheet, with a layer's numbers in them.
import { misfitOf } from "../../math/checks.mjs";
import { grouped } from "../../math/grouped.mjs";
import { checkNumbers, layerSizes, undividedBy } from "../../math/layer.mjs";

/** @typedef {import("../../math/layer.mjs").Layer} Layer */

export const LABELS = {
  height: "Rows H",
  width: "Columns W",
  kernel_size: "Kernel k",
  padding: "Padding p",
  stride: "Stride s",
  dilation: "Dilation d",
  in_channels: "Channels in",
  out_channels: "Channels out",
  groups: "Groups g",
};

/**
 * Why a layer has no sizes, in the words of the form, or null if it has some.
 * @param {Layer} layer
 */
export const misfit = (layer) =>
  refused(() => checkNumbers(layer)) ??
  groupsMisfit(layer) ??
  windowMisfit(layer) ??
  refused(() => layerSizes(layer));

/** @param {() => void} compute */
function refused(compute) {
  try {
    compute();
    return null;
  } catch (error) {
    return misfitOf(error);
  }
}

/** @param {Layer} layer */
function groupsMisfit(layer) {
  const undivided = undividedBy(layer).map(grouped).join(" or ");
  if (!undivided) return null;
  const rule = `${LABELS.groups} must divide ${LABELS.in_channels} and ${LABELS.out_channels}`;
  return `${rule}, but ${grouped(layer.groups)} does not divide ${undivided}`;
}

/** @param {Layer} layer */
function windowMisfit({ height, width, kernel_size: k, padding: p, dilation: d }) {
  const span = d * (k - 1) + 1;
  const [axis, size] = height < width ? [LABELS.height, height] : [LABELS.width, width];
  if (!(span > size + 2 * p)) return null;
  return (
    `the window spans ${d}·(${k} − 1) + 1 = ${grouped(span)} pixels, ` +
    `but ${axis} and the padding have only ${size} + 2·${p} = ${grouped(size + 2 * p)}`
  );
}

/**
 * Each result with its formula.
 * @param {Layer} layer
 */
export function resultLines(layer) {
  const { rows, columns, parameters, multiply_adds } = layerSizes(layer);
  const { height, width, kernel_size: k, padding, stride, dilation } = layer;
  const { in_channels, out_channels, groups } = layer;
  const size = (n) => `⌊(${n} + 2·${padding} − ${dilation}·(${k} − 1) − 1) / ${stride}⌋ + 1`;
  const remainder = (n) => (n + 2 * padding - dilation * (k - 1) - 1) % stride;
  const rest = (n) => (stride > 1 ? ` remainder ${remainder(n)}` : "");
  const depth = groups === 1 ? `${in_channels}` : `${in_channels}/${groups}`;
  return [
    { name: "Output rows", formula: size(height), result: rows, rest: rest(height) },
    { name: "Output columns", formula: size(width), result: columns, rest: rest(width) },
    {
      name: "Parameters",
      formula: `${out_channels} · (${depth} · ${k}² + 1)`,
      result: parameters,
      rest: "",
    },
    {
      name: "Multiply-adds",
      formula: `${out_channels} · ${depth} · ${k}² · ${rows} · ${columns}`,
      result: multiply_adds,
      rest: "",
    },
  ];
}
