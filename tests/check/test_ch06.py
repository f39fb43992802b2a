"""The checkers of chapter 6 know right answers from wrong ones."""

import numpy as np
import pytest
from verdicts import assert_right, assert_wrong

from cnnlab.check import ch06


@pytest.mark.parametrize(
    "function",
    [
        lambda size, kernel, padding: size + 2 * padding - kernel + 1,
        lambda size, kernel, padding: len(range(size + 2 * padding)[kernel - 1 :]),
        lambda size, kernel, padding: (
            np.convolve([0] * (size + 2 * padding), [0] * kernel, "valid").size
        ),
        lambda size, kernel, padding: size - 2.0 * ((kernel - 1) / 2 - padding),
    ],
)
def test_right_sizes(function):
    assert_right(ch06.size(function))


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (
            lambda size, kernel, padding: size + padding - kernel + 1,
            "padding = 2 it gives 8, which is wrong. That adds the padding at one end only",
        ),
        (
            lambda size, kernel, padding: size + 2 * padding - kernel,
            "it gives 23, which is wrong. That is without the + 1",
        ),
        (lambda size, kernel, padding: size - kernel + 1, "That leaves the padding out."),
        (
            lambda size, kernel, padding: size + 2 * padding - 2 * (kernel // 2),
            "kernel = 4, padding = 2 it gives 32, which is wrong. That takes 2⌊k/2⌋ away",
        ),
        (lambda size, kernel, padding: size + 2 * padding - kernel // 2 * 2, "kernel = 4"),  # odd
        (lambda size, kernel, padding: size / 0, "it fails: ZeroDivisionError"),
        (lambda size, kernel, padding: [size], "it gives [28], where one number should be."),
    ],
)
def test_wrong_sizes(function, message):
    assert_wrong(ch06.size(function), message)


def by_index(row, p):
    last = len(row) - 1
    return [row[last - abs(last - abs(i))] for i in range(-p, len(row) + p)]


@pytest.mark.parametrize(
    "function",
    [
        lambda row, p: np.pad(row, p, "reflect"),
        lambda row, p: np.concatenate([row[1 : p + 1][::-1], row, row[::-1][1 : p + 1]]),
        by_index,
        lambda row, p: tuple(map(float, by_index(row, p))),
    ],
)
def test_right_reflections(function):
    assert_right(ch06.pad_reflect(function))


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (lambda row, p: np.pad(row, p, "symmetric"), "For row = [1, 2, 3], p = 1 result[0] is 1"),
        (
            lambda row, p: np.concatenate([row[p:0:-1], row, row[-1 : -p - 1 : -1]]),
            "On the right, that repeats the edge pixel",
        ),
        (lambda row, p: np.pad(row, p, "edge"), "result[0] is 1; it should be 2"),
        (lambda row, p: np.pad(row, p, "wrap"), "result[0] is 3; it should be 2"),
        (lambda row, p: np.pad(row, p), "result[0] is 0; it should be 2"),
        (lambda row, p: row[1 : p + 1][::-1] + row + row[-p - 1 : -1][::-1], "`+` adds arrays"),
        (lambda row, p: np.pad(row, (p, 0), "reflect"), "has shape (4,); it should have (5,)"),
        (
            lambda row, p: np.concatenate([row[p:0:-1], row, row[-p - 1 : -1]]),
            "p = 3 result[7] is 4; it should be 6",
        ),
        (
            lambda row, p: np.array(by_index(row, p), dtype=int),
            "row = [9.25, 1.5], p = 0 result[0] is 9; it should be 9.25",
        ),
    ],
)
def test_wrong_reflections(function, message):
    assert_wrong(ch06.pad_reflect(function), message)
