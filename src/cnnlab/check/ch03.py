"""Checkers for the chapter on receptive fields."""

from typing import Any

from cnnlab.check.verdict import Verdict, compare_function, unanswered
from cnnlab.receptive_fields import receptive_field, seen_pixels

LEAST_FIELD = 27


def field_size(function: Any) -> Verdict:
    """Check a function (layers) that gives the field's size for pairs (kernel size, stride)."""
    cases: list[tuple[list[tuple[int, int]]]] = [
        ([(5, 1)],),
        ([(3, 1), (3, 1)],),
        ([(3, 2)],),
        ([(3, 1), (2, 2), (3, 1)],),
        ([(7, 2), (3, 2), (1, 1), (3, 3), (4, 1)],),
        ([],),
    ]
    return compare_function(function, _size, cases, ("layers",))


def _size(layers: list[tuple[int, int]]) -> int:
    return receptive_field(layers)[-1].size if layers else 1


def dilations(answer: Any) -> Verdict:
    """Check four dilations that see `LEAST_FIELD` pixels or more in a row, without gaps."""
    if answer is ...:
        return unanswered()
    try:
        layers = [(3, 1, 0, d) for d in answer]
        size = receptive_field(layers)[-1].size if layers else 1
    except (TypeError, ValueError) as error:
        return Verdict(False, f"The dilations should be four whole numbers of at least 1: {error}")
    if len(layers) != 4:
        return Verdict(False, f"There should be four dilations; there are {len(layers)}.")
    if size < LEAST_FIELD:
        return Verdict(
            False, f"The field is {size} pixels wide; it should be at least {LEAST_FIELD}."
        )
    seen = seen_pixels(size, layers, 0)
    if len(seen) < size:
        gap = min(set(range(size)) - set(seen))
        return Verdict(
            False,
            f"The field is {size} pixels wide, but only {len(seen)} of them are seen: "
            f"pixel {gap} of it is left out, for one.",
        )
    return Verdict(True, f"The field is {size} pixels wide, and every pixel in it is seen.")
