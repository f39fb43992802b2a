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
                "correlations": _correlations(
                    images={name: image}, photograph=name, direction=direction, shuffled=shuffled
                ),
            }
            for name, image in images.items()
            for direction in ("right", "down", "diagonal")
            for shuffled in (False, True)
        ],
        "shapes": [
            *(_measured(np.random.default_rng(seed)) for seed in range(40)),
            _constant(0.1),
        ],
    }


def _correlations(**traits: Any) -> dict[int, float]:
    widget, correlations = Locality(**traits), {}
    for distance in DISTANCES:
        widget.distance = distance
        correlations[distance] = widget.correlation
    return correlations


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


def _constant(value: float) -> dict[str, Any]:
    image = np.full((3, 3), value)
    return {"image": image, "shuffled": image, "down": 0, "right": 1, "correlation": 0}
