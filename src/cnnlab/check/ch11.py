"""Checkers for the chapter on invariance and equivariance."""

from typing import Any

import numpy as np

from cnnlab.check.verdict import Verdict, compare_function, unanswered
from cnnlab.experiments.invariance import feature_map, max_blur_pool2d
from cnnlab.images import digit
from cnnlab.kernels import KERNELS


def equivariance_test(function: Any) -> Verdict:
    """Check a function (operation, image) that says whether shifts may come first or last."""
    if function is ...:
        return unanswered()
    operations = {
        "a convolution with circular padding": (
            lambda x: feature_map(x, KERNELS["sobel_x"], padding_mode="circular"),
            True,
        ),
        "the ReLU": (lambda x: np.maximum(x - 5, 0), True),
        "turning the image upside down": (lambda x: x[::-1], True),
        "turning left and right around": (lambda x: x[:, ::-1], False),
        "weights of their own for every column": (lambda x: x * np.arange(8), False),
        "a convolution with padding of zeros": (
            lambda x: feature_map(x, KERNELS["box_blur"]),
            False,
        ),
    }
    for name, (operation, wanted) in operations.items():
        try:
            said = function(operation, digit(0).astype(float))
        except Exception as error:
            return Verdict(False, f"For {name} it fails: {type(error).__name__}: {error}")
        if said is ... or said is None:
            return unanswered()
        if np.ndim(said) or bool(said) != wanted:
            return Verdict(False, f"For {name} it gives {said}, which should be {wanted}.")
    return Verdict(True, f"{len(operations)} operations, all told apart.")


def blur_pool(function: Any) -> Verdict:
    """Check a function (row) that takes maxima of neighbours, blurs, and keeps every second."""
    rows = ([0, 8, 0, 0], [0, 0, 8, 0], [1, 5, 2, 7, 7, 3], [0, 0, 0, 6, 0, 0, 0, 0])
    cases = [(np.array(row),) for row in rows]

    def reference(row: Any) -> Any:
        return max_blur_pool2d(row[None], 2, "circular")[0]

    return compare_function(function, reference, cases, ("row",))
