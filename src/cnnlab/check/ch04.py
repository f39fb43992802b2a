"""Checkers for the chapter on weight sharing."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnlab.check.compare import Cases, compare_function, drawn_pairs
from cnnlab.check.verdict import checker
from cnnlab.conv import conv2d_backward


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

    return compare_function(function, reference, cases, ("kernel", "rows", "columns"))


@checker
def kernel_gradient(function: Any, cases: Cases = ()) -> str:
    """Check a function (image, grad_output) that gives the gradient of a shared kernel."""
    shapes = ((1, 1), (1, 1)), ((3, 3), (2, 2)), ((4, 5), (3, 3)), ((5, 4), (4, 2))
    cases = cases or drawn_pairs(4, *shapes)
    return compare_function(function, _kernel_gradient, cases, ("image", "grad_output"))


def _kernel_gradient(image: Any, grad_output: Any) -> Any:
    kernel = np.zeros(
        (1, 1, *(n - m + 1 for n, m in zip(image.shape, grad_output.shape, strict=True)))
    )
    return conv2d_backward(grad_output[None, None], image[None, None], kernel)[1][0, 0]
