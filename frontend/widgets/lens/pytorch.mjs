// The lens as PyTorch code: a convolution with a group for each channel, and what follows it.
import { reachOf, SIDE } from "../../math/lens.mjs";
import { call, FUNCTIONAL, program, tuple, unless } from "../../math/pytorch.mjs";

/** @param {Record<string, any>} traits */
export function pytorchCode({ kernel, dilation, stride, blur_first, relu, pooling, pool_size }) {
  const blurs = blur_first && stride > 1;
  const { before, whole } = reachOf(kernel, dilation);
  const [top, left] = before;
  const [bottom, right] = [whole[0] - top, whole[1] - left];
  const lines = [
    `# x: the picture, ${tuple([1, 3, SIDE, SIDE])}`,
    `# k: the kernel, ${tuple([1, 1, kernel.length, kernel[0].length])}`,
    around("x", [left, right, top, bottom]),
    `y = ${call("F.conv2d", ["y", "k.expand(3, -1, -1, -1)"], {
      stride: blurs ? null : unless(1, [stride, stride]),
      groups: 3,
      dilation: unless(1, [dilation, dilation]),
    })}`,
  ];
  if (relu) lines.push("y = F.relu(y)");
  if (blurs) {
    const most = stride ** 2;
    lines.push(
      `blur = [math.comb(${most}, i) / 2**${most} for i in range(${most + 1})]`,
      `blur = torch.tensor(blur, dtype=x.dtype).expand(3, 1, 1, ${most + 1})`,
      around("y", Array(4).fill(most / 2)),
      `y = F.conv2d(y, blur, stride=(1, ${stride}), groups=3)`,
      `y = F.conv2d(y, blur.mT, stride=(${stride}, 1), groups=3)`,
    );
  }
  if (pooling !== "none")
    lines.push(`y = F.${pooling === "max" ? "max" : "avg"}_pool2d(y, ${pool_size})`);
  return program([...(blurs ? ["import math", "import torch"] : []), FUNCTIONAL], ...lines);
}

/** @param {string} x @param {number[]} sides */
const around = (x, sides) => `y = ${call("F.pad", [x, tuple(sides)], { mode: '"circular"' })}`;
