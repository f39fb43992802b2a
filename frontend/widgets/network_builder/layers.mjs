// The kinds of layers that a reader can stack, what is set on each, and what a stack is called.
import { checkUpTo, Misfit, shown } from "../../math/checks.mjs";
import { MOST_LAYERS, NUMBERS } from "./facts.mjs";

/**
 * A layer with all that can be set on it.
 * @typedef {{ kind: string, [setting: string]: any }} Layer
 */

export const TICKS = { bias: "bias", shared: "shared weights" };

const POOLING = { kernel_size: 2, stride: 2, padding: 0 };

/** What a new layer of each kind is set to. @type {Record<string, Record<string, number | boolean>>} */
export const KINDS = {
  conv2d: {
    out_channels: 16,
    kernel_size: 3,
    stride: 1,
    padding: 1,
    dilation: 1,
    groups: 1,
    bias: true,
    shared: true,
  },
  relu: {},
  max_pool2d: POOLING,
  avg_pool2d: POOLING,
  blur_pool: { kernel_size: 3, stride: 2 },
  global_avg_pool: {},
  flatten: {},
  linear: { out_features: 10, bias: true },
};

const NEEDED = ["out_channels", "kernel_size", "out_features"];

/** What each kind has where nothing is said. @param {Layer} layer */
function usual({ kind, kernel_size }) {
  /** @type {Record<string, any>} */
  const settings = { ...KINDS[kind] };
  for (const part of NEEDED) if (part in settings) settings[part] = undefined;
  if ("padding" in settings) settings.padding = 0;
  if ("stride" in settings) settings.stride = kind === "conv2d" ? 1 : kernel_size;
  if (kind === "blur_pool") settings.stride = undefined;
  return settings;
}

/**
 * A stack with every setting written out; refuses what is no stack. Whether its layers fit each other
 * is another matter.
 * @param {string} name
 * @param {any} stack
 * @returns {Layer[]}
 */
export function checkStack(name, stack) {
  if (!Array.isArray(stack)) throw new Misfit(`${name} must be a list of layers`);
  if (stack.length === 0 || stack.length > MOST_LAYERS)
    throw new Misfit(`${name} must have 1 to ${MOST_LAYERS} layers, not ${stack.length}`);
  return stack.map((layer, i) => checkLayer(`layer ${i + 1} of ${name}`, layer));
}

/** @param {string} name @param {any} layer @returns {Layer} */
function checkLayer(name, layer) {
  if (!Object.hasOwn(KINDS, layer?.kind ?? "")) {
    const kinds = Object.keys(KINDS).join(", ");
    throw new Misfit(`${name} must have one of the kinds ${kinds}, not ${shown(layer?.kind)}`);
  }
  const { kind } = layer;
  const settings = { ...usual(layer), ...layer };
  for (const [part, value] of Object.entries(settings)) {
    if (part === "kind") continue;
    if (!Object.hasOwn(KINDS[kind], part))
      throw new Misfit(`${name}, ${kind}, has no ${part.slice(0, 40)}`);
    if (part in TICKS) {
      if (typeof value !== "boolean")
        throw new Misfit(`the ${part} of ${name} must be true or false`);
      continue;
    }
    const [, least, most] = NUMBERS[part];
    checkUpTo(`the ${part} of ${name}`, value, least, most);
  }
  return { kind, ...Object.fromEntries(Object.keys(KINDS[kind]).map((p) => [p, settings[p]])) };
}

/** @param {string} kind @returns {Layer} */
export const newLayer = (kind) => ({ kind, ...KINDS[kind] });

/** A layer of another kind, with the settings that both have. @param {Layer} layer @param {string} kind */
export function ofKind(layer, kind) {
  const fresh = newLayer(kind);
  const kept = Object.keys(fresh).filter((part) => part in layer && part !== "kind");
  return { ...fresh, ...Object.fromEntries(kept.map((part) => [part, layer[part]])) };
}

const PICTURED = ["conv2d", "relu", "max_pool2d", "avg_pool2d", "blur_pool"];

/**
 * Where a new layer goes: what works on maps before the first that gives them up, the rest at the end.
 * @param {Layer[]} stack
 * @param {string} kind
 */
export function placeFor(stack, kind) {
  const end = stack.findIndex((layer) => !PICTURED.includes(layer.kind));
  return PICTURED.includes(kind) && end >= 0 ? end : stack.length;
}

/** @type {Record<string, (layer: Layer) => string | null>} */
const SHORT = {
  conv2d: (layer) =>
    `${layer.shared ? "conv" : "untied"} ${layer.out_channels}${layer.stride > 1 ? ` /${layer.stride}` : ""}`,
  relu: () => null,
  max_pool2d: ({ stride }) => `max /${stride}`,
  avg_pool2d: ({ stride }) => `average /${stride}`,
  blur_pool: ({ stride }) => `blur /${stride}`,
  global_avg_pool: () => "global average",
  flatten: () => null,
  linear: ({ out_features }) => `linear ${out_features}`,
};

/** A stack in a line: "conv 8, max /2, linear 10". @param {Layer[]} stack */
export function inShort(stack) {
  const parts = stack.map((layer) => SHORT[layer.kind](layer)).filter((part) => part !== null);
  const affine = stack.filter(({ kind }) => kind === "conv2d" || kind === "linear").length;
  const bare = affine > 1 && !stack.some(({ kind }) => kind === "relu");
  return parts.join(", ") + (bare ? ", no ReLU" : "");
}
