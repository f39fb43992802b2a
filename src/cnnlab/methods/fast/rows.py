"""The direct fast method: one matrix product per kernel row, and no column matrix.

im2col copies each pixel kH·kW times. But all windows of one kernel row, laid side by side, are
also the windows of the next kernel row, one image row further on:

    y[o, pixels] = Σ_u  w[o, (c, v) of row u] @ shifted[(c, v), pixels + u rows]

So each pixel is copied kW times only, and the kH products read shifted views of that copy. With a
stride, the rows are dealt to as many piles as the stride, so that they are neighbours again. All of
it is done in pieces that stay in the cache.
"""

import math
from collections.abc import Iterator

import numpy as np

from cnnlab.checks import Array
from cnnlab.methods.fast.scratch import Piece, Scratch, cut, pieces, scratch, spaced
from cnnlab.methods.fast.threads import share, share_sum
from cnnlab.shapes import Geometry
from cnnlab.windows import inside, window_view

BUDGET = 2**20
"""Numbers of scratch per piece, by the benchmark: a few megabytes."""


def _together(n: int, c_out: int, geometry: Geometry, groups: int) -> bool:
    """Say whether to lay all kernel rows into one product after all, as im2col does.

    It pays where there are so few pixels that putting the weights in the order of kernel rows costs
    more than copying the pixels.
    """
    return n * math.prod(geometry.output) < 4 * c_out // groups


def _pieces(n: int, c_in: int, c_out: int, geometry: Geometry, together: bool) -> list[Piece]:
    """Divide the images, and their rows of outputs."""
    copies = geometry.kernel[1] * (geometry.kernel[0] if together else geometry.stride[0])
    height, width = geometry.output
    return pieces(n, height, (c_in * copies + c_out) * width, BUDGET)


def _matrices(
    x: Array, geometry: Geometry, groups: int, together: bool, some: list[Piece]
) -> Iterator[tuple[slice, slice, list[Array]]]:
    """Yield, piece by piece: the images, the output pixels, and the matrix of each product.

    Each matrix has shape (images, groups, K, pixels), where K goes through (C_in/groups, kW), or
    (C_in/groups, kH, kW) if all kernel rows are together. The next piece overwrites them.
    """
    per_group, width = x.shape[1] // groups, geometry.output[1]
    lay_out, size = (
        (_all_rows, math.prod(geometry.kernel)) if together else (_each_row, geometry.kernel[1])
    )
    with scratch(x.dtype, 2) as (a, b):
        for images, band in some:
            pixels = (band.stop - band.start) * width
            shape = (images.stop - images.start, groups, per_group * size, pixels)
            matrices = [
                matrix.reshape(shape) for matrix in lay_out(x, images, band, geometry, a, b)
            ]
            yield images, slice(band.start * width, band.stop * width), matrices


def _all_rows(
    x: Array, images: slice, band: slice, geometry: Geometry, a: Scratch, b: Scratch
) -> list[Array]:
    """Lay out all windows at once, as im2col does: (images, C_in, kH, kW, H_out, W_out)."""
    (top, _), (left, _) = geometry.padding
    height, width = (
        (count - 1) * s + d * (k - 1) + 1
        for count, s, d, k in zip(
            (band.stop - band.start, geometry.output[1]),
            geometry.stride,
            geometry.dilation,
            geometry.kernel,
            strict=True,
        )
    )
    part = cut(x, images, band.start * geometry.stride[0] - top, -left, height, width, a)
    windows = window_view(part, geometry.kernel, geometry.stride, geometry.dilation)
    return [b.copy(windows.transpose(0, 1, 4, 5, 2, 3))]


