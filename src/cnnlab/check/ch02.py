"""Checkers for the chapter on locality."""

from typing import Any

from cnnlab.check.compare import Cases, compare_function
from cnnlab.check.verdict import checker
from cnnlab.experiments.locality import pixel_correlation
from cnnlab.images import digit, photograph


@checker
def correlation_downwards(function: Any, cases: Cases = ()) -> str:
    """Check a function (image, d) that correlates pixels `d` rows apart."""
    # Not images of flat areas: a correlation without spread has no value to compare. Not squares
    # alone: whoever takes rows for columns should see it.
    if not cases:
        photo = photograph("camera", size=8)
        cases = [(digit(3)[:4, 2:6], 1), (digit(8), 2), (photo[:, :5], 3), (photo[:5], 2)]
    return compare_function(
        function, lambda image, d: pixel_correlation(image, d, 0), cases, ("image", "d")
    )
