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


def in_integers(kernel, rows, columns):
    weight = np.zeros((rows, columns, 1, 1, *kernel.shape), dtype=int)
    weight[:, :, 0, 0] = kernel
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
        (
            in_integers,
            "kernel = [[0.25, -1.5, 2.75]], rows = 8, columns = 4 "
            "result[0, 0, 0, 0, 0, 0] is 0; it should be 0.25",
        ),
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


def into(dtype):
    """Return a solution that fills a result of the type that `dtype` gives."""

    def gradient(image, grad):
        result = np.zeros(np.subtract(image.shape, grad.shape) + 1, dtype=dtype(image, grad))
        for i, j in np.ndindex(*result.shape):
            window = image[i : i + grad.shape[0], j : j + grad.shape[1]]
            result[i, j] = (window * grad).sum()
        return result

    return gradient


def overwritten(image, grad):
    copies = image.copy(), grad.copy()
    image[:] = grad[:] = 0
    return copies


@pytest.mark.parametrize(
    "function",
    [
        into(np.result_type),
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
        (
            lambda x, g: signal.correlate2d(*overwritten(x, g), "valid"),
            "it gives the right result, but changes what it is given, `image` and `grad_output`:",
        ),
        (into(lambda x, g: int), "grad_output = [[-0.25, 0.25], [0.5, 0.25]] result[0, 0] is 5; "),
        (into(lambda x, g: x.dtype), "result[0, 0] is 5; it should be 5.25"),
        (into(lambda x, g: g.dtype), "result[0, 0] is 5; it should be 5.25"),
    ],
)
def test_wrong_gradients(function, message):
    assert_wrong(ch04.kernel_gradient(function), message)
