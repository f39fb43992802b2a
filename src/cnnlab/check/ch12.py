"""Checkers for the chapter on invariance and equivariance."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnlab.check.compare import Cases, Slips, compare_function
from cnnlab.check.run import Call, refuse_masks, safely, shown
from cnnlab.check.verdict import Unanswered, Wrong, checker
from cnnlab.experiments.invariance import feature_map, max_blur_pool2d
from cnnlab.kernels import KERNELS


@checker
def equivariance_test(function: Any, cases: Cases = ()) -> str:
    """Check a function (operation, image) that says whether shifts may come first or last."""
    cases = cases or _operations()
    for name, operation, case, wanted in cases:
        subject = f"For {name} it"
        call = Call(function, (_of_one_image(operation), case), subject)
        if _as_bool(call.result, subject) != wanted:
            slip = _usual_slip(function, cases)
            said = f"{subject} gives {shown(call.result)}; it should be {wanted}."
            raise Wrong(f"{said} {slip}".strip())
        call.hold_to_copies(("operation", "image"))
    return f"{len(cases)} operations, all told apart."


def _usual_slip(function: Any, cases: Cases) -> str:
    """Name the usual wrong test that answers as this function does, whatever the operation."""
    try:
        said = [
            _as_bool(Call(function, (_of_one_image(operation), image), "It").result, "It")
            for _, operation, image, _ in cases
        ]
    except (Wrong, Unanswered):
        return ""
    for reply, (shift, shift_result) in _SLIPS.items():
        told = [
            np.allclose(operation(shift(image)), shift_result(operation(image)))
            for _, operation, image, _ in cases
        ]
        if told == said:
            return reply
    return ""


def _rolled(axis: int | None) -> Callable[[NDArray[Any]], NDArray[Any]]:
    return lambda image: np.roll(image, 1, axis=axis)


# How the image and the result are shifted.
_SLIPS: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "That asks whether the result stays where it is, which is invariance: shift the result, too.": (
        _rolled(1),
        np.copy,
    ),
    "That shifts along axis 0, down: to the right is axis 1.": (_rolled(0), _rolled(0)),
    "Without `axis=1`, `np.roll` pushes the last pixel of each row into the next row.": (
        _rolled(None),
        _rolled(None),
    ),
}


def _of_one_image(operation: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return an operation that takes its image by place alone, and is called so in an error."""

    def of_one_image(image: Any, /) -> Any:
        return operation(image)

    of_one_image.__qualname__ = "operation"
    return of_one_image


def _operations() -> Cases:
    # No column is empty, and no two are alike: what is shifted along another axis shows.
    image = np.random.default_rng(11).integers(1, 17, (6, 8)).astype(float)
    image[2, -1] = 20  # the brightest pixel: a shift by one brings it to column 0, no other does
    evenly = np.full((5, 6), 3.0)
    return [
        (
            "a convolution with circular padding",
            lambda x: feature_map(x, KERNELS["sobel_x"], padding_mode="circular"),
            image,
            True,
        ),
        ("the ReLU", lambda x: np.maximum(x - 5, 0), image, True),
        ("turning the image upside down", lambda x: x[::-1], image, True),
        ("swapping left and right", lambda x: x[:, ::-1], image, False),
        ("swapping left and right in an image of one colour", lambda x: x[:, ::-1], evenly, True),
        (
            "a layer with different weights in every column",
            lambda x: x * np.arange(x.shape[1]),
            image,
            False,
        ),
        ("blanking every second column", lambda x: x * (np.arange(x.shape[1]) % 2), image, False),
        (
            "a convolution with zero padding",
            lambda x: feature_map(x, KERNELS["box_blur"]),
            image,
            False,
        ),
        ("turning column 3 alone upside down", _column_turned, image, False),
        ("adding 0.01 to pixel [3, 4]", lambda x: _brighter(x, 3, 4), image, False),
        ("adding 0.01 to pixel [3, 7]", lambda x: _brighter(x, 3, 7), image, False),
        (
            "blanking the image if its brightest pixel is in column 0",
            lambda x: x * (np.argmax(x.max(axis=0)) != 0),
            image,
            False,
        ),
        ("blanking the last column if it has the brightest pixel", last_blanked, image, False),
    ]


