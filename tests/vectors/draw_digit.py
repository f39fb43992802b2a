"""Digits, moved ones, and a CNN that reads them, as chapter 13 trains it."""

from typing import Any

from cnnlab.experiments.digit_networks import make_cnn, train_on_digits
from cnnlab.images import digits, shift
from cnnlab.widgets.packed import pack_network


def vectors() -> dict[str, Any]:
    """Return digits, the same moved up and right by a pixel, and a trained network."""
    images = digits()[0][::30]
    return {
        "images": images,
        "moved": [shift(image, -1, 1) for image in images],
        "cnn": pack_network(train_on_digits(make_cnn, epochs=6)[0]),
    }
