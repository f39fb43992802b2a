"""Strips at all shifts, with what cnnlab makes of them."""

import itertools
import math
from typing import Any

from examples import sample

from cnnlab.widgets import Strip


def vectors() -> list[dict[str, Any]]:
    """Return settings, each with its pixels, pooled rows, errors and verdicts."""
    settings = itertools.product(range(-6, 7), (1, 2, 3, 4), (2, 3, 4))
    return [_of(*values) for values in sample(settings)]


def _of(right: int, apart: int, stride: int) -> dict[str, Any]:
    strip = Strip(right=right, apart=apart, stride=stride)
    return {
        "right": right,
        "apart": apart,
        "stride": stride,
        "pixels": strip.pixels.tolist(),
        "pooled": {name: row.tolist() for name, row in strip.pooled.items()},
        "errors": {n: None if math.isnan(e) else e for n, e in strip.errors.items()},
        "verdicts": strip.verdicts,
    }
