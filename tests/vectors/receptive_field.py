"""Stacks of layers: shapes, fields, maps, and what a unit sees, as the Python widget has them."""

from typing import Any

import numpy as np
from examples import sample
from traitlets import TraitError

from cnnlab.widgets import ReceptiveField
from cnnlab.widgets.receptive_field import MOST_LAYERS, PARTS


def vectors() -> list[dict[str, Any]]:
    """Return stacks of every kind, with units anywhere in them, on images of every shape.

    The last ones are at the limits of what a stack may be, and one step beyond.
    """
    random = np.random.default_rng(0)
    drawn = [_drawn_layers(random) for _ in sample(range(400))]
    drawn_cases = [_case(random.integers(6, 33, 2), layers, random) for layers in drawn]
    return drawn_cases + [_case((40, 40), layers, random) for layers in _at_limits()]


def _drawn_layers(random: np.random.Generator) -> list[dict[str, Any]]:
    return [
        {
            "kind": ("conv", "pool")[int(random.integers(2))],
            "kernel": int(random.integers(1, 6)),
            "stride": int(random.integers(1, 4)),
            "padding": int(random.integers(0, 3)),
            "dilation": int(random.integers(1, 4)),
        }
        for _ in range(random.integers(0, 5))
    ]


def _at_limits() -> list[list[dict[str, Any]]]:
    layer = {"kind": "conv", "kernel": 3, "stride": 1, "padding": 1, "dilation": 1}
    one_part = [
        [layer | {part: value}]
        for part, (least, most) in PARTS.items()
        for value in (least - 1, least, most, most + 1)
    ]
    return [*one_part, [layer] * MOST_LAYERS, [layer] * (MOST_LAYERS + 1)]


def _case(shape: Any, layers: list[dict[str, Any]], random: np.random.Generator) -> dict[str, Any]:
    image, shares = random.integers(0, 256, shape), random.random(3)
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
