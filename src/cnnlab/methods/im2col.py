"""The method "im2col": a convolution layer as one matrix product.

The letters are those of the chapter on im2col. Each window is a row of the matrix C, which
`cnnlab.im2col` makes, and each kernel a column of K:

    Y = C K

With G, the gradient of the loss for Y, the product's own rule gives the other two:

    ∂L/∂K = Cᵀ G,        ∂L/∂C = G Kᵀ

`cnnlab.col2im` adds the rows of ∂L/∂C up to the gradient for the image. There is one such product
for each image, and for each group of channels.
"""

import math

import numpy as np

from cnnlab.checks import Array
from cnnlab.padding import PaddingMode
from cnnlab.shapes import Geometry
from cnnlab.windows import fold_window_rows, window_rows


def forward(x: Array, weight: Array, geometry: Geometry, groups: int, mode: PaddingMode) -> Array:
    """Compute Y = C K. A column of Y is an output channel, so the columns are laid down as rows."""
    n, c_out = len(x), len(weight)
    y = np.empty((n, groups, c_out // groups, math.prod(geometry.output)), x.dtype)
    np.matmul(_windows(x, geometry, groups, mode), _kernels(weight, groups), out=y.swapaxes(2, 3))
    return y.reshape(n, c_out, *geometry.output)


def weight_gradient(
    grad: Array, x: Array, geometry: Geometry, groups: int, mode: PaddingMode
) -> Array:
    """Compute ∂L/∂K = Cᵀ G, and add up the batch."""
    windows = _windows(x, geometry, groups, mode)
    grad_kernels = (windows.swapaxes(2, 3) @ _outputs(grad, groups)).sum(axis=0)
    shape = grad.shape[1], x.shape[1] // groups, *geometry.kernel
    grad_weight: Array = grad_kernels.swapaxes(1, 2).reshape(shape)
    return grad_weight


def input_gradient(
    grad: Array, weight: Array, geometry: Geometry, groups: int, mode: PaddingMode
) -> Array:
    """Compute ∂L/∂C = G Kᵀ, and add the rows up where the windows overlap."""
    grad_windows = _outputs(grad, groups) @ _kernels(weight, groups).swapaxes(1, 2)
    n, _, pixels, _ = grad_windows.shape
    c_in = weight.shape[1] * groups
    rows = grad_windows.swapaxes(1, 2).reshape(n, pixels, c_in * math.prod(geometry.kernel))
    return fold_window_rows(rows, c_in, geometry, mode)


def _windows(x: Array, geometry: Geometry, groups: int, mode: PaddingMode) -> Array:
    """Return C, a window to a row: (N, groups, H_out·W_out, C_in/groups·kH·kW)."""
    rows = window_rows(x, geometry, mode)
    n, pixels, taps = rows.shape
    return rows.reshape(n, pixels, groups, taps // groups).swapaxes(1, 2)


def _kernels(weight: Array, groups: int) -> Array:
    """Return K, a kernel to a column: (groups, C_in/groups·kH·kW, C_out/groups)."""
    rows = weight.reshape(groups, len(weight) // groups, math.prod(weight.shape[1:]))
    return rows.swapaxes(1, 2)


def _outputs(grad: Array, groups: int) -> Array:
    """Return G, an output channel to a column: (N, groups, H_out·W_out, C_out/groups)."""
    n, c_out, height, width = grad.shape
    return grad.reshape(n, groups, c_out // groups, height * width).swapaxes(2, 3)
