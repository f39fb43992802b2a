"""Wirings of all kinds, with what cnnlab says they cost."""

import itertools
from typing import Any

import numpy as np

from cnnlab import conv2d
from cnnlab.widgets import Wiring

NAMES = ("in_channels", "out_channels", "kernel_size", "groups", "separable", "height")
VALUES = ((1, 4, 6), (1, 4, 8), (1, 3), (1, 2, 4), (False, True), (5, 14))


def vectors() -> list[dict[str, Any]]:
    """Return settings, each with its stages' and the full costs; None where cnnlab refuses it."""
    return [_of(dict(zip(NAMES, values, strict=True))) for values in itertools.product(*VALUES)]


def _of(settings: dict[str, Any]) -> dict[str, Any]:
    wiring = Wiring(width=7, **settings)
    given = {"wires": settings | {"width": 7}}
    try:
        costs = [cost._asdict() for cost in wiring.costs]
    except ValueError:
        return given | {"costs": None}
    return given | {
        "costs": costs,
        "full": wiring.full_cost._asdict(),
        "joined": None if wiring.separable else _joined(wiring).tolist(),
    }


def _joined(wiring: Wiring) -> np.ndarray:
    """Return which inputs each output depends on, as a convolution itself shows it."""
    c_in, c_out, groups = wiring.in_channels, wiring.out_channels, wiring.groups
    each = np.eye(c_in).reshape(c_in, c_in, 1, 1)  # one input channel at a time
    weight = np.ones((c_out, c_in // groups, 1, 1))
    return conv2d(each, weight, groups=groups)[:, :, 0, 0] != 0
