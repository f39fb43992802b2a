"""The method "auto": choose the fastest way that we know for a layer's shape.

There are two: `cnnlab.rows` for every layer, and `cnnlab.winograd` for 3×3 kernels with enough
channels. Multiplying Fourier transforms was measured, too, and left out: it is faster only for
single channels with kernels from 11×11 on (1.8 times; 2.5 times at 21×21), which no layer of the
benchmark has, and several times slower with many channels.
"""

import numpy as np

from cnnlab import rows, winograd
from cnnlab.arrays import Array
from cnnlab.shapes import Geometry, PaddingMode, padding_amounts
from cnnlab.windows import pad, pad_backward

NO_PADDING = ((0, 0), (0, 0))


def pays_winograd(n: int, c_in: int, c_out: int, slide: Geometry, groups: int) -> bool:
    """Say whether Winograd's method is the fastest for a shape, by `benchmarks/bench.py`.

    It must apply: 3×3 kernels, stride 1, no holes, one group. And its products must be worth its
    transforms, which cost 36 numbers per tile and channel whatever the other channel count is:
    with few channels there is too little to save, and with few tiles the 36 transformed kernels
    take longer to read than the products to compute.
    """
    applies = (slide.kernel, slide.stride, slide.dilation) == ((3, 3), (1, 1), (1, 1))
    down, across = winograd.tiles(slide)
    return applies and groups == 1 and min(c_in, c_out) >= 48 and n * down * across >= 48


def _winograd(x: Array, c_out: int, slide: Geometry, groups: int) -> bool:
    """Say whether to take Winograd's method, whose transforms are no better than float64."""
    return x.dtype.itemsize <= 8 and pays_winograd(len(x), x.shape[1], c_out, slide, groups)


def forward(x: Array, weight: Array, slide: Geometry, groups: int, mode: PaddingMode) -> Array:
    """Compute `conv2d` for checked arrays of one floating dtype."""
    x, slide = _zero_padded(x, slide, mode)
    if _winograd(x, len(weight), slide, groups):
        y = winograd.forward(x, weight, slide)
        if _all_finite(y):
            return y
    return rows.forward(x, weight, slide, groups)


def weight_gradient(
    grad: Array, x: Array, slide: Geometry, groups: int, mode: PaddingMode
) -> Array:
    """Compute the gradient for the weight."""
    x, slide = _zero_padded(x, slide, mode)
    if _winograd(x, grad.shape[1], slide, groups):
        grad_weight = winograd.weight_gradient(grad, x, slide)
        if _all_finite(grad_weight):
            return grad_weight
    return rows.weight_gradient(grad, x, slide, groups)


def input_gradient(
    grad: Array, weight: Array, slide: Geometry, groups: int, mode: PaddingMode
) -> Array:
    """Compute the gradient for the input.

    With stride 1 it is a convolution itself: of the output's gradient, padded fully, with the
    kernels turned by 180 degrees, input and output channels exchanged. That lays out the output's
    channels. The way back through each product, open to any stride, adds up the input's: it pays
    if they are many times fewer, since adding takes longer than laying out.
    """
    c_out, per_group, k_h, k_w = weight.shape
    if slide.stride != (1, 1) or 5 * per_group <= c_out // groups:
        grad_padded = rows.input_gradient(grad, weight, slide, groups)
        return pad_backward(grad_padded, slide.padding, mode)
    by_group = weight.reshape(groups, c_out // groups, per_group, k_h, k_w)
    turned = by_group[..., ::-1, ::-1].swapaxes(1, 2)
    turned = turned.reshape(groups * per_group, c_out // groups, k_h, k_w)
    (down, _), (right, _) = padding_amounts("full", slide.kernel, 1, slide.dilation)
    # A border of zeros wants no gradient. Any other sends its gradient back to the image.
    (top, bottom), (left, right_end) = slide.padding if mode == "zeros" else NO_PADDING
    back = slide._replace(
        size=slide.output,
        padding=((down - top, down - bottom), (right - left, right - right_end)),
        output=slide.size if mode == "zeros" else slide.padded,
    )
    grad_x = forward(grad, turned, back, groups, "zeros")
    return grad_x if mode == "zeros" else pad_backward(grad_x, slide.padding, mode)


def _zero_padded(x: Array, slide: Geometry, mode: PaddingMode) -> tuple[Array, Geometry]:
    """Add any border but zeros, which the methods add piece by piece."""
    if mode == "zeros":
        return x, slide
    return pad(x, slide.padding, mode), slide._replace(size=slide.padded, padding=NO_PADDING)


def _all_finite(array: Array) -> bool:
    """Say whether there is no infinity or NaN: transforms would have spread them."""
    return bool(np.isfinite(array.sum()))
