"""Which pixels are asked for, and what is known of them, as the Python widget has it."""

from typing import Any

import numpy as np

from cnnlab.widgets import PixelGuess


def vectors() -> dict[str, Any]:
    """Return rounds on the widget's photographs, and on images of other shapes."""
    random = np.random.default_rng(0)
    small = {
        name: random.integers(0, 256, shape)
        for name, shape in (("least", (5, 5)), ("wide", (7, 30)), ("high", (48, 6)))
    }
    return {
        "photographs": _rounds(PixelGuess(), range(0, 4000, 37)),
        "small": _rounds(PixelGuess(images=small), range(60)),
    }


def _rounds(widget: PixelGuess, rounds: range) -> dict[str, Any]:
    asked = []
    for count in rounds:
        widget.round = count
        asked.append(
            {
                "round": count,
                **widget.asked._asdict(),
                "pixel": widget.pixel,
                "known": list(widget.known.values()),
            }
        )
    return {"images": widget.images, "asked": asked}
