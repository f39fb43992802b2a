"""What every function does with its array arguments first: check them, and choose a dtype."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[Any]


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
