// The settings as a layer of PyTorch, as SizeExplorer.pytorch_code writes it.
import { axisPair } from "../../math/array_checks.mjs";
import {
  border,
  call,
  FUNCTIONAL,
  isEven,
  NN,
  program,
  tuple,
  unless,
} from "../../math/pytorch.mjs";
import { paddingAmounts } from "../../math/shapes.mjs";

/** @param {Record<string, any>} traits */
export function pytorchCode(traits) {
  const { kernel, size, stride, padding, dilation } = traits;
  const { padding_mode, transposed, output_padding } = traits;
  const sizes = [kernel.length, kernel[0].length];
  const [strides, dilations] = [axisPair("stride", stride), axisPair("dilation", dilation)];
  const amounts = paddingAmounts(padding, sizes, strides, dilations);
  const even = isEven(amounts);
  const own = even ? unless(0, [amounts[0][0], amounts[1][0]]) : null;
  const first = `# x: the image, ${tuple([1, 1, ...axisPair("size", size)])}`;
  const options = { kernel_size: unless(0, sizes), stride: unless(1, strides), padding: own };
  if (transposed) {
    const layer = call("nn.ConvTranspose2d", [1, 1], {
      ...options,
      output_padding: unless(0, axisPair("output_padding", output_padding, 0)),
      dilation: unless(1, dilations),
      bias: "False",
    });
    const cut = even ? "" : `[..., ${amounts.map(kept).join(", ")}]`;
    return program([NN], first, `layer = ${layer}`, `y = layer(x)${cut}`);
  }
  const layer = call("nn.Conv2d", [1, 1], {
    ...options,
    dilation: unless(1, dilations),
    padding_mode: own === null || padding_mode === "zeros" ? null : `"${padding_mode}"`,
    bias: "False",
  });
  const x = even ? "x" : border("x", amounts, padding_mode)[0];
  return program(even ? [NN] : [NN, FUNCTIONAL], first, `layer = ${layer}`, `y = layer(${x})`);
}

// The slice that cuts this much off the two ends of an axis.
/** @param {number[]} amounts */
const kept = ([before, after]) => `${before || ""}:${-after || ""}`;
