"""Checkers for the chapter on convolution and cross-correlation."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from cnnlab.check.compare import Cases, compare_function, compare_kernel, drawn_pairs
from cnnlab.check.verdict import checker
from cnnlab.correlate import convolve2d
from cnnlab.images import digit


@checker
def convolve(function: Any, cases: Cases = ()) -> str:
    """Check a function (image, kernel) that convolves, output size "valid"."""
    shapes = ((3, 3), (1, 1)), ((3, 4), (2, 2)), ((5, 4), (2, 3)), ((6, 6), (3, 3))
    cases = cases or drawn_pairs(5, *shapes)
    return compare_function(function, convolve2d, cases, ("image", "kernel"))


@checker
def shift_down_kernel(kernel: Any) -> str:
    """Check a 5 × 5 kernel that moves the picture two pixels down when it is convolved."""
    image = digit(3)
    wanted = np.zeros_like(image)
    wanted[2:] = image[:-2]

    def keeping_the_size(image: ArrayLike, kernel: ArrayLike) -> Any:
        return convolve2d(image, kernel, padding="same")

    return compare_kernel(
        kernel, (5, 5), image, wanted, keeping_the_size, "the pixel two rows above it"
    )
