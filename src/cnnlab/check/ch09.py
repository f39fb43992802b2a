"""Checkers for the chapter on channels and many kernels."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnlab.check.compare import Cases, Slips, compare_function, in_quarters
from cnnlab.check.run import numbers_in
from cnnlab.check.verdict import Wrong, checker
from cnnlab.conv import conv2d
from cnnlab.mistakes import REPLIES


@checker
def layer(function: Any, cases: Cases = ()) -> str:
    """Check a function (x, weight, bias) that computes a layer for one image."""
    if not cases:
        random = np.random.default_rng(17)  # in the first case no two slips agree
        whole = [
            [random.integers(-4, 5, shape) for shape in (image, weight, weight[:1])]
            for image, weight in (
                ((2, 1, 3), (1, 2, 1, 1)),
                ((1, 2, 3), (2, 1, 1, 2)),
                ((3, 4, 3), (2, 3, 2, 2)),
                ((2, 3, 6), (3, 2, 2, 3)),
            )
        ]
        cases = [*map(tuple, whole), *in_quarters(*whole[1])]

    return compare_function(function, _layer, cases, ("x", "weight", "bias"), _slips)


def _layer(x: NDArray[Any], weight: NDArray[Any], bias: ArrayLike | None = None) -> Any:
    return conv2d(x[None], weight, bias)[0]


def _slips(x: NDArray[Any], weight: NDArray[Any], bias: NDArray[Any]) -> Slips:
    """List what comes out if channels, the bias or the flip are taken in another way."""
    maps = [_layer(x[c : c + 1], weight[:, c : c + 1]) for c in range(len(x))]
    each = np.stack(maps, axis=1)  # (C_out, C_in, H_out, W_out)
    total, shift = each.sum(axis=1), bias[:, None, None]
    row = (
        "That adds the whole row of biases to each map, column by column: add `bias[o]` to "
        "output `o`."
    )
    fits = len(bias) == total.shape[2] or 1 in (len(bias), total.shape[2])
    apart = "That keeps the maps of the channels apart: an output is their sum."
    one = "That is the map of one channel alone: an output is the sum over all."
    return [
        (total, "That is without the bias."),
        (
            total + len(x) * shift,
            "That adds the bias once for each channel: each output has one.",
        ),
        *([(total + bias, row)] if fits else []),
        (
            np.cumsum(total, axis=0) + shift,
            "That goes on adding to the sum of the output before: begin anew for each output.",
        ),
        (_layer(x, weight[..., ::-1, ::-1], bias), REPLIES["one_output"]["flipped"]),
        (total - shift, "That subtracts the bias: it is added."),
        (each.max(axis=1) + shift, "That is the largest of the channels' maps: they are added up."),
        (total / len(x) + shift, "That is the mean over the channels: their maps are added up."),
        (each[:, 0] + shift, one),
        (each[:, -1] + shift, one),
        (each, apart),
        (each + shift[:, None], apart),
    ]


@checker
def red_against_cyan(weight: Any) -> str:
    """Check a weight (1, 3, 1, 1) that answers to red and cyan, and not to grey."""
    weights = numbers_in(weight, "Your weight", "is", kinds="biufc")
    if weights.shape != (1, 3, 1, 1):
        raise Wrong(f"The weight should have shape (1, 3, 1, 1); yours has {weights.shape}.")
    if np.iscomplexobj(weights) or not np.isfinite(weights).all():
        raise Wrong("The weights should be finite real numbers.")

    def answer(*colour: int) -> float:
        return float(conv2d(np.reshape(colour, (1, 3, 1, 1)), weights).item())

    # Weights such as a third are rounded: so is what they add up to.
    nearly = 1e-9 * float(np.abs(weights).max())
    if abs(grey := answer(100, 100, 100)) > 100 * nearly:
        raise Wrong(f"For the grey pixel (100, 100, 100) it gives {grey:g}, not 0.")
    # Cyan then gets as much below 0: the two add up to grey.
    if (red := answer(1, 0, 0)) <= nearly:
        raise Wrong(f"For red, (1, 0, 0), it gives {red:g}: not above 0.")
    green, blue = answer(0, 1, 0), answer(0, 0, 1)
    if abs(green - blue) > nearly:
        raise Wrong(f"For green it gives {green:g}, for blue {blue:g}: that is not the same.")
    return "Red is positive, cyan is negative, and grey is not seen at all."
