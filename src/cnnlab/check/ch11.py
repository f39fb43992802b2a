"""Checkers for the chapter on pooling."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnlab.check.compare import Cases, Slips, compare_function, compare_kernel
from cnnlab.check.verdict import checker
from cnnlab.correlate import correlate2d
from cnnlab.pool import avg_pool2d, max_pool2d


@checker
def max_pool(function: Any, cases: Cases = ()) -> str:
    """Check a function (image, k) that takes the maximum of windows that touch."""
    return compare_function(function, max_pool2d, cases or _images(), ("image", "k"), _slips)


def _slips(image: NDArray[Any], k: int) -> Slips:
    """List what comes out if something else is taken of the windows, or of other windows."""
    right = max_pool2d(image, k)
    rows, columns = right.shape
    over = [(0, -n % k) for n in image.shape]
    by_one = max_pool2d(image, k, stride=1)
    whole = image[: rows * k, : columns * k]
    return [
        (avg_pool2d(image, k), "That is the average of each window."),
        (-max_pool2d(-image.astype(float), k), "That is the minimum of each window."),
        (
            np.maximum(right, 0),
            "That begins with 0: where all pixels of a window are below 0, its maximum is, too.",
        ),
        (max_pool2d(np.abs(image), k), "That loses the minus signs."),
        (
            image[::k, ::k][:rows, :columns],
            "That keeps the first pixel of each window: take the largest.",
        ),
        (
            by_one[:rows, :columns],
            "That lets the windows overlap: the window of output [i, j] begins at row i · k, "
            "column j · k.",
        ),
        (
            by_one,
            "That moves the window by one pixel each time: windows that touch lie k apart.",
        ),
        *(
            (
                whole.reshape(shape).max(axis=axes),
                "That takes pixels in the order of `reshape`, row by row: with these four axes the "
                "pixels of a window do not stay together.",
            )
            for shape, axes in (((rows, columns, k, k), (2, 3)), ((k, rows, k, columns), (0, 2)))
        ),
        (
            max_pool2d(np.pad(image, over, mode="edge"), k),
            "That has windows that are not full: drop the rows and columns that are left over.",
        ),
    ]


def _images() -> Cases:
    random = np.random.default_rng(33)  # in the first windows no slip looks like another
    cases = [
        (random.integers(-9, 10, shape), k)  # below zero, too: a maximum that starts at 0 fails
        for shape, k in (((2, 2), 1), ((2, 4), 2), ((4, 4), 2), ((6, 3), 3), ((5, 7), 2))
    ]
    # Windows of 3 × 3 whose maxima are on their edges and in the middle, not in their corners.
    apart = random.integers(-9, 5, (3, 12))
    apart[[0, 1, 1, 2], [1, 3, 7, 10]] = 9
    quarters = random.integers(-9, 10, (4, 4)) / 4  # integers would cut them off
    return [*cases, (apart, 3), (quarters, 2)]


@checker
def averaging_kernel(kernel: Any) -> str:
    """Check a 3 × 3 kernel that makes a cross-correlation with stride 3 average its windows."""

    def with_stride(image: ArrayLike, weights: ArrayLike) -> Any:
        return correlate2d(image, weights, stride=3)

    # Nine windows for nine weights: in each, another pixel is bright. It is 9, so that the weight
    # that is asked for is not what the window should give.
    bright = 9 * np.eye(9).reshape(3, 3, 3, 3).swapaxes(1, 2).reshape(9, 9)
    return compare_kernel(
        kernel,
        (3, 3),
        bright,
        avg_pool2d(bright, 3),
        with_stride,
        "the average of its window",
        "On an image of zeros with one pixel of 9 in each window, another one each time",
        [
            (np.ones((3, 3)), "That adds up the nine pixels: the weights must add up to 1."),
            (np.full((3, 3), 1 / 3), "That is for three pixels: the window has nine."),
            *(
                (np.full((3, 3), decimals), "Those decimals are rounded: write `1 / 9`.")
                for decimals in (0.11, 0.111, 0.1111)
            ),
        ],
    )