def last_blanked(image: NDArray[Any]) -> NDArray[Any]:
    """Blank the last column if it has the brightest pixel.

    Whether that is done before a shift or after it shows only in the column that comes round.
    """
    blanked = image.copy()
    if np.argmax(image.max(axis=0)) == image.shape[1] - 1:
        blanked[:, -1] = 0
    return blanked


def _column_turned(image: NDArray[Any]) -> NDArray[Any]:
    turned = image.copy()
    turned[:, 3] = image[::-1, 3]
    return turned


def _brighter(image: NDArray[Any], row: int, column: int) -> NDArray[Any]:
    brighter = image.copy()
    brighter[row, column] += 0.01
    return brighter


def _as_bool(said: Any, subject: str) -> bool:
    """Return True or False, whichever library it comes from; 1 and 0 will do."""
    with safely(subject):
        refuse_masks(said, subject)
        array = np.asarray(said)
        if array.ndim == 0 and array.dtype.kind in "biuf" and array in (0, 1):
            return bool(array)
    raise Wrong(f"{subject} gives {shown(said)}, where True or False should be.")


@checker
def blur_pool(function: Any, cases: Cases = ()) -> str:
    """Check a function (row) that takes maxima of neighbours, blurs, and keeps every second one."""
    # In the first, no two slips agree, but what is lost beyond the ends shows only in the third: it
    # begins higher than it ends.
    rows = ([0, 8, 0, 0, 4, 0], [0, 0, 8, 0], [5, 1, 2, 7, 7, 3], [0, 0, 0, 6, 0, 0, 0, 0])
    cases = cases or [(np.array(row),) for row in rows]

    def reference(row: Any) -> Any:
        return max_blur_pool2d(row[None], 2, "circular")[0]

    return compare_function(function, reference, cases, ("row",), _blur_slips)


def _blur_slips(row: NDArray[Any]) -> Slips:
    """List what comes out if a step is left out, or is taken in another order or direction."""

    def top(row: NDArray[Any], neighbour: int = -1) -> Any:
        return np.maximum(row, np.roll(row, neighbour))

    def blurred(row: NDArray[Any]) -> NDArray[Any]:
        return np.roll(row, 1) / 4 + row / 2 + np.roll(row, -1) / 4

    def half_blurred(row: NDArray[Any], neighbour: int) -> Slips:
        beside = np.roll(row, neighbour)
        reply = (
            "That blurs with one neighbour alone: ¼ is for the left one, ½ for the number itself, "
            "¼ for the right one."
        )
        return [((row / 2 + beside * share)[::2], reply) for share in (1 / 4, 1 / 2)]

    ends = "That takes zeros beyond the ends: they are joined into a circle."
    cut_off = np.maximum(row, np.append(row[1:], 0))
    return [
        (top(row)[::2], "That is without the blur."),
        (blurred(row)[::2], "That is without the maxima."),
        *half_blurred(top(row), 1),
        *half_blurred(top(row), -1),
        (blurred(top(row)), "That keeps all: every second one is left."),
        (blurred(top(row))[1::2], "That begins with the second one: begin with the first."),
        (blurred(top(row)[::2]), "That leaves out every second one first: blur, and choose last."),
        (top(blurred(row))[::2], "That blurs first: blur the maxima."),
        (blurred(top(row, 1))[::2], "That takes the left neighbour: take the right one."),
        (np.convolve(top(row), [0.25, 0.5, 0.25], "same")[::2], ends),
        (np.convolve(cut_off, [0.25, 0.5, 0.25], "same")[::2], ends),
        (blurred(cut_off)[::2], ends),
    ]
