"""Shifts of a photograph and of numbers with a sign, as the Python widget measures them."""

import itertools
from typing import Any

import numpy as np

from cnnlab.experiments.invariance import BORDERS, POOLINGS
from cnnlab.images import photograph
from cnnlab.kernels import KERNELS
from cnnlab.widgets import Shift

SHIFTS = [(0, 0), (-1, 3), (4, -8)]


def vectors() -> list[dict[str, Any]]:
    """Return settings in many combinations, each with its maps and measures."""
    random = np.random.default_rng(0)
    images = [photograph("coffee", 32, grey=True), random.normal(size=(22, 25)).round(2)]
    kernels = [(1, KERNELS["sobel_x"]), (2, random.normal(size=(1, 5)).round(2))]
    return [
        _case(
            {
                "image": image,
                "kernel": kernel,
                "down": down,
                "right": right,
                "border": border,
                "stride": stride,
                "pooling": pooling,
                "pool_size": 2 if down else 3,
            }
        )
        for image, border, (stride, kernel), pooling, (down, right) in itertools.product(
            images, BORDERS, kernels, POOLINGS, SHIFTS
        )
    ]


def _case(settings: dict[str, Any]) -> dict[str, Any]:
    widget = Shift(images={}, kernels={}, **settings)
    return {
        "settings": settings,
        "view": widget.view,
        "features": widget.features,
        "pooled": widget.pooled,
        "equivariance_error": _share(widget.equivariance_error),
        "unpooled_change": _share(widget.unpooled_change),
        "invariance_error": _share(widget.invariance_error),
    }


def _share(value: float) -> float | None:
    """Return None for infinity, which JSON does not know."""
    return value if np.isfinite(value) else None
