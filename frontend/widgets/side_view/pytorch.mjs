// The stack as layers of PyTorch, as SideView.pytorch_code writes them.
import { call, NN, program, tuple, unless } from "../../math/pytorch.mjs";

/** @param {Record<string, any>} traits */
export function pytorchCode({ size, layers }) {
  const stack = layers.map(
    (/** @type {number[]} */ [kernel, stride, dilation]) =>
      `    ${call("nn.Conv1d", [1, 1, kernel], {
        stride: unless(1, [stride, stride]),
        dilation: unless(1, [dilation, dilation]),
      })},`,
  );
  const first = `# x: the input, ${tuple([1, 1, size])}`;
  return program([NN], first, "layers = nn.Sequential(", ...stack, ")", "y = layers(x)");
}
