"""The checkers of the chapter on stride: what they accept, and what they say of mistakes."""

import numpy as np
import pytest

from cnnlab.check import ch07


def right_size(size, kernel, stride, padding, dilation):
    return (size + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1


def right_unreached(size, kernel, stride):
    gaps = (size - kernel) // stride
    return (size - kernel) % stride + gaps * max(0, stride - kernel)


def right_transpose(row, kernel, stride):
    result = np.zeros((len(row) - 1) * stride + len(kernel))
    for i, value in enumerate(row):
        result[i * stride : i * stride + len(kernel)] += value * kernel
    return result


def overwriting(row, kernel, stride):
    result = np.zeros((len(row) - 1) * stride + len(kernel))
    for i, value in enumerate(row):
        result[i * stride : i * stride + len(kernel)] = value * kernel
    return result


def test_right_answers_pass():
    assert ch07.size(right_size).right
    assert ch07.unreached(right_unreached).right
    assert ch07.transpose(right_transpose).right


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (lambda n, k, s, p, d: (n - k) // s + 1, "padding = 3, dilation = 1 it gives 109"),
        (
            lambda n, k, s, p, d: (n + p - d * (k - 1) - 1) // s + 1,  # one side alone
            "padding = 3, dilation = 1 it gives 111",
        ),
        (lambda n, k, s, p, d: -(-(n + 2 * p - k) // s) + 1, "stride = 2, padding = 0"),
        (lambda n, k, s, p, d: right_size(n, k, s, p, 1), "dilation = 2 it gives 7"),
        (lambda n, k, s, p, d: right_size(n, k, s, p, d) - 1, "it gives 5, which is wrong"),
    ],
)
def test_a_wrong_size_is_shown_by_a_case(function, message):
    verdict = ch07.size(function)
    assert not verdict.right
    assert message in repr(verdict)


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (lambda n, k, s: (n - k) % s, "size = 9, kernel = 2, stride = 3 it gives 1"),  # no gaps
        (lambda n, k, s: n % s, "size = 8, kernel = 3, stride = 2 it gives 0"),
        (lambda n, k, s: 0, "size = 8, kernel = 3, stride = 2 it gives 0"),
        (lambda n, k, s: right_unreached(n, k, s) ** 2, "it gives 9, which is wrong"),
        (lambda n, k: 0, "it fails: TypeError"),
    ],
)
def test_a_wrong_count_is_shown_by_a_case(function, message):
    verdict = ch07.unreached(function)
    assert not verdict.right
    assert message in repr(verdict)


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (overwriting, "stride = 1 it gives [1.0, 2.0, 3.0, 30.0, 300.0]"),
        (lambda r, k, s: right_transpose(r, k, 1), "shape (3,); it should have (4,)"),
        (lambda r, k, s: right_transpose(r, k[::-1], s), "row = [5], kernel = [1, 2, 3]"),
    ],
)
def test_a_wrong_stamping_is_shown_by_a_case(function, message):
    verdict = ch07.transpose(function)
    assert not verdict.right
    assert message in repr(verdict)


@pytest.mark.parametrize("check", [ch07.size, ch07.unreached, ch07.transpose])
def test_an_untouched_exercise_is_not_answered_yet(check):
    for untouched in (..., lambda *_: ..., lambda *_: None):
        assert repr(check(untouched)).startswith("Not answered yet")
