// A stack of layers: what it may be made of, and what a unit of it sees of the layers below.
import { checkCount } from "./checks.mjs";
import { outputSize } from "./shapes.mjs";

export const KINDS = { conv: "convolution", pool: "max pool" };
export const LIMITS = { kernel: [1, 15], stride: [1, 8], padding: [0, 15], dilation: [1, 8] };
export const MOST_LAYERS = 10;

export function checkLayers(name, layers) {
  if (!Array.isArray(layers))
    throw new TypeError(`${name} must be a list of layers, not ${String(layers)}`);
  if (layers.length > MOST_LAYERS)
    throw new RangeError(`${name} must have at most ${MOST_LAYERS} layers, not ${layers.length}`);
  layers.forEach((layer, i) => {
    if (!Object.hasOwn(KINDS, layer?.kind ?? "")) {
      throw new RangeError(
        `${name}[${i}] must be of kind ${Object.keys(KINDS).join(" or ")}, not ${String(layer?.kind)}`,
      );
    }
    for (const [part, [least, most]] of Object.entries(LIMITS)) {
      checkCount(`the ${part} of ${name}[${i}]`, layer[part], least);
      if (layer[part] > most)
        throw new RangeError(
          `the ${part} of ${name}[${i}] must be at most ${most}, not ${layer[part]}`,
        );
    }
  });
}

// cnnlab.receptive_field, with the input itself before the layers.
export function receptiveFields(layers) {
  const fields = [{ size: 1, jump: 1, start: 0 }];
  for (const { kernel, stride, padding, dilation } of layers) {
    const { size, jump, start } = fields.at(-1);
    const reach = dilation * (kernel - 1);
    fields.push({
      size: size + reach * jump,
      jump: jump * stride,
      start: start + (reach / 2 - padding) * jump,
    });
  }
  return fields;
}

// Rows and columns of the input and of every layer that fits; `problem` says why the next does not.
export function stackShapes(shape, layers) {
  const shapes = [shape];
  for (const [i, { kind, kernel, stride, padding, dilation }] of layers.entries()) {
    try {
      if (kind === "pool" && 2 * padding > kernel) {
        throw new RangeError(
          `a pool’s padding must be at most half its kernel of ${kernel}, not ${padding}`,
        );
      }
      shapes.push(
        shapes.at(-1).map((n) => outputSize(n, kernel, stride, [padding, padding], dilation)),
      );
    } catch (error) {
      return { shapes, problem: `Layer ${i + 1} does not fit: ${error.message}` };
    }
  }
  return { shapes, problem: null };
}

// Along one axis: what unit `index` of layer `layers.length` sees of every layer below it, and of
// itself. `seen` lists the units, `from` and `to` are the ends of its field, padding included.
export function fieldPath(sizes, layers, index) {
  const path = [{ seen: [index], from: index, to: index }];
  for (let l = layers.length - 1; l >= 0; l--) {
    const { kernel, stride, padding, dilation } = layers[l];
    const above = path[0];
    const first = (i) => i * stride - padding;
    const seen = new Set();
    for (const i of above.seen) {
      for (let tap = 0; tap < kernel; tap++) seen.add(first(i) + tap * dilation);
    }
    path.unshift({
      seen: [...seen].filter((i) => i >= 0 && i < sizes[l]).sort((a, b) => a - b),
      from: first(above.from),
      to: first(above.to) + dilation * (kernel - 1),
    });
  }
  return path;
}

// What a layer makes of a map, to be looked at: a mean where a learned kernel would be, or a
// maximum. Both work on rows and columns one after the other.
export function layerMap(map, layer) {
  const columns = map.map((row) => alongAxis(row, layer));
  return turned(turned(columns).map((row) => alongAxis(row, layer)));
}

function alongAxis(values, { kind, kernel, stride, padding, dilation }) {
  const count = outputSize(values.length, kernel, stride, [padding, padding], dilation);
  return Array.from({ length: count }, (_, i) => {
    const taps = Array.from(
      { length: kernel },
      (_, tap) => values[i * stride - padding + tap * dilation],
    );
    if (kind === "pool") return Math.max(...taps.map((v) => v ?? -Infinity));
    return taps.reduce((sum, v) => sum + (v ?? 0), 0) / kernel;
  });
}

const turned = (map) => map[0].map((_, j) => map.map((row) => row[j]));
export const layerTitle = ({ kind, kernel }) => `${kind} ${kernel} × ${kernel}`;
