"""From the lines of a pen to a digit of 8 × 8 pixels, made as those of the data set were.

A stroke is a list of points, x to the right and y down, in dots of a pad of 32 × 32. The people who
made `cnnlab.images.digits` stretched every scanned digit until it filled such a square from top to
bottom, and counted the inked dots in blocks of 4 × 4.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnlab.checks import Array, as_real_array, check_finite, flag

__all__ = ["count_ink", "fit_strokes", "ink_strokes"]

PIXELS = 8  # a side of the digits
BLOCK = 4  # dots a side for each pixel
DOTS = PIXELS * BLOCK
PEN_RADIUS = 2.2  # dots: strokes as wide as those in the data
MOST_STRETCH = 8
AROUND = DOTS  # dots beyond each side of the pad that fitting still finds

Strokes = Sequence[ArrayLike]


def ink_strokes(strokes: Strokes) -> NDArray[np.uint8]:
    """Return the pad's dots, 1 where a pen of radius `PEN_RADIUS` has left ink.

    Parameters
    ----------
    strokes : sequence of array_like, shape (points, 2)
        The x and y of each point, in dots. What lies beyond the pad is lost.

    Returns
    -------
    ndarray of uint8, shape (32, 32)

    Raises
    ------
    ValueError
        If a stroke does not have shape (points, 2), with at least one point.
    TypeError
        If it does not hold real numbers.

    Examples
    --------
    >>> ink_strokes([[(16, 4), (16, 28)]])[10].nonzero()[0]
    array([14, 15, 16, 17])
    """
    return _inked(_checked(strokes))


def fit_strokes(strokes: Strokes) -> list[Array]:
    """Scale and move strokes to where the digits of the data set lie.

    What is drawn is stretched until its ink fills all rows, or all columns if it is wider than
    high. Then the centre of mass of its ink moves to the middle column, as far as all of it stays
    on the pad. The pen keeps its width.

    Parameters
    ----------
    strokes : sequence of array_like, shape (points, 2)

    Returns
    -------
    list of ndarray

    Raises
    ------
    ValueError
        If a stroke does not have shape (points, 2), with at least one point.
    TypeError
        If it does not hold real numbers.

    Examples
    --------
    >>> [line] = fit_strokes([[(6, 6), (6, 12)]])
    >>> line.round(1).tolist()
    [[16.0, 1.2], [16.0, 30.8]]
    """
    lines = _checked(strokes)
    ink = _inked([line + AROUND for line in lines], DOTS + 2 * AROUND)
    if not ink.any():
        return lines
    box = [np.flatnonzero(ink.any(axis=axis))[[0, -1]] + (0, 1) - AROUND for axis in (0, 1)]
    pen = 2 * PEN_RADIUS  # as wide after the stretch
    scale = min(MOST_STRETCH, (DOTS - pen) / max(1, max(end - start for start, end in box) - pen))
    origin = np.array([DOTS / 2 - scale * (start + end) / 2 for start, end in box])
    mass = np.flatnonzero(_inked([scale * line + origin for line in lines])) % DOTS + 0.5
    start, end = box[0]
    spare = max(0, DOTS - pen - scale * (end - start - pen)) / 2  # columns on either side
    origin[0] += min(spare, max(-spare, DOTS / 2 - mass.mean()))
    return [scale * line + origin for line in lines]


def count_ink(strokes: Strokes, fit: bool = True) -> NDArray[np.int64]:
    """Return the digit that strokes make: the inked dots in each block of 4 × 4.

    Parameters
    ----------
    strokes : sequence of array_like, shape (points, 2)
    fit : bool
        Whether they go through `fit_strokes` first.

    Returns
    -------
    ndarray of int64, shape (8, 8)
        Values 0 (paper) to 16 (ink), like those of `cnnlab.images.digit`.

    Raises
    ------
    ValueError
        If a stroke does not have shape (points, 2), with at least one point.
    TypeError
        If it does not hold real numbers, or `fit` is not a bool.

    Examples
    --------
    >>> count_ink([[(8, 6), (8, 12)]], fit=False)[2]
    array([0, 8, 8, 0, 0, 0, 0, 0])
    >>> count_ink([[(8, 6), (8, 12)]])[2]
    array([0, 0, 0, 8, 8, 0, 0, 0])
    """
    ink = ink_strokes(fit_strokes(strokes) if flag("fit", fit) else strokes)
    blocks = ink.reshape(PIXELS, BLOCK, PIXELS, BLOCK)
    counts: NDArray[np.int64] = blocks.sum(axis=(1, 3), dtype=np.int64)
    return counts


def _checked(strokes: Strokes) -> list[Array]:
    if not isinstance(strokes, list | tuple):
        raise TypeError(f"strokes must be a list of strokes, got {type(strokes).__name__}")
    lines = [as_real_array(f"strokes[{i}]", stroke) for i, stroke in enumerate(strokes)]
    for i, line in enumerate(lines):
        if line.ndim != 2 or line.shape[1] != 2 or not len(line):
            raise ValueError(
                f"strokes[{i}] must have shape (points, 2), an x and a y for each of its points, "
                f"got {line.shape}"
            )
        check_finite(f"strokes[{i}]", line)
    return [line.astype(float) for line in lines]


def _inked(lines: Sequence[Array], side: int = DOTS) -> NDArray[np.uint8]:
    middles = np.stack(np.meshgrid(np.arange(side), np.arange(side)), axis=-1) + 0.5
    ink = np.zeros((side, side), dtype=bool)
    for line in lines:
        for start, end in zip(line, [*line[1:], line[-1]], strict=True):
            along = end - start
            share = (middles - start) @ along / (along @ along or 1)
            nearest = start + np.clip(share, 0, 1)[..., None] * along
            ink |= np.hypot(*np.moveaxis(middles - nearest, -1, 0)) <= PEN_RADIUS
    return ink.astype(np.uint8)
