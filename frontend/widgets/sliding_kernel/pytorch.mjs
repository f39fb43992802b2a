// The settings as a call of PyTorch, as SlidingKernel.pytorch_code writes it.
import { border, call, FUNCTIONAL, program, tuple, unless } from "../../math/pytorch.mjs";
import { paddingAmounts } from "../../math/shapes.mjs";

/** @param {Record<string, any>} traits */
export function pytorchCode({ image, kernel, padding, padding_mode, stride, dilation, flip }) {
  const sizes = [kernel.length, kernel[0].length];
  const amounts = paddingAmounts(padding, sizes, stride, dilation);
  const [x, own] = border("x", amounts, padding_mode);
  const y = call("F.conv2d", [x, flip ? "k.flip(-2, -1)" : "k"], {
    stride: unless(1, [stride, stride]),
    padding: own,
    dilation: unless(1, [dilation, dilation]),
  });
  return program(
    [FUNCTIONAL],
    `# x: the image, ${tuple([1, 1, image.length, image[0].length])}`,
    `# k: the kernel, ${tuple([1, 1, ...sizes])}`,
    `y = ${y}${flip ? "  # conv2d does not turn the kernel" : ""}`,
  );
}
