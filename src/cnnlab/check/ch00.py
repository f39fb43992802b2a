"""Checkers for the welcome chapter."""

from typing import Any

from cnnlab.check.compare import compare_kernel
from cnnlab.check.verdict import checker
from cnnlab.correlate import correlate2d
from cnnlab.images import digit


@checker
def difference_kernel(kernel: Any) -> str:
    """Check a kernel that answers with the pixel on the right minus the pixel on the left."""
    image = digit(3)
    wanted = image[1:-1, 2:] - image[1:-1, :-2]
    return compare_kernel(kernel, (3, 3), image, wanted, correlate2d, "right minus left")
