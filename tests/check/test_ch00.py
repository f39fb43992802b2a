"""The checker of the welcome page knows right answers from wrong ones."""

import numpy as np
import pytest
from verdicts import assert_right, assert_wrong

from cnnlab.check import ch00
from cnnlab.kernels import KERNELS

RIGHT = [[0, 0, 0], [-1, 0, 1], [0, 0, 0]]


@pytest.mark.parametrize(
    "kernel", [RIGHT, np.array(RIGHT, dtype=np.float32), tuple(map(tuple, RIGHT)), np.int8(RIGHT)]
)
def test_right_difference_kernels(kernel):
    assert_right(ch00.difference_kernel(kernel))


@pytest.mark.parametrize(
    ("kernel", "message"),
    [
        (
            np.flip(RIGHT),
            "On the digit 3, output[0, 0] should be 13 (right minus left), "
            "but your kernel gives -13. That is left minus right.",
        ),
        (np.transpose(RIGHT), "That is below minus above."),
        (np.flip(np.transpose(RIGHT)), "That is above minus below."),
        (KERNELS["sobel_x"], "That compares all three rows"),
        ([[-1, 0, 1]] * 3, "That compares all three rows"),
        ([[0, 0, 0], [0, -1, 1], [0, 0, 0]], "That takes the middle pixel for the left one."),
        (np.abs(RIGHT), "That adds the two pixels"),
        ([[0, 0, 0], [-2, 0, 2], [0, 0, 0]], "but your kernel gives 26."),  # no usual slip
        (np.zeros((3, 3)), "your kernel gives 0"),
        (np.add(RIGHT, 0.5j), "The weights of the kernel should be finite real numbers."),
        (
            np.add(RIGHT, np.diag([np.nan, 0, 0])),
            "The weights of the kernel should be finite real numbers.",
        ),
        ([[-1, 1]], "should have shape (3, 3); yours has (1, 2)"),
        ([RIGHT], "yours has (1, 3, 3)"),
    ],
)
def test_wrong_difference_kernels(kernel, message):
    assert_wrong(ch00.difference_kernel(kernel), message)
