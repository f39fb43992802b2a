"""The checkers of the chapter that trains a network: right answers, and the usual wrong ones."""

import numpy as np
import pytest

from cnnlab.check import ch12
from cnnlab.network import AvgPool2d, Conv2d, Flatten, Linear, MaxPool2d, ReLU, Sequential


def counted(right, read):
    counts = np.zeros((10, 10), dtype=int)
    np.add.at(counts, (right, read), 1)
    return counts


def seen_only(right, read):
    counts = np.zeros((10, 10), dtype=int)
    counts[right, read] += 1  # adds each pair once, however often it comes
    return counts


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (..., "Not answered yet"),
        (lambda right, read: ..., "Not answered yet"),
        (counted, "Right. 3 cases"),
        (lambda right, read: counted(read, right), "Not yet. For right = [1, 7, 1]"),
        (seen_only, "Not yet. For right = [1, 7, 1]"),
        (lambda right, read: counted(right, read)[:9, :9], "has shape (9, 9)"),
        (lambda right, read: right + 1, "it fails: TypeError"),
    ],
)
def test_confusion(function, message):
    assert message in repr(ch12.confusion(function))


def network(last, inputs, relu=True, dtype=float):
    def make(rng):
        def conv(*channels):
            return Conv2d(*channels, 3, padding=1, rng=rng, dtype=dtype)

        layers = [conv(1, 8), ReLU(), conv(8, 16), ReLU(), MaxPool2d(2), conv(16, 32)]
        layers += [ReLU()] if relu else []
        return Sequential(*layers, last(), Flatten(), Linear(inputs, 10, rng=rng, dtype=dtype))

    return make


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (..., "Not answered yet"),
        (lambda rng: ..., "Not answered yet"),
        (network(lambda: MaxPool2d(4), 32), "Right."),
        (network(lambda: MaxPool2d(4), 32, dtype=np.float32), "Right."),
        (network(lambda: MaxPool2d(2), 128), "It learns 7,178 numbers"),
        (network(lambda: MaxPool2d(4), 128), "It cannot read a digit: x must have shape (N, 128)"),
        (network(lambda: AvgPool2d(4), 32), "the scores of a digit differ"),
        (network(lambda: MaxPool2d(4), 32, relu=False), "the scores of a digit differ"),
        (lambda rng: Linear(64, 10, rng=rng), "should return a Sequential; it returns Linear"),
        (lambda: None, "It fails: TypeError"),
    ],
)
def test_pooled(function, message):
    assert message in repr(ch12.pooled(function))
