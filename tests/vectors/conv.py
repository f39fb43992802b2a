"""The sliding kernel over a grid of settings, as cnnlab computes it or refuses it."""

import itertools
from typing import Any

import numpy as np

from cnnlab import convolve2d, correlate2d, pad, padding_amounts
from cnnlab.padding import PADDING_MODES

PADDINGS = (0, 1, (2, 1), ((0, 1), (3, 2)), "valid", "same", "full")
SHAPES = (((6, 7), (3, 3)), ((5, 5), (2, 4)), ((1, 9), (1, 3)), ((8, 4), (4, 1)))


def vectors() -> list[dict[str, Any]]:
    """Return settings in every combination that can go wrong, with numbers that are not whole."""
    random = np.random.default_rng(0)
    return [
        _case(
            image=random.normal(size=image).round(3).tolist(),
            kernel=random.normal(size=kernel).round(3).tolist(),
            padding=padding,
            stride=stride,
            dilation=dilation,
            padding_mode=mode,
            flip=flip,
        )
        for (image, kernel), padding, stride, dilation, mode, flip in itertools.product(
            SHAPES, PADDINGS, (1, 2, (1, 3)), (1, (2, 3)), PADDING_MODES, (False, True)
        )
    ]


def _case(**settings: Any) -> dict[str, Any]:
    operation = convolve2d if settings["flip"] else correlate2d
    image, kernel = settings["image"], settings["kernel"]
    padding, mode = settings["padding"], settings["padding_mode"]
    stride, dilation = settings["stride"], settings["dilation"]
    try:
        output = operation(image, kernel, stride, padding, dilation, mode)
    except ValueError:
        return {"settings": settings, "refused": True}
    amounts = padding_amounts(padding, np.shape(kernel), stride, dilation)
    return {
        "settings": settings,
        "amounts": amounts,
        "padded": pad(image, amounts, mode),
        "output": output,
    }
