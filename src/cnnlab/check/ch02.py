"""Checkers for the chapter on locality."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnlab.check.compare import Cases, Slips, compare_function
from cnnlab.check.verdict import checker
from cnnlab.experiments.locality import pixel_correlation
from cnnlab.images import digit, photograph


@checker
def correlation_downwards(function: Any, cases: Cases = ()) -> str:
    """Check a function (image, d) that correlates pixels `d` rows apart."""
    # No flat images: their correlation has no value to compare. Not only squares: whoever takes
    # rows for columns should see it.
    if not cases:
        photo = photograph("camera", size=8)
        cases = [(digit(3)[:4, 2:6], 1), (digit(8), 2), (photo[:, :5], 3), (photo[:5], 2)]
    return compare_function(
        function,
        lambda image, d: pixel_correlation(image, d, 0),
        cases,
        ("image", "d"),
        _slips,
    )


def _slips(image: NDArray[Any], d: int) -> Slips:
    """List what comes out if a step is left out, or is taken along the wrong axis."""
    if d < 1:  # a teacher's own case
        return []
    pixels = np.asarray(image, float)
    first, second = pixels[:-d], pixels[d:]
    products = (first - first.mean()) * (second - second.mean())
    about_one_mean = (first - pixels.mean()) * (second - pixels.mean())
    covariance = "That is the covariance: divide it by both standard deviations."
    slips = [
        (products.mean(), covariance),
        (products.sum() / (products.size - 1), covariance),  # as np.cov has it
        (
            (first * second).mean(),
            "That is the mean of the products: first subtract its mean from each side.",
        ),
        (
            about_one_mean.mean() / pixels.var(),
            "That takes mean and variance from the whole image. Take them from the pairs: the "
            "first pixels have their own mean, and so do the second.",
        ),
        (pixel_correlation(image, 1, 0), "That is the correlation of pixels one row apart."),
    ]
    if d < pixels.shape[1]:
        across = pixel_correlation(image, 0, d)
        slips.append((across, "That is the correlation along the rows: d columns apart."))
    return slips
