"""The checkers of chapter 9: what they accept, and what they say of typical mistakes."""

import numpy as np
import pytest
from scipy import signal

from cnnlab.check import ch09


def rows_of(image, k):
    steps = [range(n - k + 1) for n in image.shape]
    return np.array([image[i : i + k, j : j + k].ravel() for i in steps[0] for j in steps[1]])


def test_right_answers_pass():
    assert ch09.im2col(rows_of).right
    assert ch09.kernel_gradient(lambda x, g, k: signal.correlate2d(x, g, "valid")).right


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (lambda x, k: rows_of(x, k).T, "has shape (1, 6); it should have (6, 1)"),
        (lambda x, k: rows_of(x.T, k), "it gives [[1], [4], [2], [5], [3], [6]], which is wrong"),
        (lambda x, k: rows_of(x, k)[:, ::-1], "it gives [[5, 4, 2, 1], [6, 5, 3, 2]]"),
        (lambda x, k: x[k], "the result has shape (3,)"),
    ],
)
def test_wrong_rows_are_shown_by_a_case(function, message):
    verdict = ch09.im2col(function)
    assert not verdict.right
    assert message in repr(verdict)


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (lambda x, g, k: rows_of(x, k).T @ g.ravel(), "has shape (4,); it should have (2, 2)"),
        (lambda x, g, k: signal.convolve2d(x, g, "valid"), "which is wrong"),
        (lambda x, g, k: (rows_of(x, k) @ g.ravel()).reshape(k, k), "it fails: ValueError"),
    ],
)
def test_a_wrong_gradient_is_shown_by_a_case(function, message):
    verdict = ch09.kernel_gradient(function)
    assert not verdict.right
    assert message in repr(verdict)


@pytest.mark.parametrize("check", [ch09.im2col, ch09.kernel_gradient])
def test_an_untouched_exercise_is_not_answered_yet(check):
    for untouched in (..., lambda *_: ..., lambda *_: None):
        assert repr(check(untouched)).startswith("Not answered yet")
