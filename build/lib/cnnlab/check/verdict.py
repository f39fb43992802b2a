"""What all checkers share: the verdict, and comparing kernels and functions with a reference."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

__all__ = ["Verdict", "compare_function", "compare_kernel", "unanswered"]


class Verdict:
    """Right or not, and why: what a checker returns, and what the notebook shows of it."""

    def __init__(self, right: bool | None, message: str) -> None:
        self.right = bool(right)
        self.message = message
        self._word = "Not answered yet." if right is None else "Right." if right else "Not yet."

    def __repr__(self) -> str:
        return f"{self._word} {self.message}"


def unanswered() -> Verdict:
    """Return the verdict on an exercise that is still as the chapter left it."""
    return Verdict(None, "Put your answer in place of the three dots.")


def compare_kernel(
    kernel: Any,
    shape: tuple[int, int],
    image: Any,
    wanted: Any,
    operation: Callable[[Any, Any], Any],
    effect: str,
) -> Verdict:
    """Compare what a kernel does to an image with what it should do."""
    try:
        weights = np.asarray(kernel, dtype=float)
    except (TypeError, ValueError):
        return Verdict(False, f"A kernel is a 2-D array of numbers; this is {kernel!r}.")
    if weights.shape != shape:
        return Verdict(False, f"The kernel should have shape {shape}; yours has {weights.shape}.")
    got = operation(image, weights)
    wrong = np.argwhere(~np.isclose(got, wanted))
    if not len(wrong):
        return Verdict(True, f"Every output is {effect}.")
    row, column = (int(n) for n in wrong[0])
    return Verdict(
        False,
        f"On the digit 3, output[{row}, {column}] should be {wanted[row, column]:g} ({effect}), "
        f"but your kernel gives {got[row, column]:g}.",
    )


def compare_function(
    function: Any,
    reference: Callable[..., Any],
    cases: Iterable[tuple[Any, ...]],
    names: tuple[str, ...],
) -> Verdict:
    """Run a function and its reference on the same cases, and show the first that differs."""
    if function is ...:
        return unanswered()
    if not callable(function):
        return Verdict(False, f"This should be a function; it is {function!r}.")
    count = 0
    for case in cases:
        given = ", ".join(
            f"{name} = {np.asarray(value).tolist()}"
            for name, value in zip(names, case, strict=True)
        )
        try:
            got = function(*(np.copy(v) if isinstance(v, np.ndarray) else v for v in case))
        except Exception as error:
            return Verdict(False, f"For {given} it fails: {type(error).__name__}: {error}")
        if got is ... or got is None:
            return unanswered()
        wanted = np.asarray(reference(*case))
        shown = np.asarray(got)
        if shown.shape != wanted.shape:
            return Verdict(
                False,
                f"For {given} the result has shape {shown.shape}; it should have {wanted.shape}.",
            )
        if not np.allclose(shown, wanted):
            return Verdict(False, f"For {given} it gives {shown.tolist()}, which is wrong.")
        count += 1
    return Verdict(True, f"{count} cases, all as they should be.")
