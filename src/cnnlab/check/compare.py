"""Compare a kernel or a function with what it should do, and show the first place that differs."""

import copy
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnlab.check.run import Call, numbers_in, shown
from cnnlab.check.verdict import Wrong
from cnnlab.images import digit

__all__ = [
    "LONGEST",
    "Cases",
    "Slips",
    "compare_function",
    "compare_kernel",
    "first_difference",
    "in_quarters",
]

LONGEST = 40  # numbers of an argument that a message writes out
Cases = Sequence[tuple[Any, ...]]  # each the arguments of one call
Slips = Sequence[tuple[Any, str]]  # usual wrong answers, or results of a call, with replies


def compare_function(
    function: Any,
    reference: Callable[..., Any],
    cases: Cases,
    names: tuple[str, ...],
    slips: Callable[..., Slips] = lambda *case: [],
) -> str:
    """Run a function and its reference on the same cases, and show the first that differs.

    `slips` gives the usual wrong results of a case. A slip that an earlier case would have shown is
    ruled out.
    """
    ruled_out: set[str] = set()
    for case in cases:
        given = "For " + ", ".join(
            f"{name} = {_as_code(value)}" for name, value in zip(names, case, strict=True)
        )
        # First the reference, on copies of its own: a student's function may change what it gets.
        wanted = np.asarray(reference(*copy.deepcopy(case)))
        call = Call(function, case, f"{given} it")
        got = numbers_in(call.result, f"{given} it")
        known = [*slips(*case), *_cut_off(wanted)]
        if not _same(got, wanted):
            made = (r for result, r in known if r not in ruled_out and _same(got, result))
            raise Wrong(f"{given} {_said(call.result, got, wanted)} {next(made, '')}".rstrip())
        call.hold_to_copies(names)
        # A slip may have several results, as a covariance has two divisors.
        right_here = {reply for result, reply in known if _same(np.asarray(result, float), wanted)}
        ruled_out |= {reply for _, reply in known} - right_here
    return f"{len(cases)} cases, all as they should be."


def _cut_off(wanted: NDArray[Any]) -> Slips:
    """Name the usual way to lose an array's fractions."""
    reply = "That cuts off the fractions, as an array of integers does: use one of floats."
    return [(np.trunc(wanted), reply)] if wanted.ndim and wanted.dtype.kind == "f" else []


def _same(got: NDArray[Any], wanted: Any) -> bool:
    wanted = np.asarray(wanted)
    return got.shape == wanted.shape and first_difference(got, wanted) is None


def _said(result: Any, got: NDArray[Any], wanted: NDArray[Any]) -> str:
    """Say what is wrong with a result, and of an array in which place."""
    if got.shape != wanted.shape == ():
        return f"it gives {shown(result)}, where one number should be."
    if got.shape != wanted.shape:
        return f"the result has shape {got.shape}; it should have {wanted.shape}."
    if place := first_difference(got, wanted):
        return f"result{list(place)} is {got[place]:g}; it should be {wanted[place]:g}."
    # Further digits than that are another computer's rounding.
    is_float = isinstance(result, float | np.floating)
    return f"it gives {f'{got:.10g}' if is_float else shown(result)}, which is wrong."


def in_quarters(first: NDArray[Any], second: NDArray[Any], *others: Any) -> Cases:
    """Make two cases out of one in whole numbers: in each, one of its arrays is divided by 4.

    A result that is kept in integers, or in the type of one of the arrays, has lost its fraction.
    Quarters are exact in every type of float.
    """
    return [(first, second / 4, *others), (first / 4, second, *others)]


def drawn_pairs(seed: int, *shapes: tuple[tuple[int, int], tuple[int, int]]) -> Cases:
    """Draw cases of an image and a kernel of these shapes, and the second again in quarters."""
    random = np.random.default_rng(seed)
    whole = [
        (random.integers(0, 9, image), random.integers(-3, 4, kernel)) for image, kernel in shapes
    ]
    return [*whole, *in_quarters(*whole[1])]


def _as_code(value: Any) -> str:
    if not isinstance(value, np.ndarray):
        return repr(value)
    if value.size <= LONGEST:
        return repr(value.tolist())
    digits = (f"digit({n})" for n in range(10) if np.array_equal(value, digit(n)))
    return next(digits, f"an array of shape {value.shape}")


def compare_kernel(
    kernel: Any,
    shape: tuple[int, int],
    image: NDArray[Any],
    wanted: NDArray[Any],
    operation: Callable[[Any, Any], NDArray[Any]],
    effect: str,
    scene: str = "On the digit 3",
    slips: Slips = (),
) -> str:
    """Compare what a kernel does to an image with what it should do.

    The image must have as many independent windows as the kernel has weights: then no other kernel
    does the same to it. `slips` has the usual wrong kernels.
    """
    weights = numbers_in(kernel, "Your kernel", "is", kinds="biufc")
    if weights.shape != shape:
        raise Wrong(f"The kernel should have shape {shape}; yours has {weights.shape}.")
    if np.iscomplexobj(weights) or not np.isfinite(weights).all():
        raise Wrong("The weights of the kernel should be finite real numbers.")
    got = operation(image, weights.astype(float))
    place = first_difference(got, wanted, weights.dtype)
    if place is not None:
        known = (reply for wrong, reply in slips if _same(weights, wrong))
        raise Wrong(
            f"{scene}, output{list(place)} should be {wanted[place]:g} ({effect}), "
            f"but your kernel gives {got[place]:g}. {next(known, '')}".rstrip()
        )
    return f"Every output is {effect}."


def first_difference(
    got: NDArray[Any], wanted: NDArray[Any], rounded_to: np.dtype[Any] | None = None
) -> tuple[int, ...] | None:
    """Return where two arrays of the same shape first differ by more than rounding, or None.

    Whole numbers are counts: a difference below half a thousandth does not matter, however large
    they are. Other numbers may be off by some roundings of float32, or by one of float16 if that is
    the type of `got`, or of what it was computed from: `rounded_to`.

    Examples
    --------
    >>> first_difference(np.array([1.0, 2.0]), np.array([1.0, 2.5]))
    (1,)
    >>> first_difference(np.array(1 / 3), np.array(0.33333333)) is None
    True
    >>> first_difference(np.array(1 / 3, np.float16), np.array(1 / 3)) is None
    True
    """
    whole = wanted.dtype.kind in "iu"
    kind = got.dtype if rounded_to is None else rounded_to
    share = max(1e-5, float(np.finfo(kind).eps))
    # A number that is 0 up to rounding has no size to compare its error with.
    nearly = 5e-4 if whole else share * float(np.abs(wanted).max(initial=0)) + 1e-9
    with np.errstate(invalid="ignore"):  # infinity less infinity
        off = np.subtract(got, wanted, dtype=np.result_type(got, float))
        wrong = np.argwhere(~(np.abs(off) <= nearly))
    return tuple(int(n) for n in wrong[0]) if len(wrong) else None
