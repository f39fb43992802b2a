"""The checks that functions run on their arguments, and the choice of a dtype."""

import difflib
import math
import numbers
import operator
import sys
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import numpy as np
from numpy.ma import MaskedArray, is_masked
from numpy.typing import ArrayLike, NDArray

Array = NDArray[Any]

IMAGES = "(N, C, H, W)"


def integer(name: str, value: Any) -> int:
    """Return `value` as an int; raise a TypeError that names the argument if it is not one.

    A bool is not one: it is usually a misplaced flag.
    """
    try:
        if isinstance(value, bool):
            raise TypeError
        return operator.index(value)
    except TypeError:
        raise TypeError(
            f"{name} must be an integer, got {value!r} of type {type(value).__name__}"
        ) from None


def whole_number(name: str, value: Any, minimum: int, maximum: int | None = None) -> int:
    """Return `value` as an int; raise an error that names the argument if it is not one.

    Raises
    ------
    TypeError
        If `value` is not an integer.
    ValueError
        If `value` is less than `minimum`, or more than `maximum`.
    """
    number = integer(name, value)
    if number < minimum:
        raise ValueError(f"{name} must be at least {minimum}, got {number}")
    if maximum is not None and number > maximum:
        raise ValueError(f"{name} must be at most {maximum:,}, got {number:,}")
    return number


def flag(name: str, value: Any) -> bool:
    """Return `value` as a bool; raise a TypeError that names the argument if it is not one.

    Anything else has a truth value too, but rarely the one that was meant: "False" counts as true.
    """
    if not isinstance(value, bool | np.bool):
        raise TypeError(
            f"{name} must be True or False, got {value!r} of type {type(value).__name__}"
        )
    return bool(value)


def real_number(name: str, value: Any) -> float:
    """Return `value` as a float; raise an error that names the argument if it is not one.

    Raises
    ------
    TypeError
        If `value` is not a real number.
    ValueError
        If it is an integer or a fraction too large for a float.
    """
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise TypeError(f"{name} must be a number, got {value!r} of type {type(value).__name__}")
    try:
        return float(value)
    except OverflowError:
        raise ValueError(
            f"{name} must fit into a float, at most {sys.float_info.max:.2g} in size, got a "
            f"larger {type(value).__name__}"
        ) from None


def finite_number(name: str, value: Any) -> float:
    """Return `value` as a float; raise an error that names the argument if it is not finite.

    Raises
    ------
    TypeError
        If `value` is not a real number.
    ValueError
        If it is infinite or not a number.
    """
    number = real_number(name, value)
    if not math.isfinite(number):
        raise ValueError(f"{name} must be finite, got {value}")
    return number


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
    values = value if isinstance(value, tuple | list) else (value,)
    if len(values) != 2 and values is value:
        raise ValueError(
            f"{name} must be one integer or a pair (height, width), "
            f"got {len(values)} values: {value!r}"
        )
    try:
        numbers = [whole_number(name, each, minimum) for each in values]
    except TypeError:
        raise TypeError(
            f"{name} must be one integer or a pair (height, width), "
            f"got {value!r} of type {type(value).__name__}"
        ) from None
    return numbers[0], numbers[-1]


def as_list(name: str, values: Any) -> list[Any]:
    """Return `values` as a list; raise a TypeError that names the argument if they are no list.

    A string is refused: it would become a list of its letters.
    """
    try:
        if isinstance(values, str | bytes):
            raise TypeError
        return list(values)
    except TypeError:
        raise TypeError(f"{name} must be a list, got {values!r}") from None


def likely_name(name: str, names: Iterable[str]) -> str | None:
    """Return the name that was probably meant: one that begins or ends with it, or is spelt alike.

    Examples
    --------
    >>> likely_name("mode", ["padding", "padding_mode"]), likely_name("strid", ["stride"])
    ('padding_mode', 'stride')
    """
    names = list(names)
    longer = [each for each in names if each.endswith(f"_{name}") or each.startswith(f"{name}_")]
    return next(iter([*longer, *difflib.get_close_matches(name, names, n=1)]), None)


class Named(dict[str, Any]):
    """A dict whose error for an unknown name lists those that it has."""

    def __missing__(self, name: object) -> Any:
        raise KeyError(f"name must be one of {', '.join(self)}, got {name!r}")


