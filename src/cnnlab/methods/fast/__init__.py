"""The method "auto": choose the fastest way that we know for a layer's shape.

All of this package is here for speed alone: nobody need read it to learn what a convolution is.

There are four ways, each in a module of its own: `rows` for any layer, `bands` for few input
channels, `depthwise`, and `winograd` for 3×3 kernels with enough channels. `scratch` divides a
batch into pieces and lends them memory, `threads` computes pieces side by side.

Multiplying Fourier transforms was measured, too, and left out: it is faster only for single
channels with kernels from 11×11 on (1.8 times; 2.5 times at 21×21), which no layer of the benchmark
has, and several times slower with many channels.
"""

import math
from typing import Literal

import numpy as np

from cnnlab.checks import Array
from cnnlab.methods.fast import bands, depthwise, rows, winograd
from cnnlab.methods.fast.scratch import divide
from cnnlab.methods.fast.threads import in_parallel
from cnnlab.padding import PaddingMode, add_border, add_border_backward
from cnnlab.shapes import Geometry

ONE_THREAD = 9_000
"""Numbers in a product with a vector that OpenBLAS leaves to one thread."""

Way = Literal["depthwise", "winograd", "bands", "rows"]

MIXING_WINDOWS = {"depthwise": depthwise, "winograd": winograd}
"""Ways whose products mix windows: an infinity or NaN would spread from one to others."""

OUTLIER = 100
"""How many times larger than the others a pixel may be for Winograd's method."""

ADDING = 80
"""How many multiplications take as long as adding a number under a kernel tap to its pixel."""


def choose(n: int, c_in: int, c_out: int, geometry: Geometry, groups: int) -> Way:
    """Choose the fastest way for a shape, by `benchmarks/bench.py`.

    Winograd's must apply: 3×3 kernels, stride 1, dilation 1, one group. And its products must be
    worth its transforms, which cost 36 numbers per tile and channel whatever the other channel
    count is: with few channels there is too little to save, and with few tiles the 36 transformed
    kernels take longer to read than the products to compute.

    Bands are for few channels in, where the products of single kernel rows would be thin; not for
    one channel out, where there is no reuse anyway, nor for one input number per output.
    """
    if groups == c_in == c_out and geometry.dilation[0] == 1:
        return "depthwise"
    applies = (geometry.kernel, geometry.stride, geometry.dilation) == ((3, 3), (1, 1), (1, 1))
    tiles_down, tiles_across = winograd.count_tiles(geometry)
    enough = min(c_in, c_out) >= 48 and n * tiles_down * tiles_across >= 48
    if applies and groups == 1 and enough:
        return "winograd"
    per_row = c_in // groups * geometry.kernel[1]
    thin = 0 < per_row < 32 and per_row * geometry.kernel[0] > 1
    return "bands" if thin and c_out > groups else "rows"


def forward(x: Array, weight: Array, geometry: Geometry, groups: int, mode: PaddingMode) -> Array:
    """Compute `conv2d` for checked arrays of one floating dtype."""
    x, geometry = _with_zeros_only(x, geometry, mode)
    way = choose(len(x), x.shape[1], len(weight), geometry, groups)
    if way in MIXING_WINDOWS and _precise(way, x):
        y: Array = MIXING_WINDOWS[way].forward(x, weight, geometry)
        if np.isfinite(channel_sums(y)).all():
            return y
    if way == "bands":
        return bands.forward(x, weight, geometry, groups)
    return rows.forward(x, weight, geometry, groups)


def weight_gradient(
    grad: Array, x: Array, geometry: Geometry, groups: int, mode: PaddingMode
) -> Array:
    """Compute the gradient for the weight."""
    x, geometry = _with_zeros_only(x, geometry, mode)
    way = choose(len(x), x.shape[1], grad.shape[1], geometry, groups)
    if way in MIXING_WINDOWS and _precise(way, x, grad):
        grad_weight: Array = MIXING_WINDOWS[way].weight_gradient(grad, x, geometry)
        if np.isfinite(grad_weight.sum()):
            return grad_weight
    if way == "bands":
        return bands.weight_gradient(grad, x, geometry, groups)
    return rows.weight_gradient(grad, x, geometry, groups)


def input_gradient(
    grad: Array, weight: Array, geometry: Geometry, groups: int, mode: PaddingMode
) -> Array:
    """Compute the gradient for the input.

    With stride 1 it is a convolution itself, which lays out the output's channels and has a product
    for each pixel of the image. The way back through each product, open to any stride, adds up the
    input's channels: it pays if they are many times fewer, since adding takes longer than laying
    out, or if the image has many more pixels than the output.

    Only the way back leaves the zeros around the output's gradient out, which an infinite weight
    would turn into NaN.
    """
    if mode != "zeros":  # a border of copies gets a gradient, too, and sends it to the image
        padded = input_gradient(grad, weight, geometry.over_padded(), groups, "zeros")
        return add_border_backward(padded, geometry.padding, mode)
    geometry = geometry.without_unused_steps()
    per_group, kernels = weight.shape[1], weight.shape[0] // groups
    pixels, outputs = math.prod(geometry.size), math.prod(geometry.output)
    if (
        geometry.stride != (1, 1)
        or 5 * per_group <= kernels
        or outputs * (kernels + ADDING) <= pixels * kernels
        or not pixels
        or not np.isfinite(weight.sum())
    ):
        return rows.input_gradient(grad, weight, geometry, groups)
    return _input_gradient_as_convolution(grad, weight, geometry, groups)


