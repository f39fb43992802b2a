"""The method "auto": choose the fastest way that we know for a layer's shape.

All of this package is here for speed alone: nobody need read it to learn what a convolution is.

There are four ways, each in a module of its own: `rows` for any layer, `bands` for few input
channels, `depthwise`, and `winograd` for 3×3 kernels with enough channels. `scratch` lends them
memory, `threads` shares their work.

Multiplying Fourier transforms was measured, too, and left out: it is faster only for single
channels with kernels from 11×11 on (1.8 times; 2.5 times at 21×21), which no layer of the benchmark
has, and several times slower with many channels.
"""

from typing import Literal

import numpy as np

from cnnlab.checks import Array
from cnnlab.methods.fast import bands, depthwise, rows, winograd
from cnnlab.methods.fast.scratch import even
from cnnlab.methods.fast.threads import share
from cnnlab.padding import PaddingMode, pad, pad_backward
from cnnlab.shapes import Geometry, padding_amounts

NO_PADDING = ((0, 0), (0, 0))

SMALL = 9_000
"""Numbers in a product with a vector that OpenBLAS leaves to one thread."""

Choice = Literal["depthwise", "winograd", "bands", "rows"]

SHORTCUTS = {"depthwise": depthwise, "winograd": winograd}
"""The ways that mix windows: an infinity or NaN would spread, so their results are summed up."""


def choose(n: int, c_in: int, c_out: int, geometry: Geometry, groups: int) -> Choice:
    """Choose the fastest way for a shape, by `benchmarks/bench.py`.

    Winograd's must apply: 3×3 kernels, stride 1, no holes, one group. And its products must be
    worth its transforms, which cost 36 numbers per tile and channel whatever the other channel
    count is: with few channels there is too little to save, and with few tiles the 36 transformed
    kernels take longer to read than the products to compute.

    Bands are for few channels in, where the products of single kernel rows would be thin; not for
    one channel out, where there is no reuse anyway.
    """
    if groups == c_in == c_out and geometry.dilation[0] == 1:
        return "depthwise"
    applies = (geometry.kernel, geometry.stride, geometry.dilation) == ((3, 3), (1, 1), (1, 1))
    down, across = winograd.tiles(geometry)
    if applies and groups == 1 and min(c_in, c_out) >= 48 and n * down * across >= 48:
        return "winograd"
    thin = 0 < c_in // groups * geometry.kernel[1] < 32
    return "bands" if thin and c_out > groups else "rows"


def forward(x: Array, weight: Array, geometry: Geometry, groups: int, mode: PaddingMode) -> Array:
    """Compute `conv2d` for checked arrays of one floating dtype."""
    x, geometry = _zero_padded(x, geometry, mode)
    choice = choose(len(x), x.shape[1], len(weight), geometry, groups)
    if choice in SHORTCUTS and _at_most_float64(x):
        y: Array = SHORTCUTS[choice].forward(x, weight, geometry)
        if np.isfinite(channel_sums(y)).all():
            return y
    if choice == "bands":
        return bands.forward(x, weight, geometry, groups)
    return rows.forward(x, weight, geometry, groups)


def weight_gradient(
    grad: Array, x: Array, geometry: Geometry, groups: int, mode: PaddingMode
) -> Array:
    """Compute the gradient for the weight."""
    x, geometry = _zero_padded(x, geometry, mode)
    choice = choose(len(x), x.shape[1], grad.shape[1], geometry, groups)
    if choice in SHORTCUTS and _at_most_float64(x):
        grad_weight: Array = SHORTCUTS[choice].weight_gradient(grad, x, geometry)
        if np.isfinite(grad_weight.sum()):
            return grad_weight
    if choice == "bands":
        return bands.weight_gradient(grad, x, geometry, groups)
    return rows.weight_gradient(grad, x, geometry, groups)


def input_gradient(
    grad: Array, weight: Array, geometry: Geometry, groups: int, mode: PaddingMode
) -> Array:
    """Compute the gradient for the input.

    With stride 1 it is a convolution itself: of the output's gradient, padded fully, with the
    kernels turned by 180 degrees, input and output channels exchanged. That lays out the output's
    channels. The way back through each product, open to any stride, adds up the input's: it pays
    if they are many times fewer, since adding takes longer than laying out.
    """
    c_out, per_group, k_h, k_w = weight.shape
    if geometry.stride != (1, 1) or 5 * per_group <= c_out // groups:
        if mode == "zeros":
            return rows.input_gradient(grad, weight, geometry, groups)
        padded = geometry._replace(size=geometry.padded, padding=NO_PADDING)
        return pad_backward(
            rows.input_gradient(grad, weight, padded, groups), geometry.padding, mode
        )
    by_group = weight.reshape(groups, c_out // groups, per_group, k_h, k_w)
    turned = by_group[..., ::-1, ::-1].swapaxes(1, 2)
    turned = turned.reshape(groups * per_group, c_out // groups, k_h, k_w)
    (down, _), (right, _) = padding_amounts("full", geometry.kernel, 1, geometry.dilation)
    # A border of zeros wants no gradient. Any other sends its gradient back to the image.
    (top, bottom), (left, right_end) = geometry.padding if mode == "zeros" else NO_PADDING
    back = geometry._replace(
        size=geometry.output,
        padding=((down - top, down - bottom), (right - left, right - right_end)),
        output=geometry.size if mode == "zeros" else geometry.padded,
    )
    grad_x = forward(grad, turned, back, groups, "zeros")
    return grad_x if mode == "zeros" else pad_backward(grad_x, geometry.padding, mode)


def channel_sums(images: Array) -> Array:
    """Sum each channel over all images and pixels: the gradient for the bias.

    As products with ones, which take half of the time of `sum`.

    Examples
    --------
    >>> channel_sums(np.arange(8.0).reshape(2, 2, 1, 2))
    array([10., 18.])
    """
    n, c, height, width = images.shape
    lines, ones = images.reshape(n * c, height * width), np.ones(height * width, images.dtype)
    sums = np.empty(n * c, images.dtype)

    def work(some: list[slice]) -> None:
        for part in some:
            np.matmul(lines[part], ones, out=sums[part])

    # In parts, so that OpenBLAS does not wake its threads: they keep the cores busy for a while.
    most = n * c if images.size <= SMALL else n * c // 2
    share(work, even(n * c, max(1, most)))
    total: Array = sums.reshape(n, c).sum(axis=0)
    return total


def _zero_padded(x: Array, geometry: Geometry, mode: PaddingMode) -> tuple[Array, Geometry]:
    """Add any border but zeros, which the methods add piece by piece."""
    if mode == "zeros":
        return x, geometry
    return pad(x, geometry.padding, mode), geometry._replace(
        size=geometry.padded, padding=NO_PADDING
    )


def _at_most_float64(array: Array) -> bool:
    """Say whether transforms are precise enough: they and matrix products know no longer floats."""
    return array.dtype.itemsize <= 8
