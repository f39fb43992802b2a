"""Checkers for the welcome chapter."""

from typing import Any

import numpy as np

from cnnlab.check.compare import compare_kernel
from cnnlab.check.verdict import checker
from cnnlab.correlate import correlate2d
from cnnlab.images import digit
from cnnlab.kernels import KERNELS


@checker
def difference_kernel(kernel: Any) -> str:
    """Check a kernel that answers with the pixel on the right minus the pixel on the left."""
    image = digit(3)
    wanted = image[1:-1, 2:] - image[1:-1, :-2]
    right, left, middle = np.zeros((3, 3, 3))
    right[1, 2] = left[1, 0] = middle[1, 1] = 1
    rows = "That compares all three rows: only the two pixels beside the middle count."
    slips = [
        (left - right, "That is left minus right."),
        ((right - left).T, "That is below minus above."),
        ((left - right).T, "That is above minus below."),
        (right - middle, "That takes the middle pixel for the left one."),
        (right + left, "That adds the two pixels: the one on the left is subtracted."),
        (np.tile([-1, 0, 1], (3, 1)), rows),
        (KERNELS["sobel_x"], rows),
    ]
    return compare_kernel(
        kernel, (3, 3), image, wanted, correlate2d, "right minus left", slips=slips
    )
