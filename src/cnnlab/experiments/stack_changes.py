"""One change to a stack of layers: what a network is compared with, and what came of it.

`changes.json` holds what `tools/measure_changes.py` has measured: it takes minutes.
"""

import json
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from cnnlab.checks import Array, as_images, whole_number
from cnnlab.experiments.digit_networks import train_on_digits
from cnnlab.network import Layer, Sequential, StackError, build_stack, plan_stack, random_nudge

__all__ = [
    "CHANGES",
    "LONGER",
    "SLOWER",
    "ShuffledPixels",
    "changed_stack",
    "measured_changes",
    "train_changed",
]

Stack = list[dict[str, Any]]

CHANGES = (
    "",
    "untied",
    "untied_fewer",
    "shuffled",
    "max",
    "average",
    "stride",
    "blur",
    "still",
    "no_relu",
)
""""" for none, and each change by its name; "shuffled" and "still" change the digits alone."""

SLOWER = 0.02
"""A learning rate at which a network without ReLU can be trained."""

LONGER = 24
"""The number of epochs that the chapter gives the MLP."""

_POOLS = ("max_pool2d", "avg_pool2d", "blur_pool")
_STEPS = 64  # of the search for the share of channels to keep


def changed_stack(
    stack: Sequence[dict[str, Any]], change: str, input_shape: Sequence[int] = (1, 8, 8)
) -> Stack:
    """Return a stack with one change.

    Parameters
    ----------
    stack : sequence of dict
        As `cnnlab.network.build_stack` takes it.
    change : str
        One of `CHANGES`. "untied" gives every place of a convolution its own kernel: as many
        multiply-adds, but more parameters. "untied_fewer" does so, and keeps only as large a share
        of each convolution's channels as makes no more parameters than `stack` has, but at least
        one channel. "max", "average", "blur" and "stride" replace each reduction in rows and
        columns, pooling or a strided convolution alike. "no_relu" takes the ReLUs away. "shuffled"
        and "still" leave the stack as it is: they change the digits.
    input_shape : sequence of int
        (C, H, W), for "untied_fewer".

    Returns
    -------
    list of dict

    Raises
    ------
    ValueError
        If there is no such change, or no convolution that could take a pooling's stride.
    TypeError
        If `stack` is not a list of dicts.

    Examples
    --------
    >>> conv = {"kind": "conv2d", "out_channels": 8, "kernel_size": 3, "padding": 1}
    >>> pool = {"kind": "max_pool2d", "kernel_size": 2, "stride": 2}
    >>> changed_stack([conv, {"kind": "relu"}, pool], "stride")[0]["stride"]
    2
    >>> [layer["kind"] for layer in changed_stack([conv, {"kind": "relu"}, pool], "average")]
    ['conv2d', 'relu', 'avg_pool2d']
    """
    if not isinstance(stack, list | tuple) or not all(
        isinstance(layer, dict) and "kind" in layer for layer in stack
    ):
        raise TypeError(f"stack must be a list of layers, each a dict with its kind, got {stack!r}")
    if not isinstance(change, str) or change not in CHANGES:
        raise ValueError(f"change must be one of {', '.join(CHANGES[1:])} or '', got {change!r}")
    match change:
        case "untied":
            return _untied(stack)
        case "untied_fewer":
            return _untied_with_as_few_parameters(stack, input_shape)
        case "max" | "average" | "blur" | "stride":
            return _reduced_by(stack, change)
        case "no_relu":
            return [layer for layer in stack if layer["kind"] != "relu"]
    return list(stack)


def _untied(stack: Sequence[dict[str, Any]]) -> Stack:
    return [layer | {"shared": False} if layer["kind"] == "conv2d" else layer for layer in stack]


