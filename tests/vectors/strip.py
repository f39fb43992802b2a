"""Strips at all shifts, with what cnnlab makes of them."""

import itertools
import math
from typing import Any

from examples import sample
from traitlets import TraitError

from cnnlab.widgets import Strip
from cnnlab.widgets.strip import MOST


def vectors() -> dict[str, Any]:
    """Return settings, each with its pixels, pooled rows, errors and verdicts; and shifts.

    The shifts go to the largest there are and one step beyond, each with whether it is refused.
    """
    settings = itertools.product(range(-MOST, MOST + 1), (1, 2, 3, 4), (2, 3, 4))
    return {
        "settings": [_of(*values) for values in sample(settings)],
        "shifts": [(right, _is_refused(right)) for right in range(-MOST - 1, MOST + 2)],
    }


def _is_refused(right: int) -> bool:
    try:
        Strip(right=right)
    except TraitError:
        return True
    return False


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
