// Pooling's arithmetic: cnnlab.pool in JavaScript, one window at a time, with its way back.
import { checkCount, checkMatrix, outputSize } from "./arithmetic.mjs";

export const OPERATIONS = { max: "maximum", average: "average", lp: "Lᵖ", lse: "log-sum-exp" };

// Where a window's pixels stand in the image; those on the border are not `inside`.
export function tapsOf(row, column, { image, kernel_size: k, stride, padding }) {
  return Array.from({ length: k * k }, (_, t) => {
    const y = row * stride + Math.floor(t / k) - padding;
    const x = column * stride + (t % k) - padding;
    const value = image[y]?.[x];
    return { y, x, inside: value !== undefined, value: value ?? 0 };
  });
}

// Turn one window into its number. `terms` is what is added up on the way, relative to the largest
// pixel `top`, and `shares` holds the number's derivative with respect to each pixel.
export function poolTaps(taps, { operation, p, normalise, temperature }) {
  const real = taps.filter((tap) => tap.inside);
  const sum = (terms) => terms.reduce((total, term) => total + term, 0);
  if (operation === "max") {
    const top = Math.max(...real.map((tap) => tap.value));
    const winner = taps.findIndex((tap) => tap.inside && tap.value === top); // the first of equals
    return { value: top, top, winner, terms: [], shares: taps.map((_, t) => Number(t === winner)) };
  }
  if (operation === "average") {
    const total = sum(taps.map((tap) => tap.value));
    return { value: total / taps.length, total, terms: [], shares: taps.map(() => 1 / taps.length) };
  }
  if (operation === "lp") {
    const top = Math.max(...taps.map((tap) => Math.abs(tap.value)));
    const terms = taps.map((tap) => (Math.abs(tap.value) / (top || 1)) ** p);
    const norm = top * sum(terms) ** (1 / p);
    const divisor = normalise ? taps.length ** (1 / p) : 1;
    const share = ({ value }) => (Math.sign(value) * (Math.abs(value) / (norm || 1)) ** (p - 1)) / divisor;
    return { value: norm / divisor, top, total: sum(terms), terms, shares: taps.map(share) };
  }
  // The border counts as minus infinity, whose exponential is 0.
  const top = Math.max(...real.map((tap) => tap.value));
  const terms = taps.map((tap) => (tap.inside ? Math.exp((tap.value - top) / temperature) : 0));
  const total = sum(terms);
  const value = top + temperature * Math.log(total / real.length);
  return { value, top, total, terms, shares: terms.map((term) => term / total) };
}

// Pool an image: all outputs, and what each pixel gets when every output gets a gradient of 1.
export function poolImage(settings) {
  const { image, operation, kernel_size: k, stride, padding, p, temperature } = settings;
  const [H, W] = checkMatrix("image", image);
  if (!Object.hasOwn(OPERATIONS, operation)) {
    throw new RangeError(`operation must be one of ${Object.keys(OPERATIONS).join(", ")}, not ${String(operation)}`);
  }
  checkCount("kernel_size", k, 1);
  checkCount("stride", stride, 1);
  checkCount("padding", padding, 0);
  if (2 * padding > k) {
    throw new RangeError(`padding must be at most half the window, but padding is ${padding} and the window ${k}`);
  }
  if (!(p >= 1 && p < Infinity)) throw new RangeError(`p must be a number of at least 1, not ${String(p)}`);
  if (!(temperature > 0 && temperature < Infinity)) {
    throw new RangeError(`temperature must be a number above 0, not ${String(temperature)}`);
  }
  const rows = outputSize(H, k, stride, [padding, padding], 1);
  const columns = outputSize(W, k, stride, [padding, padding], 1);
  const gradient = image.map((row) => row.map(() => 0));
  const output = Array.from({ length: rows }, (_, r) => Array.from({ length: columns }, (_, c) => {
    const taps = tapsOf(r, c, settings);
    const { value, shares } = poolTaps(taps, settings);
    taps.forEach((tap, t) => tap.inside && (gradient[tap.y][tap.x] += shares[t]));
    return value;
  }));
  return { output, gradient, rows, columns };
}
