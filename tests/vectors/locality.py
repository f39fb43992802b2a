"""Correlations of pixels, and pixels shuffled, as the Python widget has them."""

from typing import Any

import numpy as np

from cnnlab.experiments.locality import pixel_correlation, shuffle_pixels
from cnnlab.widgets import Locality

DISTANCES = (1, 5, 30)


def vectors() -> dict[str, Any]:
    """Return the widget's photographs measured each way, and images of every shape."""
    images = Locality().images
    return {
        "images": images,
        "photographs": [
            {
                "image": name,
                "direction": direction,
                "shuffled": shuffled,
                "correlations": {distance: widget(distance).correlation for distance in DISTANCES},
            }
            for name in images
            for direction in ("right", "down", "diagonal")
            for shuffled in (False, True)
            for widget in [_widget(name, direction, shuffled)]
        ],
        "shapes": [_measured(np.random.default_rng(seed)) for seed in range(40)],
    }


def _widget(name: str, direction: str, shuffled: bool) -> Any:
    return lambda distance: Locality(
        photograph=name, direction=direction, shuffled=shuffled, distance=distance
    )


def _measured(random: np.random.Generator) -> dict[str, Any]:
    image = random.integers(0, random.choice([1, 2, 256]), random.integers(2, 12, 2), endpoint=True)
    down, right = (int(random.integers(0, side)) for side in image.shape)
    return {
        "image": image,
        "shuffled": shuffle_pixels(image),
        "down": down,
        "right": right,
        "correlation": pixel_correlation(image, down, right),
    }
