"""The lens over a grid of settings, as cnnlab computes it."""

import itertools
from typing import Any

import numpy as np

from cnnlab.experiments.spectrum import fast_share, kernel_response, spectrum
from cnnlab.images import to_grey
from cnnlab.kernels import KERNELS, binomial
from cnnlab.widgets import Lens
from cnnlab.widgets.lens import STRIDES, filtered

SIDE = 32
LATER = (  # blur, ReLU, pooling
    (False, False, "none"),
    (False, True, "max"),
    (True, False, "average"),
    (True, True, "none"),
)


def vectors() -> list[dict[str, Any]]:
    """Return settings in many combinations, each with its output and the waves in it."""
    random = np.random.default_rng(0)
    picture = random.integers(0, 256, (3, SIDE, SIDE))
    kernels = [KERNELS["sobel_x"], binomial(5), random.normal(size=(2, 4)), -KERNELS["box_blur"]]
    return [
        _case(
            picture,
            {
                "kernel": kernel,
                "dilation": dilation,
                "stride": stride,
                "blur_first": blur,
                "relu": relu,
                "pooling": pooling,
                "pool_size": 4 if stride < 8 else 2,
            },
        )
        for (kernel, dilation), stride, (blur, relu, pooling) in itertools.product(
            zip(kernels, (1, 3, 8, 2), strict=True), STRIDES, LATER
        )
    ]


def _case(picture: np.ndarray, settings: dict[str, Any]) -> dict[str, Any]:
    output = filtered(picture[None], **settings)[0]
    waves = spectrum(to_grey(output.transpose(1, 2, 0)))
    kernel, dilation = settings["kernel"], settings["dilation"]
    return {
        "picture": picture.ravel(),
        "settings": settings,
        "output": output.ravel(),
        "spectrum": waves.ravel(),
        "fast_share": fast_share(waves),
        "response": kernel_response(kernel, dilation, SIDE).ravel(),
        "shown_range": Lens(kernel, relu=settings["relu"]).shown_range,
    }
