"""Stacks, each with every change that there is."""

import itertools
from typing import Any

from cnnlab.experiments.stack_changes import CHANGES, changed_stack
from cnnlab.widgets.network_builder import STACKS, as_stack, in_short

MORE = {
    "convolution last": [
        {"kind": "conv2d", "out_channels": 12, "kernel_size": 3, "stride": 2, "groups": 1},
        {"kind": "global_avg_pool"},
        {"kind": "flatten"},
        {"kind": "linear", "out_features": 10},
    ],
    "pool first": [{"kind": "max_pool2d", "kernel_size": 2}, *STACKS["CNN"]],
    "one block": [
        {"kind": "conv2d", "out_channels": 8, "kernel_size": 3, "padding": 1},
        {"kind": "relu"},
        {"kind": "max_pool2d", "kernel_size": 2},
        {"kind": "flatten"},
        {"kind": "linear", "out_features": 10},
    ],
    "one channel": [{"kind": "conv2d", "out_channels": 1, "kernel_size": 3, "padding": 1}],
    "does not fit": [{"kind": "conv2d", "out_channels": 8, "kernel_size": 8}, *STACKS["CNN"]],
}


def vectors() -> list[dict[str, Any]]:
    """Return stacks as the widget holds them, changes, and the changed stacks, or None."""
    return [
        _of(as_stack(name, stack), change)
        for (name, stack), change in itertools.product((STACKS | MORE).items(), CHANGES)
    ]


def _of(stack: list[dict[str, Any]], change: str) -> dict[str, Any]:
    try:
        changed = changed_stack(stack, change)
    except ValueError:
        return {"stack": stack, "change": change, "changed": None}
    short = in_short(as_stack("changed", changed))
    return {"stack": stack, "change": change, "changed": changed, "short": short}
