"""Checkers for the chapter on output size and padding."""

from typing import Any

import numpy as np

from cnnlab import mistakes
from cnnlab.check.compare import Cases, compare_function
from cnnlab.check.verdict import checker
from cnnlab.padding import pad
from cnnlab.shapes import output_size


@checker
def size(function: Any, cases: Cases = ()) -> str:
    """Check a function (size, kernel, padding) that gives the output size at stride 1."""
    cases = cases or [(28, 5, 0), (8, 3, 2), (7, 7, 0), (32, 4, 2), (1, 1, 0), (5, 3, 7)]
    return compare_function(
        function,
        lambda n, k, p: output_size(n, k, padding=p),
        cases,
        ("size", "kernel", "padding"),
        lambda n, k, p: mistakes.output_size(n, k, padding=p),
    )


@checker
def pad_reflect(function: Any, cases: Cases = ()) -> str:
    """Check a function (row, p) that reflects a row of pixels at both ends."""
    rows = ([1, 2, 3], 1), ([4, 5, 6, 7], 3), ([9.25, 1.5], 0)  # no integers hold the last
    cases = cases or [(np.array(row), p) for row, p in rows]

    def reference(row: Any, p: int) -> Any:
        return pad(row[None], ((0, 0), (p, p)), mode="reflect")[0]

    return compare_function(function, reference, cases, ("row", "p"))
