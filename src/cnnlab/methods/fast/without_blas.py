"""The way to compute a layer where NumPy has no BLAS, as in a browser.

There `matmul` adds up one sum after the other, and each addition waits for the one before it.
einsum can take a whole line of pixels times a number at once, or add along the line in several
sums side by side. So the windows of several images lie tap by tap in long lines:

    y[o, pixels] = Σ_t  w[o, t] · windows[t, pixels]
"""

import math
from collections.abc import Iterator

import numpy as np

from cnnlab.checks import Array
from cnnlab.methods.fast.rows import fill_windows
from cnnlab.methods.fast.scratch import Memory, borrow, divide_batch
from cnnlab.shapes import Geometry

APPLIES: bool = not np.show_config(mode="dicts")["Build Dependencies"]["blas"].get("found")
"""Whether NumPy was built without BLAS."""

LINE = 16_384
"""The most pixels in a line, so that it stays in the cache with the sums that it is added to."""


def product(a: Array, b: Array) -> Array:
    """Multiply two matrices the faster way, with BLAS or without.

    Examples
    --------
    >>> product(np.eye(2), np.array([[1.0, 2.0], [3.0, 4.0]]))
    array([[1., 2.],
           [3., 4.]])
    """
    if not APPLIES:
        return np.asarray(a @ b)
    rows, columns = np.ascontiguousarray(a), np.ascontiguousarray(b.T)
    return np.asarray(np.einsum("ij,kj->ik", rows, columns))


def forward(x: Array, weight: Array, geometry: Geometry, groups: int) -> Array:
    """Compute `conv2d` of images with zero padding; all arrays of one floating dtype."""
    c_out = len(weight)
    kernels = weight.reshape(groups, c_out // groups, math.prod(weight.shape[1:]))
    y = np.empty((len(x), c_out, *geometry.output), x.dtype)
    with borrow(x.dtype, 1) as (memory,):
        for images, band, windows in _pieces(x, geometry, groups, memory):
            lines = np.einsum("got,gtp->gop", kernels, windows)
            part = y[images, :, band].transpose(1, 2, 3, 0)
            part[...] = lines.reshape(part.shape)
    return y


def weight_gradient(grad: Array, x: Array, geometry: Geometry, groups: int) -> Array:
    """Compute the gradient for the weight: each output's gradient times its window, added up."""
    c_out, per_group = grad.shape[1], x.shape[1] // groups
    taps = per_group * math.prod(geometry.kernel)
    grad_weight = np.zeros((groups, c_out // groups, taps), x.dtype)
    with borrow(x.dtype, 2) as (memory, line_memory):
        for images, band, windows in _pieces(x, geometry, groups, memory):
            lines = line_memory.copy(grad[images, :, band].transpose(1, 2, 3, 0))
            lines = lines.reshape(groups, c_out // groups, windows.shape[2])
            grad_weight += np.einsum("gop,gtp->got", lines, windows)
    return grad_weight.reshape(c_out, per_group, *geometry.kernel)


def _pieces(
    x: Array, geometry: Geometry, groups: int, memory: Memory
) -> Iterator[tuple[slice, slice, Array]]:
    """Yield, piece by piece: the images, the band, and the windows, tap by tap.

    The windows have the shape (groups, C_in/groups·kH·kW, pixels), where equal pixels of all images
    are neighbours, so that even small images are copied in long runs. The next piece overwrites
    the windows.
    """
    n, c_in = x.shape[:2]
    height, width = geometry.output
    taps = c_in // groups * math.prod(geometry.kernel)
    for images, band in divide_batch(n, height, width, LINE):
        count, rows = images.stop - images.start, band.stop - band.start
        windows = memory(c_in, *geometry.kernel, rows, width, count)
        together = np.ascontiguousarray(x[images].transpose(1, 2, 3, 0)).transpose(3, 0, 1, 2)
        fill_windows(windows.transpose(5, 0, 1, 2, 3, 4), together, band, geometry)
        yield images, band, windows.reshape(groups, taps, rows * width * count)
