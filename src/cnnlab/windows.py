"""Borders and windows: padding, views of all windows, im2col and its adjoint col2im."""

import math
from typing import get_args

import numpy as np
from numpy.typing import ArrayLike

from cnnlab.arrays import Array, as_real_array, exact_dtype, working_dtype
from cnnlab.shapes import (
    Geometry,
    Padding,
    PaddingMode,
    Size,
    geometry,
    padding_amounts,
    whole_number,
)

PADDING_MODES = get_args(PaddingMode)
IMAGES = "(N, C, H, W)"


def check_padding_mode(name: str, mode: str) -> None:
    """Raise a ValueError if `mode` is no padding mode."""
    if mode not in PADDING_MODES:
        raise ValueError(f"{name} must be one of {PADDING_MODES}, got {mode!r}")


def border_source(size: int, before: int, after: int, mode: str) -> Array:
    """Say for each position of a padded axis which input position it copies.

    Not for "zeros", whose border copies nothing.

    Examples
    --------
    >>> border_source(4, 2, 1, "reflect")
    array([2, 1, 0, 1, 2, 3, 2])
    """
    position = np.arange(-before, size + after)
    if mode == "replicate":
        most, source = (before + after) * (size > 0), position.clip(0, size - 1)
    elif mode == "circular":
        most, source = size, position % max(size, 1)
    else:
        most, source = max(size - 1, 0), size - 1 - np.abs(size - 1 - np.abs(position))
    if max(before, after) > most:
        raise ValueError(
            f"padding {before} + {after} is too wide for padding mode {mode!r}: an axis of size "
            f"{size} can fill at most {most} on each side"
        )
    return source


def pad(x: ArrayLike, padding: Padding, mode: PaddingMode = "zeros") -> Array:
    """Add a border around the last two axes.

    Parameters
    ----------
    x : array_like, shape (..., H, W)
        An image, or any stack of images.
    padding : int, (pH, pW) or ((top, bottom), (left, right))
        Pixels to add. ("same" and "full" depend on a kernel: see `padding_amounts`.)
    mode : {"zeros", "reflect", "replicate", "circular"}
        What the border holds: zeros; the image mirrored at its edge pixels, which are not
        repeated; the edge pixels repeated; or the opposite side.

    Returns
    -------
    ndarray, shape (..., top + H + bottom, left + W + right)
        A new array with the dtype of `x`.

    Raises
    ------
    ValueError
        If a border is wider than the image can fill ("reflect": H − 1 and W − 1 at most,
        "circular": H and W), a number is negative, or the mode is unknown.
    TypeError
        If `x` does not hold real numbers or an amount is not an integer.

    Examples
    --------
    >>> pad([[1, 2], [3, 4]], 1)
    array([[0, 0, 0, 0],
           [0, 1, 2, 0],
           [0, 3, 4, 0],
           [0, 0, 0, 0]])
    >>> pad([[1, 2, 3]], ((0, 0), (2, 1)), mode="reflect")
    array([[3, 2, 1, 2, 3, 2]])
    """
    x = as_images("x", x)
    check_padding_mode("mode", mode)
    if isinstance(padding, str) and padding in ("same", "full"):
        raise ValueError(
            f"padding {padding!r} depends on a kernel: use padding_amounts({padding!r}, "
            "kernel_size) to get the numbers"
        )
    (top, bottom), (left, right) = padding_amounts(padding, 1)
    height, width = x.shape[-2:]
    if mode == "zeros":
        padded = np.zeros(
            (*x.shape[:-2], top + height + bottom, left + width + right), dtype=x.dtype
        )
        padded[..., top : top + height, left : left + width] = x
        return padded
    rows = border_source(height, top, bottom, mode)
    columns = border_source(width, left, right, mode)
    return x[..., rows[:, None], columns]


