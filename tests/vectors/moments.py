"""What a saved animation shows, and for how long: from Python as from the page."""

from typing import Any

from cnnlab.widgets import SlidingKernel, step
from cnnlab.widgets.saving import even_steps, play_seconds
from cnnlab.widgets.walks import moments

COUNTS = (1, 2, 36, 127, 128, 129, 255, 256, 257, 676, 4096)
SPEEDS = (0.5, 1, 7, 64)
WALK = [
    step("Which way?", position=0),
    step("Set the stride to 2.", until={"stride": 2}),
    step("Move on.", until="position"),
    step("Choose the digit.", image="@digit 3", until={"kernel": "@sobel_x", "stride": 1}),
]


def vectors() -> dict[str, Any]:
    """Return plays of so many positions, and the moments of a walk."""
    widget = SlidingKernel(walk=WALK)
    return {
        "plays": [
            {
                "count": count,
                "speed": speed,
                "positions": list(even_steps(count)),
                "seconds": play_seconds(len(even_steps(count)), speed),
            }
            for count in COUNTS
            for speed in SPEEDS
        ],
        "walk": widget.walk,
        "moments": [moment._asdict() for moment in moments(widget.walk)],
    }
