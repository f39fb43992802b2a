"""What the widgets that cannot be made from nothing are made from."""

from typing import Any

from cnnlab.network import Conv2d, Flatten, Linear, ReLU, Sequential
from cnnlab.widgets import guesses

NEEDED: dict[str, dict[str, Any]] = {
    "choice": {"question": "Which?", "replies": {"a": "No.", "b": "Yes."}, "right": "b"},
    "draw_digit": {"networks": {"small": Sequential(Flatten(), Linear(64, 10, rng=0))}},
    "guess": {"guess": guesses.number("6 × 7?", 42, hint="Add.", because="So it is.")},
    "saliency": {
        "network": Sequential(
            Conv2d(1, 2, 3, padding=1, rng=0), ReLU(), Flatten(), Linear(128, 10, rng=0)
        )
    },
    "prediction": {"question": "How many?", "answer": 4, "hint": "Count."},
}
