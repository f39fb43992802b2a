// What the size explorer shows of its settings, as numbers and in words.
import { axisPair, checkMatrix } from "../../math/checks.mjs";
import { slideKernel, stampKernel, timesSeen } from "../../math/conv.mjs";
import { asFactor, number } from "../../parts/numbers.mjs";

export const AXES = ["row", "column"];
const LONGEST_SUM = 9; // terms that are written out

// All that a picture of the settings needs.
export function exploreSizes({
  image: whole,
  kernel,
  size,
  stride,
  padding,
  dilation,
  transposed,
  ...others
}) {
  const [high, wide] = checkMatrix("image", whole);
  const kernelSize = checkMatrix("kernel", kernel);
  const [H, W] = axisPair("size", size);
  if (H > high || W > wide)
    throw new RangeError(`size ${H} × ${W} is more than the ${high} × ${wide} pixels of the image`);
  const image = whole.slice(0, H).map((row) => row.slice(0, W));
  const given = { ...others, image, kernel, stride, padding, dilation, flip: false };
  const result = transposed ? stampKernel(given) : slideKernel(given);
  const canvas = transposed ? result.canvas : result.padded;
  const places = transposed ? image : result.output;
  const [steps, holes] = [axisPair("stride", stride), axisPair("dilation", dilation)];
  const { amounts } = result;
  const shape = [canvas.length, canvas[0].length];
  const counts = [places.length, places[0].length];
  const seen = AXES.map((_, a) =>
    timesSeen(shape[a], counts[a], kernelSize[a], steps[a], holes[a]),
  );
  const inside = seen.map((times, a) => times.slice(amounts[a][0], shape[a] - amounts[a][1]));
  const missed = inside.map((times) => times.flatMap((t, i) => (t === 0 ? [i] : [])));
  const pixels = inside[0].length * inside[1].length;
  const unreached =
    pixels - inside.reduce((product, times, a) => product * (times.length - missed[a].length), 1);
  const room = AXES.map((_, a) => shape[a] - holes[a] * (kernelSize[a] - 1) - 1);
  return {
    image,
    kernel,
    kernelSize,
    steps,
    holes,
    amounts,
    canvas,
    places,
    shape,
    counts,
    seen,
    inside,
    missed,
    pixels,
    unreached,
    room,
    output: result.output,
  };
}

export function explorerList(items, last) {
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} ${last} ${items.at(-1)}`;
}

// "row 7", "rows 2 to 4", "columns 0, 2 and 4".
export function explorerLines(axis, list) {
  if (list.length === 0) return "";
  if (list.length === 1) return `${axis} ${number(list[0])}`;
  const next = list.every((line, i) => i === 0 || line === list[i - 1] + 1);
  if (next && list.length > 2) return `${axis}s ${number(list[0])} to ${number(list.at(-1))}`;
  return `${axis}s ${explorerList(
    list.map((line) => number(line)),
    "and",
  )}`;
}

export function explorerSum(found) {
  if (found.length === 0) return "= 0: no stamp reaches it.";
  const terms = found
    .slice(0, LONGEST_SUM)
    .map(({ value, weight }) => `${asFactor(value)}·${asFactor(weight)}`);
  if (found.length > LONGEST_SUM) terms.push("…");
  const sum = found.reduce((total, { value, weight }) => total + value * weight, 0);
  return `= ${terms.join(" + ")} = ${number(sum, 5)}`;
}

export function explorerWindows(found) {
  if (found.length === 0) return "lies in no window.";
  const names = found.slice(0, LONGEST_SUM).map(({ row, column }) => `output[${row}, ${column}]`);
  const more = found.length > LONGEST_SUM ? ", …" : "";
  return `lies in ${found.length} window${found.length > 1 ? "s" : ""}: ${names.join(", ")}${more}`;
}
