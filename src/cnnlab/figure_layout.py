"""The layout of a figure's axes, and the colours of its images: both can change later."""

import math
import textwrap

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_hex
from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpec

from cnnlab.style import NARROW_FIGURE_WIDTH, PALETTE, contrast_ratio

__all__ = ["SIGNED", "SIGNED_DARK", "arrange", "grid_shape", "ink_numbers"]

SIGNED, SIGNED_DARK = (
    LinearSegmentedColormap.from_list(
        f"cnnlab {theme}", [PALETTE[theme][name] for name in ("negative", "zero", "positive")]
    )
    for theme in ("light", "dark")
)
"""Blue below zero, the page's own colour at zero, orange above: as in the widgets."""
_SMALLEST_NUMBER = 7.0  # points: smaller ones cannot be read
_DIGIT_WIDTH = 0.64  # of a digit, as a part of its size


def ink_numbers(axis: Axes) -> None:
    """Colour each pixel's number black or white, whichever stands out more."""
    image = axis.images[0]
    colours = image.to_rgba(np.ravel(np.asarray(image.get_array())))
    for text, colour in zip(axis.texts, colours, strict=True):
        black, white = (contrast_ratio(to_hex(colour), ink) for ink in ("#000000", "#ffffff"))
        text.set_color("black" if black > white else "white")


def arrange(made: Figure, width: float, columns: int) -> None:
    """Rearrange a figure's axes in rows of at most `columns`.

    Parameters
    ----------
    made : matplotlib.figure.Figure
        Its axes are all images or all plots.
    width : float
        Width in inches.
    columns : int
        Axes per row, at most. Images get fewer where their numbers would not be legible.

    Examples
    --------
    >>> from cnnlab.plots import figure
    >>> made, _ = figure(1, 2, height=2)
    >>> arrange(made, width=3, columns=1)
    >>> made.get_size_inches().tolist()
    [3.0, 4.0]
    """
    axes = made.axes
    columns = min(columns, len(axes))
    if axes[0].images:
        while (
            width / columns < NARROW_FIGURE_WIDTH
            and columns > 1
            and min(_number_size(axis, width / columns) for axis in axes) < _SMALLEST_NUMBER
        ):
            columns -= 1
    rows = -(-len(axes) // columns)
    room = width / columns
    titles = [textwrap.fill(axis.get_title().replace("\n", " "), int(13 * room)) for axis in axes]
    if axes[0].images:
        lines = max(title.count("\n") + 1 if title else 0 for title in titles)
        row_height = max(_image_height(axis, room) for axis in axes) + 0.2 * lines + 0.05
    else:
        row_height = made.get_size_inches()[1] / grid_shape(made)[0]
    made.set_size_inches(width, rows * row_height)
    grid = GridSpec(rows, columns, figure=made)
    for index, (axis, title) in enumerate(zip(axes, titles, strict=True)):
        axis.set_subplotspec(grid[index // columns, index % columns])
        axis.set_title(title)
        if axis.images:
            for text in axis.texts:
                text.set_fontsize(_number_size(axis, room))


def grid_shape(made: Figure) -> tuple[int, int]:
    """Return the rows and columns of the grid in which a figure's axes stand."""
    spec = made.axes[0].get_subplotspec()
    if spec is None:
        raise ValueError("made must be a figure whose axes stand in a grid, as figure() makes it")
    grid = spec.get_gridspec()
    return grid.nrows, grid.ncols


def _image_height(axis: Axes, room: float) -> float:
    """Return the height in inches of an image in a column `room` inches wide."""
    across, down = (abs(np.subtract(*limits)) for limits in (axis.get_xlim(), axis.get_ylim()))
    return min(room * float(down / across), NARROW_FIGURE_WIDTH)


def _number_size(axis: Axes, room: float) -> float:
    """Return how large, in points, the longest number can be in a pixel."""
    if not axis.texts:
        return math.inf
    down = float(abs(np.subtract(*axis.get_ylim())))
    pixel = 72 * 0.95 * _image_height(axis, room) / down
    longest = max(len(text.get_text()) for text in axis.texts)
    return min(9.0, 0.6 * pixel, 0.9 * pixel / (_DIGIT_WIDTH * longest))
