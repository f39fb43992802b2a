"""The checkers of chapter 11: what they accept, and what they say of typical mistakes."""

import numpy as np
import pytest
from verdicts import assert_right, assert_wrong

from cnnlab.check import ch11


def by_loops(image, k):
    rows, columns = image.shape[0] // k, image.shape[1] // k
    output = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            output[i, j] = image[i * k : (i + 1) * k, j * k : (j + 1) * k].max()
    return output


def in_pure_python(image, k):
    rows, columns = (range(0, n - k + 1, k) for n in image.shape)
    return [[max(max(row[j : j + k]) for row in image[i : i + k]) for j in columns] for i in rows]


def from_zero(image, k):
    return np.maximum(by_loops(image, k), 0)


def averages(image, k):
    rows, columns = image.shape[0] // k, image.shape[1] // k
    return image[: rows * k, : columns * k].reshape(rows, k, columns, k).mean(axis=(1, 3))


def whole_images_only(image, k):
    return image.reshape(image.shape[0] // k, k, image.shape[1] // k, k).max(axis=(1, 3))


def with_stride_1(image, k):
    return np.lib.stride_tricks.sliding_window_view(image, (k, k)).max(axis=(2, 3))


def what_is_left_over_too(image, k):
    rows, columns = (range(0, n, k) for n in image.shape)
    return [[image[i : i + k, j : j + k].max() for j in columns] for i in rows]


def of_corners(image, k):
    rows, columns = (range(0, n - k + 1, k) for n in image.shape)
    return [[image[[i, i + k - 1]][:, [j, j + k - 1]].max() for j in columns] for i in rows]


def in_place(image, k):
    for i in range(image.shape[0] // k):
        for j in range(image.shape[1] // k):
            image[i, j] = image[i * k : (i + 1) * k, j * k : (j + 1) * k].max()
    return image[: image.shape[0] // k, : image.shape[1] // k]


def by_loops_that_overlap(image, k):
    rows, columns = image.shape[0] // k, image.shape[1] // k
    return [[image[i : i + k, j : j + k].max() for j in range(columns)] for i in range(rows)]


def cut(image, k):
    rows, columns = image.shape[0] // k, image.shape[1] // k
    return image[: rows * k, : columns * k], rows, columns


def reshaped_to_windows(image, k):
    whole, rows, columns = cut(image, k)
    return whole.reshape(rows, columns, k, k).max(axis=(2, 3))


def reshaped_to_places(image, k):
    whole, rows, columns = cut(image, k)
    return whole.reshape(k, rows, k, columns).max(axis=(0, 2))


@pytest.mark.parametrize(
    "function",
    [
        by_loops,
        in_pure_python,
        lambda image, k: in_place(image.copy(), k),
        lambda image, k: with_stride_1(image, k)[::k, ::k],
    ],
)
def test_right_pooling(function):
    assert_right(ch11.max_pool(function))


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (from_zero, "is 0; it should be -"),
        (averages, "it should be"),
        (whole_images_only, "k = 2 it fails: ValueError"),
        (with_stride_1, "the result has shape (1, 3); it should have (1, 2)"),
        (what_is_left_over_too, "the result has shape (3, 4); it should have (2, 3)"),
        (of_corners, "k = 3 result[0, 0] is"),
        (lambda image, k: by_loops(image, k).T, "result[0, 1] is"),
        (
            lambda image, k: by_loops(image, k).astype(int),
            "k = 2 result[1, 1] is 2; it should be 2.25. That cuts off the fractions",
        ),
        (reshaped_to_windows, "row by row: with these four axes"),
        (reshaped_to_places, "row by row: with these four axes"),
        (by_loops_that_overlap, "the window of output [i, j] begins at row i · k"),
        (in_place, "k = 2 it gives the right result, but changes what it is given, `image`: work"),
        (3, "This should be a function; it is 3. Give its name alone, without parentheses."),
    ],
)
def test_wrong_pooling(function, message):
    assert_wrong(ch11.max_pool(function), message)


@pytest.mark.parametrize(
    "kernel",
    [
        np.full((3, 3), 1 / 9),
        [[1 / 9] * 3] * 3,
        np.ones((3, 3), np.float32) / 9,
        np.ones((3, 3), np.float16) / 9,
        [[np.float16(1 / 9)] * 3] * 3,
        np.outer([1, 1, 1], [1, 1, 1]) / 9,
    ],
)
def test_right_averaging_kernels(kernel):
    assert_right(ch11.averaging_kernel(kernel))


# Gives the same as averages in the four windows that stride 3 finds on a digit.
SAME_ON_A_DIGIT = np.full((3, 3), 1 / 9)
SAME_ON_A_DIGIT[:, 0] += [13, -195, 75]


@pytest.mark.parametrize(
    ("kernel", "message"),
    [
        (
            np.ones((3, 3)),
            "output[0, 0] should be 1 (the average of its window), but your kernel gives 9. "
            "That adds up the nine pixels",
        ),
        (np.full((3, 3), 1 / 3), "That is for three pixels"),
        (np.full((3, 3), 0.111), "your kernel gives 0.999. Those decimals are rounded"),
        (np.full((3, 3), 0.1), "your kernel gives 0.9"),
        (np.full((3, 3), 0.1, np.float16), "output[0, 0] should be 1 "),
        (np.full((3, 3), np.float16(1 / 9), float), "output[0, 0] should be 1 "),
        (np.eye(3) / 3, "output[0, 0] should be 1 "),
        (SAME_ON_A_DIGIT, "output[0, 0] should be 1 "),
        (np.ma.array(np.full((3, 3), 1 / 9), mask=True), "Your kernel is a masked array, with a"),
        (np.full((2, 2), 1 / 4), "The kernel should have shape (3, 3)"),
        (np.full((1, 1, 3, 3), 1 / 9), "The kernel should have shape (3, 3)"),
    ],
)
def test_wrong_averaging_kernels(kernel, message):
    assert_wrong(ch11.averaging_kernel(kernel), message)
