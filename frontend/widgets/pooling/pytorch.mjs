// The settings as a layer of PyTorch, as Pooling.pytorch_code writes it.
import { call, FUNCTIONAL, NN, program, tuple, unless } from "../../math/pytorch.mjs";

/** @param {Record<string, any>} traits */
export function pytorchCode({ image, operation, kernel_size, stride, padding, p, normalise }) {
  if (operation === "lse") return "# PyTorch has no layer for log-sum-exp pooling.";
  const first = `# x: the image, ${tuple([1, 1, image.length, image[0].length])}`;
  const windows = { kernel_size, stride: unless(kernel_size, [stride, stride]) };
  if (operation !== "lp") {
    const name = operation === "max" ? "nn.MaxPool2d" : "nn.AvgPool2d";
    const pool = call(name, [], { ...windows, padding: unless(0, [padding, padding]) });
    return program([NN], first, `pool = ${pool}`, "y = pool(x)");
  }
  // PyTorch adds up the powers of the numbers with their signs, and pads nothing.
  const around = tuple(Array(4).fill(padding));
  const x = padding ? call("F.pad", ["x.abs()", around]) : "x.abs()";
  const mean = normalise ? ` / ${kernel_size ** 2} ** (1 / ${p})` : "";
  const pool = call("nn.LPPool2d", [], { norm_type: p, ...windows });
  const imports = padding ? [NN, FUNCTIONAL] : [NN];
  return program(imports, first, `pool = ${pool}`, `y = pool(${x})${mean}`);
}
