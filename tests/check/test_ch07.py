"""The checkers of the chapter on stride: what they accept, and what they say of mistakes."""

import numpy as np
import pytest
from verdicts import assert_right, assert_wrong

from cnnlab.check import ch07


def right_size(size, kernel, stride, padding, dilation):
    return (size + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1


def counted_size(size, kernel, stride, padding, dilation):
    span = dilation * (kernel - 1) + 1
    return len(range(0, size + 2 * padding - span + 1, stride))


def right_unreached(size, kernel, stride):
    gaps = (size - kernel) // stride
    return (size - kernel) % stride + gaps * max(0, stride - kernel)


def counted_unreached(size, kernel, stride):
    starts = range(0, size - kernel + 1, stride)
    return len(set(range(size)) - {start + k for start in starts for k in range(kernel)})


@pytest.mark.parametrize(
    "function", [right_size, counted_size, lambda *given: np.int16(right_size(*given))]
)
def test_right_sizes(function):
    assert_right(ch07.size(function))


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (lambda n, k, s, p, d: (n - k) // s + 1, "it gives 8, which is wrong. That leaves"),
        (
            lambda n, k, s, p, d: (n + p - d * (k - 1) - 1) // s + 1,  # one side alone
            "dilation = 1 it gives 10, which is wrong. That adds the padding at one end only",
        ),
        (lambda n, k, s, p, d: -(-(n + 2 * p - k) // s) + 1, "That rounds up"),
        (lambda n, k, s, p, d: (n + 2 * p - d * (k - 1) - 1) / s + 1, "it gives 3.5"),  # not whole
        (lambda n, k, s, p, d: round((n + 2 * p - d * (k - 1) - 1) / s) + 1, "`round` goes to"),
        (lambda n, k, s, p, d: right_size(n, k, s, p, 1), "leaves out the dilation"),
        (lambda n, k, s, p, d: right_size(n, d * k, s, p, 1), "to span d · k pixels"),
        (lambda n, k, s, p, d: right_size(n, k, s, p, d) - 1, "That is without the + 1"),
        (  # which is added, before the division: the first two cases show no difference
            lambda n, k, s, p, d: (n + 2 * p - d * (k - 1)) // s,
            "stride = 2, padding = 0, dilation = 1 it gives 2, which is wrong. That adds the 1",
        ),
        (lambda n, k, s, p, d: (n + 2 * p - d * (k - 1)) // s + 1, "leaves out the − 1 before"),
        (lambda n, k, s, p, d: n + 2 * p - d * (k - 1) - 1 // s + 1, "needs parentheses"),
    ],
)
def test_wrong_sizes(function, message):
    assert_wrong(ch07.size(function), message)


@pytest.mark.parametrize("function", [right_unreached, counted_unreached])
def test_right_counts(function):
    assert_right(ch07.unreached(function))


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (
            lambda n, k, s: (n - k) % s,
            "stride = 3 it gives 1, which is wrong. Those are the rows after the last window.",
        ),
        (lambda n, k, s: (n - k) // s * max(0, s - k), "Those are the rows between the windows"),
        (lambda n, k, s: (n - k) % s + max(0, s - k), "That counts a single gap"),
        (
            lambda n, k, s: (n - k) % s + ((n - k) // s + 1) * max(0, s - k),
            "one gap fewer than there are windows",
        ),
        (
            lambda n, k, s: n % s,
            "kernel = 3, stride = 2 it gives 1, which is wrong. That is the remainder",
        ),
        (lambda n, k, s: 0, "size = 8, kernel = 3, stride = 2 it gives 0, which is wrong."),
        (  # gaps below zero, where windows overlap
            lambda n, k, s: (n - k) % s + (n - k) // s * (s - k),
            "stride = 1 it gives -10, which is wrong. That takes away rows twice",
        ),
        (lambda n, k, s: right_unreached(n, k, s) ** 2, "it gives 9, which is wrong"),
        (  # gaps after windows that do not fit
            lambda n, k, s: (n - k) % s + (n - 1) // s * max(0, s - k),
            "size = 7, kernel = 2, stride = 6 it gives 9",
        ),
        (lambda n, k: 0, "it fails: TypeError"),
    ],
)
def test_wrong_counts(function, message):
    assert_wrong(ch07.unreached(function), message)
