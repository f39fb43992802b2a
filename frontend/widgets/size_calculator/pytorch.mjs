// The settings as a layer of PyTorch, as SizeCalculator.pytorch_code writes it.
import { call, NN, program, tuple, unless } from "../../math/pytorch.mjs";

/** @param {Record<string, any>} traits */
export function pytorchCode(traits) {
  const { height, width, kernel_size, in_channels, out_channels } = traits;
  const { stride, padding, dilation, groups } = traits;
  const layer = call("nn.Conv2d", [in_channels, out_channels], {
    kernel_size,
    stride: unless(1, [stride, stride]),
    padding: unless(0, [padding, padding]),
    dilation: unless(1, [dilation, dilation]),
    groups: unless(1, [groups, groups]),
  });
  const first = `# x: the image, ${tuple([1, in_channels, height, width])}`;
  return program([NN], first, `layer = ${layer}`, "y = layer(x)");
}
