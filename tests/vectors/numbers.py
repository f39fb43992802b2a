"""Numbers as `cnnlab.widgets.frames` writes them: a live widget's must look the same."""

import itertools
from typing import Any

import numpy as np

from cnnlab.kernels import KERNELS, gaussian
from cnnlab.widgets.frames import as_factor, exact_number, number

HALVES = (1.125, 2.125, 0.0625, 10.25, 1234.5, 0.125)  # between two short numbers
LARGE = (123456789012345680, 1e15, 1e16, 2.0**53 + 2, 1e20, 1e21, 1.5e21, 1e22, 1.7e308)
SMALL = (5e-05, 1.06e-06, 9.995e-06, 1e-06, 9.999e-07, 1e-07, 1.5e-07, 5e-324)
PLAIN = (0.0, -0.0, 1, 0.1, 0.3, 1 / 3, 2 / 3, 7.25, 12.75, 17 / 16, 99.95, 999.5, 100, 255)


def vectors() -> list[dict[str, Any]]:
    """Return numbers of every kind, each with what is written for it."""
    rng = np.random.default_rng(0)
    any_size = rng.normal(size=60) * 10.0 ** rng.integers(-9, 24, size=60)
    kernels = [kernel.ravel() for kernel in (*KERNELS.values(), gaussian(1.5))]
    values = [*HALVES, *LARGE, *SMALL, *PLAIN, *any_size, *np.concatenate(kernels)]
    return [
        {
            "value": float(value),
            "texts": {digits: number(value, digits) for digits in (2, 3, 5)},
            "exact": exact_number(value),
            "factor": as_factor(value),
        }
        for value in itertools.chain.from_iterable((value, -value) for value in values)
    ]
