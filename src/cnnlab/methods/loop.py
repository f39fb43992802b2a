"""The method "loop": the definition of a convolution layer and of its gradients, to be read.

Each output is one window times one kernel, added up. A gradient is the chain rule on each of those
products, one after the other. All other methods must give the same numbers.
"""

import numpy as np

from cnnlab.checks import Array
from cnnlab.padding import PaddingMode, pad, pad_backward
from cnnlab.shapes import Geometry
from cnnlab.windows import window_view


def forward(x: Array, weight: Array, geometry: Geometry, groups: int, mode: PaddingMode) -> Array:
    """Apply the definition: every output is the sum of one window times one kernel."""
    windows = window_view(
        pad(x, geometry.padding, mode), geometry.kernel, geometry.stride, geometry.dilation
    )
    channels = _group_channels(weight, groups)
    y = np.empty((len(x), len(weight), *geometry.output), dtype=x.dtype)
    for n, o, i, j in np.ndindex(*y.shape):
        y[n, o, i, j] = np.sum(weight[o] * windows[n, channels[o], i, j])
    return y


def input_gradient(
    grad: Array, weight: Array, geometry: Geometry, groups: int, mode: PaddingMode
) -> Array:
    """Send each output's gradient back to its window, times the kernel."""
    channels = _group_channels(weight, groups)
    grad_padded = np.zeros((len(grad), weight.shape[1] * groups, *geometry.padded), grad.dtype)
    (step_down, step_right), (hole_down, hole_right) = geometry.stride, geometry.dilation
    height, width = geometry.kernel
    for n, o, i, j in np.ndindex(*grad.shape):
        top, left = i * step_down, j * step_right
        rows = slice(top, top + height * hole_down, hole_down)
        columns = slice(left, left + width * hole_right, hole_right)
        grad_padded[n, channels[o], rows, columns] += grad[n, o, i, j] * weight[o]
    return pad_backward(grad_padded, geometry.padding, mode)


def weight_gradient(
    grad: Array, x: Array, geometry: Geometry, groups: int, mode: PaddingMode
) -> Array:
    """Add up, for each kernel, the windows that it met, times their outputs' gradients."""
    windows = window_view(
        pad(x, geometry.padding, mode), geometry.kernel, geometry.stride, geometry.dilation
    )
    grad_weight = np.zeros((grad.shape[1], x.shape[1] // groups, *geometry.kernel), grad.dtype)
    channels = _group_channels(grad_weight, groups)
    for n, o, i, j in np.ndindex(*grad.shape):
        grad_weight[o] += grad[n, o, i, j] * windows[n, channels[o], i, j]
    return grad_weight


def _group_channels(weight: Array, groups: int) -> list[slice]:
    """Say for each output channel which input channels are in its group."""
    c_out, per_group = weight.shape[:2]
    firsts = [o // (c_out // groups) * per_group for o in range(c_out)]
    return [slice(first, first + per_group) for first in firsts]
