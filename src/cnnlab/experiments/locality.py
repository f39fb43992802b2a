"""How pixels depend on each other: correlation at a distance, and what shuffling leaves of it."""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnlab.checks import as_images, as_real_array, integer, whole_number

__all__ = ["pixel_correlation", "shuffle_order", "shuffle_pixels"]


def pixel_correlation(image: ArrayLike, down: int, right: int) -> float:
    """Return the correlation of all pairs of pixels that are `down` and `right` apart.

    Parameters
    ----------
    image : array_like, shape (H, W)
        A grey image.
    down, right : int
        From the first pixel of a pair to the second, in pixels; negative is up or left.

    Returns
    -------
    float
        Pearson's correlation coefficient over every pair that lies in the image, from −1 to 1;
        0 where one side of the pairs is constant, since then nothing can be predicted from it.

    Raises
    ------
    ValueError
        If `image` is not 2-D, or no two of its pixels are that far apart.
    TypeError
        If `down` or `right` is not an integer.

    Examples
    --------
    Stripes two pixels wide: neighbours in a row agree or differ equally often.

    >>> stripes = [[0, 0, 1, 1, 0, 0, 1, 1, 0]] * 3
    >>> pixel_correlation(stripes, 0, 4)
    1.0
    >>> pixel_correlation(stripes, 1, 0)
    1.0
    """
    pixels = as_real_array("image", image, 2, "(H, W)").astype(np.float64)
    for name, offset, size in zip(("down", "right"), (down, right), pixels.shape, strict=True):
        if abs(integer(name, offset)) >= size:
            raise ValueError(
                f"{name} must be less than the {size} pixels of the image of shape "
                f"{pixels.shape}, got {offset}"
            )
    if down < 0:  # the same pairs, seen from their other end
        down, right = -down, -right
    height, width = pixels.shape
    first = pixels[: height - down, max(0, -right) : width - max(0, right)].ravel()
    second = pixels[down:, max(0, right) : width - max(0, -right)].ravel()
    first, second = first - first.mean(), second - second.mean()
    scale = np.sqrt((first @ first) * (second @ second))
    return float(np.clip(first @ second / scale, -1, 1)) if scale else 0.0


def shuffle_order(count: int) -> NDArray[np.int64]:
    """Return the numbers below `count` in an order without any rule, always the same one.

    The numbers are sorted by the keys of a linear congruential generator, so that a page can make
    the same order without NumPy (constants: Press et al., Numerical Recipes, section 7.1).

    Examples
    --------
    >>> shuffle_order(6)
    array([4, 0, 1, 5, 2, 3])
    """
    key, keys = 1, []
    for _ in range(whole_number("count", count, 0)):
        key = (1664525 * key + 1013904223) % 2**32
        keys.append(key)
    return np.argsort(np.array(keys, np.int64))


def shuffle_pixels(image: ArrayLike) -> NDArray[np.generic]:
    """Return the image with its pixels in another order, the same for every image of its size.

    Parameters
    ----------
    image : array_like, shape (..., H, W)

    Returns
    -------
    ndarray, of the shape and dtype of `image`
        Each pixel has gone to a new place; no pixel is lost.

    Examples
    --------
    >>> shuffle_pixels([[1, 2, 3], [4, 5, 6]])
    array([[5, 1, 2],
           [6, 3, 4]])
    """
    pixels = as_images("image", image)
    flat = pixels.reshape(*pixels.shape[:-2], math.prod(pixels.shape[-2:]))
    shuffled: NDArray[np.generic] = flat[..., shuffle_order(flat.shape[-1])].reshape(pixels.shape)
    return shuffled
