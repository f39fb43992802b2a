"""The method "im2col": a convolution layer as one matrix product.

The windows are the rows of one matrix C, see `cnnlab.im2col`, the kernels the rows of another, K,
and the outputs are Y = K Cᵀ. The gradients are those of the product, and `col2im` takes the
windows' back to the image.
"""

import math

from cnnlab.checks import Array
from cnnlab.padding import PaddingMode, pad_backward
from cnnlab.shapes import Geometry
from cnnlab.windows import fold, im2col


def _columns(x: Array, geometry: Geometry, groups: int, mode: PaddingMode) -> Array:
    """Give the windows as rows, per group: (N, groups, H_out·W_out, C_in/groups·kH·kW)."""
    rows = im2col(x, geometry.kernel, geometry.stride, geometry.padding, geometry.dilation, mode)
    n, pixels, width = rows.shape
    return rows.reshape(n, pixels, groups, width // groups).swapaxes(1, 2)


def forward(x: Array, weight: Array, geometry: Geometry, groups: int, mode: PaddingMode) -> Array:
    """Multiply the kernels, one per row, by the windows, one per column."""
    kernels = _kernel_rows(weight, groups)
    y = kernels @ _columns(x, geometry, groups, mode).swapaxes(2, 3)
    return y.reshape(len(x), len(weight), *geometry.output)


def input_gradient(
    grad: Array, weight: Array, geometry: Geometry, groups: int, mode: PaddingMode
) -> Array:
    """Apply dC = dYᵀ K, and add the rows up where they overlap."""
    n, pixels = len(grad), math.prod(geometry.output)
    grad = grad.reshape(n, groups, len(weight) // groups, pixels)
    grad_columns = grad.swapaxes(2, 3) @ _kernel_rows(weight, groups)
    c_in = weight.shape[1] * groups
    grad_rows = grad_columns.swapaxes(1, 2).reshape(n, pixels, c_in * math.prod(geometry.kernel))
    padded = fold(grad_rows, c_in, geometry)
    return pad_backward(padded, geometry.padding, mode)


def weight_gradient(
    grad: Array, x: Array, geometry: Geometry, groups: int, mode: PaddingMode
) -> Array:
    """Apply dK = dY C, and add up the batch."""
    n, c_out = grad.shape[:2]
    grad = grad.reshape(n, groups, c_out // groups, math.prod(geometry.output))
    grad_kernels: Array = (grad @ _columns(x, geometry, groups, mode)).sum(axis=0)
    return grad_kernels.reshape(c_out, x.shape[1] // groups, *geometry.kernel)


def _kernel_rows(weight: Array, groups: int) -> Array:
    """Lay each kernel down as a row: (groups, C_out/groups, C_in/groups·kH·kW)."""
    return weight.reshape(groups, len(weight) // groups, math.prod(weight.shape[1:]))