def pad_backward(grad_padded: ArrayLike, padding: Padding, mode: PaddingMode = "zeros") -> Array:
    """Send the gradient of a padded image back to the image: the adjoint of `pad`.

    Every border pixel is a copy of some pixel (or of none, for "zeros"): its gradient is added
    to that pixel's.

    Parameters
    ----------
    grad_padded : array_like, shape (..., top + H + bottom, left + W + right)
    padding, mode
        As they were given to `pad`.

    Returns
    -------
    ndarray, shape (..., H, W)

    Examples
    --------
    >>> pad_backward([[1, 1, 1, 1, 1, 1]], ((0, 0), (2, 1)), mode="reflect")
    array([[1, 3, 2]])
    """
    grad = as_images("grad_padded", grad_padded)
    check_padding_mode("mode", mode)
    (top, bottom), (left, right) = padding_amounts(padding, 1)
    height, width = grad.shape[-2] - top - bottom, grad.shape[-1] - left - right
    if height < 0 or width < 0:
        raise ValueError(
            f"grad_padded with shape {grad.shape} is smaller than its padding "
            f"{top} + {bottom} by {left} + {right}"
        )
    dtype = exact_dtype(grad)  # small integers must not wrap when they are added up
    if mode != "zeros":
        grad = grad.astype(working_dtype(dtype))  # a copy, to add to
        rows = border_source(height, top, bottom, mode)
        for position in (*range(top), *range(top + height, len(rows))):
            grad[..., top + rows[position], :] += grad[..., position, :]
        columns = border_source(width, left, right, mode)
        for position in (*range(left), *range(left + width, len(columns))):
            grad[..., left + columns[position]] += grad[..., position]
    return grad[..., top : top + height, left : left + width].astype(dtype)


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

    Examples
    --------
    >>> window_view(np.arange(9).reshape(3, 3), 2)[0, 1]
    array([[1, 2],
           [4, 5]])
    """
    x = as_images("x", x)
    slide = geometry(x.shape[-2:], kernel_size, stride, 0, dilation)
    extent = tuple(d * (k - 1) + 1 for k, d in zip(slide.kernel, slide.dilation, strict=True))
    windows = np.lib.stride_tricks.sliding_window_view(x, extent, axis=(-2, -1))
    (step_down, step_right), (hole_down, hole_right) = slide.stride, slide.dilation
    return windows[..., ::step_down, ::step_right, ::hole_down, ::hole_right]


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
        If `x` has not four axes or the window does not fit.

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
    x = as_real_array("x", x, 4, IMAGES)
    n, c, height, width = x.shape
    slide = geometry((height, width), kernel_size, stride, padding, dilation)
    check_padding_mode("padding_mode", padding_mode)
    windows = window_view(pad(x, slide.padding, padding_mode), kernel_size, stride, dilation)
    rows = windows.transpose(0, 2, 3, 1, 4, 5)  # N, H_out, W_out, C, kH, kW
    return rows.copy().reshape(n, math.prod(slide.output), c * math.prod(slide.kernel))


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
        The dtype of `columns`; bools and integers are added up as int64.

    Raises
    ------
    ValueError
        If `columns` has not the shape that `im2col` gives for these arguments.

    Examples
    --------
    >>> ones = im2col(np.ones((1, 1, 3, 3)), 2)
    >>> col2im(ones, (1, 1, 3, 3), 2)[0, 0]  # in how many windows each pixel lies
    array([[1., 2., 1.],
           [2., 4., 2.],
           [1., 2., 1.]])
    """
    columns = as_real_array("columns", columns, 3, "(N, H_out·W_out, C·kH·kW)")
    if len(shape) != 4:
        raise ValueError(f"shape must be {IMAGES}, got {len(shape)} values: {shape!r}")
    n, c, height, width = (whole_number("shape", length, 0) for length in shape)
    slide = geometry((height, width), kernel_size, stride, padding, dilation)
    expected = (n, math.prod(slide.output), c * math.prod(slide.kernel))
    if columns.shape != expected:
        raise ValueError(
            f"columns must have the shape {expected} that im2col gives for images of shape "
            f"{tuple(shape)}, got {columns.shape}"
        )
    check_padding_mode("padding_mode", padding_mode)
    dtype = exact_dtype(columns)
    padded = fold(columns.astype(working_dtype(dtype), copy=False), c, slide)
    return pad_backward(padded, slide.padding, padding_mode).astype(dtype, copy=False)


