"""What math/costs.mjs must compute: counts and answers that the widget has in Python."""

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np
from examples import sample

from cnnlab.widgets import ParameterCounter
from cnnlab.widgets.parameter_counter import LAYERS


def changed(counter: ParameterCounter, settings: dict[str, Any]) -> None:
    """Change a widget, which takes less time than making one."""
    with counter.hold_sync():
        for name, value in settings.items():
            setattr(counter, name, value)


def counts() -> Iterator[dict[str, Any]]:
    """Yield sizes, each with what every layer costs, or with none where the window is too large."""
    random = np.random.default_rng(1)
    counter = ParameterCounter()
    names = ("height", "width", "kernel_height", "kernel_width", "outputs")
    sizes = [(1, 7, 28, 4096), (2, 28, 4095), (1, 2, 7, 30), (1, 3, 28), (0, 1, 1000)]
    for values in sample([*itertools.product(*sizes)] * 2):  # with other features and channels
        settings = dict(zip(names, values, strict=True))
        settings["features"] = int(random.choice((1, 5, 4096)))
        settings["channels"] = int(random.choice((1, 2, 3, 16)))
        changed(counter, settings)
        try:
            costs = counter.costs
        except ValueError:
            yield {"sizes": settings, "layers": None}
            continue
        layers = {}
        for layer, cost in costs.items():
            memory = counter.memory[layer]._asdict()
            del memory["activations"]
            layers[layer] = cost._asdict() | memory
        yield {"sizes": settings, "layers": layers}


def answers() -> Iterator[dict[str, Any]]:
    """Yield small layers of every kind with an image and a change, each with its response."""
    random = np.random.default_rng(0)
    counter = ParameterCounter(nudge=1.5, features=2)
    names = ("layer", "height", "width", "kernel_height", "kernel_width", "outputs")
    sizes = [LAYERS, (3, 5, 28), (2, 5, 9), (1, 2, 3), (1, 2, 5), (0, 1, 7)]
    for values in sample(itertools.product(*sizes)):
        settings = dict(zip(names, values, strict=True))
        settings["chosen"] = int(random.choice((0, 4, 30)))
        changed(counter, settings | {"image": random.integers(0, 256, (5, 5)).tolist()})
        try:
            response = counter.response.ravel()
        except ValueError:
            continue  # a window larger than the image
        # A number beyond the last output stands for the last one, and the page looks that up first.
        chosen = min(counter.chosen, response.size - 1)
        state = counter.state() | {"chosen": chosen}
        yield {"state": state, "response": response, "weights": counter.weights}


def vectors() -> dict[str, list[dict[str, Any]]]:
    """Return both grids."""
    return {"counts": list(counts()), "answers": list(answers())}