def _each_row(
    x: Array, images: slice, band: slice, geometry: Geometry, a: Scratch, b: Scratch
) -> list[Array]:
    """Lay out the windows of one kernel row; view them for each: (images, C_in, kW, pixels)."""
    (k_h, k_w), (s_h, s_w), (d_h, d_w) = geometry.kernel, geometry.stride, geometry.dilation
    (top, _), (left, _) = geometry.padding
    rows, width = band.stop - band.start, geometry.output[1]
    deep = rows + (k_h - 1) * d_h // s_h  # the rows in each of the s_h piles
    across = (width - 1) * s_w + d_w * (k_w - 1) + 1
    part = cut(x, images, band.start * s_h - top, -left, deep * s_h, across, a)
    if k_h == 1:  # the other piles would not be read
        part, s_h = part[:, :, ::s_h], 1
    shifts = window_view(part, (1, k_w), (1, s_w), (1, d_w))
    shifts = shifts.reshape(*part.shape[:2], deep, s_h, width, k_w)
    piles = b.copy(shifts.transpose(0, 1, 5, 3, 2, 4))
    piles = piles.reshape(*part.shape[:2], k_w, s_h * deep * width)
    starts = [(u * d_h % s_h * deep + u * d_h // s_h) * width for u in range(k_h)]
    return [piles[..., start : start + rows * width] for start in starts]


def forward(x: Array, weight: Array, geometry: Geometry, groups: int) -> Array:
    """Compute `conv2d` of images with zero padding; all arrays of one floating dtype."""
    (n, c_in), (c_out, per_group, k_h, k_w) = x.shape[:2], weight.shape
    together = _together(n, c_out, geometry, groups)
    if together:
        kernels = weight.reshape(1, groups, c_out // groups, per_group * k_h * k_w)
    else:
        by_row = weight.transpose(2, 0, 1, 3)
        kernels = by_row.reshape(k_h, groups, c_out // groups, per_group * k_w)
    y = np.empty((n, groups, c_out // groups, math.prod(geometry.output)), dtype=x.dtype)

    def work(some: list[Piece]) -> None:
        with scratch(x.dtype, 1) as (a,):
            for images, pixels, matrices in _matrices(x, geometry, groups, together, some):
                part = y[images, :, :, pixels]
                np.matmul(kernels[0], matrices[0], out=part)
                for kernel, matrix in zip(kernels[1:], matrices[1:], strict=True):
                    part += np.matmul(kernel, matrix, out=a(*part.shape))

    share(work, _pieces(n, c_in, c_out, geometry, together))
    return y.reshape(n, c_out, *geometry.output)


def weight_gradient(grad: Array, x: Array, geometry: Geometry, groups: int) -> Array:
    """Compute the gradient for the weight: each product's own rule, dK = dY Xᵀ."""
    (n, c_out), c_in, (k_h, k_w) = grad.shape[:2], x.shape[1], geometry.kernel
    per_group = c_in // groups
    grad = grad.reshape(n, groups, c_out // groups, math.prod(geometry.output))
    together = _together(n, c_out, geometry, groups)
    products = 1 if together else k_h
    size = per_group * k_h * k_w // products

    def work(some: list[Piece], grad_kernels: Array) -> None:
        with scratch(grad.dtype, 1) as (a,):
            for images, pixels, matrices in _matrices(x, geometry, groups, together, some):
                part = grad[images, :, :, pixels]
                by_image = a(len(part), *grad_kernels.shape[1:])
                for grad_kernel, matrix in zip(grad_kernels, matrices, strict=True):
                    for each in np.matmul(part, matrix.swapaxes(2, 3), out=by_image):
                        grad_kernel += each

    some = _pieces(n, c_in, c_out, geometry, together)
    grad_kernels = share_sum(work, some, (products, groups, c_out // groups, size), grad.dtype)
    if together:
        return grad_kernels.reshape(c_out, per_group, k_h, k_w)
    by_row = grad_kernels.reshape(k_h, c_out, per_group, k_w)
    return np.ascontiguousarray(by_row.transpose(1, 2, 0, 3))


def input_gradient(grad: Array, weight: Array, geometry: Geometry, groups: int) -> Array:
    """Compute the gradient for images with zero padding, for any stride.

    One product per piece gives what each output sends to each pixel of its window; what goes to
    one kernel tap is then added in one go, since no two windows share a tap.
    """
    (n, c_out), (per_group, k_h, k_w) = grad.shape[:2], weight.shape[1:]
    height, width = geometry.output
    size = per_group * k_h * k_w
    kernels = weight.reshape(groups, c_out // groups, size).swapaxes(1, 2)
    if size % 2:  # OpenBLAS takes rows in pairs at least
        kernels = np.pad(kernels, ((0, 0), (0, 1), (0, 0)))
    grad = grad.reshape(n, groups, c_out // groups, height * width)
    grad_x = np.zeros((n, groups, per_group, *geometry.size), grad.dtype)
    row_size = groups * size * width

    def work(some: list[Piece]) -> None:
        with scratch(grad.dtype, 1) as (memory,):
            for images, _ in some:
                for _, band in pieces(1, height, (images.stop - images.start) * row_size, BUDGET):
                    part = grad[images, :, :, band.start * width : band.stop * width]
                    sent = spaced(memory, len(part), *kernels.shape[:2], part.shape[3])
                    np.matmul(kernels, part, out=sent)
                    taps = sent[:, :, :size].reshape(
                        len(part), groups, per_group, k_h, k_w, band.stop - band.start, width
                    )
                    for u, v in np.ndindex(k_h, k_w):
                        rows, to_rows = inside(geometry, 0, u, band)
                        rows = slice(rows.start - band.start, rows.stop - band.start)
                        columns, to_columns = inside(geometry, 1, v, slice(0, width))
                        grad_x[images, ..., to_rows, to_columns] += taps[
                            :, :, :, u, v, rows, columns
                        ]

    # Images are shared whole, since the windows of one's bands overlap.
    share(work, pieces(n, 1, height * row_size, BUDGET))
    return grad_x.reshape(n, groups * per_group, *geometry.size)
