"""The checkers of chapter 11: what they accept, and what they say of typical mistakes."""

import re

import numpy as np
import pytest

from cnnlab.check import ch11


def is_equivariant(operation, image):
    one, other = operation(np.roll(image, 1, axis=1)), np.roll(operation(image), 1, axis=1)
    return np.allclose(one, other)


def is_invariant(operation, image):
    return np.allclose(operation(np.roll(image, 1, axis=1)), operation(image))


def elementwise(operation, image):
    return operation(np.roll(image, 1, axis=1)) == np.roll(operation(image), 1, axis=1)


def maxima(row):
    return np.maximum(row, np.roll(row, -1))


def blurred(row):
    return np.roll(row, 1) / 4 + row / 2 + np.roll(row, -1) / 4


def test_right_answers_pass():
    assert ch11.equivariance_test(is_equivariant).right
    assert ch11.blur_pool(lambda row: blurred(maxima(row))[::2]).right


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (is_invariant, "For a convolution with circular padding it gives False"),
        (elementwise, "For a convolution with circular padding it gives"),
        (lambda operation, image: True, "turning left and right around it gives True"),
        (lambda operation, image: 1 / 0, "it fails: ZeroDivisionError"),
    ],
)
def test_a_wrong_test_of_equivariance_is_shown_by_an_operation(function, message):
    verdict = ch11.equivariance_test(function)
    assert not verdict.right
    assert message in repr(verdict)


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (lambda row: blurred(maxima(row)), r"the result has shape \(4,\); it should have \(2,\)"),
        (lambda row: blurred(maxima(row)[::2]), "which is wrong"),  # skipped before the blur
        (lambda row: maxima(row)[::2], "which is wrong"),  # no blur
        (lambda row: maxima(blurred(row))[::2], "which is wrong"),  # the wrong order
    ],
)
def test_wrong_blur_pooling_is_shown_by_a_case(function, message):
    verdict = ch11.blur_pool(function)
    assert not verdict.right
    assert re.search(message, repr(verdict))


@pytest.mark.parametrize(
    "verdict",
    [
        ch11.equivariance_test(...),
        ch11.equivariance_test(lambda *_: ...),
        ch11.blur_pool(...),
        ch11.blur_pool(lambda row: ...),
    ],
)
def test_an_untouched_exercise_is_not_answered_yet(verdict):
    assert repr(verdict).startswith("Not answered yet")
