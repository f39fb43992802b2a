"""What every function does with its arguments first: check them, and choose a dtype."""

import math
import numbers
import operator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[Any]

IMAGES = "(N, C, H, W)"


def whole_number(name: str, value: Any, minimum: int) -> int:
    """Return `value` as an int; raise an error that names the argument if it is not one.

    Raises
    ------
    TypeError
        If `value` is not an integer (a bool is not one: it is usually a misplaced flag).
    ValueError
        If `value` is less than `minimum`.
    """
    try:
        if isinstance(value, bool):
            raise TypeError
        number = operator.index(value)
    except TypeError:
        raise TypeError(
            f"{name} must be an integer, got {value!r} of type {type(value).__name__}"
        ) from None
    if number < minimum:
        raise ValueError(f"{name} must be at least {minimum}, got {number}")
    return number


def real_number(name: str, value: Any) -> float:
    """Return `value` as a float; raise a TypeError that names the argument if it is no number."""
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise TypeError(f"{name} must be a number, got {value!r} of type {type(value).__name__}")
    return float(value)


def positive_number(name: str, value: Any) -> float:
    """Return `value` as a float; raise an error that names the argument if it is not above 0.

    Raises
    ------
    TypeError
        If `value` is not a real number.
    ValueError
        If it is 0, negative, infinite or not a number.
    """
    number = real_number(name, value)
    if not (number > 0 and math.isfinite(number)):
        raise ValueError(f"{name} must be a positive number, got {value}")
    return number


def pair(name: str, value: Any, minimum: int = 1) -> tuple[int, int]:
    """Return `value` as (height, width): an integer counts for both axes.

    Examples
    --------
    >>> pair("stride", 2), pair("stride", (1, 2))
    ((2, 2), (1, 2))
    """
    if isinstance(value, tuple | list):
        if len(value) != 2:
            raise ValueError(
                f"{name} must be one integer or a pair (height, width), "
                f"got {len(value)} values: {value!r}"
            )
        first, second = value
        return whole_number(name, first, minimum), whole_number(name, second, minimum)
    number = whole_number(name, value, minimum)
    return number, number


def check_groups(groups: int, in_channels: int, out_channels: int) -> int:
    """Return `groups` if it divides both channel counts, else raise a ValueError that says so."""
    groups = whole_number("groups", groups, 1)
    if in_channels % groups or out_channels % groups:
        raise ValueError(
            f"groups must divide both channel counts, got groups {groups} for {in_channels} "
            f"input and {out_channels} output channels"
        )
    return groups


def check_taps(name: str, kernel: Array) -> None:
    """Raise a ValueError if the last two axes, a kernel's, are empty."""
    if 0 in kernel.shape[-2:]:
        raise ValueError(f"{name} must hold at least one tap, got shape {kernel.shape}")


def as_real_array(name: str, value: ArrayLike, ndim: int | None = None, axes: str = "") -> Array:
    """Return `value` as an array of real numbers, checked; nothing is copied if it is one.

    Parameters
    ----------
    name : str
        The argument's name, for the message.
    value : array_like
        Any real dtype: bool, integer or floating.
    ndim : int, optional
        The number of axes that it must have.
    axes : str
        The axes' names, for the message, as in "(N, C, H, W)".

    Raises
    ------
    TypeError
        If the dtype is not real.
    ValueError
        If the number of axes differs.
    """
    try:
        array = np.asarray(value)
    except ValueError as error:  # lists of different lengths
        raise ValueError(f"{name} must be an array: {error}") from None
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{name} must hold real numbers, got dtype {array.dtype}")
    if ndim is not None and array.ndim != ndim:
        raise ValueError(
            f"{name} must have {ndim} axes {axes}".rstrip()
            + f", got {array.ndim} with shape {array.shape}"
        )
    return array


def as_images(name: str, x: ArrayLike) -> Array:
    """Return `x` as an array of real numbers with at least the two axes of an image."""
    x = as_real_array(name, x)
    if x.ndim < 2:
        raise ValueError(f"{name} must have at least 2 axes (..., H, W), got shape {x.shape}")
    return x


def exact_dtype(*arrays: Array) -> np.dtype[Any]:
    """Return the dtype of an exact sum: NumPy's for floats, int64 for bools and integers.

    NumPy has no integer that holds both int64 and uint64: those two meet as float64.
    """
    dtype = np.result_type(*arrays)
    return dtype if dtype.kind == "f" else np.result_type(dtype, np.int64)


def floating_dtype(*arrays: Array) -> np.dtype[Any]:
    """Return the dtype of a layer's result: NumPy's for floats, float64 for bools and integers."""
    dtype = np.result_type(*arrays)
    return dtype if dtype.kind == "f" else np.dtype(np.float64)


def working_dtype(dtype: np.dtype[Any]) -> np.dtype[Any]:
    """Return the dtype to add up in: float32 for float16, whose sums would lose too much."""
    return np.dtype(np.float32) if dtype == np.float16 else dtype


def random_generator(rng: np.random.Generator | int) -> np.random.Generator:
    """Return `rng` if it is a generator, or a new one if it is a seed.

    Raises
    ------
    TypeError
        If it is neither. No seed at all is refused, since results would differ in each run.
    ValueError
        If the seed is negative.
    """
    if isinstance(rng, np.random.Generator):
        return rng
    if isinstance(rng, bool) or not isinstance(rng, int | np.integer):
        raise TypeError(f"rng must be a numpy.random.Generator or a seed (an integer), got {rng!r}")
    if rng < 0:
        raise ValueError(f"rng must be a numpy.random.Generator or a seed from 0, got {rng}")
    return np.random.default_rng(rng)