def _input_gradient_as_convolution(
    grad: Array, weight: Array, geometry: Geometry, groups: int
) -> Array:
    """Convolve the output's gradient, padded fully, with the kernels turned by 180 degrees.

    Input and output channels change places. Of the full padding, the layer's own is left out.
    """
    c_out, per_group, k_h, k_w = weight.shape
    by_group = weight.reshape(groups, c_out // groups, per_group, k_h, k_w)
    turned = by_group[..., ::-1, ::-1].swapaxes(1, 2)
    turned = turned.reshape(groups * per_group, c_out // groups, k_h, k_w)
    rows, above_and_below = _outputs_and_border(geometry, 0)
    columns, left_and_right = _outputs_and_border(geometry, 1)
    grad = grad[:, :, rows, columns]
    full = geometry._replace(
        size=grad.shape[2:], padding=(above_and_below, left_and_right), output=geometry.size
    )
    return forward(grad, turned, full, groups, "zeros")


def _outputs_and_border(geometry: Geometry, axis: int) -> tuple[slice, tuple[int, int]]:
    """Return along an axis the outputs that see the image, and the zeros to put around them.

    With these zeros the turned kernel has one position for each pixel. Where the layer's border
    is wider than the kernel's reach, the outermost outputs see nothing else.

    Examples
    --------
    >>> from cnnlab.shapes import resolve_geometry
    >>> _outputs_and_border(resolve_geometry((5, 5), 3, padding=1), 0)
    (slice(0, 5, None), (1, 1))
    >>> _outputs_and_border(resolve_geometry((5, 5), 3, padding=4), 0)
    (slice(2, 9, None), (0, 0))
    """
    count, padding = geometry.output[axis], geometry.padding[axis][0]
    before = geometry.dilation[axis] * (geometry.kernel[axis] - 1) - padding
    after = geometry.size[axis] - count + padding
    outputs = slice(max(-before, 0), count - max(-after, 0))
    return outputs, (max(before, 0), max(after, 0))


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

    def sum_lines(parts: list[slice]) -> None:
        for part in parts:
            np.matmul(lines[part], ones, out=sums[part])

    # In parts, so that OpenBLAS does not wake its threads: they keep the cores busy for a while.
    most = n * c if images.size <= ONE_THREAD else n * c // 2
    in_parallel(sum_lines, divide(n * c, max(1, most)))
    total: Array = sums.reshape(n, c).sum(axis=0)
    return total


def _with_zeros_only(x: Array, geometry: Geometry, mode: PaddingMode) -> tuple[Array, Geometry]:
    """Add any border but zeros, which each way adds piece by piece."""
    geometry = geometry.without_unused_steps()
    if mode == "zeros":
        return x, geometry
    return add_border(x, geometry.padding, mode), geometry.over_padded()


def _precise(way: Way, *images: Array) -> bool:
    """Tell whether a way that mixes windows is precise enough for these images or gradients.

    Neither such ways nor BLAS support longdouble. And Winograd's errors are relative to the largest
    number in a tile: an outlier would show in outputs whose windows do not hold it.
    """
    if images[0].dtype.itemsize > 8:
        return False
    return way != "winograd" or not any(_has_outlier(batch) for batch in images)


def _has_outlier(images: Array) -> bool:
    """Tell whether a pixel is many times larger than an image's others are.

    A pixel is as large as its largest channel. The others' size is the geometric mean, which a few
    large ones change little, without those of zero.

    Examples
    --------
    >>> images = np.ones((2, 3, 5, 5))
    >>> images[1, 2, 0, 0] = 1e5
    >>> _has_outlier(images[:1]), _has_outlier(images)
    (False, True)
    """
    found = []

    def look(parts: list[slice]) -> None:
        for part in parts:
            batch = images[part]
            sizes = np.maximum(batch.max(axis=1), -batch.min(axis=1)).reshape(len(batch), -1)
            held = sizes > 0
            logarithms = np.log(sizes, out=np.zeros_like(sizes), where=held)
            others = np.exp(logarithms.sum(axis=1) / np.maximum(held.sum(axis=1), 1))
            found.append((sizes.max(axis=1) > OUTLIER * others).any())

    in_parallel(look, divide(len(images), max(1, rows.BUDGET // math.prod(images.shape[1:]))))
    return any(found)
