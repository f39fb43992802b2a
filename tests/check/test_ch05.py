"""The checkers of chapter 5 know right answers from wrong ones."""

import numpy as np
import pytest
from scipy import signal
from verdicts import assert_right, assert_wrong

from cnnlab import correlate2d
from cnnlab.check import ch05


def stamps(image, kernel):
    """Stamp the kernel around every pixel, and keep the part where it lay inside the image."""
    whole = np.zeros(np.add(image.shape, kernel.shape) - 1)
    for (i, j), pixel in np.ndenumerate(image):
        whole[i : i + kernel.shape[0], j : j + kernel.shape[1]] += pixel * kernel
    rows, columns = (slice(k - 1, n) for k, n in zip(kernel.shape, image.shape, strict=True))
    return whole[rows, columns]


def through_fourier(image, kernel):
    shape = np.add(image.shape, kernel.shape) - 1
    whole = np.fft.ifft2(np.fft.fft2(image, shape) * np.fft.fft2(kernel, shape))
    rows, columns = (slice(k - 1, n) for k, n in zip(kernel.shape, image.shape, strict=True))
    return whole[rows, columns]  # complex, with nothing in the imaginary part


def into(dtype):
    """Return a solution that fills a result of the type that `dtype` gives."""

    def convolved(image, kernel):
        turned, (kH, kW) = kernel[::-1, ::-1], kernel.shape
        shape = np.subtract(image.shape, kernel.shape) + 1
        result = np.zeros(shape, dtype=dtype(image, kernel))
        for i, j in np.ndindex(*shape):
            result[i, j] = (image[i : i + kH, j : j + kW] * turned).sum()
        return result

    return convolved


def turned_in_place(image, kernel):
    kernel[:] = kernel[::-1, ::-1].copy()
    return correlate2d(image, kernel)  # right once: a second call correlates


def from_index_zero(image, kernel):
    """Compute the formula as it is written, for the first outputs instead of those inside."""
    shape = np.subtract(image.shape, kernel.shape) + 1
    result = np.zeros(shape)
    for i, j in np.ndindex(*shape):
        for (a, b), weight in np.ndenumerate(kernel):
            result[i, j] += image[i - a, j - b] * weight
    return result


def one_step_short(image, kernel):
    result = np.zeros(np.subtract(image.shape, kernel.shape) + 1)
    result[:-1, :-1] = stamps(image, kernel)[:-1, :-1]
    return result


def last_products(image, kernel):
    (rows, columns), (kH, kW) = np.subtract(image.shape, kernel.shape) + 1, kernel.shape
    turned = kernel[::-1, ::-1]
    return [
        [image[i + kH - 1, j + kW - 1] * turned[-1, -1] for j in range(columns)]
        for i in range(rows)
    ]


@pytest.mark.parametrize(
    "function",
    [
        into(np.result_type),
        lambda image, kernel: signal.convolve2d(image, kernel, "valid"),
        lambda image, kernel: correlate2d(image, np.rot90(kernel, 2)).tolist(),
        stamps,
        through_fourier,
    ],
)
def test_right_convolutions(function):
    assert_right(ch05.convolve(function))


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (correlate2d, "For image = "),  # no flip
        (lambda image, kernel: correlate2d(image, kernel[::-1]), "it should be"),  # half a flip
        (lambda image, kernel: correlate2d(image, kernel.T[::-1, ::-1]), "For image = "),
        (lambda image, kernel: signal.convolve2d(image, kernel, "same"), "has shape"),
        (lambda image, kernel: stamps(image, kernel)[:-1, :-1], "has shape (2, 2); it should"),
        (
            into(lambda image, kernel: int),
            "kernel = [[0.5, -0.25], [-0.75, 0.75]] result[0, 1] is 0; it should be 0.75. "
            "That cuts off the fractions",
        ),
        (from_index_zero, "That lets i and j of x[i − a, j − b] begin at 0"),
        (one_step_short, "That leaves the last row and column at 0"),
        (last_products, "That is the last product alone"),
        (into(lambda image, kernel: image.dtype), "result[0, 1] is 0; it should be 0.75"),
        (into(lambda image, kernel: kernel.dtype), "result[0, 1] is 0; it should be 0.75"),
        (
            turned_in_place,
            "it gives the right result, but changes what it is given, `kernel`: work on a copy.",
        ),
        (
            lambda image, kernel: np.ma.array(stamps(image, kernel), mask=True),
            "it gives a masked array, with a mask over 9 of its 9 numbers: give one",
        ),
        (lambda image, kernel: image @ kernel, "it fails: ValueError"),
        (3, "This should be a function; it is 3."),
    ],
)
def test_wrong_convolutions(function, message):
    assert_wrong(ch05.convolve(function), message)


def one_at(row, column, size=5):
    kernel = np.zeros((size, size))
    kernel[row, column] = 1
    return kernel


@pytest.mark.parametrize(
    "kernel", [one_at(4, 2), one_at(4, 2).astype(int).tolist(), one_at(4, 2) > 0]
)
def test_right_kernels_that_shift_down(kernel):
    assert_right(ch05.shift_down_kernel(kernel))


@pytest.mark.parametrize(
    ("kernel", "message"),
    [
        (one_at(0, 2), "That moves the picture up"),  # what correlation would ask for
        (one_at(3, 2), "the picture moves down by one pixel"),
        (one_at(1, 2), "That moves the picture up, and by one pixel only"),
        (one_at(2, 4), "That moves the picture to the right"),
        (one_at(2, 0), "That moves the picture to the left"),
        (one_at(2, 2), "the picture stays where it is"),
        (2 * one_at(4, 2), "On the digit 3, output["),
        (one_at(4, 2) + 0.01 * one_at(0, 0), "On the digit 3, output["),
        (one_at(2, 1, size=3), "should have shape (5, 5); yours has (3, 3)"),
    ],
)
def test_wrong_kernels_that_shift_down(kernel, message):
    assert_wrong(ch05.shift_down_kernel(kernel), message)
