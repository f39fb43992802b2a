"""The fast method for depthwise convolution: one input and one output channel per group.

Such a layer has little arithmetic, kH·kW multiplications per output, so that going through memory
once less counts; and a matrix product with a single row would be slow.

Therefore one product makes several rows of outputs, from a block of image rows as `bands`
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

from cnnlab.checks import Array
from cnnlab.methods.fast.bands import band_pieces, blocks
from cnnlab.methods.fast.scratch import Piece, cut, pieces, scratch
from cnnlab.methods.fast.threads import share
from cnnlab.shapes import Geometry

BUDGET = 2**19
"""Numbers of scratch per piece, by the benchmark: about two megabytes."""

TALLEST = 8
"""Rows of outputs per product at most, by the benchmark."""


def forward(x: Array, weight: Array, geometry: Geometry) -> Array:
    """Compute `conv2d` with zero padding and no dilation down, with as many groups as channels."""
    n, c = x.shape[:2]
    (k_h, k_w), step, (rows, width) = geometry.kernel, geometry.stride[0], geometry.output
    height = -(-rows // -(-rows // TALLEST))  # as few bands as possible, all of about one height
    kernels: Array = np.zeros((c, 1, height, (height - 1) * step + k_h, k_w), x.dtype)
    for row in range(height):
        kernels[:, 0, row, row * step : row * step + k_h] = weight[:, 0]
    kernels = kernels.reshape(c, 1, height, -1)
    y = np.empty((n * c, -(-rows // height), height, width), x.dtype)
    x = x.reshape(n * c, 1, *geometry.size)

    def work(some: list[Piece]) -> None:
        for images, bands, matrices in blocks(x, geometry, height, some):
            channel = np.arange(images.start, images.stop) % c
            np.matmul(kernels[channel], matrices, out=y[images, bands])

    share(work, band_pieces(n * c, 1, geometry, height, 1, BUDGET))
    return np.ascontiguousarray(y.reshape(n, c, -1, width)[:, :, :rows])


def weight_gradient(grad: Array, x: Array, geometry: Geometry) -> Array:
    """Compute the gradient for the weight."""
    n, c = x.shape[:2]
    (down, right), (height, width) = geometry.stride, geometry.padded
    (top, _), (left, _) = geometry.padding
    length = (geometry.output[0] - 1) * down * width + (geometry.output[1] - 1) * right + 1
    x = x.reshape(n * c, 1, *geometry.size)
    grad = grad.reshape(n * c, *geometry.output)
    grad_taps = np.empty((n * c, *geometry.kernel), x.dtype)

    def work(some: list[Piece]) -> None:
        most = max((images.stop - images.start for images, _ in some), default=0)
        with scratch(x.dtype, 2) as (a, b):
            spread = b(most, height, width)
            spread.fill(0)
            for images, _ in some:
                number, size = images.stop - images.start, height * width
                padded = cut(x, images, -top, -left, height, width, a).reshape(number, size)
                rows, columns = geometry.output[0] * down, geometry.output[1] * right
                spread[:number, :rows:down, :columns:right] = grad[images]  # zeros in between
                outputs = spread[:number].reshape(number, size)[:, :length]
                for u, v in np.ndindex(*geometry.kernel):
                    shift = u * geometry.dilation[0] * width + v * geometry.dilation[1]
                    part = padded[:, shift : shift + length]
                    np.vecdot(part, outputs, out=grad_taps[images, u, v])

    share(work, pieces(n * c, 1, 2 * height * width, BUDGET))
    grad_weight: Array = grad_taps.reshape(n, c, 1, *geometry.kernel).sum(axis=0)
    return grad_weight
