// The transposed convolution: each pixel of the image stamps the kernel, times its value, onto a
// canvas, and overlaps add up. The convolution's padding is then cut off the canvas.
import { axisPair, checkMatrix } from "./array_checks.mjs";
import { Misfit } from "./checks.mjs";
import { checkDrawable } from "./conv.mjs";
import { paddingAmounts, transposedSize } from "./shapes.mjs";
import { pictureOfSums } from "./sums.mjs";

/**
 * cnnlab.conv_transpose2d on one image with one kernel, and the canvas before anything is cut off.
 * @param {{image: number[][], kernel: number[][], stride: any, padding: any, dilation: any,
 *   output_padding: any}} settings
 */
export function stampKernel({ image, kernel, stride, padding, dilation, output_padding: extra }) {
  const size = checkMatrix("image", image);
  const kernelSize = checkMatrix("kernel", kernel);
  const [steps, holes] = [axisPair("stride", stride), axisPair("dilation", dilation)];
  const amounts = paddingAmounts(padding, kernelSize, steps, holes);
  const added = axisPair("output padding", extra, 0);
  const sides = [0, 1].map((a) => {
    const extent = transposedSize(size[a], kernelSize[a], steps[a], [0, 0], added[a], holes[a]);
    checkCut(amounts[a][0] + amounts[a][1], extent, ["rows", "columns"][a]);
    return extent;
  });
  const [rows, columns] = sides;
  checkDrawable("the canvas", rows, columns);
  const stamps = image.flatMap((row, r) =>
    row.map((value, c) => ({ value, corner: [r * steps[0], c * steps[1]] })),
  );
  const canvas = stamped(sides, kernel, stamps, holes);
  const [[top, bottom], [left, right]] = amounts;
  const output = canvas.slice(top, rows - bottom).map((row) => row.slice(left, columns - right));
  return { amounts, canvas, output };
}

/**
 * The canvas to which stamps have been added: each is the kernel, times a value, with its first weight
 * at a corner.
 * @param {number[]} sides
 * @param {number[][]} kernel
 * @param {{ value: number, corner: number[] }[]} stamps
 * @param {number[]} holes the dilation
 */
export function stamped([rows, columns], kernel, stamps, [down, right]) {
  const canvas = pictureOfSums(rows, columns);
  for (const { value, corner } of stamps)
    kernel.forEach((line, i) =>
      line.forEach((weight, j) =>
        canvas.add(corner[0] + i * down, corner[1] + j * right, value * weight),
      ),
    );
  return canvas.read();
}

/** @param {number} cut @param {number} extent @param {string} lines */
function checkCut(cut, extent, lines) {
  if (cut < extent) return;
  throw new Misfit(`the padding cuts off ${cut} ${lines}, but the canvas has only ${extent}`);
}
