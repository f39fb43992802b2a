// The stack as layers of PyTorch, as SideView.pytorch_code writes them.
import { sideView } from "../../math/side_view.mjs";
import { call, NN, program, tuple, unless } from "../../math/pytorch.mjs";

/** @param {Record<string, any>} traits */
export function pytorchCode({ size, layers, skip }) {
  const { sizes, fields } = sideView(size, layers, skip);
  const stack = layers.map(
    (/** @type {number[]} */ [kernel, stride, dilation]) =>
      `    ${call("nn.Conv1d", [1, 1, kernel], {
        stride: unless(1, [stride, stride]),
        dilation: unless(1, [dilation, dilation]),
      })},`,
  );
  const first = `# x: the input, ${tuple([1, 1, size])}`;
  const [n, { jump }] = [sizes[layers.length], fields[layers.length]];
  const skipped = skip === null ? "" : ` + x[..., ${skip}::${jump}][..., :${n}]`;
  return program([NN], first, "layers = nn.Sequential(", ...stack, ")", `y = layers(x)${skipped}`);
}
