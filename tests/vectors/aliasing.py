"""Waves and pictures of which pixels are left out, with what cnnlab finds in them."""

import itertools
import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from examples import sample
from traitlets import TraitError

from cnnlab.correlate import correlate2d
from cnnlab.experiments.aliasing import alias, energy_after_stride
from cnnlab.kernels import binomial
from cnnlab.widgets import Aliasing


def vectors() -> dict[str, Any]:
    """Return waves with their aliases, settings of the widget, and images of every shape."""
    rng = np.random.default_rng(0)
    waves = [*itertools.product((-0.5, -0.25, 0.0, 0.125, 0.28, 0.4), repeat=2)]
    return {
        "aliases": [
            {"wave": wave, "stride": stride, "seen": alias(wave, stride)}
            for wave in [*waves, *rng.uniform(-0.5, 0.5, (20, 2)).tolist()]
            for stride in range(1, 7)
        ],
        "limits": list(_limits()),
        "settings": [_setting(*each) for each in (*_RARE, *sample(_SETTINGS))],
        "images": [_image(rng, blur, stride) for blur in (1, 3, 9) for stride in range(1, 7)],
    }


_RARE = [  # so rare that a sample may be without
    ("stripes", 2, 200, 0, 1, 1),  # stay what they are, at the limit
    ("stripes", 4, 90, 0, 2, 1),  # none is left, at the limit
    ("wave", 4, 90, 0, 4, 1),  # 0 at every kept pixel
    ("wave", 2, 0, 0, 2, 1),  # at the same height, after a cycle
    ("wave", 2, 0, 0, 4, 1),  # and after two
]
_SETTINGS = [
    *itertools.product(("wave",), (2, 3.2, 4, 8, 9.7), (0, 90), (0,), range(1, 7), (1, 3, 9)),
    *itertools.product(("stripes",), (2, 3.6, 8.1), (0, 200), (0, 45, 130), (1, 2, 3, 4), (1, 5)),
]


def _limits() -> Iterator[dict[str, Any]]:
    """Yield each number at its limits and a step beyond, with whether it is refused."""
    for name in ("period", "phase", "angle", "stride"):
        trait = Aliasing.class_traits()[name]
        for value in (trait.min - 1, trait.min, trait.max, trait.max + 1):
            try:
                Aliasing(view="stripes", **{name: value})
            except TraitError:
                yield {"name": name, "value": value, "refused": True}
            else:
                yield {"name": name, "value": value, "refused": False}


def _setting(
    view: str, period: float, phase: int, angle: int, stride: int, blur: int
) -> dict[str, Any]:
    traits = {"period": period, "phase": phase, "angle": angle, "stride": stride}
    traits["blur_size"] = blur
    widget = Aliasing(view=view, **traits)
    seen, share = widget.seen_period, widget.false_share
    return {
        "traits": {"view": view, "images": {}, **traits},
        "energies": widget.energies,
        "falseShare": None if math.isnan(share) else share,
        "seen": None if math.isinf(seen) else seen,
        "words": widget._words(),
    }


def _image(rng: np.random.Generator, blur: int, stride: int) -> dict[str, Any]:
    image = rng.integers(0, 255, rng.integers(16, 40, 2), endpoint=True)
    blurred = correlate2d(image, binomial(blur), padding="same", padding_mode="reflect")
    return {
        "image": image,
        "blur": blur,
        "stride": stride,
        "blurred": blurred,
        "energies": energy_after_stride(blurred, stride),
    }
