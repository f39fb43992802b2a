"""Stacks along one axis, with their sizes and fields, and what some of their units read."""

import itertools
from typing import Any

from traitlets import TraitError

from cnnlab.widgets import SideView
from cnnlab.widgets.side_view import MOST_LAYERS, PARTS

WINDOWS = [(1, 1, 1), (3, 1, 1), (2, 2, 1), (3, 2, 2), (5, 1, 4)]


def vectors() -> list[dict[str, Any]]:
    """Return stacks of one to three layers; `sizes` is None where one is refused.

    The last ones are at the limits of what a stack may be, and one step beyond.
    """
    stacks = [s for n in (1, 2, 3) for s in itertools.product(WINDOWS, repeat=n)]
    drawn = [_of(list(stack), size) for stack in stacks for size in (9, 24)]
    return drawn + [_of(stack, 24) for stack in _at_limits()]


def _at_limits() -> list[list[tuple[int, ...]]]:
    window = (3, 1, 1)
    one_part = [
        [(*window[:part], value, *window[part + 1 :])]
        for part, (least, most) in enumerate(PARTS.values())
        for value in (least - 1, least, most, most + 1)
    ]
    return [*one_part, [window] * MOST_LAYERS, [window] * (MOST_LAYERS + 1)]


def _of(layers: list[tuple[int, ...]], size: int) -> dict[str, Any]:
    try:
        widget = SideView(size=size, layers=layers, layer=len(layers))
    except (ValueError, TraitError):
        return {"size": size, "layers": layers, "sizes": None}
    units = sorted({0, (widget.sizes[-1] - 1) // 2, widget.sizes[-1] - 1})
    seen = [_seen(widget, unit) for unit in units]
    fields = [field._asdict() for field in widget.fields]
    return {
        **{"size": size, "layers": widget.layers, "sizes": widget.sizes, "fields": fields},
        **{"units": units, "seen": seen, "skips": [_skipped(widget, skip) for skip in (0, 1, 7)]},
    }


def _skipped(widget: SideView, skip: int) -> dict[str, Any]:
    """Return what the first and the last unit read; `apart` is None if the skip is refused."""
    widget.skip = skip
    try:
        seen = [(unit, _seen(widget, unit)) for unit in (0, widget.sizes[-1] - 1)]
        return {"skip": skip, "apart": widget.apart, "seen": seen}
    except ValueError:
        return {"skip": skip, "apart": None}


def _seen(widget: SideView, unit: int) -> list[int]:
    widget.unit = unit
    return widget.seen
