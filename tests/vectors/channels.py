"""Layers on three channels: outputs, and each kernel's map of its channel, as cnnlab has them."""

import itertools
from typing import Any

import numpy as np

from cnnlab import conv2d

IMAGES = [(3, 5, 5), (3, 6, 9), (3, 1, 4), (3, 32, 32)]
OUTPUTS_AND_DEPTHS = [(1, 3), (2, 3), (4, 3), (3, 1), (6, 1), (2, 1), (2, 2), (4, 1)]
KERNELS = [(1, 1), (3, 3), (2, 4), (5, 5), (1, 3)]


def vectors() -> list[dict[str, Any]]:
    """Return a grid of layers; those that cnnlab refuses have no output."""
    grid = itertools.product(IMAGES, OUTPUTS_AND_DEPTHS, KERNELS)
    return [_case(i, image, (*layer, *kernel)) for i, (image, layer, kernel) in enumerate(grid)]


def _case(seed: int, *shapes: tuple[int, ...]) -> dict[str, Any]:
    random = np.random.default_rng(seed)
    image_shape, weight_shape = shapes
    image, weight, bias = (
        random.integers(-9, 10, shape) + seed % 2 * random.normal(size=shape).round(3)
        for shape in (image_shape, weight_shape, weight_shape[:1])
    )
    given = {"image": image, "weight": weight, "bias": bias}
    groups = 3 // weight_shape[1]
    try:
        output = conv2d(image[None], weight, bias, groups=groups)[0]
    except ValueError:
        return given
    read = np.repeat(image.reshape(groups, -1, *image.shape[1:]), len(weight) // groups, axis=0)
    partial = [
        [conv2d(x[None, None], w[None, None])[0, 0] for x, w in zip(*pair, strict=True)]
        for pair in zip(read, weight, strict=True)
    ]
    return given | {"output": output, "partial": partial}
