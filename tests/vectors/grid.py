"""Greys of images and the ink on them, as first frames draw them."""

import re
from typing import Any

import numpy as np

from cnnlab.images import digit
from cnnlab.widgets.frames import grey_grid


def vectors() -> list[dict[str, Any]]:
    """Return images, each with the grey of every pixel and the ink of its number."""
    rng = np.random.default_rng(0)
    images = [
        np.arange(256).reshape(-1, 8),  # every grey there is
        digit(3),
        rng.integers(0, 10, (4, 5)),
        rng.uniform(size=(4, 4)),
        rng.normal(size=(3, 6)),
        np.full((2, 2), 0.5),
        np.array([[-300, 40.5], [270, 0]]),
    ]
    return [_drawn(image) for image in images]


def _drawn(image: np.ndarray) -> dict[str, Any]:
    drawing = grey_grid(image)
    return {
        "image": image,
        "levels": [int(level) for level in re.findall(r'fill="rgb\((\d+),', drawing)],
        "inks": re.findall(r'<text [^>]*fill="(#\w+)"', drawing),
    }
