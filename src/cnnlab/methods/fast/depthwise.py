"""The fast method for depthwise convolution: one input and one output channel per group.

Such a layer has little arithmetic, kH·kW multiplications per output, so that going through memory
once less counts; and a matrix product with a single row would be slow.

Therefore one product makes several rows of outputs, from a block of image rows as `bands` lays them
out. Its matrix holds the kernel once for each output row, always sH image rows further on. Most of
it is zeros (7 of 10 numbers for eight rows and 3×3 kernels), and it is still more than twice as
fast. Zero times infinity is not zero, though: a caller whose result is not finite should compute it
another way.

The gradient for the weight is one number per tap: the output's gradient times the image, shifted
by the tap, all added up. When both lie in memory with rows of the same length, zeros where there
is no output, the shifted image is the image from another start, and each number is one dot product
of two long vectors.
"""

import numpy as np

from cnnlab.checks import Array
from cnnlab.methods.fast.bands import band_matrices, band_pieces
from cnnlab.methods.fast.scratch import Piece, borrow, crop, divide_batch
from cnnlab.methods.fast.threads import in_parallel
from cnnlab.shapes import Geometry

BUDGET = 2**19
"""Numbers of scratch per piece, by the benchmark: about two megabytes."""

TALLEST = 8
"""Rows of outputs per product at most, by the benchmark."""


def forward(x: Array, weight: Array, geometry: Geometry) -> Array:
    """Compute `conv2d` with zero padding and no dilation down, with as many groups as channels."""
    n, c = x.shape[:2]
    rows, width = geometry.output
    # As few bands as possible, all of about one height.
    height = -(-rows // max(1, -(-rows // TALLEST)))
    kernels = banded_kernels(weight, height, geometry.stride[0])
    bands_down = -(-rows // height)
    y = np.empty((n * c, bands_down, height, width), x.dtype)
    x = x.reshape(n * c, 1, *geometry.size)

    def compute(pieces: list[Piece]) -> None:
        for images, bands, matrices in band_matrices(x, geometry, height, pieces):
            channel = np.arange(images.start, images.stop) % c
            np.matmul(kernels[channel], matrices, out=y[images, bands])

    in_parallel(compute, band_pieces(n * c, 1, geometry, height, 1, BUDGET))
    return np.ascontiguousarray(y.reshape(n, c, bands_down * height, width)[:, :, :rows])


def banded_kernels(weight: Array, height: int, stride: int) -> Array:
    """Write each kernel once for each row of outputs in a band, always `stride` image rows on.

    Returns
    -------
    ndarray, shape (C, 1, height, rows·kW)
        For the image rows under a band of `height` rows of outputs.

    Examples
    --------
    >>> banded_kernels(np.array([[[[1.0], [2.0]]]]), height=3, stride=1)[0, 0]
    array([[1., 2., 0., 0.],
           [0., 1., 2., 0.],
           [0., 0., 1., 2.]])
    """
    c, _, k_h, k_w = weight.shape
    banded: Array = np.zeros((c, 1, height, (height - 1) * stride + k_h, k_w), weight.dtype)
    for row in range(height):
        banded[:, 0, row, row * stride : row * stride + k_h] = weight[:, 0]
    return banded.reshape(c, 1, height, -1)


def weight_gradient(grad: Array, x: Array, geometry: Geometry) -> Array:
    """Compute the gradient for the weight."""
    n, c = x.shape[:2]
    (s_h, s_w), (d_h, d_w), (height, width) = geometry.stride, geometry.dilation, geometry.padded
    (out_height, out_width), ((top, _), (left, _)) = geometry.output, geometry.padding
    length = (out_height - 1) * s_h * width + (out_width - 1) * s_w + 1
    x = x.reshape(n * c, 1, *geometry.size)
    grad = grad.reshape(n * c, *geometry.output)
    grad_taps = np.empty((n * c, *geometry.kernel), x.dtype)

    def compute(pieces: list[Piece]) -> None:
        most = max((images.stop - images.start for images, _ in pieces), default=0)
        with borrow(x.dtype, 2) as (crop_memory, grad_memory):
            # The gradient as large as the padded image, each number under its window's first tap.
            placed = grad_memory(most, height, width)
            placed.fill(0)
            for images, _ in pieces:
                count = images.stop - images.start
                padded = crop(x, images, -top, -left, height, width, crop_memory)
                pixels = padded.reshape(count, height * width)
                placed[:count, : out_height * s_h : s_h, : out_width * s_w : s_w] = grad[images]
                outputs = placed[:count].reshape(count, height * width)[:, :length]
                for u, v in np.ndindex(*geometry.kernel):
                    start = u * d_h * width + v * d_w
                    shifted = pixels[:, start : start + length]
                    np.vecdot(shifted, outputs, out=grad_taps[images, u, v])

    in_parallel(compute, divide_batch(n * c, 1, 2 * height * width, BUDGET))
    grad_weight: Array = grad_taps.reshape(n, c, 1, *geometry.kernel).sum(axis=0)
    return grad_weight
