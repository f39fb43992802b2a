"""The checkers of the chapter on channels: right answers, and the usual wrong ones."""

from fractions import Fraction

import numpy as np
import pytest
from verdicts import assert_right, assert_wrong

from cnnlab import correlate2d
from cnnlab.check import ch09


def layer(x, weight, bias):
    return np.stack(
        [
            sum(correlate2d(channel, k) for channel, k in zip(x, kernels, strict=True)) + b
            for kernels, b in zip(weight, bias, strict=True)
        ]
    )


def by_windows(x, weight, bias):
    windows = np.lib.stride_tricks.sliding_window_view(x, weight.shape[2:], axis=(1, 2))
    return np.einsum("chwij,ocij->ohw", windows, weight) + bias[:, None, None]


def bias_for_every_channel(x, weight, bias):
    return layer(x, weight, bias * len(x))


def without_a_new_start(x, weight, bias):
    total, outputs = 0, []
    for kernels, b in zip(weight, bias, strict=True):
        for channel, kernel in zip(x, kernels, strict=True):
            total = total + correlate2d(channel, kernel)
        outputs.append(total + b)
    return np.stack(outputs)


def largest_map(x, weight, bias):
    maps = [layer(x[c : c + 1], weight[:, c : c + 1], bias) for c in range(len(x))]
    return np.max(maps, axis=0)


def into(dtype):
    """Return a solution that fills a result of the type that `dtype` gives."""

    def filled(x, weight, bias):
        maps = layer(x, weight, bias)
        result = np.zeros(maps.shape, dtype=dtype(x, weight))
        result[:] = maps
        return result

    return filled


def bias_in_place(x, weight, bias):
    maps = layer(x, weight, 0 * bias)
    maps += bias[:, None, None]
    return maps


@pytest.mark.parametrize(
    "function",
    [
        layer,
        by_windows,
        bias_in_place,
        lambda *given: [channel.tolist() for channel in layer(*given)],
        into(np.result_type),
    ],
)
def test_right_layers(function):
    assert_right(ch09.layer(function))


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (bias_for_every_channel, "For x = [[["),
        (lambda x, weight, bias: layer(x, weight, 0 * bias) + bias, "the whole row of biases"),
        (lambda x, weight, bias: layer(x, weight, -bias), "That subtracts the bias"),
        (largest_map, "That is the largest of the channels' maps"),
        (lambda x, weight, bias: layer(x / len(x), weight, bias), "That is the mean over"),
        (without_a_new_start, "goes on adding to the sum of the output before"),
        (lambda x, weight, bias: layer(x, weight, 0 * bias), "it should be"),  # no bias
        (lambda x, weight, bias: layer(x, weight[:, :, ::-1, ::-1], bias), "it should be"),
        (lambda x, weight, bias: layer(x, weight, bias).sum(axis=0), "it should have (1, 1, 3)"),
        (lambda x, weight, bias: layer(x, weight, bias)[None], "has shape (1, 1, 1, 3)"),  # a batch
        (lambda x, weight, bias: layer(x, weight.swapaxes(0, 1), bias), "it fails: ValueError"),
        (lambda x, weight, bias: layer(x[:1], weight[:, :1], bias), "the map of one channel alone"),
        (  # square kernels only
            lambda x, weight, bias: layer(x, weight[..., :2, :2], bias),
            "the result has shape (3, 2, 5); it should have (3, 2, 4)",
        ),
        (
            into(lambda x, weight: int),
            "weight = [[[[0.25, -1.0]]], [[[0.5, -1.0]]]], bias = [-4, 1] "
            "result[0, 0, 0] is -4; it should be -4.75. That cuts off the fractions",
        ),
        (into(lambda x, weight: x.dtype), "result[0, 0, 0] is -4; it should be -4.75"),
        (into(lambda x, weight: weight.dtype), "result[0, 0, 0] is -4; it should be -4.75"),
        (7, "This should be a function; it is 7."),
    ],
)
def test_wrong_layers(function, message):
    assert_wrong(ch09.layer(function), message)


def colours(*weights):
    return np.reshape(weights, (1, 3, 1, 1))


@pytest.mark.parametrize(
    "weight",
    [
        colours(2, -1, -1),
        colours(2 / 3, -1 / 3, -1 / 3),
        colours(0.2, -0.1, -0.1),
        colours(2e-12, -1e-12, -1e-12),
        colours(200, -100, -100).astype(np.int16),
        colours(2, -1, -1).tolist(),
        colours(Fraction(2, 3), Fraction(-1, 3), Fraction(-1, 3)),
    ],
)
def test_right_weights(weight):
    assert_right(ch09.red_against_cyan(weight))


@pytest.mark.parametrize(
    ("weight", "message"),
    [
        (colours(1, -1, -1), "For the grey pixel (100, 100, 100) it gives -100, not 0"),
        (colours(-2, 1, 1), "For red, (1, 0, 0), it gives -2"),
        (colours(0, 0, 0), "For red, (1, 0, 0), it gives 0"),
        (colours(1, -1, 0), "For green it gives -1, for blue 0"),  # red against green
        (colours(-0.5, -0.5, 1), "For red, (1, 0, 0), it gives -0.5"),  # blue against yellow
        (np.array([2, -1, -1]), "should have shape (1, 3, 1, 1); yours has (3,)"),
        (colours(2, -1, -1).swapaxes(0, 1), "yours has (3, 1, 1, 1)"),
        (colours(np.nan, -1, -1), "finite"),
        (colours(2j, -1j, -1j), "finite real numbers"),
    ],
)
def test_wrong_weights(weight, message):
    assert_wrong(ch09.red_against_cyan(weight), message)
