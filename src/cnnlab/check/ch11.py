"""Checkers for the chapter on invariance and equivariance."""

from collections.abc import Callable
from typing import Any

import numpy as np

from cnnlab.check.compare import compare_function
from cnnlab.check.run import result_of, safely, shown
from cnnlab.check.verdict import Wrong, checker
from cnnlab.experiments.invariance import feature_map, max_blur_pool2d
from cnnlab.kernels import KERNELS


@checker
def equivariance_test(function: Any) -> str:
    """Check a function (operation, image) that says whether shifts may come first or last."""
    operations: dict[str, tuple[Callable[[Any], Any], bool]] = {
        "a convolution with circular padding": (
            lambda x: feature_map(x, KERNELS["sobel_x"], padding_mode="circular"),
            True,
        ),
        "the ReLU": (lambda x: np.maximum(x - 5, 0), True),
        "turning the image upside down": (lambda x: x[::-1], True),
        "turning left and right around": (lambda x: x[:, ::-1], False),
        "weights of their own for every column": (lambda x: x * np.arange(x.shape[1]), False),
        "a convolution with padding of zeros": (
            lambda x: feature_map(x, KERNELS["box_blur"]),
            False,
        ),
    }
    # No column is empty, and no two are alike: what is shifted along another axis shows.
    image = np.random.default_rng(11).integers(1, 17, (6, 8)).astype(float)
    for name, (operation, wanted) in operations.items():
        subject = f"For {name} it"
        said = result_of(function, operation, image, subject=subject)
        if _as_bool(said, subject) != wanted:
            raise Wrong(f"{subject} gives {shown(said)}; it should be {wanted}.")
    return f"{len(operations)} operations, all told apart."


def _as_bool(said: Any, subject: str) -> bool:
    """Return True or False, from any library; 1 and 0 will do."""
    with safely(subject):
        array = np.asarray(said)
        if array.ndim == 0 and array.dtype.kind in "biuf" and array in (0, 1):
            return bool(array)
    raise Wrong(f"{subject} gives {shown(said)}, where True or False should be.")


@checker
def blur_pool(function: Any) -> str:
    """Check a function (row) that takes maxima of neighbours, blurs, and keeps every second."""
    rows = ([0, 8, 0, 0], [0, 0, 8, 0], [1, 5, 2, 7, 7, 3], [0, 0, 0, 6, 0, 0, 0, 0])
    cases = [(np.array(row),) for row in rows]

    def reference(row: Any) -> Any:
        return max_blur_pool2d(row[None], 2, "circular")[0]

    return compare_function(function, reference, cases, ("row",))
