// The formulas of the cheat sheet, with a layer's numbers in them.
import { LEAST, layerSizes, MOST } from "../../math/layer.mjs";

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

/** @param {number} n in groups of three digits */
export const grouped = (n) => n.toLocaleString("en").replaceAll(",", "\u202f");

/**
 * What is wrong with a number that was typed, or null if nothing is.
 * @param {string} name
 * @param {number} value
 * @param {number} before what it has been, and stays
 */
export function refusal(name, value, before) {
  if (Number.isInteger(value) && value >= LEAST[name] && value <= MOST) return null;
  const rule = `a whole number from ${LEAST[name]} to ${grouped(MOST)}`;
  return `${LABELS[name]} must be ${rule}, not ${value}. It stays ${grouped(before)}.`;
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
  const depth = groups === 1 ? `${in_channels}` : `${in_channels}/${groups}`;
  return [
    { name: "Output rows", formula: size(height), result: rows },
    { name: "Output columns", formula: size(width), result: columns },
    { name: "Parameters", formula: `${out_channels} · (${depth} · ${k}² + 1)`, result: parameters },
    {
      name: "Multiply-adds",
      formula: `${out_channels} · ${depth} · ${k}² · ${rows} · ${columns}`,
      result: multiply_adds,
    },
  ];
}
