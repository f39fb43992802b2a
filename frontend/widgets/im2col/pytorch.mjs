// The settings as calls of PyTorch, as Im2Col.pytorch_code writes them.
import { axisPair } from "../../math/array_checks.mjs";
import { border, call, FUNCTIONAL, program, tuple, unless } from "../../math/pytorch.mjs";
import { paddingAmounts } from "../../math/shapes.mjs";

const GRADIENTS = {
  count: "how often each pixel was copied",
  sum: "the gradient of the sum",
  squares: "the gradient of half the sum of squares",
  kernels: "the gradient of half the sum of squares",
};

/** @param {Record<string, any>} traits */
export function pytorchCode({ image, weight, stride, padding, way }) {
  const [outputs, channels, ...sizes] = shapeOf(weight);
  const strides = axisPair("stride", stride);
  const [x, own] = border("x", paddingAmounts(padding, sizes, strides), "zeros");
  const options = { stride: unless(1, strides), padding: own };
  const unfolded = call("F.unfold", [x], { kernel_size: unless(0, sizes), ...options });
  const y = call("F.conv2d", [x, "w"], options);
  const first = [`# x: the image, ${tuple([1, ...shapeOf(image)])}`];
  if (way !== "count") first.push(`# w: the kernels, ${tuple([outputs, channels, ...sizes])}`);
  if (way === "forward") {
    const columns = `columns = ${unfolded}[0].T  # a window in each row`;
    return program([FUNCTIONAL], ...first, columns, "y = columns @ w.flatten(1).T");
  }
  const total = {
    count: `${unfolded}.sum()`,
    sum: `${y}.sum()`,
    squares: `(${y} ** 2 / 2).sum()`,
    kernels: `(${y} ** 2 / 2).sum()`,
  }[way];
  const to = way === "kernels" ? "w" : "x";
  const lines = [
    `${to}.requires_grad_()`,
    `${total}.backward()`,
    `${to}.grad  # ${GRADIENTS[way]}`,
  ];
  return program([FUNCTIONAL], ...first, ...lines);
}

/** @param {any} tensor @returns {number[]} */
const shapeOf = (tensor) => (Array.isArray(tensor) ? [tensor.length, ...shapeOf(tensor[0])] : []);
