"""The checkers of chapter 10: what they accept, and what they say of typical mistakes."""

import numpy as np
import pytest
from scipy import signal
from verdicts import assert_right, assert_wrong

from cnnlab.check import ch10


def rows_of(image, k):
    steps = [range(n - k + 1) for n in image.shape]
    return np.array([image[i : i + k, j : j + k].ravel() for i in steps[0] for j in steps[1]])


@pytest.mark.parametrize(
    "function",
    [
        rows_of,
        lambda x, k: np.lib.stride_tricks.sliding_window_view(x, (k, k)).reshape(-1, k * k),
        lambda x, k: rows_of(x, k).astype(float).tolist(),
        lambda x, k: np.float16(rows_of(x, k)),
    ],
)
def test_right_rows(function):
    assert_right(ch10.im2col(function))


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (lambda x, k: rows_of(x, k).T, "has shape (1, 6); it should have (6, 1)"),
        (lambda x, k: rows_of(x.T, k), "k = 1 result[1, 0] is 4; it should be 2"),  # down first
        (lambda x, k: rows_of(x, k)[:, ::-1], "k = 2 result[0, 0] is 5; it should be 1"),
        (lambda x, k: x[k], "the result has shape (3,)"),
        (lambda x, k: rows_of(x[:-1, :-1], k), "That leaves out the last windows"),
        (
            lambda x, k: (
                rows_of(x, k)
                .reshape(*(n - k + 1 for n in x.shape), -1)[::k, ::k]
                .reshape(-1, k * k)
            ),
            "Those windows touch",
        ),
        (  # each window by its columns
            lambda x, k: rows_of(x, k).reshape(-1, k, k).swapaxes(1, 2).reshape(-1, k * k),
            "k = 2 result[0, 1] is 4; it should be 2",
        ),
        (
            lambda x, k: rows_of(x, k).astype(int),
            "image = [[0.25, 0.5, 0.75], [1.0, 1.25, 1.5]], k = 2 result[0, 0] is 0; it should be",
        ),
    ],
)
def test_wrong_rows(function, message):
    assert_wrong(ch10.im2col(function), message)


def into(dtype):
    """Return a solution that fills a result of the type that `dtype` gives."""

    def gradient(image, grad, k):
        result = np.zeros((k, k), dtype=dtype(image, grad))
        for a, b in np.ndindex(k, k):
            result[a, b] = (image[a:, b:][: grad.shape[0], : grad.shape[1]] * grad).sum()
        return result

    return gradient


@pytest.mark.parametrize(
    "function",
    [
        into(np.result_type),
        lambda x, g, k: signal.correlate2d(x, g, "valid"),
        lambda x, g, k: (rows_of(x, k).T @ g.ravel()).reshape(k, k),
        lambda x, g, k: np.dot(g.ravel(), rows_of(x, k)).reshape(k, k).tolist(),
    ],
)
def test_right_gradients(function):
    assert_right(ch10.kernel_gradient(function))


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (lambda x, g, k: rows_of(x, k).T @ g.ravel(), "has shape (4,); it should have (2, 2)"),
        (lambda x, g, k: signal.convolve2d(x, g, "valid"), "it should be"),
        (lambda x, g, k: (rows_of(x, k) @ g.ravel()).reshape(k, k), "it fails: ValueError"),
        (lambda x, g, k: (rows_of(x, k).T @ g.ravel()).reshape(k, k).T, "it should be"),
        (lambda x, g, k: signal.correlate2d(x, g, "valid") / g.size, "it should be"),
        (into(lambda x, g: int), "k = 2 result[0, 0] is 3; it should be 3.5"),
        (into(lambda x, g: x.dtype), "k = 2 result[0, 0] is 3; it should be 3.5"),
        (into(lambda x, g: g.dtype), "k = 2 result[0, 0] is 3; it should be 3.5"),
    ],
)
def test_wrong_gradients(function, message):
    assert_wrong(ch10.kernel_gradient(function), message)
