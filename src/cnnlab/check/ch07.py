"""Checkers for the chapter on stride."""

from typing import Any

from cnnlab import mistakes
from cnnlab.check.compare import Cases, Slips, compare_function
from cnnlab.check.verdict import checker
from cnnlab.shapes import output_size
from cnnlab.windows import times_seen


@checker
def size(function: Any, cases: Cases = ()) -> str:
    """Check a function (size, kernel, stride, padding, dilation) that gives the output size."""
    cases = cases or [
        (8, 3, 1, 0, 1),
        (10, 5, 2, 0, 1),
        (7, 3, 2, 0, 1),
        (12, 5, 1, 2, 1),
        (224, 7, 2, 3, 1),
        (12, 3, 1, 0, 3),
        (10, 2, 3, 1, 4),
    ]
    names = ("size", "kernel", "stride", "padding", "dilation")
    return compare_function(function, output_size, cases, names, _size_slips)


def _size_slips(n: int, k: int, s: int, p: int, d: int) -> Slips:
    """List what comes out if a part of the formula is left out, or stands in another place."""
    room = n + 2 * p - d * (k - 1) - 1
    return [
        *mistakes.output_size(n, k, s, p, d),
        (
            (room + 1) // s + 1,
            "That leaves out the − 1 before the division: the window spans d(k − 1) + 1 pixels.",
        ),
        (
            (room + 1) // s,
            "That adds the 1 before the division: it is for the first place, and is added after.",
        ),
        (
            round(room / s) + 1,
            "`round` goes to the nearest whole number: a step that does not fit is not taken.",
        ),
        (
            (room + 1) - 1 // s + 1,
            "That divides the last 1 alone: the whole numerator needs parentheses.",
        ),
    ]


@checker
def unreached(function: Any, cases: Cases = ()) -> str:
    """Check a function (size, kernel, stride) that counts the rows that no window reaches."""
    cases = cases or [
        (8, 3, 1),
        (7, 3, 2),
        (8, 3, 2),
        (10, 3, 3),
        (9, 5, 3),
        (9, 2, 3),
        (12, 1, 5),
        (7, 2, 6),
    ]

    def reference(n: int, k: int, s: int) -> int:
        return int((times_seen((n, 1), (k, 1), s)[:, 0] == 0).sum())

    names = ("size", "kernel", "stride")
    return compare_function(function, reference, cases, names, _unreached_slips)


def _unreached_slips(n: int, k: int, s: int) -> Slips:
    """List what comes out if rows after or between the windows are counted in another way."""
    steps, rest = divmod(n - k, s)
    return [
        *mistakes.leftover(n, k, s),
        (
            rest,
            "Those are the rows after the last window. If the stride is larger than the kernel, "
            "no window reaches those between two windows either.",
        ),
        (
            steps * max(0, s - k),
            "Those are the rows between the windows: some may be left over after the last one.",
        ),
        (
            rest + steps * (s - k),
            "That takes away rows twice where windows overlap: the gap between them is then 0, "
            "never below it.",
        ),
        (
            rest + (steps + 1) * max(0, s - k),
            "Between the windows there is one gap fewer than there are windows.",
        ),
        (rest + max(0, s - k), "That counts a single gap: there is one after each step."),
    ]
