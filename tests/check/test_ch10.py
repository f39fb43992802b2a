"""The checkers of chapter 10: what they accept, and what they say of typical mistakes."""

import re

import numpy as np
import pytest

from cnnlab.check import ch10


def by_loops(image, k):
    rows, columns = image.shape[0] // k, image.shape[1] // k
    output = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            output[i, j] = image[i * k : (i + 1) * k, j * k : (j + 1) * k].max()
    return output


def from_zero(image, k):
    return np.maximum(by_loops(image, k), 0)


def averages(image, k):
    rows, columns = image.shape[0] // k, image.shape[1] // k
    return image[: rows * k, : columns * k].reshape(rows, k, columns, k).mean(axis=(1, 3))


def whole_images_only(image, k):
    return image.reshape(image.shape[0] // k, k, image.shape[1] // k, k).max(axis=(1, 3))


def with_stride_1(image, k):
    return np.lib.stride_tricks.sliding_window_view(image, (k, k)).max(axis=(2, 3))


def test_right_answers_pass():
    assert ch10.max_pool(by_loops).right
    assert ch10.averaging_kernel(np.full((3, 3), 1 / 9)).right
    assert ch10.averaging_kernel([[1 / 9] * 3] * 3).right


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (from_zero, "which is wrong"),
        (averages, "which is wrong"),
        (whole_images_only, "For image = .*k = 2 it fails: ValueError"),
        (with_stride_1, r"the result has shape \(1, 3\); it should have \(1, 2\)"),
        (3, "This should be a function"),
    ],
)
def test_wrong_pooling_is_shown_by_a_case(function, message):
    verdict = ch10.max_pool(function)
    assert not verdict.right
    assert re.search(message, repr(verdict))


@pytest.mark.parametrize(
    ("kernel", "message"),
    [
        (np.ones((3, 3)), r"output\[0, 0\] should be"),
        (np.full((2, 2), 1 / 4), r"The kernel should have shape \(3, 3\)"),
        ("mean", "A kernel is a 2-D array of numbers"),
    ],
)
def test_a_wrong_kernel_is_explained(kernel, message):
    verdict = ch10.averaging_kernel(kernel)
    assert not verdict.right
    assert re.search(message, repr(verdict))


@pytest.mark.parametrize(
    "verdict", [ch10.max_pool(...), ch10.max_pool(lambda *_: ...), ch10.averaging_kernel(...)]
)
def test_an_untouched_exercise_is_not_answered_yet(verdict):
    assert repr(verdict).startswith("Not answered yet")
