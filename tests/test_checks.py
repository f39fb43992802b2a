"""Arguments are checked once for each call, at the function that the user calls."""

import sys

import numpy as np
import pytest

import cnnlab
from cnnlab import checks

IMAGE = np.ones((1, 2, 6, 6))
KERNELS = np.ones((2, 2, 3, 3))
SETTINGS = {"stride": 2, "padding": 1, "dilation": 1}


class Whole:
    """A whole number that counts how often it is looked at."""

    def __init__(self, value):
        self.value, self.looks = value, 0

    def __index__(self):
        self.looks += 1
        return self.value


CALLS = {
    "conv2d": lambda **numbers: cnnlab.conv2d(IMAGE, KERNELS, groups=1, **numbers),
    "loop": lambda **numbers: cnnlab.conv2d(IMAGE, KERNELS, **numbers, method="loop"),
    "im2col": lambda **numbers: cnnlab.conv2d(IMAGE, KERNELS, **numbers, method="im2col"),
    "a border of copies": lambda **numbers: cnnlab.conv2d(
        IMAGE, KERNELS, **numbers, padding_mode="reflect"
    ),
    "backward": lambda **numbers: cnnlab.conv2d_backward(
        np.ones((1, 2, 3, 3)), IMAGE, KERNELS, **numbers
    ),
    "transpose": lambda **numbers: cnnlab.conv_transpose2d(IMAGE, KERNELS, **numbers),
    "untied": lambda **numbers: cnnlab.locally_connected2d(
        IMAGE, np.ones((3, 3, 2, 2, 3, 3)), **numbers
    ),
    "one image": lambda **numbers: cnnlab.correlate2d(IMAGE[0, 0], np.ones((4, 4)), **numbers),
    "windows as rows": lambda **numbers: cnnlab.im2col(IMAGE, 3, **numbers),
    "max_pool2d": lambda **numbers: cnnlab.max_pool2d(IMAGE, 3, **numbers),
    "output_shape": lambda **numbers: cnnlab.output_shape((6, 6), 3, **numbers),
}


@pytest.mark.parametrize("name", CALLS)
def test_each_number_is_looked_at_once(name):
    numbers = {key: Whole(value) for key, value in SETTINGS.items()}
    CALLS[name](**numbers)
    assert {key: number.looks for key, number in numbers.items()} == dict.fromkeys(numbers, 1)


@pytest.mark.parametrize("method", ["auto", "im2col", "loop"])
def test_a_layer_checks_no_number_that_was_not_given(method):
    """The image and the kernel have two sizes each, the other numbers come alone."""
    counted = []

    def count(frame, event, _):
        if event == "call" and frame.f_code is checks.whole_number.__code__:
            counted.append(frame.f_locals["name"])

    sys.setprofile(count)
    try:
        cnnlab.conv2d(IMAGE, KERNELS, groups=1, **SETTINGS, method=method)
    finally:
        sys.setprofile(None)
    expected = ["dilation", "groups", "kernel_size", "kernel_size", "padding", "shape", "shape"]
    assert sorted(counted) == [*expected, "stride"]


def test_a_refusal_of_what_is_no_pair_names_both_forms():
    for wrong in (None, 1.5, np.array([2, 2]), (1, 2.5)):
        with pytest.raises(TypeError, match=r"stride must be one integer or a pair \(height, wid"):
            cnnlab.im2col(IMAGE, 3, stride=wrong)
