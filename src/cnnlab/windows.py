"""Windows of an image: views of them, im2col, and its adjoint col2im."""

import math

import numpy as np
from numpy.typing import ArrayLike

from cnnlab.checks import (
    IMAGES,
    Array,
    as_batch,
    as_images,
    as_real_array,
    check_choice,
    check_holdable,
    exact_dtype,
    largest_size,
    refuse_wrapping,
    rounded,
    whole_number,
    working_dtype,
)
from cnnlab.padding import PADDING_MODES, PaddingMode, add_border, add_border_backward
from cnnlab.shapes import Geometry, Padding, Size, image_geometry, resolve_geometry


def window_view(x: ArrayLike, kernel_size: Size, stride: Size = 1, dilation: Size = 1) -> Array:
    """View every window of the last two axes, copying nothing.

    Parameters
    ----------
    x : array_like, shape (..., H, W)
    kernel_size, stride, dilation : int or (int, int)

    Returns
    -------
    ndarray, shape (..., H_out, W_out, kH, kW)
        A read-only view: the same pixel appears in many windows, so writing would surprise.
        Element [..., i, j, a, b] is x[..., i·sH + a·dH, j·sW + b·dW].

    Raises
    ------
    ValueError
        If the window is larger than the image.
    TypeError
        If `x` does not hold real numbers, or a number is not an integer.

    Examples
    --------
    >>> window_view(np.arange(9).reshape(3, 3), 2)[0, 1]
    array([[1, 2],
           [4, 5]])
    """
    x = as_images("x", x)
    geometry = image_geometry(x, kernel_size, stride, 0, dilation)
    return view_windows(x, geometry.kernel, geometry.stride, geometry.dilation)


def view_windows(
    padded: Array, kernel: tuple[int, int], stride: tuple[int, int], dilation: tuple[int, int]
) -> Array:
    """Do what `window_view` does, with checked arguments."""
    extent = tuple(d * (k - 1) + 1 for k, d in zip(kernel, dilation, strict=True))
    windows = np.lib.stride_tricks.sliding_window_view(padded, extent, axis=(-2, -1))
    (s_h, s_w), (d_h, d_w) = stride, dilation
    return windows[..., ::s_h, ::s_w, ::d_h, ::d_w]


def im2col(
    x: ArrayLike,
    kernel_size: Size,
    stride: Size = 1,
    padding: Padding = 0,
    dilation: Size = 1,
    padding_mode: PaddingMode = "zeros",
) -> Array:
    """Copy every window into a row, so that a convolution becomes one matrix product.

    Parameters
    ----------
    x : array_like, shape (N, C, H, W)
    kernel_size, stride, dilation : int or (int, int)
    padding : int, (pH, pW), ((top, bottom), (left, right)), "valid", "same" or "full"
    padding_mode : {"zeros", "reflect", "replicate", "circular"}

    Returns
    -------
    ndarray, shape (N, H_out·W_out, C·kH·kW)
        The rows go through the outputs row by row; each row goes through its window channel by
        channel, row by row.

    Raises
    ------
    ValueError
        If `x` does not have four axes or the window does not fit.
    TypeError
        If `x` does not hold real numbers, or a number is not an integer.

    References
    ----------
    Chellapilla, Puri and Simard, "High performance convolutional neural networks for document
    processing", 2006.

    Examples
    --------
    >>> im2col(np.arange(9).reshape(1, 1, 3, 3), 2)
    array([[[0, 1, 3, 4],
            [1, 2, 4, 5],
            [3, 4, 6, 7],
            [4, 5, 7, 8]]])
    """
    x = as_batch("x", x)
    geometry = image_geometry(x, kernel_size, stride, padding, dilation)
    check_choice("padding_mode", padding_mode, PADDING_MODES)
    check_holdable("padding", (*x.shape[:2], *geometry.padded))
    return window_rows(x, geometry, padding_mode)


