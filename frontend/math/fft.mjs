// The waves that an image is made of: a two-dimensional Fourier transform, for squares whose side is a
// power of two.

/**
 * What a side needs: the order of the first step, the angles of the others, and room to work in.
 * @typedef {Record<"cos" | "sin" | "re" | "im", Float64Array> & { order: Uint16Array }} Table
 */

/** @type {Map<number, Table>} */
const tables = new Map();

/**
 * @param {number} n
 * @returns {Table}
 */
function tableFor(n) {
  const known = tables.get(n);
  if (known) return known;
  const bits = Math.log2(n);
  if (!(bits >= 1 && Number.isInteger(bits)))
    throw new RangeError(`the side must be a power of two, not ${n}`);
  const order = Uint16Array.from({ length: n }, (_, i) => reversed(i, bits));
  const angle = (/** @type {number} */ i) => (-2 * Math.PI * i) / n;
  const half = { length: n / 2 };
  const cos = Float64Array.from(half, (_, i) => Math.cos(angle(i)));
  const sin = Float64Array.from(half, (_, i) => Math.sin(angle(i)));
  const [re, im] = [new Float64Array(n * n), new Float64Array(n * n)];
  const table = { order, cos, sin, re, im };
  tables.set(n, table);
  return table;
}

/** @param {number} i @param {number} bits */
function reversed(i, bits) {
  let back = 0;
  for (let bit = 0; bit < bits; bit++) back |= ((i >> bit) & 1) << (bits - 1 - bit);
  return back;
}

/**
 * Transform `n` complex numbers in place, from `at` on, by Cooley and Tukey's radix-2 algorithm.
 * @param {Float64Array} re
 * @param {Float64Array} im
 * @param {number} at
 * @param {number} n
 * @param {Table} table
 */
function transform(re, im, at, n, { order, cos, sin }) {
  for (let i = 0; i < n; i++) {
    const j = order[i];
    if (j <= i) continue;
    const [a, b] = [at + i, at + j];
    const [real, imaginary] = [re[a], im[a]];
    re[a] = re[b];
    im[a] = im[b];
    re[b] = real;
    im[b] = imaginary;
  }
  for (let half = 1; half < n; half *= 2) {
    const skip = n / (2 * half);
    for (let start = at; start < at + n; start += 2 * half) {
      for (let k = 0, t = 0; k < half; k++, t += skip) {
        const a = start + k;
        const b = a + half;
        const real = re[b] * cos[t] - im[b] * sin[t];
        const imaginary = re[b] * sin[t] + im[b] * cos[t];
        re[b] = re[a] - real;
        im[b] = im[a] - imaginary;
        re[a] += real;
        im[a] += imaginary;
      }
    }
  }
}

/** @param {Float64Array} values @param {number} n */
function transpose(values, n) {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const kept = values[i * n + j];
      values[i * n + j] = values[j * n + i];
      values[j * n + i] = kept;
    }
  }
}

/**
 * The magnitude of each wave of a square image, the slowest in the middle: numpy.fft's
 * abs(fftshift(fft2(image))).
 * @param {ArrayLike<number>} image `side` rows of as many pixels
 * @param {number} side
 */
export function magnitudes(image, side) {
  const table = tableFor(side);
  const { re, im } = table;
  re.set(image);
  im.fill(0);
  // All rows, then the columns as rows: what comes out is transposed.
  for (let row = 0; row < side; row++) transform(re, im, row * side, side, table);
  [re, im].forEach((part) => transpose(part, side));
  const half = side / 2;
  const shifted = new Float64Array(side * side);
  // Since the image is real, a wave and its mirror image in the middle have the same magnitude.
  for (let x = 0; x <= half; x++) {
    transform(re, im, x * side, side, table);
    for (let y = 0; y < side; y++) {
      const i = x * side + y;
      const magnitude = Math.sqrt(re[i] * re[i] + im[i] * im[i]);
      shifted[((y + half) % side) * side + ((x + half) % side)] = magnitude;
      shifted[((half + side - y) % side) * side + half - x] = magnitude;
    }
  }
  return shifted;
}
