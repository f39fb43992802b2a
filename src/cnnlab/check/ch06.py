"""Checkers for the chapter on output size and padding."""

from typing import Any

import numpy as np

from cnnlab.check.verdict import Verdict, compare_function, unanswered
from cnnlab.padding import pad
from cnnlab.shapes import output_size


def size(function: Any) -> Verdict:
    """Check a function (size, kernel, padding) that gives the output size at stride 1."""
    cases = [(28, 5, 0), (8, 3, 1), (7, 7, 0), (32, 4, 2), (1, 1, 0), (5, 3, 7)]
    return compare_function(
        function, lambda n, k, p: output_size(n, k, padding=p), cases, ("size", "kernel", "padding")
    )


def same_padding(function: Any) -> Verdict:
    """Check a function (kernel) that gives (before, after) so that the size is kept."""
    if function is ...:
        return unanswered()
    for kernel in (1, 3, 7, 11, 2, 4):
        try:
            before, after = function(kernel)
            amounts = int(before), int(after)
            kept = output_size(20, kernel, padding=amounts)
        except Exception as error:
            return Verdict(False, f"For kernel = {kernel} it fails: {error}")
        if amounts != (before, after):
            return Verdict(
                False,
                f"For kernel = {kernel} it gives {before} before and {after} after: pixels are "
                "whole.",
            )
        if kept != 20:
            return Verdict(
                False,
                f"For kernel = {kernel} it gives {before} before and {after} after: "
                f"20 pixels become {kept}.",
            )
        if not 0 <= after - before <= 1:
            return Verdict(
                False,
                f"For kernel = {kernel} it gives {before} before and {after} after: the size is "
                "kept, but the two sides should differ by at most one, the larger one after.",
            )
    return Verdict(True, "The size is kept for odd and for even kernels.")


def pad_reflect(function: Any) -> Verdict:
    """Check a function (row, p) that reflects a row of pixels at both ends."""
    cases = [(np.array(row), p) for row, p in (([1, 2, 3], 1), ([4, 5, 6, 7], 3), ([9, 1], 0))]

    def reference(row: Any, p: int) -> Any:
        return pad(row[None], ((0, 0), (p, p)), mode="reflect")[0]

    return compare_function(function, reference, cases, ("row", "p"))
