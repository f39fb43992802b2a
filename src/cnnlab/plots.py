"""Figures in the book's one style: images as grids of pixels, and axes for measured curves."""

from collections.abc import Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike, NDArray

from cnnlab.style import FIGURE_WIDTH, PALETTE

__all__ = ["COLOURS", "SIGNED", "figure", "show_images"]

COLOURS = PALETTE["light"]  # figures stand on a white card in both themes
SIGNED = LinearSegmentedColormap.from_list(
    "cnnlab", [COLOURS["negative"], COLOURS["zero"], COLOURS["positive"]]
)
"""Blue below zero, white at zero, orange above: as in the widgets."""

_STYLE: Any = {
    "axes.edgecolor": COLOURS["control"],
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.labelcolor": COLOURS["ink"],
    "axes.prop_cycle": cycler(
        color=[COLOURS[name] for name in ("accent", "negative", "positive", "ink")],
        linestyle=["-", "--", "-.", ":"],  # told apart without colour, too
    ),
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": 10,
    "figure.dpi": 110,
    "font.size": 10,
    "grid.color": COLOURS["line"],
    "grid.linewidth": 0.6,
    "legend.frameon": False,
    "lines.linewidth": 2,
    "text.color": COLOURS["ink"],
    "xtick.color": COLOURS["ink"],
    "ytick.color": COLOURS["ink"],
}
_MOST_NUMBERS = 12  # in more columns than this, numbers would not fit their cells


def figure(rows: int = 1, columns: int = 1, height: float = 2.6) -> tuple[Figure, NDArray[Any]]:
    """Return a figure as wide as the book's text, and its axes.

    Parameters
    ----------
    rows, columns : int
        How many axes.
    height : float
        Height in inches of one row.

    Returns
    -------
    figure : matplotlib.figure.Figure
    axes : ndarray of Axes, shape (rows, columns)
    """
    # For the session, not for this call: ticks and legends ask for the style when they are drawn.
    plt.rcParams.update(_STYLE)
    made, axes = plt.subplots(
        rows,
        columns,
        figsize=(FIGURE_WIDTH, height * rows),
        layout="constrained",
        squeeze=False,
    )
    return made, axes


def show_images(
    images: Sequence[ArrayLike],
    titles: Sequence[str] = (),
    *,
    signed: bool | Sequence[bool] = False,
    columns: int = 4,
    limits: tuple[float, float] | None = None,
    numbers: bool = True,
) -> None:
    """Draw images side by side, with their numbers where there is room for them.

    The figure is pyplot's current one; a notebook shows it at the end of the cell.

    Parameters
    ----------
    images : sequence of array_like, each of shape (H, W) or (H, W, 3)
        Grey or colour images.
    titles : sequence of str, optional
        One for each image.
    signed : bool or sequence of bool
        Whether an image holds signed numbers: blue below zero, orange above. Else it is grey.
    columns : int
        Images per row, at most.
    limits : (float, float), optional
        What is black and what is white in grey images. By default each image's own lowest
        (or 0) and highest value.
    numbers : bool
        False leaves the numbers out, for a look at the whole.

    Raises
    ------
    ValueError
        If there are no images, or not as many titles or flags as images.
    """
    arrays = [np.asarray(image) for image in images]
    flags = [signed] * len(arrays) if isinstance(signed, bool) else list(signed)
    if not arrays:
        raise ValueError("images must hold at least one image")
    for name, given in (("titles", titles), ("signed", flags)):
        if given and len(given) != len(arrays):
            raise ValueError(
                f"{name} must be as many as the images, but there are {len(given)} {name} "
                f"for {len(arrays)} images"
            )
    columns = min(columns, len(arrays))
    rows = -(-len(arrays) // columns)
    _, axes = figure(rows, columns, height=FIGURE_WIDTH / columns + 0.25)
    for axis in axes.flat:
        axis.set_axis_off()
    for axis, image, flag in zip(axes.flat, arrays, flags, strict=False):
        _draw(axis, image, flag, limits, numbers)
    for axis, title in zip(axes.flat, titles, strict=False):
        axis.set_title(title, color=COLOURS["ink"])


def _draw(
    axis: Axes,
    image: NDArray[Any],
    signed: bool,
    limits: tuple[float, float] | None,
    numbers: bool,
) -> None:
    if image.ndim == 3:
        axis.imshow(image)
        return
    if signed:
        most = np.abs(image).max() or 1
        axis.imshow(image, cmap=SIGNED, vmin=-most, vmax=most)
    else:
        low, high = limits or (min(image.min(), 0), image.max())
        axis.imshow(image, cmap="gray", vmin=low, vmax=high)
    rows, columns = image.shape
    # The rim shows where a white image ends.
    axis.add_patch(Rectangle((-0.5, -0.5), columns, rows, fill=False, edgecolor=COLOURS["control"]))
    if not numbers or columns > _MOST_NUMBERS:
        return
    shades = axis.images[0]
    for (row, column), value in np.ndenumerate(image):
        luminance = np.dot(shades.cmap(shades.norm(value))[:3], (0.2126, 0.7152, 0.0722))
        axis.text(
            column,
            row,
            f"{value:.3g}".replace("-", "−"),
            ha="center",
            va="center",
            fontsize=min(9, 60 / columns),
            color="black" if luminance > 0.45 else "white",
        )
