"""How pixels depend on each other: correlation at a distance, guesses, and what shuffling does."""

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnlab.checks import (
    Array,
    as_images,
    as_list,
    as_real_array,
    check_choice,
    check_finite,
    integer,
    random_generator,
    whole_number,
)
from cnnlab.images import photograph, random_crops

__all__ = [
    "TEXTURES",
    "guessing_errors",
    "pixel_correlation",
    "ring",
    "shuffle_order",
    "shuffle_pixels",
    "surroundings",
    "texture_squares",
]

Offset = tuple[int, int]
"""From one pixel to another: rows down and columns to the right."""


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
        If `image` is not 2-D or holds NaN or ∞, or no two of its pixels are that far apart.
    TypeError
        If `image` does not hold real numbers, or `down` or `right` is not an integer.

    Examples
    --------
    Stripes two pixels wide: neighbours in a row agree or differ equally often.

    >>> stripes = [[0, 0, 1, 1, 0, 0, 1, 1, 0]] * 3
    >>> pixel_correlation(stripes, 0, 1), pixel_correlation(stripes, 0, 4)
    (0.0, 1.0)
    >>> pixel_correlation(stripes, 1, 0)
    1.0
    >>> pixel_correlation([[0.1] * 3] * 3, 0, 1)
    0.0
    """
    pixels = as_real_array("image", image, 2, "(H, W)").astype(np.float64)
    check_finite("image", pixels)
    down, right = integer("down", down), integer("right", right)
    for name, offset, size in zip(("down", "right"), (down, right), pixels.shape, strict=True):
        if abs(offset) >= size:
            raise ValueError(
                f"{name} must be less than the {size} pixels of the image of shape "
                f"{pixels.shape}, got {offset}"
            )
    if down < 0:  # the same pairs, seen from their other end
        down, right = -down, -right
    height, width = pixels.shape
    first = pixels[: height - down, max(0, -right) : width - max(0, right)].ravel()
    second = pixels[down:, max(0, right) : width - max(0, -right)].ravel()
    return pearson(first, second)


def pearson(first: Array, second: Array) -> float:
    """Return the correlation of two rows of numbers, from −1 to 1; 0 if one of them is constant."""
    if first.min() == first.max() or second.min() == second.max():
        return 0.0  # the mean is rounded: a constant less its mean need not be 0
    # From values of at most 1: no square overflows.
    first, second = (row / np.abs(row).max() for row in (first, second))
    first, second = first - first.mean(), second - second.mean()
    scale = np.sqrt((first @ first) * (second @ second))
    return float(np.clip(first @ second / scale, -1, 1))


def ring(distance: int) -> list[Offset]:
    """Return the offsets to the eight pixels a given distance away: in the row, column, diagonals.

    Parameters
    ----------
    distance : int
        In pixels, along both axes.

    Returns
    -------
    list of (down, right)

    Raises
    ------
    ValueError
        If `distance` is below 1.
    TypeError
        If `distance` is not an integer.

    Examples
    --------
    >>> ring(20)[:3]
    [(-20, -20), (-20, 0), (-20, 20)]
    """
    distance = whole_number("distance", distance, 1)
    return [(distance * down, distance * right) for down, right in surroundings(3)]


def surroundings(side: int) -> list[Offset]:
    """Return the offsets to all pixels of a square window, but not to the one in its middle.

    Parameters
    ----------
    side : int
        Rows and columns of the window, an odd number.

    Returns
    -------
    list of (down, right)

    Raises
    ------
    ValueError
        If `side` is below 1 or even.
    TypeError
        If `side` is not an integer.

    Examples
    --------
    >>> len(surroundings(3)), len(surroundings(9))
    (8, 80)
    """
    side = whole_number("side", side, 1)
    if side % 2 == 0:
        raise ValueError(f"side must be odd, so that the window has a middle, got {side}")
    steps = range(-(side // 2), side // 2 + 1)
    return [(down, right) for down in steps for right in steps if (down, right) != (0, 0)]


def guessing_errors(
    images: Sequence[ArrayLike], offsets: Sequence[Offset], margin: int
) -> list[float]:
    """Guess each pixel of an image from others around it, with weights learned on other images.

    A guess is a weighted sum of the pixels at the given offsets, plus a constant. For each image
    the weights are those that guess the pixels of all the *other* images best (least squares).

    Parameters
    ----------
    images : sequence of array_like, each of shape (H, W)
        At least two.
    offsets : sequence of (down, right)
        The pixels to guess from. An empty list leaves the constant: the mean of the other images.
    margin : int
        How far from the image's edge a pixel must lie to be guessed, at least the largest offset.
        With equal margins, the same pixels are guessed, whatever the offsets are.

    Returns
    -------
    list of float
        For each image the root of the mean squared error.

    Raises
    ------
    ValueError
        If there are fewer than two images, an offset is larger than the margin, or an image holds
        NaN or ∞ or has no pixel left inside the margin.
    TypeError
        If `images` is no list, an image does not hold real numbers, or a number is not an integer.

    Examples
    --------
    In both images each pixel is as bright as the one above it.

    >>> first, second = np.arange(6) * np.ones((6, 1)), 7 * np.arange(6) * np.ones((6, 1))
    >>> [round(error, 6) for error in guessing_errors([first, second], [(-1, 0)], margin=1)]
    [0.0, 0.0]
    """
    images = as_list("images", images)
    if len(images) < 2:
        raise ValueError(
            f"images must be at least two, one to guess from the others, got {len(images)}"
        )
    margin = whole_number("margin", margin, 0)
    offsets = _checked_offsets(offsets, margin)
    tables = [_clues_and_pixels(image, offsets, margin) for image in images]
    # Least squares needs no more than these products, and those of several images add up.
    squares = np.array([clues.T @ clues for clues, _ in tables])
    products = np.array([clues.T @ pixels for clues, pixels in tables])
    errors = []
    for i, (clues, pixels) in enumerate(tables):
        weights, *_ = np.linalg.lstsq(
            squares.sum(axis=0) - squares[i], products.sum(axis=0) - products[i], rcond=None
        )
        errors.append(float(np.sqrt(np.mean((clues @ weights - pixels) ** 2))))
    return errors


def _checked_offsets(offsets: Sequence[Offset], margin: int) -> list[Offset]:
    if not isinstance(offsets, list | tuple):
        raise TypeError(f"offsets must be pairs (down, right), got {offsets!r}")
    checked: list[Offset] = []
    for offset in offsets:
        if not isinstance(offset, list | tuple) or len(offset) != 2:
            raise ValueError(f"offsets must be pairs (down, right), got {offset!r}")
        down, right = (integer("offsets", step) for step in offset)
        if max(abs(down), abs(right)) > margin:
            raise ValueError(f"offsets must be at most the margin {margin}, got {offset}")
        checked.append((down, right))
    return checked


def _clues_and_pixels(
    image: ArrayLike, offsets: Sequence[Offset], margin: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return what each pixel is guessed from, (pixels, offsets + 1), and the pixels."""
    pixels = as_real_array("images", image, 2, "(H, W)").astype(np.float64)
    check_finite("images", pixels)
    height, width = pixels.shape
    if min(height, width) <= 2 * margin:
        raise ValueError(
            f"images must have more than {2 * margin} rows and columns for a margin of {margin}, "
            f"got shape {pixels.shape}"
        )
    moved = [
        pixels[margin + down : height - margin + down, margin + right : width - margin + right]
        for down, right in [*offsets, (0, 0)]
    ]
    *clues, wanted = (values.ravel() for values in moved)
    return np.stack([*clues, np.ones_like(wanted)], axis=1), wanted


