"""Sizes, outputs and how often each pixel is seen, as the Python widget has them."""

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np
from examples import sample

from cnnlab.widgets import SizeExplorer


def vectors() -> list[dict[str, Any]]:
    """Return settings in every combination that can go wrong, with what follows from them."""
    return [_case(settings) for settings in sample(_settings())]


def _settings() -> Iterator[dict[str, Any]]:
    random = np.random.default_rng(3)
    image = random.normal(size=(9, 10)).round(3)
    paddings = ["valid", "same", "full", 1, (0, 2), ((2, 1), (0, 3))]
    cases = itertools.product(
        [(3, 3), (2, 4), (1, 3)],
        paddings,
        [1, 2, (1, 3)],
        [1, (2, 1)],
        [(6, 7), 3],
        [(True, 0), (True, 1), (False, 0)],
    )
    for shape, padding, stride, dilation, size, (transposed, extra) in cases:
        yield {
            "image": image,
            "kernel": random.normal(size=shape).round(3),
            "size": size,
            "stride": stride,
            "padding": padding,
            "padding_mode": "zeros" if transposed else "replicate",
            "dilation": dilation,
            "transposed": transposed,
            "output_padding": extra,
        }


def _case(settings: dict[str, Any]) -> dict[str, Any]:
    try:
        widget = SizeExplorer(images={}, **settings)
    except ValueError:
        return {"settings": settings, "refused": True}
    return {
        "settings": settings,
        "refused": False,
        "output": widget.output,
        "times_seen": widget.times_seen,
        "unreached": widget.unreached,
    }