def check_choice(name: str, value: Any, choices: Collection[str]) -> None:
    """Raise a ValueError that lists the choices if the value is none of them."""
    if not isinstance(value, str) or value not in choices:
        raise ValueError(f"{name} must be one of {', '.join(choices)}, got {value!r}")


def check_groups(groups: int, in_channels: int, out_channels: int) -> int:
    """Return `groups` if it divides both channel counts, else raise a ValueError that says so."""
    groups = whole_number("groups", groups, 1)
    if in_channels % groups or out_channels % groups:
        raise ValueError(
            f"groups must divide both channel counts, got groups {groups} for {in_channels} "
            f"input and {out_channels} output channels"
        )
    return groups


def check_not_empty(name: str, array: Array, part: str) -> None:
    """Raise a ValueError if an image or a kernel, the last two axes, has no pixel or no tap."""
    if 0 in array.shape[-2:]:
        raise ValueError(f"{name} must hold at least one {part}, got shape {array.shape}")


def check_holdable(names: str, shape: tuple[int, ...]) -> None:
    """Raise a ValueError that names the arguments if no memory could hold an array of this shape.

    A shape that only this machine cannot hold is left to NumPy, which raises a MemoryError.
    """
    itemsize = np.dtype(np.float64).itemsize
    if itemsize * math.prod(n for n in shape if n) > sys.maxsize:
        raise ValueError(f"{names} must ask for an array that memory can hold, got shape {shape}")


def check_finite(name: str, array: Array) -> None:
    """Raise a ValueError if an array holds NaN or ∞, and say how many of them."""
    finite = int(np.isfinite(array).sum())
    if finite < array.size:
        raise ValueError(
            f"{name} must hold finite numbers, got {array.size - finite} NaN or infinite of "
            f"{array.size}"
        )


def as_real_array(
    name: str,
    value: ArrayLike,
    ndim: int | None = None,
    axes: str = "",
    hints: Mapping[int, str] | None = None,
) -> Array:
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
    hints : mapping of int to str, optional
        How to make what is wanted out of an array with another number of axes, by that number.

    Raises
    ------
    TypeError
        If the dtype is not real.
    ValueError
        If the number of axes differs, or a mask hides numbers.
    """
    if isinstance(value, str):
        raise TypeError(
            f"{name} must hold real numbers, got the text {value!r}. "
            "cnnlab.kernels.KERNELS and cnnlab.images.photograph have arrays by name."
        )
    if type(value) is not np.ndarray:
        check_no_mask(name, value)
    try:
        array = np.asarray(value)
    except (ValueError, TypeError, RuntimeError) as error:  # lists of different lengths, tensors
        raise ValueError(f"{name} must be an array: {why_no_array(value, error)}") from None
    if array.dtype.kind not in "biuf":
        alone = array.dtype == object and array.ndim == 0  # None, say, or a function
        got = f"a value of type {type(value).__name__}" if alone else f"dtype {array.dtype}"
        raise TypeError(f"{name} must hold real numbers, got {got}")
    if ndim is not None and array.ndim != ndim:
        raise ValueError(
            f"{name} must have {ndim} axes {axes}".rstrip()
            + f", got {array.ndim} with shape {array.shape}{(hints or {}).get(array.ndim, '')}"
        )
    return array


def why_no_array(value: Any, error: Exception) -> str:
    """Say why a value makes no array: lists in it differ in length, or else NumPy's reason."""
    if "inhomogeneous" not in str(error):  # nested without end, say
        return str(error)
    lists = [value]
    while all(map(_has_length, lists)):
        length, *others = map(len, lists)
        if differing := [other for other in others if other != length]:
            return f"the lists in it must be equally long, got lengths {length} and {differing[0]}"
        lists = [part for item in lists for part in item]
    return str(error)


def _has_length(value: Any) -> bool:
    return isinstance(value, list | tuple) or (isinstance(value, np.ndarray) and value.ndim > 0)


def check_no_mask(name: str, value: ArrayLike) -> None:
    """Raise a ValueError if a masked array, alone or in a list, hides numbers."""
    for part in value if isinstance(value, list | tuple) else (value,):
        if isinstance(part, MaskedArray) and is_masked(part):
            raise ValueError(
                f"{name} must not be masked, since the numbers under the mask would count: pass "
                f"{name}.filled(value), got a mask over {part.size - part.count()} of {part.size}"
            )


