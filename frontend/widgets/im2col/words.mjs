// What im2col's widget says in words and numbers about its grids and their cells.
import { asFactor, counted, number } from "../../parts/numbers.mjs";
import { isBroad } from "./scene.mjs";

/**
 * @typedef {import("./scene.mjs").Scene} Scene
 * @typedef {import("./scene.mjs").Moment} Moment
 * @typedef {import("./scene.mjs").Pixel} Pixel
 * @typedef {import("./scene.mjs").About} About
 *
 * A term that has not been added yet has no value.
 * @typedef {{ text: string, value: number | null }} Term
 * A sum of terms and its name; one of them may be lit.
 * @typedef {{ name: string, terms: Term[], lit?: number }} Sum
 * What a scene's sums need: the most terms, how many stand side by side, and a term's most letters.
 * @typedef {{ terms: number, columns: number, letters: number }} Room
 */

// For each way: how the choice names it, and each grid's title with its letters in the chapter.
const TO_IMAGE = {
  image: ["Image’s gradient", "col2im(G Kᵀ)"],
  matrix: ["Windows’ gradient", "G Kᵀ"],
  kernels: ["Kernels", "K"],
};
export const WORDS = {
  forward: {
    direction: "forward: windows become rows",
    image: ["Image"],
    matrix: ["Windows, one a row", "C"],
    kernels: ["Kernels", "K"],
    product: ["Product", "Y"],
  },
  count: {
    direction: "back: ones, which count the copies",
    image: ["Copies, added up"],
    matrix: ["Ones, one for each copy"],
    kernels: ["Kernels"],
    product: ["Product"],
  },
  sum: {
    direction: "back: image’s gradient of Σ Y",
    ...TO_IMAGE,
    product: ["Gradient", "G"],
  },
  squares: {
    direction: "back: image’s gradient of ½ Σ Y²",
    ...TO_IMAGE,
    product: ["Gradient", "G = Y"],
  },
  kernels: {
    direction: "back: kernels’ gradient of ½ Σ Y²",
    image: ["Image"],
    matrix: ["Windows, one a row", "C"],
    kernels: ["Kernels’ gradient", "CᵀG"],
    product: ["Gradient", "G = Y"],
  },
};

/**
 * The title of each figure, and its note.
 * @param {Scene} scene
 */
export function titles(scene) {
  const { rows, taps, outputs, C, H, W, way, padded } = scene;
  const [height, width] = [padded[0].length, padded[0][0].length];
  const channels = C > 1 ? `${C} channels of ` : "";
  const border = height > H || width > W ? ", border and all" : "";
  const entitled = (part, size) => {
    const [title, letters] = WORDS[way][part];
    return [title, letters ? `${letters}: ${size}` : size];
  };
  return {
    image: entitled("image", `${channels}${height} × ${width}${border}`),
    matrix: entitled("matrix", `${counted(rows, "window")} × ${counted(taps, "pixel")}`),
    kernels: entitled("kernels", `${taps} × ${outputs}`),
    product: entitled("product", `${rows} × ${outputs}`),
    maps: titleOfMaps(scene),
  };
}

/**
 * How large the matrices are.
 * @param {Scene} scene
 */
export function sizesInWords(scene) {
  const { matrix, kernels, product } = titles(scene);
  return [matrix, kernels, product].map(([title, note]) => `${title}, ${note}.`).join(" ");
}

function titleOfMaps({ back, toKernels, outputs, size, C, kH, kW }) {
  if (back) return ["Copies of each pixel", "the number of windows that contain it"];
  const [what, shape] = toKernels ? ["gradient", [C, kH, kW]] : ["product", size];
  return [
    `The ${what}, laid out as ${toKernels ? "kernels" : "maps"}`,
    `${outputs} of ${shape.join(" × ")}`,
  ];
}

/**
 * In the border, or past it where the last windows do not reach: not a pixel of the image.
 * @param {Scene} scene
 * @param {number} y
 * @param {number} x
 */
export function outsideImage({ amounts: [[top], [left]], H, W }, y, x) {
  return y < top || y >= top + H || x < left || x >= left + W;
}

/**
 * What is said about a cell, and the sum that gives its number, if it is one.
 * @param {Scene} scene
 * @param {About} about
 * @param {Moment} moment
 * @returns {{ text: string, sum: Sum | null }}
 */
export function explain(scene, about, moment) {
  switch (about.kind) {
    case "output":
      return aboutOutput(scene, about.o, moment.index);
    case "tap":
      return aboutTap(scene, about, moment.index);
    case "gradient":
      return { text: aboutGradient(scene, about.o, moment.index), sum: null };
    case "weight":
      return aboutWeight(scene, about, moment);
    case "pixel":
      return aboutPixel(scene, about, moment.added);
  }
}

