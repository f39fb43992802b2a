"""The checkers of chapter 5 know right answers from wrong ones."""

import numpy as np
import pytest
from scipy import signal

from cnnlab import correlate2d
from cnnlab.check import ch05


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (..., "Not answered yet."),
        (lambda image, kernel: ..., "Not answered yet."),
        (lambda image, kernel: signal.convolve2d(image, kernel, "valid"), "Right."),
        (correlate2d, "Not yet. For image = "),  # no flip
        (lambda image, kernel: correlate2d(image, kernel[::-1]), "Not yet."),  # half a flip
        (lambda image, kernel: correlate2d(image, kernel.T[::-1, ::-1]), "Not yet."),
        (lambda image, kernel: signal.convolve2d(image, kernel, "same"), "has shape"),
        (lambda image, kernel: image @ kernel, "it fails: ValueError"),
        (3, "This should be a function; it is 3."),
    ],
)
def test_convolve(function, message):
    assert message in repr(ch05.convolve(function))


def one_at(row, column, size=5):
    kernel = np.zeros((size, size))
    kernel[row, column] = 1
    return kernel


@pytest.mark.parametrize(
    ("kernel", "message"),
    [
        (..., "Not answered yet."),
        (one_at(4, 2), "Right."),
        (one_at(0, 2), "Not yet. On the digit 3, output["),  # up: what correlation would ask for
        (one_at(3, 2), "Not yet."),  # one pixel only
        (one_at(2, 4), "Not yet."),  # to the right
        (2 * one_at(4, 2), "Not yet."),
        (one_at(2, 1, size=3), "should have shape (5, 5); yours has (3, 3)"),
    ],
)
def test_shift_down_kernel(kernel, message):
    assert message in repr(ch05.shift_down_kernel(kernel))
