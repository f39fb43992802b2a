"""Stacks of layers: shapes, fields, maps, and what a unit sees, as the Python widget has them."""

from typing import Any

import numpy as np
from examples import sample
from traitlets import TraitError

from cnnlab.widgets import ReceptiveField


def vectors() -> list[dict[str, Any]]:
    """Return stacks of every kind, with units anywhere in them, on images of every shape."""
    random = np.random.default_rng(0)
    return [_case(random) for _ in sample(range(400))]


def _case(random: np.random.Generator) -> dict[str, Any]:
    layers = [
        {
            "kind": ("conv", "pool")[int(random.integers(2))],
            "kernel": int(random.integers(1, 6)),
            "stride": int(random.integers(1, 4)),
            "padding": int(random.integers(0, 3)),
            "dilation": int(random.integers(1, 4)),
        }
        for _ in range(random.integers(0, 5))
    ]
    image, shares = random.integers(0, 256, random.integers(6, 33, 2)), random.random(3)
    given = {"image": image, "layers": layers}
    try:
        widget = ReceptiveField(
            images={"x": image}, photograph="x", layers=layers, picked=(0, 0, 0)
        )
    except (ValueError, TraitError):
        return given | {"refused": True}
    layer = int(shares[0] * (len(layers) + 1))
    rows, columns = widget.shapes[layer]
    widget.picked = layer, int(shares[1] * rows), int(shares[2] * columns)
    maps = [np.where(np.isfinite(values), values, None) for values in widget.maps]
    return given | {
        "unit": widget.picked,
        "shapes": widget.shapes,
        "fields": [(1, 1, 0.0), *widget.fields],
        "seen": widget.seen,
        "maps": maps,
    }