function aboutOutput(scene, o, p) {
  const of = scene.outputs > 1 ? ` of map ${o}` : "";
  const text =
    `Window ${p} is row ${p}. Times kernel ${o}, column ${o}, ` +
    `it gives output ${placeOfOutput(scene, p)}${of}.`;
  return { text, sum: rowTimesColumn(scene, p, o) };
}

function aboutTap(scene, { q, o }, p) {
  const { sources, kernels, grad, back } = scene;
  const text = `Row ${p}, column ${q}. ${describePixel(scene, sources[p][q])}`;
  if (!back) return { text, sum: { ...rowTimesColumn(scene, p, o), lit: q } };
  if (!grad) return { text, sum: null };
  const terms = kernels[q].map((weight, k) => product(grad[p][k], weight));
  return { text, sum: { name: `∂L/∂C[${p}, ${q}]`, terms } };
}

function aboutGradient(scene, o, p) {
  const output = placeOfOutput(scene, p);
  if (scene.way === "count") return "Only ones go back: no product is needed.";
  if (scene.way === "sum") {
    return `The loss is the sum of all outputs: if output ${output} grows by 1, so does the loss.`;
  }
  return (
    "The loss is half the sum of the squares: " +
    `its gradient for output ${output} is the output itself, ${number(scene.grad[p][o], 5)}.`
  );
}

function aboutWeight({ columns, grad }, { q, o }, { index, added }) {
  const text =
    `Row ${q} of Cᵀ times column ${o} of G. That row is column ${q} of C: ` +
    "the pixels that the weight was multiplied by.";
  const terms = columns.map((row, p) => {
    const term = product(row[q], grad[p][o]);
    return p < added ? term : { ...term, value: null };
  });
  return { text, sum: { name: `∂L/∂K[${q}, ${o}]`, terms, lit: index } };
}

function aboutPixel(scene, pixel, added) {
  const { pieces, way, back } = scene;
  const text = describePixel(scene, pixel);
  if (!back) return { text, sum: null };
  const terms = copiesAt(scene, pixel).map(([p, q]) => ({
    text: `row ${p}`,
    value: p < added ? pieces[p][q] : null,
  }));
  return { text, sum: { name: `${way === "count" ? "copies" : "gradient"} of this pixel`, terms } };
}

/**
 * The cells of the matrix that copy a pixel.
 * @param {Scene} scene
 * @param {Pixel} pixel
 */
export const copiesAt = ({ copies }, { c, y, x }) => copies[c][y][x];

const placeOfOutput = ({ size }, p) => `[${Math.floor(p / size[1])}, ${p % size[1]}]`;

const product = (a, b) => ({ text: `${number(a)} × ${asFactor(b)}`, value: a * b });

const FEWEST_LETTERS = 9; // of a term: a running sum of three digits, its sign and its power of ten

/**
 * The room that every sum of a scene fits into. The terms stand as the kernel's weights do, or two
 * of its rows side by side where there are many.
 * @param {Scene} scene
 * @returns {Room}
 */
export function roomForSums(scene) {
  const { toKernels, columns, grad, product, kernels } = scene;
  const longest = (/** @type {number[][]} */ matrix, write) =>
    Math.max(...matrix.flat().map((value) => write(value).length));
  const [left, right] = toKernels ? [columns, product] : [grad ?? columns, kernels];
  const factors = longest(left, (value) => number(value)) + longest(right, asFactor);
  return { ...termsOf(scene), letters: Math.max(FEWEST_LETTERS, factors + " × ".length) };
}

// The terms of a weight's gradient stand as their windows do.
function termsOf({ back, toKernels, rows, taps, outputs, counts, size, kW }) {
  if (toKernels) return { terms: rows, columns: size[1] };
  if (!back) return { terms: taps, columns: isBroad({ taps }) ? 2 * kW : kW };
  const terms = Math.max(outputs, ...counts.flat(2));
  return { terms, columns: Math.min(3, terms) };
}

const rowTimesColumn = ({ columns, kernels }, p, o) => ({
  name: `product[${p}, ${o}]`,
  terms: columns[p].map((value, q) => product(value, kernels[q][o])),
});

function describePixel(scene, pixel) {
  const { C, back, padded, amounts } = scene;
  const { c, y, x } = pixel;
  const copies = `the matrix holds ${numberOfCopies(copiesAt(scene, pixel).length)} of it`;
  if (outsideImage(scene, y, x)) {
    return `A zero of the border: ${copies}${back ? ", and its gradient is cut off" : ""}.`;
  }
  const place = [y - amounts[0][0], x - amounts[1][0]];
  const where = (C > 1 ? [c, ...place] : place).join(", ");
  const value = back ? "" : ` = ${number(padded[c][y][x])}`;
  return `Pixel [${where}]${value}: ${copies}.`;
}

function numberOfCopies(count) {
  if (count === 0) return "no copy";
  return count === 1 ? "one copy" : `${count} copies`;
}
