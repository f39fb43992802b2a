"""How the chapter on the digits trains its networks: a page that trains must do as it does."""

import inspect
from typing import Any
from unittest.mock import patch

from cnnlab.experiments import digit_networks
from cnnlab.network import History, fit, random_nudge


def vectors() -> dict[str, Any]:
    """Return the chapter's recipe, with the learning rate of each epoch of longer trainings."""
    trainings = [_training(epochs) for epochs in range(3, 16)]
    rates = {len(each): [epoch["learning_rate"] for epoch in each] for each in trainings}
    same = {name: trainings[0][0][name] for name in trainings[0][0] if name != "learning_rate"}
    assert all(epoch | same == epoch for each in trainings for epoch in each)
    return {"same": same, "rates": rates}


def _training(epochs: int) -> list[dict[str, Any]]:
    """Return what each epoch of `train_on_digits` goes by, without training."""
    told: list[dict[str, Any]] = []

    def note(*args: Any, **given: Any) -> History:
        call = inspect.signature(fit).bind(*args, **given)
        call.apply_defaults()
        of = call.arguments
        optimizer = of["optimizer"]
        told.extend(
            {
                "optimizer": type(optimizer).__name__.lower(),
                "learning_rate": optimizer.learning_rate,
                "momentum": optimizer.momentum,
                "weight_decay": optimizer.weight_decay,
                "batch_size": of["batch_size"],
                "augment": of["augment"] is random_nudge,
            }
            for _ in range(of["epochs"])
        )
        return History([], [], [], [])

    with patch.object(digit_networks, "fit", note):
        digit_networks.train_on_digits(digit_networks.make_linear, epochs)
    return told
