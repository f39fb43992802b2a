"""Checkers for the chapter on convolution and cross-correlation."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnlab.check.compare import Cases, Slips, compare_function, compare_kernel, drawn_pairs
from cnnlab.check.verdict import checker
from cnnlab.correlate import convolve2d, correlate2d
from cnnlab.images import digit
from cnnlab.mistakes import REPLIES


@checker
def convolve(function: Any, cases: Cases = ()) -> str:
    """Check a function (image, kernel) that convolves, output size "valid"."""
    shapes = ((3, 3), (1, 1)), ((3, 4), (2, 2)), ((5, 4), (2, 3)), ((6, 6), (3, 3))
    # In the second kernel all weights differ, so that each way to turn it shows by its numbers.
    cases = cases or drawn_pairs(26, *shapes)
    return compare_function(function, convolve2d, cases, ("image", "kernel"), _slips)


def _slips(image: NDArray[Any], kernel: NDArray[Any]) -> Slips:
    """List what comes out if the kernel is turned in another way, or the image in its place."""
    turned = kernel[::-1, ::-1]
    laid_on = [
        ("not_flipped", kernel),
        ("rows_flipped", kernel[::-1]),
        ("columns_flipped", kernel[:, ::-1]),
        ("turned_left", np.rot90(kernel)),
        ("turned_right", np.rot90(kernel, -1)),
        ("transposed", kernel.T),
        ("transposed", turned.T),
        ("no_signs", np.abs(turned)),
    ]
    slips: list[tuple[Any, str]] = [
        (correlate2d(image, weights), REPLIES["one_output"][slip])
        for slip, weights in laid_on
        if np.all(np.less_equal(weights.shape, image.shape))  # as one turned by 90° may not
    ]
    flipped = correlate2d(image[::-1, ::-1], kernel)
    one_short = convolve2d(image, kernel)
    one_short[-1], one_short[:, -1] = 0, 0
    shape = one_short.shape
    # Index −1 is the last row or column, as if the image went round.
    from_zero = sum(
        weight * np.roll(image, place, axis=(0, 1)) for place, weight in np.ndenumerate(kernel)
    )
    return [
        *slips,
        (
            np.asarray(from_zero)[: shape[0], : shape[1]],
            "That lets i and j of x[i − a, j − b] begin at 0, where indices below 0 count from the "
            "image's end. The first window that lies inside belongs to i = kH − 1 and j = kW − 1.",
        ),
        (
            one_short,
            "That leaves the last row and column at 0: the kernel has H − kH + 1 places from top "
            "to bottom, and `range` stops before its end.",
        ),
        (
            image[-shape[0] :, -shape[1] :] * kernel[0, 0],
            "That is the last product alone: add them up, with `+=`.",
        ),
        (flipped, "That flips the image instead of the kernel: all outputs come in reverse order."),
    ]


@checker
def shift_down_kernel(kernel: Any) -> str:
    """Check a 5 × 5 kernel that moves the picture two pixels down when it is convolved."""
    image = digit(3)
    wanted = np.zeros_like(image)
    wanted[2:] = image[:-2]

    def keeping_the_size(image: ArrayLike, kernel: ArrayLike) -> Any:
        return convolve2d(image, kernel, padding="same")

    replies = {
        (0, 2): "That moves the picture up: a convolution stamps the kernel as it is.",
        (1, 2): "That moves the picture up, and by one pixel only.",
        (3, 2): "The 1 is one row below the middle: the picture moves down by one pixel.",
        (2, 4): "That moves the picture to the right: the row is the first index.",
        (2, 0): "That moves the picture to the left: the row is the first index, and down is more.",
        (2, 2): "The 1 is in the middle: the picture stays where it is.",
    }
    slips = [(_one_at(place), reply) for place, reply in replies.items()]
    return compare_kernel(
        kernel, (5, 5), image, wanted, keeping_the_size, "the pixel two rows above it", slips=slips
    )


def _one_at(place: tuple[int, int]) -> NDArray[Any]:
    kernel = np.zeros((5, 5))
    kernel[place] = 1
    return kernel
