"""The checkers of chapter 6 know right answers from wrong ones."""

import numpy as np
import pytest

from cnnlab.check import ch06


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (..., "Not answered yet."),
        (lambda size, kernel, padding: ..., "Not answered yet."),
        (lambda size, kernel, padding: size + 2 * padding - kernel + 1, "Right."),
        (lambda size, kernel, padding: size + padding - kernel + 1, "Not yet. For size = 8"),
        (lambda size, kernel, padding: size + 2 * padding - kernel, "it gives 23, which is wrong"),
        (lambda size, kernel, padding: size / 0, "it fails: ZeroDivisionError"),
        (lambda size, kernel, padding: [size], "has shape (1,)"),
    ],
)
def test_size(function, message):
    assert message in repr(ch06.size(function))


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (..., "Not answered yet."),
        (lambda kernel: ((kernel - 1) // 2, kernel // 2), "Right."),
        (lambda kernel: (np.int64((kernel - 1) // 2), np.int64(kernel // 2)), "Right."),
        (lambda kernel: (kernel // 2, kernel // 2), "20 pixels become 21"),  # right for odd ones
        (lambda kernel: (kernel // 2, (kernel - 1) // 2), "the larger one after"),
        (lambda kernel: (0, kernel - 1), "should differ by at most one"),
        (lambda kernel: ((kernel - 1) / 2, (kernel - 1) / 2), "pixels are whole"),
        (lambda kernel: ((kernel - 1) // 2 + 0.4, kernel // 2 + 0.4), "pixels are whole"),
        (lambda kernel: kernel // 2, "For kernel = 1 it fails"),
        (lambda kernel: (-1, kernel), "For kernel = 1 it fails: padding must be at least 0"),
    ],
)
def test_same_padding(function, message):
    assert message in repr(ch06.same_padding(function))


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (..., "Not answered yet."),
        (lambda row, p: np.pad(row, p, "reflect"), "Right."),
        (lambda row, p: np.pad(row, p, "symmetric"), "Not yet. For row = [1, 2, 3], p = 1"),
        (lambda row, p: np.pad(row, p, "edge"), "Not yet."),
        (lambda row, p: np.pad(row, p, "wrap"), "Not yet."),
        (lambda row, p: np.pad(row, (p, 0), "reflect"), "has shape (4,); it should have (5,)"),
        (lambda row, p: np.concatenate([row[p:0:-1], row, row[-p - 1 : -1]]), "Not yet."),
    ],
)
def test_pad_reflect(function, message):
    assert message in repr(ch06.pad_reflect(function))
