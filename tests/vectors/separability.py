"""Windows with and without a feature, and what cnnlab's formulas say of their pools."""

import itertools
from typing import Any

from cnnlab.experiments.pooling import OPERATIONS
from cnnlab.widgets import Separability


def vectors() -> list[dict[str, Any]]:
    """Return settings, each with its windows, thresholds, shares and histograms."""
    values = itertools.product((1, 2, 5, 16), (0.5, 1.0, 2.5, 6.0), ("pixel", "row", "window"))
    return [_of(*each, seed) for seed, each in enumerate(values)]


def _of(side: int, noise: float, fill: str, seed: int) -> dict[str, Any]:
    widget = Separability(side=side, noise=noise, fill=fill, seed=seed)
    return {
        "settings": {"side": side, "noise": noise, "fill": fill, "seed": seed},
        "windows": widget.windows,
        "thresholds": widget.thresholds,
        "accuracies": widget.accuracies,
        "histograms": {name: widget.histograms(name) for name in OPERATIONS},
    }
