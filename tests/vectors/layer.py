"""The sizes and counts of a layer, in every combination that can go wrong."""

import itertools
from typing import Any

from cnnlab import conv_cost, output_shape

NAMES = ("height", "kernel_size", "padding", "stride", "dilation", "groups")
VALUES = ((5, 32), (1, 3, 4), (0, 2), (1, 2, 3), (1, 2), (1, 4, 3))


def vectors() -> list[dict[str, Any]]:
    """Return layers, each with what cnnlab says of it; None where it refuses it."""
    chosen = (dict(zip(NAMES, values, strict=True)) for values in itertools.product(*VALUES))
    layers = [given | {"width": 9, "in_channels": 8, "out_channels": 12} for given in chosen]
    return [{"layer": layer, "sizes": by_cnnlab(**layer)} for layer in layers]


def by_cnnlab(
    height: int, width: int, in_channels: int, out_channels: int, groups: int, **window: int
) -> dict[str, int] | None:
    """Return the sizes and counts that cnnlab gives, or None."""
    image = (height, width)
    try:
        rows, columns = output_shape(image, **window)
        cost = conv_cost(image, in_channels, out_channels, groups=groups, **window)
    except ValueError:
        return None
    return {
        "rows": rows,
        "columns": columns,
        "parameters": cost.parameters,
        "multiply_adds": cost.multiply_adds,
    }
