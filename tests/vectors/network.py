"""Packed networks and what each of their layers makes of digits in cnnlab."""

from typing import Any

import numpy as np

from cnnlab.images import digits
from cnnlab.network import Conv2d, Flatten, Layer, Linear, MaxPool2d, ReLU, Sequential, softmax
from cnnlab.widgets.packed import pack_network, unpack_network


def vectors() -> dict[str, Any]:
    """Return digits, and the outputs of every layer of several networks for them."""
    images = digits()[0][::30]
    return {
        "images": images,
        "networks": [_case(network, images / 16) for network in _networks()],
    }


def _networks() -> list[Sequential]:
    """Return networks as chapter 13 has them, and one of uneven settings."""
    rng = np.random.default_rng(0)
    convolutions: list[Layer] = [
        *(Conv2d(1, 8, 3, padding=1, rng=rng), ReLU()),
        *(Conv2d(8, 16, 3, padding=1, rng=rng), ReLU(), MaxPool2d(2)),
        *(Conv2d(16, 32, 3, padding=1, rng=rng), ReLU(), MaxPool2d(2)),
    ]
    return [
        Sequential(Flatten(), Linear(64, 10, rng=rng)),
        Sequential(Flatten(), Linear(64, 100, rng=rng), ReLU(), Linear(100, 10, rng=rng)),
        Sequential(*convolutions, Flatten(), Linear(128, 10, rng=rng)),
        Sequential(
            Conv2d(1, 3, (3, 2), stride=(2, 1), padding=((0, 2), (1, 0)), rng=rng),
            ReLU(),
            MaxPool2d((2, 3), stride=(1, 2)),
            Conv2d(3, 2, 2, bias=False, rng=rng),
            Flatten(),
            Linear(8, 10, rng=rng),
        ),
    ]


def _case(network: Sequential, images: np.ndarray) -> dict[str, Any]:
    for parameter in network.parameters():  # biases begin as zeros
        parameter += np.random.default_rng(len(parameter)).normal(size=parameter.shape) / 10
    packed = pack_network(network)
    x, outputs = images[:, None], []
    for layer in unpack_network(packed).layers:
        x = layer(x)
        outputs.append(x)
    return {
        "packed": packed,
        "parameters": sum(p.size for p in unpack_network(packed).parameters()),
        "shapes": [output.shape[1:] for output in outputs],
        "outputs": [output.reshape(len(images), -1) for output in outputs],
        "probabilities": softmax(x),
    }
