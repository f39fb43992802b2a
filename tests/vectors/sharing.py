"""The maps of the tied and the untied layer, with the object at some places."""

from typing import Any

from cnnlab.widgets import Sharing
from cnnlab.widgets.sharing import SEEN


def vectors() -> list[dict[str, Any]]:
    """Return widgets' states, each with the image and the two maps as cnnlab computes them."""
    widgets = [
        Sharing(seen=seen, row=row, column=column)
        for seen in SEEN
        for row, column in ((0, 0), (1, 1), (3, 7), (7, 2))
    ]
    return [
        {"state": w.state(), "image": w.image, "tied": w.tied, "untied": w.untied} for w in widgets
    ]