def window_rows(x: Array, geometry: Geometry, mode: PaddingMode) -> Array:
    """Do what `im2col` does, with checked arguments."""
    n, c = x.shape[:2]
    padded = add_border(x, geometry.padding, mode)
    windows = view_windows(padded, geometry.kernel, geometry.stride, geometry.dilation)
    rows = windows.transpose(0, 2, 3, 1, 4, 5)  # N, H_out, W_out, C, kH, kW
    return rows.copy().reshape(n, math.prod(geometry.output), c * math.prod(geometry.kernel))


def col2im(
    columns: ArrayLike,
    shape: tuple[int, int, int, int],
    kernel_size: Size,
    stride: Size = 1,
    padding: Padding = 0,
    dilation: Size = 1,
    padding_mode: PaddingMode = "zeros",
) -> Array:
    """Lay the rows of `im2col` back where they came from, adding where windows overlap.

    This is the adjoint (the backward pass) of `im2col`, not its inverse: a pixel that lies in
    nine windows receives nine numbers.

    Parameters
    ----------
    columns : array_like, shape (N, H_out·W_out, C·kH·kW)
    shape : (N, C, H, W)
        The shape of the images that `im2col` was given.
    kernel_size, stride, padding, dilation, padding_mode
        As they were given to `im2col`.

    Returns
    -------
    ndarray, shape (N, C, H, W)
        The dtype of `columns`; bools and integers are added up as int64, uint64 as float64.

    Raises
    ------
    ValueError
        If `columns` does not have the shape that `im2col` gives for these arguments, or integer
        sums could pass the range of int64.
    TypeError
        If `columns` does not hold real numbers, or a number is not an integer.

    Examples
    --------
    >>> ones = im2col(np.ones((1, 1, 3, 3)), 2)
    >>> col2im(ones, (1, 1, 3, 3), 2)[0, 0]  # in how many windows each pixel lies
    array([[1., 2., 1.],
           [2., 4., 2.],
           [1., 2., 1.]])
    """
    columns = as_real_array("columns", columns, 3, "(N, H_out·W_out, C·kH·kW)")
    if not isinstance(shape, tuple | list):
        raise TypeError(f"shape must be {IMAGES}, got {shape!r} of type {type(shape).__name__}")
    if len(shape) != 4:
        raise ValueError(f"shape must be {IMAGES}, got {len(shape)} values: {shape!r}")
    n, c, height, width = (whole_number("shape", length, 0) for length in shape)
    geometry = resolve_geometry((height, width), kernel_size, stride, padding, dilation)
    expected = (n, math.prod(geometry.output), c * math.prod(geometry.kernel))
    if columns.shape != expected:
        raise ValueError(
            f"columns must have the shape {expected} that im2col gives for images of shape "
            f"{tuple(shape)}, got {columns.shape}"
        )
    check_choice("padding_mode", padding_mode, PADDING_MODES)
    dtype = exact_dtype(columns)
    if dtype.kind == "i":
        refuse_wrapping("columns", largest_size(columns) * _most_sums(geometry, padding_mode))
    columns = columns.astype(working_dtype(dtype), copy=False)
    with np.errstate(over="ignore", invalid="ignore"):  # inf and NaN go where they belong
        images = fold_window_rows(columns, c, geometry, padding_mode)
    return rounded(images, dtype)


def fold_window_rows(rows: Array, channels: int, geometry: Geometry, mode: PaddingMode) -> Array:
    """Do what `col2im` does, with checked arguments, in the dtype of `rows`."""
    n = len(rows)
    padded = np.zeros((n, channels, *geometry.padded), dtype=rows.dtype)
    windows = rows.reshape(n, *geometry.output, channels, *geometry.kernel)
    taps = windows.transpose(0, 3, 4, 5, 1, 2)  # N, C, kH, kW, H_out, W_out
    for a, b in np.ndindex(*geometry.kernel):
        # No two windows share their tap (a, b), so that += adds each number once.
        tap_view(padded, geometry, a, b)[...] += taps[:, :, a, b]
    return add_border_backward(padded, geometry.padding, mode)


