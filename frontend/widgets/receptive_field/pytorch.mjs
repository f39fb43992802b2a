// The stack as PyTorch has it, as ReceptiveField.pytorch_code writes it.
import { call, NN, program, tuple, unless } from "../../math/pytorch.mjs";

/** @param {Record<string, any>} traits */
export function pytorchCode({ layers, images, photograph }) {
  const [rows, columns] = [images[photograph].length, images[photograph][0].length];
  const stack = layers.map((layer) => `    ${layerCode(layer)},`);
  const first = `# x: the photograph, ${tuple([1, 1, rows, columns])}`;
  return program([NN], first, "layers = nn.Sequential(", ...stack, ")", "y = layers(x)");
}

// A pool's stride is its kernel by default.
/** @param {Record<string, any>} layer */
function layerCode({ kind, kernel, stride, padding, dilation }) {
  const conv = kind === "conv";
  return call(conv ? "nn.Conv2d" : "nn.MaxPool2d", conv ? [1, 1] : [], {
    kernel_size: kernel,
    stride: unless(conv ? 1 : kernel, [stride, stride]),
    padding: unless(0, [padding, padding]),
    dilation: unless(1, [dilation, dilation]),
  });
}
