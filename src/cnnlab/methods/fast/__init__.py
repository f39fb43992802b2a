"""The method "auto": choose the fastest way that we know for a layer's shape.

All of this package is here for speed alone: you need not read it to learn what a convolution is.

There are six ways. `im2col` is the method of that name, the fastest for small layers, where each
call of NumPy counts. The others work in pieces that stay in the cache: `rows`, with one product for
each kernel row or with a single one, `bands` for few input channels, `depthwise`, and `winograd`
for 3×3 kernels and many channels. `estimate` tells how long each would take; `without_blas` takes
the place of most where NumPy has no BLAS. `scratch` divides a batch into pieces and lends them
memory, `threads` computes pieces side by side.

Multiplying Fourier transforms was measured too, and left out: it is faster only for single
channels with kernels from 11×11 on (1.8 times; 2.5 times at 21×21), which no layer of the benchmark
has, and several times slower with many channels.
"""

import math
from functools import lru_cache

import numpy as np

from cnnlab.checks import Array
from cnnlab.methods import im2col
from cnnlab.methods.fast import bands, depthwise, rows, winograd, without_blas
from cnnlab.methods.fast.estimate import Layer, Task, Way, nanoseconds, turning
from cnnlab.methods.fast.scratch import divide
from cnnlab.methods.fast.threads import in_parallel
from cnnlab.padding import PaddingMode, add_border, add_border_backward
from cnnlab.shapes import Geometry

ONE_THREAD = 9_000
"""Numbers in the largest product with a vector that OpenBLAS leaves to one thread."""

MIXING_WINDOWS = {"depthwise": depthwise, "winograd": winograd}
"""Ways whose products mix windows: an infinity or NaN would spread from one to others."""

OUTLIER = 100
"""How many times larger than the others a pixel or a weight may be for Winograd's method."""

SMALL = 2**18
"""Numbers in the matrix of windows up to which im2col may hold it whole."""


def ways(layer: Layer) -> list[Way]:
    """List the ways that can compute a layer, in memory that is not many times its own."""
    _, c_in, c_out, groups, geometry = layer
    (k_h, k_w), width = geometry.kernel, geometry.output[1]
    possible: list[Way] = ["one product"]
    if layer.window_numbers <= SMALL:
        possible.append("im2col")
    # The views for each kernel row need all image rows from the first to the last.
    if k_h > 1 and (k_h - 1) * geometry.dilation[0] * c_in * k_w * width <= rows.BUDGET:
        possible.append("rows")
    if 0 < c_in // groups * k_w < 96 and c_out > groups:
        possible.append("bands")
    if groups == c_in == c_out and geometry.dilation[0] == 1:
        possible.append("depthwise")
    applies = (geometry.kernel, geometry.stride, geometry.dilation) == ((3, 3), (1, 1), (1, 1))
    if applies and groups == 1 and min(c_in, c_out) >= 48:  # its errors were not measured for fewer
        possible.append("winograd")
    return possible


@lru_cache(4096)
def choose(task: Task, layer: Layer) -> Way:
    """Choose the way that is estimated to be the fastest."""
    return min(ways(layer), key=lambda way: nanoseconds(task, way, layer))


@lru_cache(4096)
def choose_back(layer: Layer, turned: Layer | None) -> str:
    """Choose how to send a gradient back to the image: "convolution", "im2col" or "rows".

    With stride 1 it is a convolution itself, the layer `turned`, which lays out the output's
    channels and has a product for each pixel of the image. The way back through each product, open
    to any stride, adds up the input's channels.
    """
    times = {"rows": nanoseconds("input gradient", "rows", layer)}
    if layer.window_numbers <= SMALL:
        times["im2col"] = nanoseconds("input gradient", "im2col", layer)
    if turned is not None:
        way = choose("output", turned)
        times["convolution"] = nanoseconds("output", way, turned) + turning(turned)
    return min(times, key=lambda name: times[name])


def forward(x: Array, weight: Array, geometry: Geometry, groups: int, mode: PaddingMode) -> Array:
    """Compute `conv2d` for checked arrays of one floating dtype."""
    x, geometry = _with_zeros_only(x, geometry, mode)
    used = geometry.without_unused_steps()
    way = choose("output", Layer(len(x), x.shape[1], len(weight), groups, used))
    if way in MIXING_WINDOWS and _precise(way, x, weight):
        y: Array = MIXING_WINDOWS[way].forward(x, weight, used)
        if np.isfinite(channel_sums(y)).all():
            return y
    if without_blas.APPLIES:
        return without_blas.forward(x, weight, used, groups)
    if way == "im2col":
        return im2col.forward(x, weight, geometry, groups, "zeros")
    if way == "bands":
        return bands.forward(x, weight, used, groups)
    return rows.forward(x, weight, used, groups, single=way != "rows")


