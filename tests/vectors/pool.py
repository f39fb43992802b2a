"""What math/pool.mjs must compute: the outputs and the gradients that the widget has in Python."""

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np
from examples import sample

from cnnlab.widgets import Pooling

OPERATIONS = ("max", "average", "lp", "lse")


def grid_of_settings() -> Iterator[dict[str, Any]]:
    """Yield settings that overlap and gap, with ties, zeros and numbers below zero."""
    random = np.random.default_rng(0)
    images = [
        random.normal(size=(7, 6)).round(2),
        random.integers(0, 3, (5, 8)),  # many ties
        np.zeros((4, 4)),
        random.integers(0, 256, (9, 9)),
    ]
    for image, operation, (k, padding), stride in itertools.product(
        images, OPERATIONS, [(1, 0), (2, 0), (2, 1), (3, 1), (4, 2)], (1, 2, 3)
    ):
        soft = [(3.0, True, 2.0)]
        if operation == "lp":
            soft = [(1.0, True, 2.0), (2.5, False, 2.0), (128.0, True, 2.0)]
        if operation == "lse":
            soft = [(3.0, True, t) for t in (0.25, 2.0, 500.0)]
        for p, normalise, temperature in soft:
            yield {
                "image": image.tolist(),
                "operation": operation,
                "kernel_size": k,
                "stride": stride,
                "padding": padding,
                "p": p,
                "normalise": normalise,
                "temperature": temperature,
            }


def vectors() -> list[dict[str, Any]]:
    """Return the grid, each setting with its output and gradient."""
    cases = []
    for settings in sample(grid_of_settings()):
        widget = Pooling(images={}, **settings)
        cases.append(
            {"settings": settings, "output": widget.output, "gradient": widget.input_gradient}
        )
    return cases
