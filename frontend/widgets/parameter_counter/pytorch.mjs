// The chosen layer as PyTorch has it, as ParameterCounter.pytorch_code writes it.
import { call, NN, program, tuple, unless } from "../../math/pytorch.mjs";

/** @param {Record<string, any>} traits */
export function pytorchCode(traits) {
  const { height, width, channels, layer, outputs, features, kernel_height, kernel_width } = traits;
  if (layer === "local") return "# PyTorch has no layer for locally connected windows.";
  const first = `# x: the image, ${tuple([1, channels, height, width])}`;
  const kernel = [kernel_height, kernel_width];
  if (layer === "linear") {
    const places = (height - kernel[0] + 1) * (width - kernel[1] + 1);
    const linear = call("nn.Linear", [channels * height * width, outputs || places]);
    return program([NN], first, `layer = ${linear}`, "y = layer(x.flatten(1))");
  }
  const conv = call("nn.Conv2d", [channels, layer === "shared" ? 1 : features], {
    kernel_size: unless(0, kernel),
  });
  return program([NN], first, `layer = ${conv}`, "y = layer(x)");
}
