"""What the widgets that cannot be made from nothing are made from."""

from typing import Any

from cnnlab.network import Flatten, Linear, Sequential
from cnnlab.widgets import guesses

NEEDED: dict[str, dict[str, Any]] = {
    "choice": {"question": "Which?", "replies": {"a": "No.", "b": "Yes."}, "right": "b"},
    "draw_digit": {"networks": {"small": Sequential(Flatten(), Linear(64, 10, rng=0))}},
    "guess": {"guess": guesses.number("6 × 7?", 42, hint="Add.", because="So it is.")},
    "prediction": {"question": "How many?", "answer": 4, "hint": "Count."},
}
