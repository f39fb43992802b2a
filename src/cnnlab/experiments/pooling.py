"""Pooling: how well a pool tells windows that hold a feature from windows of noise alone."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnlab.checks import as_real_array, random_generator, real_number, whole_number

__all__ = ["pooled_windows", "separation", "strongest_share"]

Pool = Callable[[NDArray[Any], int], NDArray[Any]]
"""A pool of `cnnlab`, called with windows and their side."""


def pooled_windows(
    pool: Pool,
    side: int,
    answer: float,
    places: int = 1,
    count: int = 2000,
    rng: np.random.Generator | int = 0,
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Pool windows of noise, half of which hold a feature as well.

    The noise has mean 0 and standard deviation 1. A feature adds `answer` to some of its window's
    pixels, drawn anew for each window.

    Parameters
    ----------
    pool : callable
        Called as ``pool(windows, side)``, as `cnnlab.max_pool2d` or `cnnlab.avg_pool2d`.
    side : int
        A window has `side` rows and `side` columns.
    answer : float
        How strongly a pixel answers to the feature.
    places : int
        In how many of a window's pixels: 1 for a rare feature, all of them for one that is
        everywhere.
    count : int
        How many windows of each kind.
    rng : numpy.random.Generator or int
        Where the noise comes from, or its seed.

    Returns
    -------
    present, absent : ndarray, shape (count,)
        The pooled numbers of the windows with the feature, and of those without.

    Raises
    ------
    ValueError
        If a window has fewer than `places` pixels, or the pool does not give one number for each
        window.

    Examples
    --------
    >>> from cnnlab import avg_pool2d
    >>> present, absent = pooled_windows(avg_pool2d, 2, answer=100, places=2)
    >>> round(float(present.mean() - absent.mean()))
    50
    """
    if not callable(pool):
        raise TypeError(f"pool must be a function (windows, side), got {pool!r}")
    side, count = whole_number("side", side, 1), whole_number("count", count, 1)
    answer, pixels = real_number("answer", answer), side * side
    if whole_number("places", places, 1) > pixels:
        raise ValueError(f"places must be at most the {pixels} pixels of a window, got {places}")
    generator = random_generator(rng)
    absent, present = generator.normal(size=(2, count, pixels))
    answering = generator.permuted(np.arange(pixels) < places + np.zeros((count, 1)), axis=1)
    present += answer * answering
    return _pooled(pool, present, side), _pooled(pool, absent, side)


def _pooled(pool: Pool, windows: NDArray[Any], side: int) -> NDArray[Any]:
    pooled = np.asarray(pool(windows.reshape(-1, side, side), side))
    if pooled.size != len(windows):
        raise ValueError(
            f"pool must give one number for each of the {len(windows)} windows, "
            f"got an array of shape {pooled.shape}"
        )
    return pooled.ravel()


def separation(present: ArrayLike, absent: ArrayLike) -> float:
    """Return how far apart two sets of numbers lie, in standard deviations: d′.

    It is the difference of the means, over the root of the mean of both variances. At 0 they cannot
    be told apart; at 4 a threshold in the middle is right 98 times in 100 if both are normal.

    Parameters
    ----------
    present, absent : array_like
        Numbers of two kinds; d′ is above 0 if the first are larger.

    Raises
    ------
    ValueError
        If one of them is empty, or none of the numbers differ.

    Examples
    --------
    >>> separation([5, 7], [1, 3])
    4.0
    """
    first, second = as_real_array("present", present), as_real_array("absent", absent)
    if not (first.size and second.size):
        raise ValueError("present and absent must hold at least one number each")
    spread = math.sqrt((first.var() + second.var()) / 2)
    if spread == 0:
        raise ValueError("the numbers of present and absent must differ among themselves")
    return float((first.mean() - second.mean()) / spread)


def strongest_share(feature_map: ArrayLike, share: float) -> float:
    """Return how much of a map's energy, the sum of its squares, its strongest answers hold.

    Parameters
    ----------
    feature_map : array_like
        Answers of a kernel, of either sign.
    share : float
        Which of the answers count as strong: 0.05 are the strongest 5 %, at least one.

    Raises
    ------
    ValueError
        If `share` is not above 0 and at most 1, or the map is 0 everywhere.

    Examples
    --------
    >>> strongest_share([3, 0, -1, 0], share=0.25)
    0.9
    """
    share = real_number("share", share)
    if not 0 < share <= 1:
        raise ValueError(f"share must be above 0 and at most 1, got {share}")
    energy = np.sort(as_real_array("feature_map", feature_map).astype(float).ravel() ** 2)[::-1]
    if not energy.any():
        raise ValueError("feature_map must have an answer that is not 0")
    strongest = max(1, round(share * energy.size))
    return float(energy[:strongest].sum() / energy.sum())
