"""The fast method for few channels: one matrix product per row of outputs.

Each image row is copied once per kernel column, shifted, the copies of all channels one below the
other. Then the kH·C·kW lines that a row of outputs needs are one block of memory, and a matrix as
it stands; the next row's block begins sH image rows further on:

    y[o, i] = Σ_(u, c, v)  w[o, (u, c, v)] · copies[(i·sH + u, c, v)]

So nothing is added up afterwards, and all of it stays in the cache. With many channels the weights
would not: every product reads them all, and longer products are faster, as in `rows`.
"""

from collections.abc import Iterator
from functools import partial

import numpy as np

from cnnlab.checks import Array
from cnnlab.methods.fast.scratch import Piece, borrow, divide_batch, spaced_rows
from cnnlab.methods.fast.threads import in_parallel, sum_in_parallel
from cnnlab.shapes import Geometry
from cnnlab.windows import inside

BUDGET = 2**20
"""Numbers of scratch per piece, by the benchmark: a few megabytes."""


def forward(x: Array, weight: Array, geometry: Geometry, groups: int) -> Array:
    """Compute `conv2d` of images with zero padding; all arrays of one floating dtype."""
    n, (c_out, per_group, k_h, k_w) = len(x), weight.shape
    kernels = weight.swapaxes(1, 2).reshape(groups, 1, c_out // groups, k_h * per_group * k_w)
    # Groups have as little to do with each other as images: take them for images.
    x = x.reshape(n * groups, per_group, *geometry.size)
    y = np.empty((n * groups, c_out // groups, *geometry.output), x.dtype)

    def compute(pieces: list[Piece]) -> None:
        for images, rows, matrices in band_matrices(x, geometry, 1, pieces):
            group = np.arange(images.start, images.stop) % groups
            np.matmul(kernels[group], matrices, out=y[images, :, rows].swapaxes(1, 2))

    in_parallel(compute, band_pieces(n * groups, per_group, geometry, 1, c_out // groups, BUDGET))
    return y.reshape(n, c_out, *geometry.output)


def weight_gradient(grad: Array, x: Array, geometry: Geometry, groups: int) -> Array:
    """Compute the gradient for the weight: each product's own rule, dKᵀ = X dYᵀ."""
    (n, c_out), per_group, (k_h, k_w) = grad.shape[:2], x.shape[1] // groups, geometry.kernel
    x = x.reshape(n, groups, per_group, *geometry.size)
    grad = grad.reshape(n, groups, c_out // groups, *geometry.output)
    taps = k_h * per_group * k_w
    spare = taps % 2 if geometry.dilation[0] == 1 else 0  # OpenBLAS takes rows in pairs at least

    def add(group: int, pieces: list[Piece], grad_kernel: Array) -> None:
        for images, rows, matrices in band_matrices(x[:, group], geometry, 1, pieces, spare):
            part = grad[images, group, :, rows].transpose(0, 2, 3, 1)
            grad_kernel += np.matmul(matrices, part).sum(axis=(0, 1))

    shape = (taps + spare, c_out // groups)
    pieces = band_pieces(n, per_group, geometry, 1, c_out // groups, BUDGET)
    by_group = [
        sum_in_parallel(partial(add, group), pieces, shape, x.dtype) for group in range(groups)
    ]
    by_row = np.array(by_group)[:, :taps].reshape(groups, k_h, per_group, k_w, c_out // groups)
    grad_weight: Array = by_row.transpose(0, 4, 2, 1, 3).reshape(c_out, per_group, k_h, k_w)
    return grad_weight


def band_pieces(
    n: int, c: int, geometry: Geometry, height: int, kernels: int, budget: int
) -> list[Piece]:
    """Divide the images, and their bands of `height` rows of outputs.

    `kernels` is the number of outputs per pixel, `budget` that of numbers of scratch per piece.
    """
    copied = c * geometry.kernel[1] * height * geometry.stride[0]
    row_size = (copied + kernels * height) * geometry.output[1]
    return divide_batch(n, -(-geometry.output[0] // height), row_size, budget)


def band_matrices(
    x: Array, geometry: Geometry, height: int, pieces: list[Piece], spare: int = 0
) -> Iterator[tuple[slice, slice, Array]]:
    """Lay out, piece by piece, the matrices for bands of `height` rows of outputs.

    Parameters
    ----------
    x : ndarray, shape (N, C, H, W)
    geometry : Geometry
        With zero padding, and without dilation down if a band has several rows.
    height : int
    pieces : list of (images, bands)
        As `band_pieces` gives them.
    spare : int
        Extra lines of arbitrary numbers below the K lines of a matrix, at most as many as an image
        row has. Only without dilation down.

    Yields
    ------
    images, bands : slice
    matrices : ndarray, shape (images, bands, K + spare, W_out)
        K goes through the image rows under a band, the channels and the kernel's columns. The last
        band may reach past the output. The next piece overwrites the matrices.

    Examples
    --------
    The first two rows of outputs of a 2×2 kernel on one image, with one channel: the matrices
    share the copies of the middle row.

    >>> from cnnlab.shapes import resolve_geometry
    >>> x = np.arange(9.0).reshape(1, 1, 3, 3)
    >>> piece = (slice(0, 1), slice(0, 2))
    >>> for _, _, matrices in band_matrices(x, resolve_geometry((3, 3), 2), 1, [piece]):
    ...     print(matrices[0])
    [[[0. 1.]
      [1. 2.]
      [3. 4.]
      [4. 5.]]
     [[3. 4.]
      [4. 5.]
      [6. 7.]
      [7. 8.]]]
    """
    if not pieces:
        return
    (k_h, k_w), s_h, d_h = geometry.kernel, geometry.stride[0], geometry.dilation[0]
    c, width = x.shape[1], geometry.output[1]
    lines = c * k_w  # copies of one image row
    step = height * s_h  # image rows from one band to the next
    reach = (height - 1) * s_h + (k_h - 1) * d_h + 1  # image rows under one band
    most_images, most_bands = (
        max(part.stop - part.start for part in parts) for parts in zip(*pieces, strict=True)
    )
    most_rows = (most_bands - 1) * step + reach + bool(spare)
    with borrow(x.dtype, 1) as (memory,):
        copies = spaced_rows(memory, most_images, most_rows, c, k_w, width)
        copies.fill(0)
        every_matrix = _overlapping(copies, step * lines, reach * lines + spare)
        for images, bands in pieces:
            n, count = images.stop - images.start, bands.stop - bands.start
            first_row = bands.start * step - geometry.padding[0][0]
            rows = (count - 1) * step + reach
            _copy_rows(x[images], geometry, first_row, copies[:n, :rows])
            matrices = every_matrix[:n, :count]
            if d_h > 1:  # leave out the image rows between the taps
                by_row = matrices.reshape(n, count, reach, lines, width)
                matrices = by_row[:, :, ::d_h].reshape(n, count, k_h * lines, width)
            yield images, bands, matrices


def _copy_rows(x: Array, geometry: Geometry, first_row: int, copies: Array) -> None:
    """Copy image rows once per kernel column: (images, rows, C, kW, W_out).

    `first_row` is the first one's number; it is negative in the border above the image. Shifted
    copies that begin or end in the border at the sides keep the zeros that they have there.
    """
    rows = copies.shape[1]
    first, end = (min(max(edge - first_row, 0), rows) for edge in (0, geometry.size[0]))
    copies[:, :first] = copies[:, end:] = 0
    image_rows = x[:, :, first_row + first : first_row + end].swapaxes(1, 2)
    for v in range(geometry.kernel[1]):
        outputs, columns = inside(geometry, 1, v, slice(0, geometry.output[1]))
        copies[:, first:end, :, v, outputs] = image_rows[..., columns]


def _overlapping(copies: Array, step: int, length: int) -> Array:
    """View `length` lines from every `step`-th line on: (images, matrices, length, W_out)."""
    lines = copies.reshape(len(copies), -1, copies.shape[-1])
    windows = np.lib.stride_tricks.sliding_window_view(lines, length, axis=1)
    return windows[:, ::step].swapaxes(2, 3)
