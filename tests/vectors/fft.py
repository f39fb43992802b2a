"""Squares of numbers, with the magnitudes of their waves as numpy.fft has them."""

from typing import Any

import numpy as np


def vectors() -> list[dict[str, Any]]:
    """Return images of sides from 2 to 32, each with its transform's absolute values."""
    random = np.random.default_rng(0)
    images = [random.normal(size=(side, side)) for side in (2, 4, 8, 16, 32)]
    return [
        {"image": image, "magnitudes": np.abs(np.fft.fftshift(np.fft.fft2(image)))}
        for image in images
    ]
