"""Checkers for the chapter on stride."""

from typing import Any

from cnnlab import mistakes
from cnnlab.check.compare import Cases, compare_function
from cnnlab.check.verdict import checker
from cnnlab.shapes import output_size
from cnnlab.windows import times_seen


@checker
def size(function: Any, cases: Cases = ()) -> str:
    """Check a function (size, kernel, stride, padding, dilation) that gives the output size."""
    cases = cases or [
        (8, 3, 1, 0, 1),
        (8, 3, 2, 0, 1),
        (7, 3, 2, 0, 1),
        (12, 5, 1, 2, 1),
        (224, 7, 2, 3, 1),
        (12, 3, 1, 0, 3),
        (10, 2, 3, 1, 4),
    ]
    names = ("size", "kernel", "stride", "padding", "dilation")
    return compare_function(function, output_size, cases, names, mistakes.output_size)


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
    return compare_function(function, reference, cases, names, mistakes.leftover)
