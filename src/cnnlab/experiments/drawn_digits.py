"""Digits drawn with a pen, at any size, and how many of them a network reads."""

from functools import cache
from typing import NamedTuple

import numpy as np

from cnnlab.checks import Array, as_real_array, flag, positive_number
from cnnlab.network import Layer
from cnnlab.network.train import check_model
from cnnlab.strokes import DOTS, count_ink

__all__ = ["SHAPES", "Shape", "drawn_at", "shape_images", "shapes_read_right"]

Point = tuple[float, float]

_HEIGHT = 28  # dots of a shape of share 1: with its pen it fills the pad


class Shape(NamedTuple):
    """A digit as people draw it: lines through points, x and y from 0 to 1."""

    digit: int
    name: str
    lines: list[list[Point]]


def _arc(x: float, y: float, width: float, height: float, start: float, end: float) -> list[Point]:
    """Return points of an ellipse around (x, y) between two angles, in turns."""
    turns = 2 * np.pi * np.linspace(start, end, 25)
    across, down = x + width * np.cos(turns), y + height * np.sin(turns)
    return list(zip(across.tolist(), down.tolist(), strict=True))


_THREE = [*_arc(0.45, 0.25, 0.33, 0.25, -0.45, 0.25), *_arc(0.45, 0.74, 0.37, 0.26, -0.25, 0.42)]
_SEVEN: list[Point] = [(0.12, 0), (0.85, 0), (0.4, 1)]
_NINE = _arc(0.48, 0.28, 0.32, 0.28, 0, -1)

SHAPES = (
    Shape(0, "round", [_arc(0.5, 0.5, 0.36, 0.5, -0.25, 0.75)]),
    Shape(1, "one line", [[(0.5, 0), (0.5, 1)]]),
    Shape(1, "with a flag", [[(0.3, 0.25), (0.55, 0), (0.55, 1)]]),
    Shape(1, "with a base", [[(0.3, 0.2), (0.5, 0), (0.5, 1)], [(0.2, 1), (0.8, 1)]]),
    Shape(2, "swan", [[*_arc(0.5, 0.27, 0.32, 0.27, -0.5, 0.1), (0.15, 1), (0.88, 1)]]),
    Shape(3, "two bows", [_THREE]),
    Shape(4, "open", [[(0.25, 0), (0.15, 0.6), (0.85, 0.6)], [(0.7, 0.25), (0.7, 1)]]),
    Shape(4, "closed", [[(0.65, 1), (0.65, 0), (0.1, 0.65), (0.9, 0.65)]]),
    Shape(
        5,
        "two lines",
        [[(0.25, 0), (0.2, 0.45), *_arc(0.45, 0.7, 0.36, 0.3, -0.32, 0.4)], [(0.25, 0), (0.82, 0)]],
    ),
    Shape(
        6,
        "one line",
        [[(0.68, 0), (0.35, 0.3), (0.2, 0.65), *_arc(0.5, 0.73, 0.3, 0.27, 0.5, -0.5)]],
    ),
    Shape(7, "plain", [_SEVEN]),
    Shape(7, "crossed", [_SEVEN, [(0.3, 0.5), (0.8, 0.5)]]),
    Shape(
        8,
        "two circles",
        [_arc(0.5, 0.24, 0.27, 0.24, 0.25, 1.25), _arc(0.5, 0.74, 0.33, 0.26, -0.25, 0.75)],
    ),
    Shape(9, "straight", [[*_arc(0.48, 0.28, 0.3, 0.28, 0, -1), (0.74, 1)]]),
    Shape(9, "hooked", [[*_NINE, (0.8, 0.7), (0.6, 0.98), (0.25, 0.95)]]),
)
"""Fifteen ways to draw the ten digits."""


def drawn_at(shape: Shape, share: float, middle: Point = (DOTS / 2, DOTS / 2)) -> list[Array]:
    """Return a shape's strokes on the pad.

    Parameters
    ----------
    shape : Shape
    share : float
        Of the height of the pad: with 1 it is as high as the digits of the data set.
    middle : (float, float)
        x and y of its middle, in dots.

    Returns
    -------
    list of ndarray, each of shape (points, 2)
        x and y in dots, as `cnnlab.strokes.ink_strokes` takes them.

    Raises
    ------
    ValueError
        If `share` is not above 0 and finite, or `middle` is not two numbers.
    TypeError
        If `shape` is not a `Shape`, or `share` is not a number.

    Examples
    --------
    >>> drawn_at(SHAPES[1], share=0.5)[0].tolist()
    [[16.0, 9.0], [16.0, 23.0]]
    """
    if not isinstance(shape, Shape):
        raise TypeError(f"shape must be one of SHAPES, or the like, got {shape!r}")
    height = _HEIGHT * positive_number("share", share)
    point = as_real_array("middle", middle)
    if point.shape != (2,):
        raise ValueError(f"middle must be two numbers (x, y), got {middle!r}")
    size = height * np.array([0.85, 1])
    return [point + size * (np.array(line) - 0.5) for line in shape.lines]


@cache  # a chapter shows them to many networks
def shape_images(share: float, fit: bool) -> Array:
    """Return the `SHAPES` in the form of the data set: shape (N, 8, 8), from 0 to 16.

    Parameters
    ----------
    share, fit
        As for `shapes_read_right`.

    Examples
    --------
    >>> shape_images(0.6, fit=False).shape
    (15, 8, 8)
    """
    images = np.array([count_ink(drawn_at(shape, share), fit) for shape in SHAPES])
    images.flags.writeable = False
    return images


def shapes_read_right(model: Layer, share: float, fit: bool) -> int:
    """Count the `SHAPES` that a network reads right when they are drawn at some size.

    Parameters
    ----------
    model : Layer
        From (N, 1, 8, 8) to ten scores each.
    share : float
        See `drawn_at`.
    fit : bool
        Whether the strokes are stretched to the size of the digits of the data set first.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If `share` is not above 0 and finite.
    TypeError
        If `model` is not a `Layer`, `share` is not a number, or `fit` is not a bool.

    Examples
    --------
    >>> from cnnlab.experiments.digit_networks import make_linear, train_on_digits
    >>> model, _ = train_on_digits(make_linear, epochs=3)
    >>> shapes_read_right(model, 0.6, fit=True) > shapes_read_right(model, 0.6, fit=False)
    True
    """
    check_model(model)
    x = shape_images(positive_number("share", share), flag("fit", fit))[:, None] / 16
    return int((model(x).argmax(axis=1) == [shape.digit for shape in SHAPES]).sum())
