"""Borders: what a kernel answers at the edge of an image, where it has to look beyond."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnlab.checks import as_real_array, check_finite
from cnnlab.correlate import correlate2d
from cnnlab.padding import PaddingMode

__all__ = ["border_errors", "side_means"]


def side_means(image: ArrayLike) -> dict[str, float]:
    """Return the mean of the outermost row or column on each side of an image.

    Parameters
    ----------
    image : array_like, shape (H, W)

    Returns
    -------
    dict of str to float
        By the side's name: top, bottom, left and right.

    Raises
    ------
    ValueError
        If `image` is not 2-D, is empty, or holds NaN or ∞.
    TypeError
        If `image` does not hold real numbers.

    Examples
    --------
    >>> side_means([[1, 2], [3, 5]])
    {'top': 1.5, 'bottom': 4.0, 'left': 2.0, 'right': 3.5}
    """
    image = _as_image("image", image)
    sides = {"top": image[0], "bottom": image[-1], "left": image[:, 0], "right": image[:, -1]}
    return {name: float(side.mean()) for name, side in sides.items()}


def border_errors(
    image: ArrayLike, kernel: ArrayLike, padding_mode: PaddingMode
) -> dict[str, float]:
    """Return how wrong a filled border makes a kernel's answers on each side of an image.

    The image's own outermost pixels are cut off and filled in again. So we know what lies
    beyond the edge, and what the kernel would answer if it saw that.

    Parameters
    ----------
    image : array_like, shape (H, W)
    kernel : array_like, shape (kH, kW)
        Both odd, so that "same" padding is equal on opposite sides.
    padding_mode : {"zeros", "reflect", "replicate", "circular"}
        What the border is filled with.

    Returns
    -------
    dict of str to float
        By side, the mean absolute difference of the outermost outputs.

    Raises
    ------
    ValueError
        If the kernel's sides are not odd, the image is not larger than it on both axes, or one of
        them holds NaN or ∞.
    TypeError
        If an array does not hold real numbers.

    Examples
    --------
    >>> round(border_errors(np.ones((9, 9)), np.ones((3, 3)), "zeros")["top"], 2)
    3.57
    >>> border_errors(np.ones((9, 9)), np.ones((3, 3)), "reflect")["top"]
    0.0
    """
    image, kernel = _as_image("image", image), _as_image("kernel", kernel)
    if not all(k % 2 for k in kernel.shape):
        raise ValueError(f"kernel must have odd sides, got shape {kernel.shape}")
    if any(n <= k for n, k in zip(image.shape, kernel.shape, strict=True)):
        raise ValueError(
            f"image must be larger than the kernel on both axes, got shapes "
            f"{image.shape} and {kernel.shape}"
        )
    down, right = (k // 2 for k in kernel.shape)
    rows, columns = image.shape
    inner = image[down : rows - down, right : columns - right]
    filled = correlate2d(inner, kernel, padding="same", padding_mode=padding_mode)
    return side_means(np.abs(filled - correlate2d(image, kernel)))


def _as_image(name: str, image: ArrayLike) -> NDArray[Any]:
    array = as_real_array(name, image, 2, "(H, W)").astype(float)
    if array.size == 0:
        raise ValueError(f"{name} must have at least one pixel, got shape {array.shape}")
    check_finite(name, array)
    return array
