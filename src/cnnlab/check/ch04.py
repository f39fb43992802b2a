"""Checkers for the chapter on weight sharing."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnlab.check.compare import Cases, Slips, compare_function, drawn_pairs
from cnnlab.check.verdict import checker
from cnnlab.conv import conv2d_backward
from cnnlab.correlate import convolve2d, correlate2d


@checker
def tie(function: Any, cases: Cases = ()) -> str:
    """Check a function (kernel, rows, columns) that repeats a kernel for every output."""
    kernels = (
        *(np.array([[2.0]]), np.arange(6.0).reshape(2, 3), np.arange(-4.0, 5).reshape(3, 3)),
        np.array([[0.25, -1.5, 2.75]]),  # no integers hold these
    )
    cases = cases or [(kernel, 9 - len(kernel), 4) for kernel in kernels]

    def reference(kernel: NDArray[Any], rows: int, columns: int) -> NDArray[Any]:
        return np.tile(kernel, (rows, columns, 1, 1, 1, 1))

    def slips(kernel: NDArray[Any], rows: int, columns: int) -> Slips:
        return [
            (reference(kernel, columns, rows), "That takes rows of outputs for columns."),
            (
                np.tile(kernel, (rows, columns)),
                "That lays the copies side by side in one matrix: rows and columns of outputs are "
                "axes of their own, in front.",
            ),
            (
                np.tile(kernel, (rows, columns, 1, 1)),
                "That is without the two axes for the feature and the channel, of which there is "
                "one each.",
            ),
        ]

    return compare_function(function, reference, cases, ("kernel", "rows", "columns"), slips)


@checker
def kernel_gradient(function: Any, cases: Cases = ()) -> str:
    """Check a function (image, grad_output) that gives the gradient of a shared kernel."""
    shapes = ((1, 1), (1, 1)), ((3, 3), (2, 2)), ((4, 5), (3, 3)), ((5, 4), (4, 2))
    cases = cases or drawn_pairs(4, *shapes)
    names = ("image", "grad_output")
    return compare_function(function, _kernel_gradient, cases, names, gradient_slips)


def _kernel_gradient(image: Any, grad_output: Any) -> Any:
    kernel = np.zeros(
        (1, 1, *(n - m + 1 for n, m in zip(image.shape, grad_output.shape, strict=True)))
    )
    return conv2d_backward(grad_output[None, None], image[None, None], kernel)[1][0, 0]


def gradient_slips(image: NDArray[Any], grad_output: NDArray[Any]) -> Slips:
    """List what comes out if the gradient of a shared kernel is put together in another way."""
    right = correlate2d(image, grad_output)
    rows, columns = right.shape
    return [
        (
            convolve2d(image, grad_output),
            "That flips the outputs' gradients: they are laid on the image as they are.",
        ),
        (
            right[::-1, ::-1],
            "Those are the right numbers in reverse order: the image lies still, and what slides "
            "over it is `grad_output`.",
        ),
        (right.T, "That takes rows for columns."),
        (
            right / grad_output.size,
            "That is the mean over the outputs: each use of a weight adds its part, so take the "
            "sum.",
        ),
        (
            grad_output[-1, -1] * image[-rows:, -columns:],
            "That keeps the last output's part alone: add up the parts of all of them.",
        ),
        (
            correlate2d(image, np.ones_like(grad_output)),
            "That adds up the windows: first multiply each by the gradient of its output.",
        ),
    ]
