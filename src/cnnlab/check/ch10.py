"""Checkers for the chapter on im2col."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnlab import windows
from cnnlab.check.ch04 import gradient_slips
from cnnlab.check.compare import Cases, Slips, compare_function, in_quarters
from cnnlab.check.verdict import checker
from cnnlab.conv import conv2d_backward
from cnnlab.images import digit


@checker
def im2col(function: Any, cases: Cases = ()) -> str:
    """Check a function (image, k) that lays the windows of one image down as rows."""
    small = np.arange(1, 7).reshape(2, 3)
    cases = cases or [
        *((small, 1), (small, 2), (digit(5)[:3, 2:6], 2), (digit(2)[1:6, 1:6], 3)),
        (small / 4, 2),
    ]

    def reference(image: NDArray[Any], k: int) -> Any:
        return windows.im2col(image[None, None], k)[0]

    def slips(image: NDArray[Any], k: int) -> Slips:
        right = reference(image, k)
        squares = windows.window_view(image, (k, k))
        return [
            (right.T, "That has the windows as columns: here each is a row."),
            (
                squares.swapaxes(0, 1).reshape(right.shape),
                "That goes through the windows from top to bottom first: go along the rows.",
            ),
            (
                squares.swapaxes(2, 3).reshape(right.shape),
                "That goes through each window from top to bottom first: go along its rows.",
            ),
            (squares, "That keeps the windows as squares: lay each down as a row."),
            (
                squares[:-1, :-1].reshape(-1, k * k),
                "That leaves out the last windows: from top to bottom there are H − k + 1.",
            ),
            (
                squares[::k, ::k].reshape(-1, k * k),
                "Those windows touch: with stride 1 each begins one pixel after the one before.",
            ),
        ]

    return compare_function(function, reference, cases, ("image", "k"), slips)


@checker
def kernel_gradient(function: Any, cases: Cases = ()) -> str:
    """Check a function (image, grad_output, k) that gives the gradient for a k × k kernel."""

    def reference(image: NDArray[Any], grad_output: NDArray[Any], k: int) -> NDArray[Any]:
        kernel = np.zeros((1, 1, k, k))
        _, grad, _ = conv2d_backward(grad_output[None, None], image[None, None], kernel)
        only: NDArray[Any] = grad[0, 0]
        return only

    if not cases:
        random = np.random.default_rng(9)
        images = (np.array([[2, 3], [5, 7]]), 2), (digit(4)[2:5, 1:6], 2), (digit(9), 3)
        whole = [
            (image, random.choice([-2, -1, 1, 2], [n - k + 1 for n in image.shape]), k)
            for image, k in images
        ]
        cases = [*whole, *in_quarters(*whole[1])]

    def slips(image: NDArray[Any], grad_output: NDArray[Any], k: int) -> Slips:
        flat = reference(image, grad_output, k).ravel()
        unshaped = "The numbers are right: give them the kernel's shape."
        return [*gradient_slips(image, grad_output), (flat, unshaped), (flat[:, None], unshaped)]

    return compare_function(function, reference, cases, ("image", "grad_output", "k"), slips)
