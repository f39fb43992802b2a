"""The checkers of chapter 4: what they accept, and what they say of typical mistakes."""

import numpy as np
import pytest
from scipy import signal
from verdicts import assert_right, assert_wrong

from cnnlab.check import ch04


def one_by_one(kernel, rows, columns):
    weight = np.empty((rows, columns, 1, 1, *kernel.shape))
    for i in range(rows):
        for j in range(columns):
            weight[i, j, 0, 0] = kernel
    return weight


def one_is_wrong(kernel, rows, columns):
    weight = one_by_one(kernel, rows, columns)
    weight[-1, 1] += kernel.shape == (3, 3)
    return weight


@pytest.mark.parametrize(
    "function",
    [
        lambda k, r, c: np.broadcast_to(k, (r, c, 1, 1, *k.shape)),
        lambda k, r, c: [[[[k]]] * c] * r,
        one_by_one,
        lambda k, r, c: one_by_one(k.astype(np.float32), r, c),
    ],
)
def test_right_weights(function):
    assert_right(ch04.tie(function))


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (lambda k, r, c: np.tile(k, (r, c)), "the result has shape (8, 4); it should have (8, 4,"),
        (lambda k, r, c: one_by_one(k, c, r), "has shape (4, 8, 1, 1, 1, 1); it should have (8, 4"),
        (
            lambda k, r, c: one_by_one(k[::-1], r, c),
            "result[0, 0, 0, 0, 0, 0] is 3; it should be 0",
        ),
        (lambda k, r, c: 0 * one_by_one(k, r, c), "result[0, 0, 0, 0, 0, 0] is 0; it should be 2"),
        (one_is_wrong, "result[5, 1, 0, 0, 0, 0] is -3; it should be -4"),
        (lambda k: k, "it fails: TypeError"),
    ],
)
def test_wrong_weights(function, message):
    assert_wrong(ch04.tie(function), message)


def sum_of_windows(image, grad):
    """Each output's gradient times its window, added up."""
    (kH, kW), gradient = np.subtract(image.shape, grad.shape) + 1, 0
    for i in range(grad.shape[0]):
        for j in range(grad.shape[1]):
            gradient = gradient + grad[i, j] * image[i : i + kH, j : j + kW]
    return gradient


@pytest.mark.parametrize(
    "function",
    [
        lambda x, g: signal.correlate2d(x, g, "valid"),
        sum_of_windows,
        lambda x, g: signal.fftconvolve(x, g[::-1, ::-1], "valid"),
        lambda x, g: sum_of_windows(x, g).tolist(),
    ],
)
def test_right_gradients(function):
    assert_right(ch04.kernel_gradient(function))


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (lambda x, g: sum_of_windows(x, g[::-1, ::-1]), "it should be"),  # flipped
        (lambda x, g: signal.correlate2d(x, g, "full"), "it should have (2, 2)"),
        (lambda x, g: sum_of_windows(x, g) / g.size, "it should be"),  # the mean
        (lambda x, g: signal.correlate2d(g, x, "valid"), "it should be"),  # the wrong one slides
    ],
)
def test_wrong_gradients(function, message):
    assert_wrong(ch04.kernel_gradient(function), message)
