"""The fast method for depthwise convolution: one input and one output channel per group.

Such a layer has little arithmetic, kH·kW multiplications per output, so that going through memory
once less counts; and a matrix product with a single row would be slow.

Therefore one product makes several rows of outputs, from a block of image rows as `cnnlab.bands`
lays them out. Its matrix holds the kernel once for each output row, always sH image rows further
on. Most of it is zeros (7 of 10 numbers for eight rows and 3×3 kernels), and it is still more than
twice as fast. Zero times infinity is not zero, though: a caller whose result is not finite should
compute it another way.

The gradient for the weight is one number per tap: the output's gradient times the image, shifted
by the tap, all added up. When both lie in memory with rows of the same length, zeros where there
is no output, the shifted image is the image from another start, and each number is one dot product
of two long vectors.
"""

import numpy as np

from cnnlab.arrays import Array
from cnnlab.bands import band_pieces, blocks
from cnnlab.pieces import Piece, cut, pieces, scratch
from cnnlab.shapes import Geometry
from cnnlab.threads import share

BUDGET = 2**19
"""Numbers of scratch per piece, by the benchmark: about two megabytes."""

TALLEST = 8
"""Rows of outputs per product at most, by the benchmark."""


def forward(x: Array, weight: Array, slide: Geometry) -> Array:
    """Compute `conv2d` with zero padding and no dilation down, with as many groups as channels."""
    n, c = x.shape[:2]
    (k_h, k_w), step, (rows, width) = slide.kernel, slide.stride[0], slide.output
    height = -(-rows // -(-rows // TALLEST))  # as few bands as possible, all of about one height
    kernels: Array = np.zeros((c, 1, height, (height - 1) * step + k_h, k_w), x.dtype)
    for row in range(height):
        kernels[:, 0, row, row * step : row * step + k_h] = weight[:, 0]
    kernels = kernels.reshape(c, 1, height, -1)
    y = np.empty((n * c, -(-rows // height), height, width), x.dtype)
    x = x.reshape(n * c, 1, *slide.size)

    def work(some: list[Piece]) -> None:
        for images, bands, matrices in blocks(x, slide, height, some):
            channel = np.arange(images.start, images.stop) % c
            np.matmul(kernels[channel], matrices, out=y[images, bands])

    share(work, band_pieces(n * c, 1, slide, height, 1, BUDGET))
    return np.ascontiguousarray(y.reshape(n, c, -1, width)[:, :, :rows])


def weight_gradient(grad: Array, x: Array, slide: Geometry) -> Array:
    """Compute the gradient for the weight."""
    n, c = x.shape[:2]
    (down, right), (height, width) = slide.stride, slide.padded
    (top, _), (left, _) = slide.padding
    length = (slide.output[0] - 1) * down * width + (slide.output[1] - 1) * right + 1
    x = x.reshape(n * c, 1, *slide.size)
    grad = grad.reshape(n * c, *slide.output)
    grad_taps = np.empty((n * c, *slide.kernel), x.dtype)

    def work(some: list[Piece]) -> None:
        most = max((images.stop - images.start for images, _ in some), default=0)
        with scratch(x.dtype, 2) as (a, b):
            spread = b(most, height, width)
            spread.fill(0)
            for images, _ in some:
                number, size = images.stop - images.start, height * width
                padded = cut(x, images, -top, -left, height, width, a).reshape(number, size)
                rows, columns = slide.output[0] * down, slide.output[1] * right
                spread[:number, :rows:down, :columns:right] = grad[images]  # zeros in between
                outputs = spread[:number].reshape(number, size)[:, :length]
                for u, v in np.ndindex(*slide.kernel):
                    shift = u * slide.dilation[0] * width + v * slide.dilation[1]
                    part = padded[:, shift : shift + length]
                    np.vecdot(part, outputs, out=grad_taps[images, u, v])

    share(work, pieces(n * c, 1, 2 * height * width, BUDGET))
    grad_weight: Array = grad_taps.reshape(n, c, 1, *slide.kernel).sum(axis=0)
    return grad_weight
