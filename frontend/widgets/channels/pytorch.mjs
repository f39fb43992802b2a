// The settings as a layer of PyTorch, as Channels.pytorch_code writes it.
import { call, NN, program, tuple, unless } from "../../math/pytorch.mjs";

/** @param {Record<string, any>} traits */
export function pytorchCode({ image, weight }) {
  const groups = image.length / weight[0].length;
  const layer = call("nn.Conv2d", [image.length, weight.length], {
    kernel_size: unless(0, [weight[0][0].length, weight[0][0][0].length]),
    groups: unless(1, [groups, groups]),
  });
  const shape = tuple([1, image.length, image[0].length, image[0][0].length]);
  return program([NN], `# x: the image, ${shape}`, `layer = ${layer}`, "y = layer(x)");
}
