"""Checkers for the chapter on channels and many kernels."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from cnnlab.check.verdict import Verdict, compare_function, unanswered
from cnnlab.conv import conv2d


def layer(function: Any) -> Verdict:
    """Check a function (x, weight, bias) that is a layer for one image."""
    random = np.random.default_rng(8)
    cases = [
        tuple(random.integers(-4, 5, shape) for shape in (image, weight, weight[:1]))
        for image, weight in (
            ((2, 1, 1), (1, 2, 1, 1)),
            ((1, 2, 3), (2, 1, 1, 2)),
            ((3, 4, 3), (2, 3, 2, 2)),
            ((2, 5, 6), (4, 2, 3, 3)),
        )
    ]

    def reference(x: ArrayLike, weight: ArrayLike, bias: ArrayLike) -> Any:
        return conv2d(np.asarray(x)[None], weight, bias)[0]

    return compare_function(function, reference, cases, ("x", "weight", "bias"))


def yellow_against_blue(weight: Any) -> Verdict:
    """Check a weight (1, 3, 1, 1) that answers to yellow and blue, and not to grey."""
    if weight is ...:
        return unanswered()
    try:
        weights = np.asarray(weight, dtype=float)
    except (TypeError, ValueError):
        return Verdict(False, f"A weight is an array of numbers; this is {weight!r}.")
    if weights.shape != (1, 3, 1, 1):
        return Verdict(
            False, f"The weight should have shape (1, 3, 1, 1); yours has {weights.shape}."
        )
    if not np.isfinite(weights).all():
        return Verdict(False, "The weights should be finite numbers.")

    def answer(*colour: int) -> float:
        return float(conv2d(np.reshape(colour, (1, 3, 1, 1)), weights).item())

    # Weights such as a third are rounded: so is what they add up to.
    nearly = 1e-9 * max(1.0, float(np.abs(weights).max()))
    if abs(grey := answer(100, 100, 100)) > 100 * nearly:
        return Verdict(False, f"To the grey pixel (100, 100, 100) it answers {grey:g}, not 0.")
    if (yellow := answer(1, 1, 0)) <= nearly:
        return Verdict(False, f"To yellow, (1, 1, 0), it answers {yellow:g}: not above 0.")
    if (blue := answer(0, 0, 1)) >= -nearly:
        return Verdict(False, f"To blue, (0, 0, 1), it answers {blue:g}: not below 0.")
    red, green = answer(1, 0, 0), answer(0, 1, 0)
    if abs(red - green) > nearly:
        return Verdict(
            False, f"To red it answers {red:g} and to green {green:g}: that is not the same."
        )
    return Verdict(True, "Yellow is positive, blue is negative, and grey is not seen at all.")
