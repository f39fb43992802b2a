"""The checkers of chapter 4: what they accept, and what they say of typical mistakes."""

import numpy as np
import pytest
from scipy import signal

from cnnlab.check import ch04


def test_right_answers_pass():
    assert ch04.tie(lambda k, r, c: np.broadcast_to(k, (r, c, 1, 1, *k.shape))).right
    assert ch04.kernel_gradient(lambda x, g: signal.correlate2d(x, g, "valid")).right


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (lambda k, r, c: np.tile(k, (r, c)), "the weights have shape (8, 8); they should have"),
        (lambda k, r, c: np.tile(k[::-1], (r, c, 1, 1, 1, 1)), "but conv2d gives"),
        (lambda k, r, c: np.zeros((r, c, 1, 1, *k.shape)), "output[0, 2] is 0 with your weights"),
        (lambda k: k, "it fails: TypeError"),
    ],
)
def test_wrong_weights_are_shown_at_an_output(function, message):
    verdict = ch04.tie(function)
    assert not verdict.right
    assert message in repr(verdict)


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (lambda x, g: signal.convolve2d(x, g, "valid"), "which is wrong"),  # flipped
        (lambda x, g: signal.correlate2d(x, g, "full"), "it should have (2, 2)"),
        (lambda x, g: signal.correlate2d(x, g, "valid") / g.size, "which is wrong"),  # the mean
    ],
)
def test_wrong_gradients_are_shown_by_a_case(function, message):
    verdict = ch04.kernel_gradient(function)
    assert not verdict.right
    assert message in repr(verdict)


@pytest.mark.parametrize("check", [ch04.tie, ch04.kernel_gradient])
def test_an_untouched_exercise_is_not_answered_yet(check):
    for untouched in (..., lambda *_: ..., lambda *_: None):
        assert repr(check(untouched)).startswith("Not answered yet")
