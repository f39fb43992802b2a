"""Practice: problems with fresh numbers, each with its working and the usual mistakes.

A kind of problem, a seed, a number and a level make one problem, here and in the page alike:
`frontend/math/practice` draws the same numbers from the same generator. The words are in
`words.json` alone: a page gets those of its kinds with the widget.
"""

import json
from collections.abc import Callable
from importlib.resources import files

from cnnlab.checks import Named, check_choice, whole_number
from cnnlab.practice import costs, sizes, windows
from cnnlab.practice.draws import Draws
from cnnlab.practice.wording import WORDS, Made, Problem, worded

__all__ = ["KINDS", "LEVELS", "Problem", "problem"]

_LIMITS = json.loads((files("cnnlab.practice") / "limits.json").read_text("utf-8"))
LEVELS: int = _LIMITS["levels"]
MOST_SEED: int = _LIMITS["most_seed"]
MOST_NUMBER: int = _LIMITS["most_number"]
TRIES = 6

_KINDS: dict[str, Callable[[Draws, int], Made]] = {
    "linear_parameters": costs.linear_parameters,
    "linear_memory": costs.linear_memory,
    "flat_index": windows.flat_index,
    "locally_connected": costs.locally_connected,
    "field": sizes.field,
    "shared_parameters": costs.shared_parameters,
    "one_output": windows.one_output,
    "size": sizes.size,
    "padding": sizes.padding,
    "strided_size": sizes.strided_size,
    "leftover": sizes.leftover,
    "transposed_size": sizes.transposed,
    "parameters": costs.parameters,
    "multiply_adds": costs.multiply_adds,
    "im2col_shape": windows.im2col_shape,
    "copies": windows.copies,
    "pool": windows.pool,
    "pool_gradient": windows.pool_gradient,
    "shift": sizes.shift,
}

KINDS: dict[str, str] = Named({kind: WORDS["kinds"][kind]["name"] for kind in _KINDS})
"""Every kind of problem, in the order of the chapters, and its name."""


def problem(kind: str, seed: int = 0, number: int = 1, level: int = 1) -> Problem:
    """Make a problem.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    seed, number : int
        The seed of a sheet, and which of its problems, from 1.
    level : int
        1 to 3: how hard it is.

    Returns
    -------
    Problem

    Raises
    ------
    ValueError
        If there is no such kind or level, or the seed or the number is out of range.
    TypeError
        If `seed`, `number` or `level` is not an integer.

    Examples
    --------
    >>> made = problem("strided_size", seed=42)
    >>> made.answer, made.steps[-1]
    ([12], 'The first position counts, too: 11 + 1 = 12.')
    """
    check_choice("kind", kind, _KINDS)
    seed = whole_number("seed", seed, 0, MOST_SEED)
    number = whole_number("number", number, 1, MOST_NUMBER)
    level = whole_number("level", level, 1, LEVELS)
    draws = Draws((MOST_NUMBER + 1) * seed + number)
    return worded(kind, _telling(_KINDS[kind], draws, level))


def _telling(make: Callable[[Draws, int], Made], draws: Draws, level: int) -> Made:
    """Make a problem, and make it anew while a usual slip gives the answer, up to `TRIES` times."""
    for _ in range(TRIES):
        made = make(draws, level)
        if made.answer[0] not in made.rivals:
            break
    return made
