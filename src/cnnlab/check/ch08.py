"""Checkers for the chapter on transposed convolution."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnlab import mistakes
from cnnlab.check.compare import Cases, Slips, compare_function, in_quarters
from cnnlab.check.verdict import checker
from cnnlab.conv import conv_transpose2d


@checker
def size(function: Any, cases: Cases = ()) -> str:
    """Check a function (size, kernel, stride, padding, output_padding) for the size after it."""
    cases = cases or [
        # In these three, no two of the usual slips give one wrong number.
        (6, 5, 2, 0, 0),
        (5, 6, 3, 1, 0),
        (5, 6, 3, 1, 1),
        (4, 3, 1, 0, 0),
        (7, 4, 2, 1, 0),
        (3, 2, 5, 0, 4),
    ]

    def reference(n: int, k: int, s: int, p: int, extra: int) -> int:
        column, kernel = np.ones((1, 1, n, 1)), np.ones((1, 1, k, 1))
        result = conv_transpose2d(
            column, kernel, stride=(s, 1), padding=(p, 0), output_padding=(extra, 0)
        )
        return int(result.shape[2])

    names = ("size", "kernel", "stride", "padding", "output_padding")
    return compare_function(function, reference, cases, names, mistakes.transposed_size)


@checker
def transpose(function: Any, cases: Cases = ()) -> str:
    """Check a function (row, kernel, stride) that stamps a kernel along one axis."""
    if not cases:
        whole = [
            (np.array(row), np.array(kernel), stride)
            for row, kernel, stride in (
                ([5], [1, 2, 3], 1),
                ([1, 2], [1, 10], 2),
                ([1, 2, 3], [1, 10, 100], 1),
                ([1, 2, 3], [1, 1, 1], 2),
                ([4, -1], [2, 3], 3),
            )
        ]
        cases = [*whole, *in_quarters(*whole[3])]

    def reference(row: Any, kernel: Any, stride: int) -> Any:
        return conv_transpose2d(row[None, None, None], kernel[None, None, None], stride=stride)[
            0, 0, 0
        ]

    def slips(row: NDArray[Any], kernel: NDArray[Any], stride: int) -> Slips:
        right = reference(row, kernel, stride)
        last = np.zeros_like(right)
        for i, value in enumerate(row):
            last[i * stride : i * stride + len(kernel)] = value * kernel
        return [
            (last, "Where stamps overlap, that keeps the last one: add them up."),
            (
                reference(row, kernel[::-1], stride),
                "That stamps the kernel in reverse order: it is stamped as it is.",
            ),
            (
                reference(row, kernel, 1),
                "That moves the stamp by one place each time: it moves by the stride.",
            ),
            (
                np.pad(right, (0, stride)),
                "That has room for one stamp too many: n stamps are n − 1 strides apart.",
            ),
            (
                np.pad(right, (0, stride - 1)),
                "That has zeros at the end that no stamp reaches: the last stamp ends the result.",
            ),
            (
                np.outer(row, kernel).ravel(),
                "That puts the stamps side by side: they lie a stride apart, and may overlap.",
            ),
            (
                reference(np.ones_like(row), kernel, stride),
                "That stamps the kernel alone: each stamp is multiplied by its number of the row.",
            ),
        ]

    return compare_function(function, reference, cases, ("row", "kernel", "stride"), slips)
