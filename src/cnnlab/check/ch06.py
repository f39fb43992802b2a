"""Checkers for the chapter on output size and padding."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnlab import mistakes
from cnnlab.check.compare import Cases, Slips, compare_function
from cnnlab.check.verdict import checker
from cnnlab.padding import PaddingMode, pad
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
        lambda n, k, p: [
            *mistakes.output_size(n, k, padding=p),
            (n + 2 * p - 2 * (k // 2), "That takes 2⌊k/2⌋ away: for an even k, one too many."),
        ],
    )


@checker
def pad_reflect(function: Any, cases: Cases = ()) -> str:
    """Check a function (row, p) that reflects a row of pixels at both ends."""
    rows = ([1, 2, 3], 1), ([4, 5, 6, 7], 3), ([9.25, 1.5], 0)  # no integers hold the last
    cases = cases or [(np.array(row), p) for row, p in rows]

    def padded(row: NDArray[Any], p: int, mode: PaddingMode = "reflect") -> Any:
        return pad(row[None], ((0, 0), (p, p)), mode)[0]

    def slips(row: NDArray[Any], p: int) -> Slips:
        right, end = padded(row, p), len(row) + p
        in_order = [right[:p][::-1], row, right[end:][::-1]]
        plus = "`+` adds arrays number by number: `np.concatenate` puts them one after another."
        return [
            # Other lengths cannot be added.
            *([(right[:p] + row + right[end:], plus)] if p == 1 else []),
            (
                np.pad(row, p, "symmetric"),
                "That repeats the edge pixel: it is the mirror itself, and appears once.",
            ),
            (
                np.concatenate([right[:p], row, row[::-1][:p]]),
                "On the right, that repeats the edge pixel: the border begins with `row[-2]`.",
            ),
            (
                np.concatenate(in_order),
                "Those are the right pixels in the wrong order: next to the edge comes its "
                "neighbour, then what lies further in.",
            ),
            (padded(row, p, "circular"), "That takes the pixels of the other end: circular."),
            (padded(row, p, "replicate"), "That repeats the edge pixel: replicate."),
            (padded(row, p, "zeros"), "That adds zeros."),
            (np.concatenate(in_order[:2]), "That adds pixels on the left only."),
            (np.concatenate([right[:p], row]), "That adds pixels on the left only."),
        ]

    return compare_function(function, padded, cases, ("row", "p"), slips)
