"""The direct fast method: one matrix product per kernel row, and no column matrix.

im2col copies each pixel kH·kW times. But all windows of one kernel row, laid side by side, are
also the windows of the next kernel row, one image row further on:

    y[o, pixels] = Σ_u  w[o, (c, v) of row u] @ shifted[(c, v), pixels + u rows]

So each pixel is copied kW times only, and the kH products read shifted views of that copy. With a
stride, image rows are sorted by phase, so that those of one kernel row are neighbours again: see
`phase_starts`. All of it is done in pieces that stay in the cache.
"""

import math
from collections.abc import Iterator

import numpy as np

from cnnlab.checks import Array
from cnnlab.methods.fast.scratch import Memory, Piece, borrow, crop, divide_batch, spaced_rows
from cnnlab.methods.fast.threads import in_parallel, sum_in_parallel
from cnnlab.shapes import Geometry
from cnnlab.windows import inside, view_windows

BUDGET = 2**20
"""Numbers of scratch per piece, by the benchmark: a few megabytes."""


def forward(x: Array, weight: Array, geometry: Geometry, groups: int, single: bool) -> Array:
    """Compute `conv2d` of images with zero padding; all arrays of one floating dtype.

    With `single` all kernel rows are laid into one product after all, as im2col does. It pays where
    putting the weights in the order of kernel rows costs more than copying the pixels.
    """
    (n, c_in), (c_out, per_group, k_h, k_w) = x.shape[:2], weight.shape
    if single:
        kernels = weight.reshape(1, groups, c_out // groups, per_group * k_h * k_w)
    else:
        by_row = weight.transpose(2, 0, 1, 3)
        kernels = by_row.reshape(k_h, groups, c_out // groups, per_group * k_w)
    y = np.empty((n, groups, c_out // groups, math.prod(geometry.output)), dtype=x.dtype)

    def compute(pieces: list[Piece]) -> None:
        with borrow(x.dtype, 1) as (product_memory,):
            for images, pixels, matrices in _matrices(x, geometry, groups, single, pieces):
                part = y[images, :, :, pixels]
                _multiply(kernels[0], matrices[0], part)
                for kernel, matrix in zip(kernels[1:], matrices[1:], strict=True):
                    part += _multiply(kernel, matrix, product_memory(*part.shape))

    in_parallel(compute, divide_batch(*division(n, c_in, c_out, geometry, single)))
    return y.reshape(n, c_out, *geometry.output)


def weight_gradient(grad: Array, x: Array, geometry: Geometry, groups: int, single: bool) -> Array:
    """Compute the gradient for the weight: each product's own rule, dK = dY Xᵀ."""
    (n, c_out), c_in, (k_h, k_w) = grad.shape[:2], x.shape[1], geometry.kernel
    per_group = c_in // groups
    grad = grad.reshape(n, groups, c_out // groups, math.prod(geometry.output))
    products = 1 if single else k_h
    taps = per_group * k_h * k_w // products

    def add(pieces: list[Piece], grad_kernels: Array) -> None:
        with borrow(grad.dtype, 1) as (product_memory,):
            for images, pixels, matrices in _matrices(x, geometry, groups, single, pieces):
                part = grad[images, :, :, pixels]
                by_image = product_memory(len(part), *grad_kernels.shape[1:])
                for grad_kernel, matrix in zip(grad_kernels, matrices, strict=True):
                    for product in np.matmul(part, matrix.swapaxes(2, 3), out=by_image):
                        grad_kernel += product

    pieces = divide_batch(*division(n, c_in, c_out, geometry, single))
    shape = products, groups, c_out // groups, taps
    grad_kernels = sum_in_parallel(add, pieces, shape, grad.dtype)
    if single:
        return grad_kernels.reshape(c_out, per_group, k_h, k_w)
    by_row = grad_kernels.reshape(k_h, c_out, per_group, k_w)
    return np.ascontiguousarray(by_row.transpose(1, 2, 0, 3))


def input_gradient(grad: Array, weight: Array, geometry: Geometry, groups: int) -> Array:
    """Compute the gradient for images with zero padding, for any stride.

    One product per piece gives what each output contributes to each pixel of its window; all that
    lies under one kernel tap is then added in one go, since no two windows share a tap.
    """
    (n, c_out), (per_group, k_h, k_w) = grad.shape[:2], weight.shape[1:]
    height, width = geometry.output
    taps = per_group * k_h * k_w
    kernels = weight.reshape(groups, c_out // groups, taps).swapaxes(1, 2)
    if taps % 2:  # OpenBLAS takes rows in pairs at least
        kernels = np.pad(kernels, ((0, 0), (0, 1), (0, 0)))
    grad = grad.reshape(n, groups, c_out // groups, height * width)
    grad_x = np.zeros((n, groups, per_group, *geometry.size), grad.dtype)
    row_size = groups * taps * width

    def add_band(images: slice, band: slice, memory: Memory) -> None:
        part = grad[images, :, :, band.start * width : band.stop * width]
        products = spaced_rows(memory, len(part), *kernels.shape[:2], part.shape[3])
        np.matmul(kernels, part, out=products)
        shape = len(part), groups, per_group, k_h, k_w, band.stop - band.start, width
        by_tap = products[:, :, :taps].reshape(shape)
        for tap, outputs, pixels in _under_taps(geometry, band):
            grad_x[images, ..., *pixels] += by_tap[:, :, :, *tap, *outputs]

    def add(pieces: list[Piece]) -> None:
        with borrow(grad.dtype, 1) as (memory,):
            for images, _ in pieces:
                count = images.stop - images.start
                for _, band in divide_batch(1, height, count * row_size, BUDGET):
                    add_band(images, band, memory)

    # Threads share whole images, since the windows of one's bands overlap.
    in_parallel(add, divide_batch(n, 1, height * row_size, BUDGET))
    return grad_x.reshape(n, groups * per_group, *geometry.size)


def _multiply(kernels: Array, matrix: Array, out: Array) -> Array:
    """Multiply matrices; NumPy's own product of numbers is several times faster for one column."""
    product = np.multiply if kernels.shape[-1] == 1 else np.matmul
    return product(kernels, matrix, out=out)


def row_size(c_in: int, c_out: int, geometry: Geometry, single: bool) -> int:
    """Count the numbers of scratch that a row of outputs needs."""
    copies = geometry.kernel[1] * (geometry.kernel[0] if single else geometry.stride[0])
    return (c_in * copies + c_out) * geometry.output[1]


def division(
    n: int, c_in: int, c_out: int, geometry: Geometry, single: bool
) -> tuple[int, int, int, int]:
    """Return by what `divide_batch` divides the images, and their rows of outputs."""
    return n, geometry.output[0], row_size(c_in, c_out, geometry, single), BUDGET


def _matrices(
    x: Array, geometry: Geometry, groups: int, single: bool, pieces: list[Piece]
) -> Iterator[tuple[slice, slice, list[Array]]]:
    """Yield, piece by piece: the images, the output pixels, and the matrix of each product.

    Each matrix has shape (images, groups, K, pixels), where K goes through (C_in/groups, kW), or
    (C_in/groups, kH, kW) if there is a single product. The next piece overwrites the matrices.
    """
    per_group, width = x.shape[1] // groups, geometry.output[1]
    taps = per_group * (math.prod(geometry.kernel) if single else geometry.kernel[1])
    with borrow(x.dtype, 2) as (crop_memory, matrix_memory):
        for images, band in pieces:
            pixels = slice(band.start * width, band.stop * width)
            shape = images.stop - images.start, groups, taps, pixels.stop - pixels.start
            if single:
                rows = band.stop - band.start
                windows = matrix_memory(shape[0], x.shape[1], *geometry.kernel, rows, width)
                fill_windows(windows, x[images], band, geometry)
                matrices = [windows]
            else:
                matrices = _each_kernel_row(x, images, band, geometry, crop_memory, matrix_memory)
            yield images, pixels, [matrix.reshape(shape) for matrix in matrices]


def fill_windows(windows: Array, x: Array, band: slice, geometry: Geometry) -> None:
    """Lay out all windows at once, as im2col does: (images, C_in, kH, kW, rows, W_out).

    Tap by tap, so that a border or the pixels between the taps, however many, need no memory.
    """
    windows.fill(0)
    for tap, outputs, pixels in _under_taps(geometry, band):
        windows[:, :, *tap, *outputs] = x[:, :, *pixels]


def _under_taps(
    geometry: Geometry, band: slice
) -> Iterator[tuple[tuple[int, int], tuple[slice, slice], tuple[slice, slice]]]:
    """Yield for each tap (u, v) which outputs of a band have it inside the image, and those pixels.

    What is inside depends on the row alone and on the column alone: few of each make many taps.
    """
    across = slice(0, geometry.output[1])
    columns = [inside(geometry, 1, v, across) for v in range(geometry.kernel[1])]
    for u in range(geometry.kernel[0]):
        rows, image_rows = inside(geometry, 0, u, band)
        rows = slice(rows.start - band.start, rows.stop - band.start)
        for v, (outputs, pixels) in enumerate(columns):
            yield (u, v), (rows, outputs), (image_rows, pixels)


def _each_kernel_row(
    x: Array,
    images: slice,
    band: slice,
    geometry: Geometry,
    crop_memory: Memory,
    matrix_memory: Memory,
) -> list[Array]:
    """Lay out the windows of one kernel row, image rows sorted by phase; view them for each row.

    Each view is (images, C_in, kW, rows·W_out).
    """
    (k_h, k_w), (s_h, s_w), (d_h, d_w) = geometry.kernel, geometry.stride, geometry.dilation
    (top, _), (left, _) = geometry.padding
    rows, width = band.stop - band.start, geometry.output[1]
    per_phase = rows_per_phase(k_h, s_h, d_h, rows)
    image_width = (width - 1) * s_w + d_w * (k_w - 1) + 1
    first_row = band.start * s_h - top
    part = crop(x, images, first_row, -left, per_phase * s_h, image_width, crop_memory)
    if k_h == 1:  # the other phases would not be read
        part, phases = part[:, :, ::s_h], 1
    else:
        phases = s_h
    windows = view_windows(part, (1, k_w), (1, s_w), (1, d_w))
    windows = windows.reshape(*part.shape[:2], per_phase, phases, width, k_w)
    by_phase = matrix_memory.copy(windows.transpose(0, 1, 5, 3, 2, 4))
    by_phase = by_phase.reshape(*part.shape[:2], k_w, phases * per_phase * width)
    starts = phase_starts(k_h, s_h, d_h, rows)
    return [by_phase[..., start * width : (start + rows) * width] for start in starts]


def rows_per_phase(kernel: int, stride: int, dilation: int, rows: int) -> int:
    """Count the image rows of one phase that some rows of outputs need: see `phase_starts`."""
    return rows + (kernel - 1) * dilation // stride


def phase_starts(kernel: int, stride: int, dilation: int, rows: int) -> list[int]:
    """Return where each kernel row's image rows begin when image rows are sorted by phase.

    Under kernel row u, output row i has image row i·s + u·d. As i grows by 1, that grows by the
    stride s: its remainder modulo s, the phase, stays. So sort the image rows by phase, and those
    that one kernel row needs become neighbours.

    Examples
    --------
    Two rows of outputs, a kernel of three rows, stride 2: six image rows, in two phases.

    >>> image_rows = sorted(range(2 * rows_per_phase(3, 2, 1, rows=2)), key=lambda row: row % 2)
    >>> image_rows
    [0, 2, 4, 1, 3, 5]
    >>> starts = phase_starts(3, 2, 1, rows=2)
    >>> [image_rows[start : start + 2] for start in starts]  # for each kernel row
    [[0, 2], [1, 3], [2, 4]]
    """
    per_phase = rows_per_phase(kernel, stride, dilation, rows)
    return [u * dilation % stride * per_phase + u * dilation // stride for u in range(kernel)]
