// Pooling's arithmetic: cnnlab.pool in JavaScript, one window at a time, with its way back.
import { checkCount, checkMatrix } from "./checks.mjs";
import { outputSize } from "./shapes.mjs";

export const OPERATIONS = { max: "maximum", average: "average", lp: "Lᵖ", lse: "log-sum-exp" };

// The pixels of every window, row by row: where they stand in the image, and whether they do, or lie on
// the border. Windows that overlap share them.
export function windowsOf({ image, kernel_size: k, stride, padding }) {
  const [H, W] = checkMatrix("image", image);
  checkCount("kernel_size", k, 1);
  checkCount("stride", stride, 1);
  checkCount("padding", padding, 0);
  if (2 * padding > k) {
    throw new RangeError(
      `padding must be at most half the window, but padding is ${padding} and the window ${k}`,
    );
  }
  const table = (rows, columns, value) =>
    Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => value(i, j)));
  const pixels = table(H + 2 * padding, W + 2 * padding, (i, j) => {
    const [y, x] = [i - padding, j - padding];
    const value = image[y]?.[x];
    // The logarithm is for powers: e to the p-th multiple of it takes a third of the time of **.
    return {
      y,
      x,
      inside: value !== undefined,
      value: value ?? 0,
      log: Math.log(Math.abs(value ?? 0)),
    };
  });
  const [rows, columns] = [H, W].map((n) => outputSize(n, k, stride, [padding, padding], 1));
  return table(rows, columns, (r, c) =>
    pixels
      .slice(r * stride, r * stride + k)
      .flatMap((row) => row.slice(c * stride, c * stride + k)),
  );
}

// Turn one window into its number. `terms` is what is added up on the way, relative to the largest
// pixel `top`, and `shares` holds the number's derivative with respect to each pixel, if it is wanted.
export function poolTaps(taps, { operation, p, normalise, temperature }, backwards = true) {
  const sum = (terms) => terms.reduce((total, term) => total + term, 0);
  const most = (value) => taps.reduce((top, tap) => Math.max(top, value(tap)), -Infinity);
  const shared = (share) => (backwards ? taps.map(share) : []);
  const inside = (tap) => (tap.inside ? tap.value : -Infinity); // so that the border can never win
  if (operation === "max") {
    const top = most(inside);
    const winner = taps.findIndex((tap) => inside(tap) === top); // the first of equals
    return { value: top, top, winner, terms: [], shares: shared((_, t) => Number(t === winner)) };
  }
  if (operation === "average") {
    const total = taps.reduce((all, { value }) => all + value, 0);
    return { value: total / taps.length, total, terms: [], shares: shared(() => 1 / taps.length) };
  }
  if (operation === "lp") {
    const top = most(({ value }) => Math.abs(value));
    const unit = Math.log(top || 1);
    const terms = taps.map(({ log }) => Math.exp(p * (log - unit)));
    const total = sum(terms);
    const norm = top * total ** (1 / p);
    const divisor = normalise ? taps.length ** (1 / p) : 1;
    const share = ({ value }) =>
      (Math.sign(value) * (Math.abs(value) / (norm || 1)) ** (p - 1)) / divisor;
    return { value: norm / divisor, top, total, terms, shares: shared(share) };
  }
  const top = most(inside);
  const terms = taps.map((tap) => Math.exp((inside(tap) - top) / temperature));
  const total = sum(terms);
  const count = taps.reduce((n, tap) => n + tap.inside, 0);
  return {
    value: top + temperature * Math.log(total / count),
    top,
    total,
    terms,
    shares: shared((_, t) => terms[t] / total),
  };
}

// Pool an image: all outputs, and what each pixel gets when every output gets a gradient of 1. Without
// `backwards` that is left out, since it takes as long again. The windows stay as they are while only the
// operation changes.
export function poolImage(settings, backwards = true, windows = windowsOf(settings)) {
  const { image, operation, p, temperature } = settings;
  if (!Object.hasOwn(OPERATIONS, operation)) {
    throw new RangeError(
      `operation must be one of ${Object.keys(OPERATIONS).join(", ")}, not ${String(operation)}`,
    );
  }
  if (!(p >= 1 && p < Infinity))
    throw new RangeError(`p must be a number of at least 1, not ${String(p)}`);
  if (!(temperature > 0 && temperature < Infinity)) {
    throw new RangeError(`temperature must be a number above 0, not ${String(temperature)}`);
  }
  const gradient = image.map((row) => row.map(() => 0));
  const output = windows.map((row) =>
    row.map((taps) => {
      const { value, shares } = poolTaps(taps, settings, backwards);
      if (backwards) taps.forEach((tap, t) => tap.inside && (gradient[tap.y][tap.x] += shares[t]));
      return value;
    }),
  );
  return { output, gradient, windows, rows: output.length, columns: output[0].length };
}