def times_seen(
    shape: tuple[int, int],
    kernel_size: Size,
    stride: Size = 1,
    padding: Padding = 0,
    dilation: Size = 1,
) -> Array:
    """Count the windows that each pixel of an image lies in.

    Copies in the border do not count for the pixels that they copy.

    Parameters
    ----------
    shape : (H, W)
    kernel_size, stride, dilation : int or (int, int)
    padding : int, (pH, pW), ((top, bottom), (left, right)), "valid", "same" or "full"

    Returns
    -------
    ndarray of int64, shape (H, W)
        `col2im` of ones: 0 where no window reaches.

    Raises
    ------
    ValueError
        If the window does not fit, a number is too small, or no memory could hold the image.
    TypeError
        If a number is not an integer.

    Examples
    --------
    >>> times_seen((3, 6), 3, stride=2)
    array([[1, 1, 2, 1, 1, 0],
           [1, 1, 2, 1, 1, 0],
           [1, 1, 2, 1, 1, 0]])
    """
    geometry = resolve_geometry(shape, kernel_size, stride, padding, dilation)
    check_holdable("shape and padding", geometry.padded)
    check_holdable("shape, padding and kernel_size", (*geometry.output, *geometry.kernel))
    return _fold_ones(geometry, "zeros")


def _fold_ones(geometry: Geometry, mode: PaddingMode) -> Array:
    """Count the windows that each pixel, or a copy of it in the border, lies in."""
    ones = np.ones((1, math.prod(geometry.output), math.prod(geometry.kernel)), dtype=np.int64)
    counts: Array = fold_window_rows(ones, 1, geometry, mode)[0, 0]
    return counts


def _most_sums(geometry: Geometry, mode: PaddingMode) -> int:
    return int(_fold_ones(geometry, mode).max(initial=0))


def tap_view(padded: Array, geometry: Geometry, a: int, b: int) -> Array:
    """View the pixels that lie under the kernel's tap (a, b), one per window.

    Element [..., i, j] is padded[..., i·sH + a·dH, j·sW + b·dW]: what `window_view` has at
    [..., i, j, a, b], but writable.

    Examples
    --------
    >>> tap_view(np.arange(16).reshape(4, 4), resolve_geometry((4, 4), 2, stride=2), 0, 1)
    array([[ 1,  3],
           [ 9, 11]])
    """
    rows, columns = (
        slice(tap * dilation, tap * dilation + (count - 1) * stride + 1, stride)
        for tap, dilation, count, stride in zip(
            (a, b), geometry.dilation, geometry.output, geometry.stride, strict=True
        )
    )
    return padded[..., rows, columns]


def inside(geometry: Geometry, axis: int, tap: int, outputs: slice) -> tuple[slice, slice]:
    """Return the outputs whose tap lies inside the image, and the pixels it lies on.

    Parameters
    ----------
    geometry : Geometry
    axis : int
        0 for rows, 1 for columns.
    tap : int
        The row or column of the kernel.
    outputs : slice
        The neighbouring outputs to choose from.

    Returns
    -------
    outputs, pixels : slice
        Of equal length; both are empty if the tap always lies on the border.

    Examples
    --------
    >>> geometry = resolve_geometry((4, 4), 3, stride=2, padding=1)
    >>> inside(geometry, 1, 0, slice(0, 2))  # the first window begins in the border
    (slice(1, 2, None), slice(1, 2, 2))
    """
    stride, size = geometry.stride[axis], geometry.size[axis]
    start = tap * geometry.dilation[axis] - geometry.padding[axis][0]  # under output 0
    first = max(outputs.start, -(start // stride))
    end = min(outputs.stop, (size - 1 - start) // stride + 1)
    if first >= end:
        return slice(outputs.start, outputs.start), slice(0, 0)
    return slice(first, end), slice(start + first * stride, start + (end - 1) * stride + 1, stride)