def as_gradient(grad_output: ArrayLike, shape: tuple[int, ...]) -> Array:
    """Return `grad_output` as an array of real numbers, checked to have the output's shape."""
    grad = as_real_array("grad_output", grad_output)
    if grad.shape != shape:
        raise ValueError(
            f"grad_output must have the output's shape {shape}, got shape {grad.shape}"
        )
    return grad


def as_batch(name: str, x: ArrayLike) -> Array:
    """Return `x` as a batch of images (N, C, H, W); the error says how to make it one."""
    x = as_real_array(name, x)
    if x.ndim == 4:
        return x
    hints = {
        2: f"; {name}[None, None] makes an image (H, W) a batch",
        3: f"; {name}[None] makes an image (C, H, W) a batch, {name}[:, None] grey images "
        f"(N, H, W), and {name}[:, :, None] makes sequences (N, C, L) images of one row",
    }
    hint = channels_last_hint(name, x.shape) or hints.get(x.ndim, "")
    raise ValueError(f"{name} must have 4 axes {IMAGES}, got {x.ndim} with shape {x.shape}{hint}")


def channels_last_hint(name: str, shape: tuple[int, ...]) -> str:
    """Return what to do with images whose last axis looks like channels, and no other does."""
    if len(shape) < 3 or shape[-1] not in (1, 3, 4) or min(shape[-3:-1]) <= 4:
        return ""
    return f"; cnnlab.images.to_nchw({name}) moves channels that come last before the rows"


def as_images(name: str, x: ArrayLike) -> Array:
    """Return `x` as an array of real numbers with at least the two axes of an image."""
    x = as_real_array(name, x)
    if x.ndim < 2:
        raise ValueError(f"{name} must have at least 2 axes (..., H, W), got shape {x.shape}")
    return x


def exact_dtype(*arrays: Array) -> np.dtype[Any]:
    """Return the dtype of an exact sum: NumPy's for floats, int64 for bools and integers.

    uint64 gives float64, since NumPy has no integer dtype that holds both int64 and uint64.
    """
    dtype = np.result_type(*arrays)
    return dtype if dtype.kind == "f" else np.result_type(dtype, np.int64)


def floating_dtype(*arrays: Array) -> np.dtype[Any]:
    """Return the dtype of a layer's result: NumPy's for floats, float64 for bools and integers."""
    dtype = np.result_type(*arrays)
    return dtype if dtype.kind == "f" else np.dtype(np.float64)


def working_dtype(dtype: np.dtype[Any]) -> np.dtype[Any]:
    """Return the dtype to add up in: float32 for float16, which would lose too many digits."""
    return np.dtype(np.float32) if dtype == np.float16 else dtype


def as_floating_dtype(name: str, dtype: Any) -> np.dtype[Any]:
    """Return a dtype that weights can have, or raise a TypeError that names the argument."""
    try:
        kind: np.dtype[Any] = np.dtype(dtype)
    except TypeError:
        raise TypeError(f"{name} must be a floating dtype, got {dtype!r}") from None
    if kind.kind != "f":
        raise TypeError(f"{name} must be floating, since weights are fractions, got {kind}")
    return kind


def rounded(array: Array, dtype: np.dtype[Any]) -> Array:
    """Return a result in its own dtype; what is too large for it becomes infinite, silently."""
    if array.dtype == dtype:  # as in each pass of a layer, which has many small arrays
        return array
    with np.errstate(over="ignore"):
        return array.astype(dtype, copy=False)


def refuse_wrapping(names: str, bound: int) -> None:
    """Raise a ValueError if `bound`, the largest that sums of integers can be, exceeds int64."""
    if bound > np.iinfo(np.int64).max:
        raise ValueError(
            f"{names}: sums of up to {bound} pass the range of int64; convert to float first"
        )


def largest_size(array: Array) -> int:
    """Return the largest absolute value of an array of integers, as a Python int."""
    return max(abs(int(array.max())), abs(int(array.min()))) if array.size else 0


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
    try:
        seed = integer("rng", rng)
    except TypeError:
        raise TypeError(
            f"rng must be a numpy.random.Generator or a seed (an integer), got {rng!r}"
        ) from None
    if seed < 0:
        raise ValueError(f"rng must be a numpy.random.Generator or a seed from 0, got {rng}")
    return np.random.default_rng(seed)