def weight_gradient(
    grad: Array, x: Array, geometry: Geometry, groups: int, mode: PaddingMode
) -> Array:
    """Compute the gradient for the weight."""
    x, geometry = _with_zeros_only(x, geometry, mode)
    used = geometry.without_unused_steps()
    way = choose("weight gradient", Layer(len(x), x.shape[1], grad.shape[1], groups, used))
    if way in MIXING_WINDOWS and _precise(way, x, grad):
        grad_weight: Array = MIXING_WINDOWS[way].weight_gradient(grad, x, used)
        if np.isfinite(grad_weight.sum()):
            return grad_weight
    if without_blas.APPLIES:
        return without_blas.weight_gradient(grad, x, used, groups)
    if way == "im2col":
        return im2col.weight_gradient(grad, x, geometry, groups, "zeros")
    if way == "bands":
        return bands.weight_gradient(grad, x, used, groups)
    return rows.weight_gradient(grad, x, used, groups, single=way != "rows")


def input_gradient(
    grad: Array, weight: Array, geometry: Geometry, groups: int, mode: PaddingMode
) -> Array:
    """Compute the gradient for the input.

    A convolution also multiplies the zeros around the output's gradient, which an infinite weight
    would turn into NaN. The ways back leave them out.
    """
    if mode != "zeros":  # a border of copies gets a gradient, too, and sends it to the image
        padded = input_gradient(grad, weight, geometry.over_padded(), groups, "zeros")
        return add_border_backward(padded, geometry.padding, mode)
    used = geometry.without_unused_steps()
    layer = Layer(len(grad), weight.shape[1] * groups, len(weight), groups, used)
    by_convolution = used.stride == (1, 1) and math.prod(used.size) > 0
    turned = turned_layer(layer) if by_convolution and _reaches_image(used) else None
    way = "convolution" if turned and without_blas.APPLIES else choose_back(layer, turned)
    if way == "convolution" and np.isfinite(weight.sum()):
        return convolve_back(grad, weight, layer)
    if way == "im2col":
        return im2col.input_gradient(grad, weight, geometry, groups, "zeros")
    return rows.input_gradient(grad, weight, used, groups)


@lru_cache(4096)
def turned_layer(layer: Layer) -> Layer:
    """Return the layer that convolves the output's gradient: input and output channels swapped.

    Its padding is "full" less the layer's own.
    """
    axes = [_outputs_and_border(layer.geometry, axis) for axis in (0, 1)]
    (rows_, above_and_below), (columns, left_and_right) = axes
    geometry = layer.geometry._replace(
        size=(rows_.stop - rows_.start, columns.stop - columns.start),
        padding=(above_and_below, left_and_right),
        output=layer.geometry.size,
    )
    return layer._replace(c_in=layer.c_out, c_out=layer.c_in, geometry=geometry)


def convolve_back(grad: Array, weight: Array, layer: Layer) -> Array:
    """Convolve the output's gradient with the kernels turned by 180 degrees."""
    c_out, per_group, k_h, k_w = weight.shape
    by_group = weight.reshape(layer.groups, c_out // layer.groups, per_group, k_h, k_w)
    turned = by_group[..., ::-1, ::-1].swapaxes(1, 2)
    turned = turned.reshape(layer.groups * per_group, c_out // layer.groups, k_h, k_w)
    outputs = [_outputs_and_border(layer.geometry, axis)[0] for axis in (0, 1)]
    return forward(
        grad[:, :, *outputs], turned, turned_layer(layer).geometry, layer.groups, "zeros"
    )


def _reaches_image(geometry: Geometry) -> bool:
    """Tell whether any output sees the image: the only one may lie in a wide border.

    Examples
    --------
    >>> from cnnlab.shapes import resolve_geometry
    >>> _reaches_image(resolve_geometry((1, 1), 2, stride=9, padding=5))
    False
    """
    outputs = [_outputs_and_border(geometry, axis)[0] for axis in (0, 1)]
    return all(seen.start < seen.stop for seen in outputs)


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

    Products with ones take half the time of `sum`.

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
    """Add the border unless it is of zeros: each way adds those piece by piece."""
    if mode == "zeros":
        return x, geometry
    return add_border(x, geometry.padding, mode), geometry.over_padded()


def _precise(way: Way, *images: Array) -> bool:
    """Tell whether a way that mixes windows is precise enough for these images, weights, gradients.

    Neither such ways nor BLAS support longdouble. And Winograd's errors are relative to the largest
    number in a tile or a kernel: an outlier would show in outputs to which it adds nothing.
    """
    if images[0].dtype.itemsize > 8:
        return False
    return way != "winograd" or not any(_has_outlier(batch) for batch in images)


def _has_outlier(images: Array) -> bool:
    """Tell whether a pixel is many times larger than an image's others are.

    A pixel is as large as its largest channel. It is compared with the geometric mean of all pixels
    that are not 0, which a few large ones change little.

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
