"""Timing: how long a call takes, when nothing else gets in its way."""

from collections.abc import Callable
from functools import partial
from timeit import timeit
from typing import Any

from cnnlab.checks import whole_number

__all__ = ["best_time"]

_ROUNDS = 3
_LONG = 1.0  # seconds


def best_time(function: Callable[..., Any], *arguments: Any, calls: int = 1, **named: Any) -> float:
    """Return the seconds that one call takes: the best of three rounds.

    Whatever else a computer does can only make a call slower, so the best round tells most. A round
    of more than a second is the last: what gets in its way is a small part of it.

    Parameters
    ----------
    function : callable
    *arguments, **named
        What to call it with.
    calls : int
        Calls in a round, of which the mean is taken. A call that takes less than a millisecond
        needs several.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If `calls` is below 1.
    TypeError
        If `function` is not callable, or `calls` is not an integer.

    Examples
    --------
    >>> 0 < best_time(sorted, [2, 1, 3], calls=100) < 1
    True
    """
    calls = whole_number("calls", calls, 1)
    if not callable(function):
        raise TypeError(f"function must be callable, got {function!r}")
    call = partial(function, *arguments, **named)
    rounds: list[float] = []
    while len(rounds) < _ROUNDS and max(rounds, default=0) <= _LONG:
        rounds.append(timeit(call, number=calls))
    return min(rounds) / calls