def times_seen(
    shape: tuple[int, int],
    kernel_size: Size,
    stride: Size = 1,
    padding: Padding = 0,
    dilation: Size = 1,
) -> Array:
    """Count for each pixel of an image in how many windows it lies.

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

    Examples
    --------
    >>> times_seen((3, 6), 3, stride=2)
    array([[1, 1, 2, 1, 1, 0],
           [1, 1, 2, 1, 1, 0],
           [1, 1, 2, 1, 1, 0]])
    """
    slide = geometry(shape, kernel_size, stride, padding, dilation)
    ones = np.ones((1, math.prod(slide.output), math.prod(slide.kernel)), dtype=np.int64)
    counts: Array = col2im(ones, (1, 1, *slide.size), kernel_size, stride, padding, dilation)[0, 0]
    return counts


def fold(columns: Array, channels: int, slide: Geometry) -> Array:
    """Add the rows of windows up into the padded images (N, C, H + padding, W + padding)."""
    n = len(columns)
    padded = np.zeros((n, channels, *slide.padded), dtype=columns.dtype)
    taps = columns.reshape(n, *slide.output, channels, *slide.kernel).transpose(0, 3, 4, 5, 1, 2)
    for a, b in np.ndindex(*slide.kernel):
        # No two windows share their tap (a, b), so that += adds each number once.
        tap_view(padded, slide, a, b)[...] += taps[:, :, a, b]
    return padded


def tap_view(padded: Array, slide: Geometry, a: int, b: int) -> Array:
    """View the pixels that lie under the kernel's tap (a, b), one per window.

    Element [..., i, j] is padded[..., i·sH + a·dH, j·sW + b·dW]: what `window_view` has at
    [..., i, j, a, b], but writable.

    Examples
    --------
    >>> tap_view(np.arange(16).reshape(4, 4), geometry((4, 4), 2, stride=2), 0, 1)
    array([[ 1,  3],
           [ 9, 11]])
    """
    rows, columns = (
        slice(tap * hole, tap * hole + (count - 1) * step + 1, step)
        for tap, hole, count, step in zip(
            (a, b), slide.dilation, slide.output, slide.stride, strict=True
        )
    )
    return padded[..., rows, columns]


def inside(slide: Geometry, axis: int, tap: int, outputs: slice) -> tuple[slice, slice]:
    """Say which of some neighbouring outputs see a pixel under a tap, not the border, and which.

    Parameters
    ----------
    slide : Geometry
    axis : int
        0 for rows, 1 for columns.
    tap : int
        The row or column of the kernel.
    outputs : slice

    Returns
    -------
    outputs, pixels : slice
        Of equal length; both are empty if the tap lies on the border always.

    Examples
    --------
    >>> slide = geometry((4, 4), 3, stride=2, padding=1)
    >>> inside(slide, 1, 0, slice(0, 2))  # the first window begins in the border
    (slice(1, 2, None), slice(1, 2, 2))
    """
    step, size = slide.stride[axis], slide.size[axis]
    start = tap * slide.dilation[axis] - slide.padding[axis][0]  # under the first output
    first = max(outputs.start, -(start // step))
    end = min(outputs.stop, (size - 1 - start) // step + 1)
    if first >= end:
        return slice(outputs.start, outputs.start), slice(0, 0)
    return slice(first, end), slice(start + first * step, start + (end - 1) * step + 1, step)


def as_images(name: str, x: ArrayLike) -> Array:
    """Return `x` as an array of real numbers with at least the two axes of an image."""
    x = as_real_array(name, x)
    if x.ndim < 2:
        raise ValueError(f"{name} must have at least 2 axes (..., H, W), got shape {x.shape}")
    return x
