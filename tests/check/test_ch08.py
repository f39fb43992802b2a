"""The checkers of the chapter on channels: right answers, and the usual wrong ones."""

import numpy as np
import pytest

from cnnlab import correlate2d
from cnnlab.check import ch08


def layer(x, weight, bias):
    return np.stack(
        [
            sum(correlate2d(channel, k) for channel, k in zip(x, kernels, strict=True)) + b
            for kernels, b in zip(weight, bias, strict=True)
        ]
    )


def bias_for_every_channel(x, weight, bias):
    return layer(x, weight, bias * len(x))


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (..., "Not answered yet"),
        (lambda x, weight, bias: ..., "Not answered yet"),
        (layer, "Right. 4 cases"),
        (bias_for_every_channel, "Not yet. For x = [[["),
        (lambda x, weight, bias: layer(x, weight, 0 * bias), "which is wrong"),
        (lambda x, weight, bias: layer(x, weight[:, :, ::-1, ::-1], bias), "which is wrong"),
        (lambda x, weight, bias: layer(x, weight, bias).sum(axis=0), "it should have (1, 1, 1)"),
        (lambda x, weight, bias: layer(x, weight.swapaxes(0, 1), bias), "it fails: ValueError"),
        (7, "This should be a function"),
    ],
)
def test_layer(function, message):
    assert message in repr(ch08.layer(function))


def colours(*weights):
    return np.reshape(weights, (1, 3, 1, 1))


@pytest.mark.parametrize(
    ("weight", "message"),
    [
        (..., "Not answered yet"),
        (colours(1, 1, -2), "Right."),
        (colours(1 / 3, 1 / 3, -2 / 3), "Right."),
        (colours(100, 100, -200), "Right."),
        (colours(1, 1, -2).tolist(), "Right."),
        (colours(1, 1, -1), "To the grey pixel (100, 100, 100) it answers 100, not 0"),
        (colours(-1, -1, 2), "To yellow, (1, 1, 0), it answers -2"),
        (colours(0, 0, 0), "To yellow, (1, 1, 0), it answers 0"),
        (colours(2, 0, -2), "To red it answers 2 and to green 0"),
        (np.array([1, 1, -2]), "should have shape (1, 3, 1, 1); yours has (3,)"),
        (colours(np.nan, 1, -2), "finite"),
        ("yellow", "A weight is an array of numbers"),
    ],
)
def test_yellow_against_blue(weight, message):
    assert message in repr(ch08.yellow_against_blue(weight))
