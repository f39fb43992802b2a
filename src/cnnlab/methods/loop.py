"""The method "loop": the definition of a convolution layer and of its gradients, to be read.

Each output is one window times one kernel, added up. A gradient is the chain rule on each of those
products, one after the other. All other methods must give the same numbers.
"""

import numpy as np

from cnnlab.checks import Array
from cnnlab.padding import PaddingMode, add_border, add_border_backward
from cnnlab.shapes import Geometry
from cnnlab.windows import view_windows


def forward(x: Array, weight: Array, geometry: Geometry, groups: int, mode: PaddingMode) -> Array:
    """Apply the definition: every output is the sum of one window times one kernel."""
    padded = add_border(x, geometry.padding, mode)
    windows = view_windows(padded, geometry.kernel, geometry.stride, geometry.dilation)
    channels = _group_channels(weight, groups)
    y = np.empty((len(x), len(weight), *geometry.output), dtype=x.dtype)
    for n, o, i, j in np.ndindex(*y.shape):
        y[n, o, i, j] = np.sum(weight[o] * windows[n, channels[o], i, j])
    return y


def weight_gradient(
    grad: Array, x: Array, geometry: Geometry, groups: int, mode: PaddingMode
) -> Array:
    """Add up, for each kernel, the windows that it met, times their outputs' gradients."""
    padded = add_border(x, geometry.padding, mode)
    windows = view_windows(padded, geometry.kernel, geometry.stride, geometry.dilation)
    grad_weight = np.zeros((grad.shape[1], x.shape[1] // groups, *geometry.kernel), grad.dtype)
    channels = _group_channels(grad_weight, groups)
    for n, o, i, j in np.ndindex(*grad.shape):
        grad_weight[o] += grad[n, o, i, j] * windows[n, channels[o], i, j]
    return grad_weight


def input_gradient(
    grad: Array, weight: Array, geometry: Geometry, groups: int, mode: PaddingMode
) -> Array:
    """Send each output's gradient back to its window, times the kernel."""
    channels = _group_channels(weight, groups)
    grad_padded = np.zeros((len(grad), weight.shape[1] * groups, *geometry.padded), grad.dtype)
    (s_h, s_w), (d_h, d_w), (k_h, k_w) = geometry.stride, geometry.dilation, geometry.kernel
    for n, o, i, j in np.ndindex(*grad.shape):
        rows = slice(i * s_h, i * s_h + k_h * d_h, d_h)
        columns = slice(j * s_w, j * s_w + k_w * d_w, d_w)
        grad_padded[n, channels[o], rows, columns] += grad[n, o, i, j] * weight[o]
    return add_border_backward(grad_padded, geometry.padding, mode)


def _group_channels(weight: Array, groups: int) -> list[slice]:
    """Return for each output channel the input channels of its group."""
    c_out, per_group = weight.shape[:2]
    firsts = [o // (c_out // groups) * per_group for o in range(c_out)]
    return [slice(first, first + per_group) for first in firsts]
