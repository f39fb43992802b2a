"""The checkers of the chapter that trains a network: right answers, and the usual wrong ones."""

import numpy as np
import pytest
from verdicts import assert_right, assert_wrong

from cnnlab.check import ch13
from cnnlab.network import (
    AdaptiveAvgPool2d,
    AdaptiveMaxPool2d,
    AvgPool2d,
    Conv2d,
    Flatten,
    Linear,
    MaxPool2d,
    ReLU,
    Sequential,
)


def counted(right, read):
    counts = np.zeros((10, 10), dtype=int)
    np.add.at(counts, (right, read), 1)
    return counts


def used_up(right, read):
    counts = [[0] * 10 for _ in range(10)]
    while right:
        counts[right.pop()][read.pop()] += 1
    return counts


def seen_only(right, read):
    counts = np.zeros((10, 10), dtype=int)
    counts[right, read] += 1  # adds each pair once, however often it comes
    return counts


def one_row(right, read):
    counts = [[0] * 10] * 10
    for i, j in zip(right, read, strict=True):
        counts[i][j] += 1
    return counts


@pytest.mark.parametrize(
    "function",
    [
        counted,
        used_up,
        lambda right, read: np.histogram2d(right, read, bins=range(11))[0],
        lambda right, read: np.eye(10)[right].T @ np.eye(10)[read],
    ],
)
def test_right_confusion(function):
    assert_right(ch13.confusion(function))


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (
            lambda right, read: counted(read, right),
            "For right = [2], read = [5] result[2, 5] is 0; it should be 1.",
        ),
        (seen_only, "For right = [1, 7, 1], read = [7, 1, 7] result[1, 7] is 1; it should be 2."),
        (lambda right, read: counted(right, read) / len(right), "it should be 2"),  # shares
        (lambda right, read: counted(right, read)[:9, :9], "has shape (9, 9)"),
        (
            lambda right, read: counted(right, read) * (1 - np.eye(10)),
            "result[3, 3] is 0; it should be 1. That counts mistakes alone",
        ),
        (one_row, "result[0, 5] is 1; it should be 0. All ten rows are one and the same list"),
        (lambda right, read: right + 1, "it fails: TypeError"),
    ],
)
def test_wrong_confusion(function, message):
    assert_wrong(ch13.confusion(function), message)


def test_counting_nothing_is_not_called_counting_mistakes():
    verdict = ch13.confusion(lambda right, read: np.zeros((10, 10)))
    assert verdict.message.endswith("result[2, 5] is 0; it should be 1.")


def network(last, inputs, relus=(1, 1, 1), dtype=float, first=3):
    def make(rng):
        def conv(*channels, size=3):
            return Conv2d(*channels, size, padding=size // 2, rng=rng, dtype=dtype)

        relu = [[ReLU()] * there for there in relus]
        layers = [conv(1, 8, size=first), *relu[0], conv(8, 16), *relu[1], MaxPool2d(2)]
        layers += [conv(16, 32), *relu[2], last()]
        return Sequential(*layers, Flatten(), Linear(inputs, 10, rng=rng, dtype=dtype))

    return make


SHARED = network(lambda: MaxPool2d(4), 32)(0)


def own_generator(rng):
    return network(lambda: MaxPool2d(4), 32)(np.random.default_rng())


class Foreign:
    """The `Sequential` of another library."""

    def __init__(self, rng):
        pass


Foreign.__name__ = "Sequential"


class Broken(ReLU):
    def forward(self, x):
        raise RuntimeError("I am broken")


class NoArray(ReLU):
    def forward(self, x):
        return {"scores": x}


@pytest.mark.parametrize(
    "function",
    [
        network(lambda: MaxPool2d(4), 32),
        network(lambda: MaxPool2d(4), 32, dtype=np.float32),
        network(lambda: AdaptiveMaxPool2d(1), 32),
        network(lambda: Sequential(MaxPool2d(2), MaxPool2d(2)), 32),
    ],
)
def test_right_networks(function):
    assert_right(ch13.pooled(function))


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (network(lambda: MaxPool2d(2), 128), "It learns 7,178 numbers"),  # the chapter's own
        (network(lambda: MaxPool2d(4), 128), "Reading eight digits, it fails: ValueError: x must"),
        (network(lambda: MaxPool2d(4), 32, first=5), "It learns 6,346 numbers"),
        (network(lambda: AvgPool2d(4), 32), "takes the average of each map"),
        (network(lambda: AdaptiveAvgPool2d(1), 32), "takes the average of each map"),
        (network(lambda: MaxPool2d(3), 32), "does not see the whole map"),
        (network(lambda: MaxPool2d(4), 32, relus=(0, 1, 1)), "missing after the first conv"),
        (network(lambda: MaxPool2d(4), 32, relus=(1, 0, 1)), "missing after the second conv"),
        (network(lambda: MaxPool2d(4), 32, relus=(1, 1, 0)), "missing after the third conv"),
        (network(lambda: MaxPool2d(4), 32, relus=(1, 0, 0)), "what is in between?"),
        (network(Broken, 512), "Reading eight digits, it fails: RuntimeError: I am broken"),
        (lambda rng: Sequential(NoArray()), "Reading eight digits, it gives a dict"),
        (lambda rng: Linear(64, 10, rng=rng), "should return a Sequential of cnnlab.network; it"),
        (lambda rng: Sequential, "Sequential of cnnlab.network; it returns a type"),
        (own_generator, "The weights differ with equal generators"),
        (lambda rng: network(lambda: MaxPool2d(4), 32)(0), "are the same whatever the generator"),
        (lambda rng: SHARED, "are the same whatever the generator"),
        (Foreign, "test_ch13.Sequential."),
        (lambda: None, "It fails: TypeError"),
        (network(lambda: MaxPool2d(4), 32)(np.random.default_rng(0)), "it is a network."),
    ],
)
def test_wrong_networks(function, message):
    assert_wrong(ch13.pooled(function), message)
