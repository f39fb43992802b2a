"""The checker of the welcome page knows right answers from wrong ones."""

import numpy as np
import pytest

from cnnlab.check import ch00

RIGHT = [[0, 0, 0], [-1, 0, 1], [0, 0, 0]]


@pytest.mark.parametrize(
    ("kernel", "message"),
    [
        (..., "Not answered yet."),
        (RIGHT, "Right."),
        (np.array(RIGHT, dtype=np.float32), "Right."),
        (np.flip(RIGHT), "Not yet. On the digit 3, output["),
        (np.transpose(RIGHT), "Not yet. On the digit 3, output["),
        (np.zeros((3, 3)), "should be"),
        ([[-1, 1]], "should have shape (3, 3); yours has (1, 2)"),
        ([[1, 2], [3]], "A kernel is a 2-D array of numbers"),
        ("right minus left", "A kernel is a 2-D array of numbers"),
    ],
)
def test_difference_kernel(kernel, message):
    assert message in repr(ch00.difference_kernel(kernel))
