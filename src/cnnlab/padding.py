"""Borders: add one around an image, and send the gradient of a padded image back."""

from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from cnnlab.checks import (
    Array,
    as_images,
    check_choice,
    check_holdable,
    exact_dtype,
    largest_size,
    refuse_wrapping,
    rounded,
    working_dtype,
)
from cnnlab.shapes import Padding, padding_amounts

PaddingMode = Literal["zeros", "reflect", "replicate", "circular"]

PADDING_MODES = get_args(PaddingMode)


Amounts = tuple[tuple[int, int], tuple[int, int]]
"""((top, bottom), (left, right)), as `padding_amounts` gives them."""


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
    check_choice("mode", mode, PADDING_MODES)
    amounts = _amounts_without_kernel(padding)
    sizes = (n + sum(ends) for n, ends in zip(x.shape[-2:], amounts, strict=True))
    check_holdable("padding", (*x.shape[:-2], *sizes))
    return add_border(x, amounts, mode)


def _amounts_without_kernel(padding: Padding) -> Amounts:
    if isinstance(padding, str) and padding in ("same", "full"):
        raise ValueError(
            f"padding {padding!r} depends on a kernel: use padding_amounts({padding!r}, "
            "kernel_size) to get the numbers"
        )
    return padding_amounts(padding, 1)


def add_border(x: Array, padding: Amounts, mode: PaddingMode) -> Array:
    """Do what `pad` does, with checked arguments."""
    (top, bottom), (left, right) = padding
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
        The dtype of `grad_padded`; bools and integers are added up as int64, uint64 as float64.

    Raises
    ------
    ValueError
        If `grad_padded` is smaller than the padding, or integer sums could pass the range of int64.
    TypeError
        If `grad_padded` does not hold real numbers or an amount is not an integer.

    Examples
    --------
    >>> pad_backward([[1, 1, 1, 1, 1, 1]], ((0, 0), (2, 1)), mode="reflect")
    array([[1, 3, 2]])
    """
    grad = as_images("grad_padded", grad_padded)
    check_choice("mode", mode, PADDING_MODES)
    amounts = _amounts_without_kernel(padding)
    (top, bottom), (left, right) = amounts
    if grad.shape[-2] < top + bottom or grad.shape[-1] < left + right:
        raise ValueError(
            f"grad_padded with shape {grad.shape} is smaller than its padding "
            f"{top} + {bottom} by {left} + {right}"
        )
    if exact_dtype(grad).kind == "i":
        ones = np.ones(grad.shape[-2:], np.int64)
        most = int(add_border_backward(ones, amounts, mode).max(initial=0))
        refuse_wrapping("grad_padded", largest_size(grad) * most)
    with np.errstate(over="ignore", invalid="ignore"):  # inf and NaN go where they belong
        return add_border_backward(grad, amounts, mode)


def add_border_backward(grad: Array, padding: Amounts, mode: PaddingMode) -> Array:
    """Do what `pad_backward` does, with checked arguments."""
    (top, bottom), (left, right) = padding
    height, width = grad.shape[-2] - top - bottom, grad.shape[-1] - left - right
    dtype = exact_dtype(grad)  # small integers must not wrap when they are added up
    if mode != "zeros":
        grad = grad.astype(working_dtype(dtype))  # a copy, to add to
        rows = border_source(height, top, bottom, mode)
        for position in (*range(top), *range(top + height, len(rows))):
            grad[..., top + rows[position], :] += grad[..., position, :]
        columns = border_source(width, left, right, mode)
        for position in (*range(left), *range(left + width, len(columns))):
            grad[..., left + columns[position]] += grad[..., position]
    return np.array(rounded(grad[..., top : top + height, left : left + width], dtype))


def border_source(size: int, before: int, after: int, mode: str) -> Array:
    """Return for each position of a padded axis the input position that it copies.

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
