"""The checkers of the chapter on transposed convolution: right answers, and the usual mistakes."""

import numpy as np
import pytest
from verdicts import assert_right, assert_wrong

from cnnlab.check import ch08


def right_size(size, kernel, stride, padding, output_padding):
    return (size - 1) * stride - 2 * padding + kernel + output_padding


def counted_size(size, kernel, stride, padding, output_padding):
    rows = {i * stride + a for i in range(size) for a in range(kernel)}
    return max(rows) + 1 - 2 * padding + output_padding


def right_transpose(row, kernel, stride):
    result = np.zeros((len(row) - 1) * stride + len(kernel))
    for i, value in enumerate(row):
        result[i * stride : i * stride + len(kernel)] += value * kernel
    return result


def zeros_between(row, kernel, stride):
    spread = np.zeros((len(row) - 1) * stride + 1)
    spread[::stride] = row
    return np.convolve(spread, kernel)


def overwriting(row, kernel, stride):
    result = np.zeros((len(row) - 1) * stride + len(kernel))
    for i, value in enumerate(row):
        result[i * stride : i * stride + len(kernel)] = value * kernel
    return result


def into(dtype):
    """Return a solution that adds to a result of the type that `dtype` gives."""

    def stamped(row, kernel, stride):
        result = np.zeros((len(row) - 1) * stride + len(kernel), dtype=dtype(row, kernel))
        for i, value in enumerate(row):
            for a, weight in enumerate(kernel):
                result[i * stride + a] += value * weight
        return result

    return stamped


def a_stamp_at_once(row, kernel, stride):
    result = np.zeros(
        (len(row) - 1) * stride + len(kernel), dtype=np.int64
    )  # int has 32 bits in a page
    for i, value in enumerate(row):
        result[i * stride : i * stride + len(kernel)] += value * kernel
    return result


@pytest.mark.parametrize(
    "function", [right_size, counted_size, lambda *given: np.int16(right_size(*given))]
)
def test_right_sizes(function):
    assert_right(ch08.size(function))


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (lambda n, k, s, p, e: (n + 2 * p - k) // s + 1, "it gives 1, which is wrong. That is the"),
        (lambda n, k, s, p, e: n * s, "it gives 12, which is wrong. That is the input's size"),
        (lambda n, k, s, p, e: n * s + k - 2 * p + e, "it gives 17, which is wrong. That moves"),
        (lambda n, k, s, p, e: (n - 1) * s + 1, "it gives 11, which is wrong. That is without the"),
        (
            lambda n, k, s, p, e: right_size(n, k, s, -p, e),
            "it gives 20, which is wrong. That adds",
        ),
        (
            lambda n, k, s, p, e: right_size(n, k, s, 0, e),
            "it gives 18, which is wrong. That leaves",
        ),
        (
            lambda n, k, s, p, e: right_size(n, k, s, 0, e) - p,
            "output_padding = 0 it gives 17, which is wrong. That cuts the padding off",
        ),
        (lambda n, k, s, p, e: right_size(n, k, s, p, 0), "or without the + 1 of the formula."),
        (
            lambda *given: right_size(*given) - 1,
            "it gives 14, which is wrong. That leaves out the + 1",
        ),
    ],
)
def test_wrong_sizes(function, message):
    assert_wrong(ch08.size(function), message)


@pytest.mark.parametrize(
    "function",
    [
        lambda *given: right_size(*given) + 1,
        lambda n, k, s, p, e: right_size(n, k, s, p, 2 * e),
        lambda n, k, s, p, e: right_size(n, k, s, p, s * e),
    ],
)
def test_other_sizes_are_not_told_of_a_slip_that_was_not_made(function):
    assert ch08.size(function).message.endswith("which is wrong.")


@pytest.mark.parametrize(
    "function",
    [
        right_transpose,
        zeros_between,
        lambda *given: list(right_transpose(*given)),
        into(np.result_type),
    ],
)
def test_right_stamping(function):
    assert_right(ch08.transpose(function))


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (overwriting, "stride = 1 result[1] is 2; it should be 12"),
        (lambda r, k, s: right_transpose(r, k, 1), "shape (3,); it should have (4,)"),
        (lambda r, k, s: right_transpose(r, k[::-1], s), "row = [5], kernel = [1, 2, 3]"),
        (lambda r, k, s: zeros_between(r, k, s)[: len(r) * s], "it should have"),  # cut off
        (lambda r, k, s: np.convolve(np.kron(r, np.eye(1, s)[0]), k), "that no stamp reaches"),
        (lambda r, k, s: np.outer(r, k).ravel(), "That puts the stamps side by side"),
        (lambda r, k, s: right_transpose(np.ones(len(r)), k, s), "That stamps the kernel alone"),
        (
            into(lambda r, k: int),
            "kernel = [0.25, 0.25, 0.25], stride = 2 result[0] is 0; it should be 0.25",
        ),
        (into(lambda r, k: r.dtype), "result[0] is 0; it should be 0.25"),
        (into(lambda r, k: k.dtype), "result[0] is 0; it should be 0.25"),
        (
            a_stamp_at_once,
            "An array of integers holds no fractions: use one of floats. The line is",
        ),
    ],
)
def test_wrong_stamping(function, message):
    assert_wrong(ch08.transpose(function), message)
