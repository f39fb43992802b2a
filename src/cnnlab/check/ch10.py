"""Checkers for the chapter on pooling."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from cnnlab.check.verdict import Verdict, compare_function, compare_kernel, unanswered
from cnnlab.correlate import correlate2d
from cnnlab.images import digit
from cnnlab.pool import avg_pool2d, max_pool2d


def max_pool(function: Any) -> Verdict:
    """Check a function (image, k) that takes the maximum of windows that touch."""
    random = np.random.default_rng(10)
    cases = [
        (random.integers(-9, 10, shape), k)  # below zero, too: a maximum that starts at 0 fails
        for shape, k in (((2, 2), 1), ((2, 4), 2), ((4, 4), 2), ((6, 3), 3), ((5, 7), 2))
    ]
    return compare_function(function, max_pool2d, cases, ("image", "k"))


def averaging_kernel(kernel: Any) -> Verdict:
    """Check a 3 × 3 kernel that makes a cross-correlation with stride 3 average its windows."""
    if kernel is ...:
        return unanswered()

    def with_stride(image: ArrayLike, weights: ArrayLike) -> Any:
        return correlate2d(image, weights, stride=3)

    image = digit(3)
    return compare_kernel(
        kernel, (3, 3), image, avg_pool2d(image, 3), with_stride, "the average of its window"
    )
