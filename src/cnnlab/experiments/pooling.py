"""Pooling: how well a pool tells windows that hold a feature from windows of noise alone."""

import math
from collections.abc import Callable
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnlab.checks import (
    as_real_array,
    check_choice,
    check_finite,
    check_holdable,
    finite_number,
    random_generator,
    real_number,
    whole_number,
)

__all__ = ["accuracy", "best_threshold", "pooled_below", "pooled_windows", "strongest_share"]

Pool = Callable[[NDArray[Any], int], NDArray[Any]]
"""A pool of `cnnlab`, called with windows and their side."""
Operation = Literal["max", "average"]
OPERATIONS: tuple[Operation, ...] = get_args(Operation)
_WIDEST, _LARGEST = 1000, 30  # beyond them, the formulas leave the range of a float


def pooled_windows(
    pool: Pool,
    side: int,
    response: float,
    places: int = 1,
    count: int = 2000,
    rng: np.random.Generator | int = 0,
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Pool windows of noise, half of which hold a feature as well.

    The noise has mean 0 and standard deviation 1. A feature adds `response` to some of its window's
    pixels, drawn anew for each window.

    Parameters
    ----------
    pool : callable
        Called as ``pool(windows, side)``, as `cnnlab.max_pool2d` or `cnnlab.avg_pool2d`.
    side : int
        A window has `side` rows and `side` columns.
    response : float
        How strongly a pixel responds to the feature.
    places : int
        In how many of a window's pixels: 1 for a rare feature, all of them for one that is
        everywhere.
    count : int
        How many windows of each kind.
    rng : numpy.random.Generator or int
        Draws the noise, and the pixels that respond.

    Returns
    -------
    present, absent : ndarray, shape (count,)
        The pooled numbers of the windows with the feature, and of those without.

    Raises
    ------
    ValueError
        If a window has fewer than `places` pixels, `response` is not finite, or the pool does not
        give one number for each window.
    TypeError
        If `pool` is not a function, a number is not of its kind, or `rng` is neither a generator
        nor a seed.

    Examples
    --------
    >>> from cnnlab import avg_pool2d
    >>> present, absent = pooled_windows(avg_pool2d, 2, response=100, places=2)
    >>> round(float(present.mean() - absent.mean()))
    50
    """
    if not callable(pool):
        raise TypeError(f"pool must be a function (windows, side), got {pool!r}")
    side, count = whole_number("side", side, 1), whole_number("count", count, 1)
    response, pixels = finite_number("response", response), side * side
    check_holdable("side and count", (2, count, pixels))
    places = whole_number("places", places, 1)
    if places > pixels:
        raise ValueError(f"places must be at most the {pixels} pixels of a window, got {places}")
    generator = random_generator(rng)
    absent, present = generator.normal(size=(2, count, pixels))
    responding = generator.permuted(np.arange(pixels) < places + np.zeros((count, 1)), axis=1)
    present += response * responding
    return _pooled(pool, present, side), _pooled(pool, absent, side)


def _pooled(pool: Pool, windows: NDArray[Any], side: int) -> NDArray[Any]:
    pooled = np.asarray(pool(windows.reshape(-1, side, side), side))
    if pooled.size != len(windows):
        raise ValueError(
            f"pool must give one number for each of the {len(windows)} windows, "
            f"got an array of shape {pooled.shape}"
        )
    return pooled.ravel()


def pooled_below(
    value: float, operation: Operation, side: int, response: float = 0, places: int = 1
) -> float:
    """Return the share of windows whose pooled number is at most a value, by the formula.

    The windows are those of `pooled_windows`: among infinitely many, this is their distribution
    function. The average of n pixels is normal around `response` · `places` / n, with a standard
    deviation of 1 / √n. The maximum is at most a value if every pixel is.

    Parameters
    ----------
    value : float
    operation : {"max", "average"}
    side, response, places
        As for `pooled_windows`; with the `response` 0 there is no feature.

    Returns
    -------
    float
        From 0 to 1.

    Raises
    ------
    ValueError
        If `operation` is unknown, or a number is out of range.
    TypeError
        If a number is not of its kind.

    Examples
    --------
    >>> pooled_below(0, "average", 2)
    0.5
    >>> pooled_below(0, "max", 2)  # all four pixels are
    0.0625
    """
    side, response, places = _checked(operation, side, response, places)
    value = real_number("value", value)
    if operation == "average":
        return _below(side * value - response * places / side)
    return _below(value - response) ** places * _below(value) ** (side * side - places)


def best_threshold(operation: Operation, side: int, response: float, places: int = 1) -> float:
    """Return the threshold on the pooled number that classifies most windows correctly.

    Windows above it are said to hold the feature. It lies where both kinds are equally frequent.

    Parameters
    ----------
    operation, side, response, places
        As for `pooled_below`; the `response` must be above 0.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If `operation` is unknown, or a number is out of range.
    TypeError
        If a number is not of its kind.

    Examples
    --------
    >>> best_threshold("average", 2, response=4)  # half of 4 / 4
    0.5
    """
    side, response, places = _checked(operation, side, response, places)
    if not 0 < response <= _LARGEST:
        raise ValueError(f"response must be above 0 and at most {_LARGEST}, got {response}")
    pixels = side**2
    if operation == "average":
        return response * places / pixels / 2

    def ratio(value: float) -> float:
        """Return how much more frequent a maximum is with the feature than without."""
        below = _below(value - response) / _below(value)
        height = math.exp(response * value - response**2 / 2)
        return float(below ** (places - 1) * (places * height + (pixels - places) * below) / pixels)

    low, high = -8.0, 8.0 + response  # the ratio grows with the value
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if ratio(middle) > 1 else (middle, high)
    return low


def accuracy(operation: Operation, side: int, response: float, places: int = 1) -> float:
    """Return the share of windows that the best threshold classifies correctly.

    Half of them hold the feature, so that a blind guess is right about half of them.

    Parameters
    ----------
    operation, side, response, places
        As for `best_threshold`.

    Returns
    -------
    float
        From 0.5 to 1.

    Raises
    ------
    ValueError
        If `operation` is unknown, or a number is out of range.
    TypeError
        If a number is not of its kind.

    Examples
    --------
    >>> round(accuracy("average", 2, response=4), 3)  # two standard deviations lie between
    0.841
    """
    threshold = best_threshold(operation, side, response, places)
    missed = pooled_below(threshold, operation, side, response, places)
    return (pooled_below(threshold, operation, side) + 1 - missed) / 2


def _checked(operation: str, side: int, response: float, places: int) -> tuple[int, float, int]:
    check_choice("operation", operation, OPERATIONS)
    side = whole_number("side", side, 1)
    if side > _WIDEST:
        raise ValueError(f"side must be at most {_WIDEST}, got {side}")
    places = whole_number("places", places, 1)
    if places > side**2:
        raise ValueError(f"places must be at most the {side**2} pixels of a window, got {places}")
    return side, real_number("response", response), places


def _below(value: float) -> float:
    """Return the standard normal distribution function: how often a number is at most `value`."""
    return math.erfc(-value / math.sqrt(2)) / 2


def strongest_share(feature_map: ArrayLike, share: float) -> float:
    """Return how much of a map's energy, the sum of its squares, its strongest responses hold.

    Parameters
    ----------
    feature_map : array_like
        Responses of a kernel, of either sign.
    share : float
        Which of the responses count as strong: 0.05 are the strongest 5 %, at least one.

    Returns
    -------
    float
        Above 0 and at most 1.

    Raises
    ------
    ValueError
        If `share` is not above 0 and at most 1, or the map is 0 everywhere or holds NaN or ∞.
    TypeError
        If `feature_map` does not hold real numbers, or `share` is not a number.

    Examples
    --------
    >>> strongest_share([3, 0, -1, 0], share=0.25)
    0.9
    """
    share = real_number("share", share)
    if not 0 < share <= 1:
        raise ValueError(f"share must be above 0 and at most 1, got {share}")
    responses = as_real_array("feature_map", feature_map).astype(float).ravel()
    check_finite("feature_map", responses)
    energy = np.sort(responses**2)[::-1]
    if not energy.any():
        raise ValueError("feature_map must have a response that is not 0")
    strongest = max(1, round(share * energy.size))
    return float(energy[:strongest].sum() / energy.sum())