def shuffle_order(count: int) -> NDArray[np.int64]:
    """Return the numbers below `count` in a pseudorandom order, always the same one.

    The numbers are sorted by the keys of a linear congruential generator, so that a page can make
    the same order without NumPy (constants: Press et al., Numerical Recipes, section 7.1).

    Parameters
    ----------
    count : int

    Returns
    -------
    ndarray of int64, shape (count,)

    Raises
    ------
    ValueError
        If `count` is below 0.
    TypeError
        If `count` is not an integer.

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
        The same pixels; none is lost.

    Raises
    ------
    ValueError
        If `image` has fewer than two axes.
    TypeError
        If `image` does not hold real numbers.

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


TEXTURES = ("brick", "grass", "gravel")
_TEXTURE_SIDE = 128


def texture_squares(
    side: int, count: int, half: Literal["left", "right"], rng: np.random.Generator | int
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Cut squares out of photographs of brick, grass and gravel, to be told apart.

    Each square is given the same greys, as many as it has pixels, with mean 0 and standard
    deviation 1, in the order of its own: its darkest pixel gets the darkest, and among equal pixels
    chance decides. So no grey gives it away, nor how many pixels have it: only where they lie.

    Parameters
    ----------
    side : int
        Rows and columns of a square, at most 64.
    count : int
        Squares from each photograph.
    half : {"left", "right"}
        Which half of the photographs they come from. No square of one half shares a pixel with one
        of the other.
    rng : numpy.random.Generator or int
        Draws the places, and orders equal pixels.

    Returns
    -------
    squares : ndarray, shape (3 · count, 1, side, side)
    labels : ndarray of int64, shape (3 · count,)
        Which of `TEXTURES` a square is from.

    Raises
    ------
    ValueError
        If `side` or `count` is out of range, or `half` is unknown.
    TypeError
        If a number is not an integer, or `rng` is neither a generator nor a seed.

    Examples
    --------
    >>> squares, labels = texture_squares(side=12, count=100, half="left", rng=0)
    >>> squares.shape, np.bincount(labels)
    ((300, 1, 12, 12), array([100, 100, 100]))
    """
    check_choice("half", half, ("left", "right"))
    rng = random_generator(rng)
    middle = _TEXTURE_SIDE // 2
    columns = slice(0, middle) if half == "left" else slice(middle, None)
    squares = np.concatenate(
        [
            random_crops(
                photograph(name, size=_TEXTURE_SIDE, grey=True)[:, columns], side, count, rng
            )
            for name in TEXTURES
        ]
    )
    pixels = squares.reshape(len(squares), -1)
    greys = np.arange(pixels.shape[1]) - (pixels.shape[1] - 1) / 2
    greys /= greys.std() or 1
    from_dark = np.lexsort((rng.random(pixels.shape), pixels))
    evened = np.empty(pixels.shape)
    np.put_along_axis(evened, from_dark, greys[None], axis=1)
    return evened.reshape(squares.shape)[:, None], np.repeat(np.arange(len(TEXTURES)), count)
