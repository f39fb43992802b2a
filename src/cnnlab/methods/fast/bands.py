"""The fast method for few channels: one matrix product per row of outputs.

Each image row is copied once per kernel column, shifted, the copies of all channels one below the
other. Then the kH·C·kW rows of numbers that a row of outputs needs are one block of memory, and a
matrix as it stands; the next row's block begins sH image rows further on:

    y[o, i] = Σ_(u, c, v)  w[o, (u, c, v)] · copies[(i·sH + u, c, v)]

So nothing is added up afterwards, and all of it stays in the cache. With many channels the weights
would not: every product reads them all, and longer products are faster, as in `rows`.
"""

from collections.abc import Iterator
from functools import partial

import numpy as np

from cnnlab.checks import Array
from cnnlab.methods.fast.scratch import Piece, pieces, scratch, spaced
from cnnlab.methods.fast.threads import share, share_sum
from cnnlab.shapes import Geometry
from cnnlab.windows import inside

BUDGET = 2**20
"""Numbers of scratch per piece, by the benchmark: a few megabytes."""


def band_pieces(
    n: int, c: int, geometry: Geometry, height: int, kernels: int, budget: int
) -> list[Piece]:
    """Divide the images, and their bands of `height` rows of outputs.

    `kernels` is the number of outputs per pixel, `budget` that of numbers of scratch per piece.
    """
    row_size = (
        c * geometry.kernel[1] * height * geometry.stride[0] + kernels * height
    ) * geometry.output[1]
    return pieces(n, -(-geometry.output[0] // height), row_size, budget)


def blocks(
    x: Array, geometry: Geometry, height: int, some: list[Piece], spare: int = 0
) -> Iterator[tuple[slice, slice, Array]]:
    """Lay out, piece by piece, the matrices for bands of `height` rows of outputs.

    Parameters
    ----------
    x : ndarray, shape (N, C, H, W)
    geometry : Geometry
        Its padding is zeros. No dilation down if a band has several rows.
    height : int
    some : list of (images, bands)
        The pieces, as `band_pieces` gives them.
    spare : int
        Rows, with anything in them, that the matrices get below the K that they need; at most the
        rows of one image row. No dilation down then.

    Yields
    ------
    images, bands : slice
    matrices : ndarray, shape (images, bands, K + spare, W_out)
        K goes through the image rows under a band, the channels and the kernel's columns. The last
        band may reach past the output. The next piece overwrites them.
    """
    if not some:
        return
    c = x.shape[1]
    (k_h, k_w), width, hole = geometry.kernel, geometry.output[1], geometry.dilation[0]
    step, reach = (
        height * geometry.stride[0],
        (height - 1) * geometry.stride[0] + (k_h - 1) * hole + 1,
    )
    most_images, most_bands = (
        max(part.stop - part.start for part in parts) for parts in zip(*some, strict=True)
    )
    rows = (most_bands - 1) * step + reach + bool(spare)
    with scratch(x.dtype, 1) as (a,):
        copies = spaced(a, most_images, rows, c, k_w, width)
        copies.fill(0)
        lines = copies.reshape(most_images, rows * c * k_w, width)
        windows = np.lib.stride_tricks.sliding_window_view(lines, reach * c * k_w + spare, axis=1)
        windows = windows[:, :: step * c * k_w].swapaxes(2, 3)
        for images, bands in some:
            number, count = images.stop - images.start, bands.stop - bands.start
            rows = (count - 1) * step + reach
            row = bands.start * step - geometry.padding[0][0]  # the image row of the first copy
            first, end = (min(max(edge - row, 0), rows) for edge in (0, geometry.size[0]))
            copies[:, :first] = copies[:, end:rows] = 0
            part = x[images, :, row + first : row + end].swapaxes(1, 2)
            for v in range(k_w):
                outputs, columns = inside(geometry, 1, v, slice(0, width))
                copies[:number, first:end, :, v, outputs] = part[..., columns]
            matrices = windows[:number, :count]
            if hole > 1:  # leave out the image rows in the holes
                by_row = matrices.reshape(number, count, reach, c * k_w, width)
                matrices = by_row[:, :, ::hole].reshape(number, count, k_h * c * k_w, width)
            yield images, bands, matrices


def forward(x: Array, weight: Array, geometry: Geometry, groups: int) -> Array:
    """Compute `conv2d` of images with zero padding; all arrays of one floating dtype."""
    n, (c_out, per_group, k_h, k_w) = len(x), weight.shape
    kernels = weight.swapaxes(1, 2).reshape(groups, 1, c_out // groups, k_h * per_group * k_w)
    # Groups have as little to do with each other as images: take them for images.
    x = x.reshape(n * groups, per_group, *geometry.size)
    y = np.empty((n * groups, c_out // groups, *geometry.output), x.dtype)

    def work(some: list[Piece]) -> None:
        for images, rows, matrices in blocks(x, geometry, 1, some):
            group = np.arange(images.start, images.stop) % groups
            np.matmul(kernels[group], matrices, out=y[images, :, rows].swapaxes(1, 2))

    share(work, band_pieces(n * groups, per_group, geometry, 1, c_out // groups, BUDGET))
    return y.reshape(n, c_out, *geometry.output)


def weight_gradient(grad: Array, x: Array, geometry: Geometry, groups: int) -> Array:
    """Compute the gradient for the weight: each product's own rule, dKᵀ = X dYᵀ."""
    (n, c_out), per_group, (k_h, k_w) = grad.shape[:2], x.shape[1] // groups, geometry.kernel
    x = x.reshape(n, groups, per_group, *geometry.size)
    grad = grad.reshape(n, groups, c_out // groups, *geometry.output)

    size = k_h * per_group * k_w
    spare = size % 2 if geometry.dilation[0] == 1 else 0  # OpenBLAS takes rows in pairs at least

    def work(group: int, some: list[Piece], grad_kernel: Array) -> None:
        for images, rows, matrices in blocks(x[:, group], geometry, 1, some, spare):
            part = grad[images, group, :, rows].transpose(0, 2, 3, 1)
            grad_kernel += np.matmul(matrices, part).sum(axis=(0, 1))

    shape = (size + spare, c_out // groups)
    some = band_pieces(n, per_group, geometry, 1, c_out // groups, BUDGET)
    by_group = [share_sum(partial(work, group), some, shape, x.dtype) for group in range(groups)]
    by_row = np.array(by_group)[:, :size].reshape(groups, k_h, per_group, k_w, c_out // groups)
    grad_weight: Array = by_row.transpose(0, 4, 2, 1, 3).reshape(c_out, per_group, k_h, k_w)
    return grad_weight
