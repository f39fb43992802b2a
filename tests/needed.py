"""What widgets are made from that cannot be made from nothing, or would train networks first."""

from typing import Any

from cnnlab.network import Conv2d, Flatten, Linear, ReLU, Sequential
from cnnlab.widgets import guesses
from cnnlab.widgets.learned_weights import AMOUNTS, SIDES
from cnnlab.widgets.packed import pack_network


def _linear(side: int) -> dict[str, Any]:
    return pack_network(Sequential(Flatten(), Linear(side**2, 10, rng=0)))[1]


NEEDED: dict[str, dict[str, Any]] = {
    "choice": {"question": "Which?", "replies": {"a": "No.", "b": "Yes."}, "right": "b"},
    "draw_digit": {"networks": {"small": Sequential(Flatten(), Linear(64, 10, rng=0))}},
    "guess": {"guess": guesses.number("6 × 7?", 42, hint="Add.", because="So it is.")},
    "learned_weights": {
        "learned": [
            {"side": side, "images": images, "right": [50.0, 60.0], "layer": _linear(side)}
            for side in SIDES
            for images in AMOUNTS
        ]
    },
    "saliency": {
        "network": Sequential(
            Conv2d(1, 2, 3, padding=1, rng=0), ReLU(), Flatten(), Linear(128, 10, rng=0)
        )
    },
    "prediction": {"question": "How many?", "answer": 4, "hint": "Count."},
}
