"""Checkers for the chapter on weight sharing."""

from typing import Any

import numpy as np

from cnnlab.check.verdict import Verdict, compare_function, unanswered
from cnnlab.conv import conv2d, conv2d_backward, locally_connected2d
from cnnlab.images import digit


def tie(function: Any) -> Verdict:
    """Check a function (kernel, rows, columns) that repeats a kernel for every output."""
    if function is ...:
        return unanswered()
    x = digit(3).astype(float)[None, None]
    for kernel in (
        np.array([[2.0]]),
        np.arange(6.0).reshape(2, 3),
        np.arange(-4.0, 5).reshape(3, 3),
    ):
        kH, kW = kernel.shape
        rows, columns = 8 - kH + 1, 8 - kW + 1
        given = f"For a kernel of {kH} × {kW} with {rows} × {columns} outputs"
        try:
            weight = function(kernel.copy(), rows, columns)
            if weight is ... or weight is None:
                return unanswered()
            weight = np.asarray(weight, dtype=float)
        except Exception as error:
            return Verdict(False, f"{given} it fails: {type(error).__name__}: {error}")
        wanted = (rows, columns, 1, 1, kH, kW)
        if weight.shape != wanted:
            return Verdict(
                False, f"{given} the weights have shape {weight.shape}; they should have {wanted}."
            )
        tied = conv2d(x, kernel[None, None])[0, 0]
        got = locally_connected2d(x, weight)[0, 0]
        wrong = np.argwhere(~np.isclose(got, tied))
        if len(wrong):
            row, column = (int(n) for n in wrong[0])
            return Verdict(
                False,
                f"{given}, on the digit 3, output[{row}, {column}] is {got[row, column]:g} with "
                f"your weights, but conv2d gives {tied[row, column]:g}.",
            )
    return Verdict(True, "With your weights, locally_connected2d is conv2d.")


def kernel_gradient(function: Any) -> Verdict:
    """Check a function (image, grad_output) that gives the gradient of a shared kernel."""
    random = np.random.default_rng(4)
    cases = [
        (random.integers(0, 9, image), random.integers(-3, 4, output))
        for image, output in (
            ((1, 1), (1, 1)),
            ((3, 3), (2, 2)),
            ((4, 5), (3, 3)),
            ((5, 4), (4, 2)),
        )
    ]
    return compare_function(function, _kernel_gradient, cases, ("image", "grad_output"))


def _kernel_gradient(image: Any, grad_output: Any) -> Any:
    kernel = np.zeros(
        (1, 1, *(n - m + 1 for n, m in zip(image.shape, grad_output.shape, strict=True)))
    )
    return conv2d_backward(grad_output[None, None], image[None, None], kernel)[1][0, 0]
