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
    """List what comes out if a step is left out, or if other pairs are taken."""
    if d < 1:  # a teacher's own case
        return []
    image = np.asarray(image)
    with np.errstate(divide="ignore", invalid="ignore"):  # a side may be constant
        return [*_other_steps(image, d), *_other_pairs(image, d)]


def _other_steps(image: NDArray[Any], d: int) -> Slips:
    pixels = np.asarray(image, float)
    first, second = pixels[:-d], pixels[d:]
    spread = first.std() * second.std()
    products = (first - first.mean()) * (second - second.mean())
    in_own_type = (image[:-d] * image[d:]).mean()
    from_mean = pixels - pixels.mean()
    about_one_mean = from_mean[:-d] * from_mean[d:]
    one_mean = "the first pixels have their own mean, and so do the second."
    covariance = "That is the covariance: divide it by both standard deviations."
    return [
        (
            1.0,
            "That is what the first pixels have with themselves, entry [0, 0] of the matrix: take "
            "entry [0, 1].",
        ),
        (products.mean(), covariance),
        (products.sum() / (products.size - 1), covariance),  # as np.cov has it
        (
            (first * second).mean(),
            "That is the mean of the products: first subtract its mean from each side.",
        ),
        (
            _cosine(first, second),
            "That is without the means: first subtract its mean from each side.",
        ),
        (
            about_one_mean.mean() / pixels.var(),
            "That takes mean and variance from the whole image. Take them from the pairs: "
            f"{one_mean}",
        ),
        (
            _cosine(from_mean[:-d], from_mean[d:]),
            f"That subtracts the mean of the whole image. Take it from the pairs: {one_mean}",
        ),
        (
            products.mean() / (products.size * spread**2),
            "That leaves out the root in the denominator.",
        ),
        (
            (in_own_type - first.mean() * second.mean()) / spread,
            "These pixels are integers of 8 bits, and products above 255 begin again at 0: "
            "make them floats first, with `image.astype(float)`.",
        ),
    ]


def _other_pairs(image: NDArray[Any], d: int) -> Slips:
    rows, columns = image.shape
    slips = [
        (
            np.corrcoef(image.ravel(), np.roll(image, -d, axis=0).ravel())[0, 1],
            "That has the rows that `np.roll` brings round: the last d have no partner.",
        ),
        (pixel_correlation(image, 1, 0), "That is the correlation of pixels one row apart."),
        (
            pixel_correlation(image[:2], 1, 0),
            "That is the correlation of the first two rows: `np.corrcoef` takes each row of an "
            "array for a quantity of its own. Flatten both arrays, with `ravel`.",
        ),
        (
            np.mean([pixel_correlation(column[:, None], d, 0) for column in image.T]),
            "That is the mean of the columns' correlations: take the pairs of all columns at once.",
        ),
    ]
    if d + 1 < rows:
        reply = "That leaves out the last pairs: the first pixel can lie in any row but the last d."
        slips.append((pixel_correlation(image[:-1], d, 0), reply))
    if d < columns:
        slips += [
            (
                pixel_correlation(image, 0, d),
                "That is the correlation along the rows: d columns apart.",
            ),
            (pixel_correlation(image, d, d), "That goes d columns to the right, too."),
            (
                pixel_correlation(image[:, :-d], d, 0),
                "That leaves out the last columns: a pair lies in one column, and any will do.",
            ),
        ]
    return slips


def _cosine(first: NDArray[Any], second: NDArray[Any]) -> Any:
    return (first * second).sum() / np.sqrt((first**2).sum() * (second**2).sum())
