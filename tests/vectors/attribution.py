"""What occlusion, the gradient and Grad-CAM make of digits in cnnlab."""

from typing import Any

import numpy as np

from cnnlab.images import digit
from cnnlab.network import Conv2d, Flatten, Linear, MaxPool2d, ReLU, Sequential
from cnnlab.network.attribution import enlarge, grad_cam, input_gradient, occlusion
from cnnlab.widgets.packed import pack_network, unpack_network

ASKED = [(3, 3, 3, 0.0), (8, 3, 1, 1.0), (5, 9, 5, 0.3)]
"""Digits shown, classes asked about, and patches with what stands under them."""


def vectors() -> dict[str, Any]:
    """Return networks and their answers, and maps that were enlarged."""
    maps = [[[1, 2], [3, 5]], [[1.0, -2, 4]], np.eye(4)]
    return {
        "networks": [_case(network) for network in _networks()],
        "enlarged": [{"map": map_, "enlarged": enlarge(map_, (8, 6))} for map_ in maps],
    }


def _networks() -> list[Sequential]:
    """Return a CNN, one of uneven settings, and one without maps."""
    rng = np.random.default_rng(0)
    return [
        Sequential(
            *(Conv2d(1, 4, 3, padding=1, rng=rng), ReLU(), MaxPool2d(2)),
            *(Conv2d(4, 6, 3, padding=1, rng=rng), ReLU(), MaxPool2d(2)),
            *(Flatten(), Linear(24, 10, rng=rng)),
        ),
        Sequential(
            Conv2d(1, 3, (3, 2), stride=(2, 1), padding=((0, 2), (1, 0)), rng=rng),
            *(ReLU(), MaxPool2d((2, 3), stride=(1, 2)), Flatten(), Linear(27, 10, rng=rng)),
        ),
        Sequential(Flatten(), Linear(64, 10, rng=rng)),
    ]


def _case(network: Sequential) -> dict[str, Any]:
    for parameter in network.parameters():  # biases begin as zeros
        parameter += np.random.default_rng(len(parameter)).normal(size=parameter.shape) / 10
    packed = pack_network(network)
    network = unpack_network(packed)
    layers = [i for i in range(len(network) - 1) if _is_map(network, i)]
    return {
        "packed": packed,
        "layers": layers,
        "asked": [_answers(network, layers, *asked) for asked in ASKED],
    }


def _is_map(network: Sequential, layer: int) -> bool:
    return bool(network[: layer + 1](np.zeros((1, 1, 8, 8))).ndim == 4)


def _answers(
    network: Sequential, layers: list[int], shown: int, target: int, patch: int, fill: float
) -> dict[str, Any]:
    image = digit(shown)[None] / 16
    return {
        "image": image[0],
        "target": target,
        "patch": patch,
        "fill": fill,
        "scores": network(image[None])[0],
        "occlusion": occlusion(network, image, target, patch, fill),
        "gradient": input_gradient(network, image, target)[0],
        "weighted": [grad_cam(network, image, target, layer, rectify=False) for layer in layers],
    }
