// What im2col's widget says in words and numbers about a cell of its grids.
import { asFactor, number } from "../../parts/numbers.mjs";

// For each way: how the choice names it, and what image, matrix and product then are.
export const WORDS = {
  forward: ["forward: windows become rows", "Image", "Windows, one a row", "Product"],
  count: [
    "back: ones, which count the copies",
    "Copies, added up",
    "Ones, one for each copy",
    "Product",
  ],
  sum: ["back: gradient of the outputs’ sum", "Image’s gradient", "Windows’ gradient", "Gradient"],
  squares: [
    "back: gradient of half their squares",
    "Image’s gradient",
    "Windows’ gradient",
    "Gradient",
  ],
};

// In the border, or past it where the last windows do not reach: not a pixel of the image.
export function outsideImage({ amounts: [[top], [left]], H, W }, y, x) {
  return y < top || y >= top + H || x < left || x >= left + W;
}

export const copiesAt = (scene, { c, y, x }) => scene.copies[c][y][x];

// About an output { o } of the window `index`, a cell { q } of its row, an output { g } whose gradient
// goes back, or a pixel { c, y, x } to which `landed` rows have returned: what is `told`, and the sum
// of `parts` called `name`, of which one may be `lit`; no name, no sum.
export function aboutCell(scene, about, index, landed) {
  const { sources, size, kernels, columns, grad, pieces, way, back, outputs } = scene;
  const { o, q } = about;
  const output = `[${Math.floor(index / size[1])}, ${index % size[1]}]`;
  const times = (a, b) => ({ text: `${number(a)} × ${asFactor(b)}`, value: a * b });
  const noSum = { name: null, parts: [] };
  const ofProduct = () => {
    const products = columns[index].map((value, tap) => times(value, kernels[tap][o ?? 0]));
    return { name: `product[${index}, ${o ?? 0}]`, parts: products, lit: q };
  };
  if (about.c !== undefined) {
    const arrived = copiesAt(scene, about).filter(([p]) => p < landed);
    const parts = arrived.map(([p, tap]) => ({ text: `row ${p}`, value: pieces[p][tap] }));
    const name = back ? `${way === "count" ? "copies" : "gradient"} of this pixel` : null;
    return { told: describePixel(scene, about), name, parts };
  }
  if (about.g !== undefined) {
    const value = grad && number(grad[index][about.g], 5);
    const told = {
      count: "Only ones go back: no product is needed.",
      sum: `The loss is the sum of all outputs: if output ${output} grows by 1, so does the loss.`,
      squares: `The loss is half the sum of the squares: its gradient for output ${output} is the output itself, ${value}.`,
    }[way];
    return { told, ...noSum };
  }
  if (q === undefined) {
    const of = outputs > 1 ? ` of map ${o}` : "";
    const told = `Window ${index} is row ${index}. Times kernel ${o}, column ${o}, it gives output ${output}${of}.`;
    return { told, ...ofProduct() };
  }
  const told = `Row ${index}, column ${q}. ${describePixel(scene, sources[index][q])}`;
  if (!back) return { told, ...ofProduct() };
  if (way === "count") return { told, ...noSum };
  const parts = kernels[q].map((weight, k) => times(grad[index][k], weight));
  return { told, name: `windows’ gradient[${index}, ${q}]`, parts };
}

function describePixel(scene, pixel) {
  const { c, y, x } = pixel;
  const {
    C,
    back,
    padded,
    amounts: [[top], [left]],
  } = scene;
  const count = copiesAt(scene, pixel).length;
  const copies = count > 1 ? `${count} copies` : count === 1 ? "one copy" : "no copy";
  const often = `the matrix holds ${copies} of it`;
  if (outsideImage(scene, y, x))
    return `A zero of the border: ${often}${back ? ", and its gradient is cut off" : ""}.`;
  const where = [...(C > 1 ? [c] : []), y - top, x - left].join(", ");
  const value = back ? "" : ` = ${number(padded[c][y][x])}`;
  return `Pixel [${where}]${value}: ${often}.`;
}
