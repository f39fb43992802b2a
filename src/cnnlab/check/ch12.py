"""Checkers for the chapter that trains a network."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnlab.check.verdict import Verdict, compare_function, unanswered
from cnnlab.images import split_digits
from cnnlab.network import Conv2d, Flatten, Linear, MaxPool2d, ReLU, Sequential


def confusion(function: Any) -> Verdict:
    """Check a function (right, read) that counts which digit is read as which."""
    cases = [
        ([3], [3]),
        ([1, 7, 1], [7, 1, 7]),
        ([0, 9, 9, 4, 9], [0, 4, 4, 9, 9]),
    ]

    def reference(right: ArrayLike, read: ArrayLike) -> NDArray[Any]:
        pairs = 10 * np.asarray(right) + np.asarray(read)
        return np.bincount(pairs, minlength=100).reshape(10, 10)

    return compare_function(function, reference, cases, ("right", "read"))


def pooled(function: Any) -> Verdict:
    """Check a function (rng) that makes the chapter's CNN with one number left of each map."""
    if function is ...:
        return unanswered()
    rng = np.random.default_rng(0)
    try:
        model = function(rng)
    except Exception as error:
        return Verdict(False, f"It fails: {type(error).__name__}: {error}")
    if model is ... or model is None:
        return unanswered()
    if not isinstance(model, Sequential):
        return Verdict(False, f"It should return a Sequential; it returns {model!r}.")
    x = split_digits().x_test[:8]
    try:
        scores = model(x)
    except (ValueError, TypeError) as error:
        return Verdict(False, f"It cannot read a digit: {error}")
    reference = Sequential(
        *(Conv2d(1, 8, 3, padding=1, rng=rng), ReLU()),
        *(Conv2d(8, 16, 3, padding=1, rng=rng), ReLU(), MaxPool2d(2)),
        *(Conv2d(16, 32, 3, padding=1, rng=rng), ReLU(), MaxPool2d(4)),
        *(Flatten(), Linear(32, 10, rng=rng)),
    )
    shapes = [[p.shape for p in network.parameters()] for network in (model, reference)]
    if shapes[0] != shapes[1]:
        return Verdict(
            False,
            f"It learns {model.parameter_count:,} numbers, in arrays of the shapes {shapes[0]}. "
            "The convolutions should be those of the chapter, and the linear layer should have "
            "one input for each of the 32 maps.",
        )
    for ours, theirs in zip(reference.parameters(), model.parameters(), strict=True):
        ours[...] = theirs
    if scores.shape != (8, 10) or not np.allclose(scores, reference(x), rtol=1e-4, atol=1e-4):
        return Verdict(
            False,
            "All sizes fit, but with the same weights the scores of a digit differ: is the last "
            "pooling a maximum of the whole map, and are all ReLUs in place?",
        )
    return Verdict(True, "Of each map, only its largest number is left.")