def _narrowed(stack: Sequence[dict[str, Any]], kept: int) -> Stack:
    """Keep `kept` of 64 parts of every convolution's channels, at least one channel."""
    return [
        layer | {"out_channels": max(1, int(layer["out_channels"]) * kept // _STEPS)}
        if layer["kind"] == "conv2d"
        else layer
        for layer in stack
    ]


def _untied_with_as_few_parameters(
    stack: Sequence[dict[str, Any]], input_shape: Sequence[int]
) -> Stack:
    def parameters(layers: Sequence[dict[str, Any]]) -> int:
        return sum(layer.parameters for layer in plan_stack(layers, input_shape))

    untied = _untied(stack)
    try:
        most = parameters(stack)
        for kept in range(_STEPS, 0, -1):
            if parameters(_narrowed(untied, kept)) <= most:
                return _narrowed(untied, kept)
    except StackError:  # building it will say what does not fit
        return untied
    return _narrowed(untied, 1)


def _reduced_by(stack: Sequence[dict[str, Any]], how: str) -> Stack:
    reduced: Stack = []
    waiting = 1  # a stride taken from a convolution, to come after its ReLU
    for number, layer in enumerate(stack, 1):
        if waiting > 1 and layer["kind"] != "relu":
            reduced.append(_reduction(how, waiting))
            waiting = 1
        stride = _stride(layer)
        if stride == 1 or layer["kind"] not in (*_POOLS, "conv2d"):
            reduced.append(layer)
        elif layer["kind"] == "conv2d":
            if how == "stride":
                reduced.append(layer)
            else:
                reduced.append(layer | {"stride": 1})
                waiting = stride
        elif how == "stride":
            _stride_before(reduced, stride, number)
        else:
            reduced.append(_reduction(how, stride))
    return reduced if waiting == 1 else [*reduced, _reduction(how, waiting)]


def _stride(layer: dict[str, Any]) -> int:
    """Return a layer's stride: a pooling's is its window's size by default."""
    default = layer["kernel_size"] if layer["kind"] in ("max_pool2d", "avg_pool2d") else 1
    stride: int = layer.get("stride") or default
    return stride


def _reduction(how: str, stride: int) -> dict[str, Any]:
    if how == "blur":
        return {"kind": "blur_pool", "kernel_size": 3, "stride": stride}
    kind = {"max": "max_pool2d", "average": "avg_pool2d"}[how]
    return {"kind": kind, "kernel_size": stride, "stride": stride}


def _stride_before(layers: Stack, stride: int, number: int) -> None:
    for at in range(len(layers) - 1, -1, -1):
        if layers[at]["kind"] == "conv2d":
            layers[at] = layers[at] | {"stride": stride * _stride(layers[at])}
            return
    raise ValueError(f"no convolution before layer {number} could take over its stride")


class ShuffledPixels(Layer):
    """A first layer that puts the pixels of all images in the same random order.

    Parameters
    ----------
    seed : int
        Draws the order.

    Raises
    ------
    ValueError
        If `seed` is negative.
    TypeError
        If `seed` is not an integer.

    Examples
    --------
    >>> image = np.arange(4).reshape(1, 1, 2, 2)
    >>> np.array_equal(np.sort(ShuffledPixels(0)(image), axis=None), image.ravel())
    True
    """

    def __init__(self, seed: int = 0) -> None:
        self.seed = whole_number("seed", seed, 0)

    def _order(self, pixels: int) -> Array:
        return np.random.default_rng(self.seed).permutation(pixels)

    def forward(self, x: ArrayLike) -> Array:
        """Return x (N, C, H, W) with the pixels of every channel in the new order."""
        x = as_images("x", x)
        rows, columns = x.shape[-2:]
        shuffled = x.reshape(*x.shape[:-2], rows * columns)[..., self._order(rows * columns)]
        return shuffled.reshape(x.shape)

    def backward(self, grad_output: ArrayLike) -> Array:
        """Return the gradient with its pixels put back."""
        grad = as_images("grad_output", grad_output)
        rows, columns = grad.shape[-2:]
        back = np.argsort(self._order(rows * columns))
        flat = grad.reshape(*grad.shape[:-2], rows * columns)
        return flat[..., back].reshape(grad.shape)

    def __repr__(self) -> str:
        return f"ShuffledPixels({self.seed})"


def train_changed(
    stack: Sequence[dict[str, Any]],
    change: str,
    epochs: int = 12,
    seed: int = 0,
    learning_rate: float = 0.05,
) -> Sequential:
    """Train a network with one change, as `cnnlab.experiments.digit_networks.train_on_digits` does.

    Parameters
    ----------
    stack : sequence of dict
        For digits, (1, 8, 8), as `cnnlab.network.build_stack` takes it.
    change : str
        As for `changed_stack`; "shuffled" puts `ShuffledPixels` before the network, and "still"
        does not move the training digits.
    epochs, seed : int
    learning_rate : float

    Returns
    -------
    Sequential

    Raises
    ------
    ValueError
        As `changed_stack` and `train_on_digits` do.
    TypeError
        If `stack` is not a list of dicts, or a number is not of its kind.

    Examples
    --------
    >>> linear = [{"kind": "flatten"}, {"kind": "linear", "out_features": 10}]
    >>> train_changed(linear, "shuffled", epochs=3)
    Sequential(ShuffledPixels(0), Flatten(), Linear(64, 10))
    """
    changed = changed_stack(stack, change)

    def make(rng: np.random.Generator) -> Sequential:
        layers = build_stack(changed, (1, 8, 8), rng=rng, dtype=float).layers
        return Sequential(*([ShuffledPixels()] if change == "shuffled" else []), *layers)

    augment = None if change == "still" else random_nudge
    return train_on_digits(make, epochs, seed, augment, learning_rate)[0]


def measured_changes() -> dict[str, list[list[float] | None]]:
    """Return what was measured of the chapter's CNN with each change, after 12 epochs.

    Returns
    -------
    dict
        For each of `CHANGES` a list of training runs, the first with seed 0; of each the
        percentages of the test digits that are read right when moved by 0, 1, 2 and 3 pixels, as
        `percent_right_moved` counts them, or None where training diverged. Then "_slower" and
        "no_relu_slower", which are "" and "no_relu" with the learning rate `SLOWER`, and "longer":
        no change, but `LONGER` epochs. "longer_misread" has for each of these runs the places of
        the test digits that it misreads, unmoved.

    Examples
    --------
    >>> measured = measured_changes()
    >>> list(measured) == [*CHANGES, "_slower", "no_relu_slower", "longer", "longer_misread"]
    True
    >>> len(measured[""]), len(measured[""][0])
    (5, 4)
    """
    text = (files("cnnlab.experiments") / "changes.json").read_text("utf-8")
    measured: dict[str, list[list[float] | None]] = json.loads(text)
    return measured
