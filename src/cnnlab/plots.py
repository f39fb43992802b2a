"""Figures in the book's one style: images as grids of pixels, and axes for measured curves."""

import os
from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Polygon, Rectangle
from numpy.typing import ArrayLike, NDArray

from cnnlab.checks import as_list, as_real_array, finite_number, flag, positive_number, whole_number
from cnnlab.figure_layout import SIGNED, arrange, ink_numbers
from cnnlab.style import FIGURE_WIDTH, PALETTE
from cnnlab.tables import three_digits

__all__ = [
    "COLOURS",
    "figure",
    "show_images",
    "show_volumes",
]

COLOURS = PALETTE["light"]  # the site has every figure in dark colours, too: see variants.py
STYLE: Any = {
    "axes.edgecolor": COLOURS["control"],
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.labelcolor": COLOURS["ink"],
    "axes.prop_cycle": cycler(
        color=[COLOURS[name] for name in ("accent", "negative-stroke", "positive-stroke", "ink")],
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
_MOST_NUMBERS = 12  # in more columns than this, an image is looked at and not read
_MOST_IMAGES = 100  # the rows of a photograph would take more than a minute
_ONE_IMAGE = "; for a single image, give the list [image]"
_MOST_ENLARGED = 48  # an image with more columns may have less room than pixels


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

    Raises
    ------
    ValueError
        If a number is too small.
    TypeError
        If `rows` or `columns` is not an integer, or `height` is not a number.

    Examples
    --------
    >>> made, axes = figure(1, 2)
    >>> made.get_size_inches().tolist(), axes.shape
    ([7.0, 2.6], (1, 2))
    """
    rows, columns = whole_number("rows", rows, 1), whole_number("columns", columns, 1)
    height = positive_number("height", height)
    # For the session, not for this call: ticks and legends ask for the style when they are drawn.
    plt.rcParams.update(STYLE)
    if os.environ.get("CNNLAB_FIGURES") == "variants":  # the site is being built
        from cnnlab.variants import show_variants

        show_variants()
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
    one_scale: bool | None = None,
    frame: ArrayLike | None = None,
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
        Whether an image holds signed numbers: blue below zero, orange above, deepest at the
        largest (with more than 12 columns, at the 99th percentile). Otherwise it is grey.
    columns : int
        Images per row, at most. There are fewer where numbers would not be legible.
    limits : (float, float), optional
        What is black and what is white in grey images. By default each image's own lowest
        (or 0) and highest value.
    numbers : bool
        Whether to write numbers into pixels where there is room.
    one_scale : bool, optional
        Whether a pixel is as large in every image, so that sizes can be compared. By default it
        is if no image has more than 12 columns.
    frame : (row, column, rows, columns), optional
        A rectangle of pixels to frame in every image, or a sequence of rectangles.

    Raises
    ------
    ValueError
        If there are no images or more than 100, or not as many titles or flags as images.
    TypeError
        If an argument is not of its kind.

    Examples
    --------
    >>> from cnnlab.kernels import KERNELS
    >>> show_images([KERNELS["sobel_x"], KERNELS["outline"]], ["Sobel", "outline"], signed=True)
    >>> [axis.get_title() for axis in plt.gcf().axes]
    ['Sobel', 'outline']
    """
    images = as_list("images", images)
    if len(images) > _MOST_IMAGES:
        raise ValueError(
            f"images must hold at most {_MOST_IMAGES} images, got {len(images)}{_ONE_IMAGE}"
        )
    arrays = [_image(image) for image in images]
    if not arrays:
        raise ValueError("images must hold at least one image")
    one_for_all = isinstance(signed, bool | np.bool)
    flags = [signed] * len(arrays) if one_for_all else as_list("signed", signed)
    flags = [flag("signed", each) for each in flags]
    titles = as_list("titles", titles)
    for name, given in (("titles", titles or arrays), ("signed", flags)):
        if len(given) != len(arrays):
            raise ValueError(
                f"{name} must hold one for each image: images has {len(arrays)}, "
                f"{name} has {len(given)}"
            )
    columns, numbers = whole_number("columns", columns, 1), flag("numbers", numbers)
    if one_scale is not None:
        one_scale = flag("one_scale", one_scale)
    if limits is not None:
        limits = _limits(limits)
    frames = np.zeros((0, 4)) if frame is None else np.atleast_2d(as_real_array("frame", frame))
    if frames.ndim != 2 or frames.shape[1] != 4:
        raise ValueError(f"frame must be (row, column, rows, columns), got {frame!r}")
    made, axes = figure(1, len(arrays))
    for axis, image, diverging in zip(axes.flat, arrays, flags, strict=True):
        _draw(axis, image, diverging, limits, numbers)
        for row, column, high, wide in frames:
            corner = (column - 0.5, row - 0.5)
            axis.add_patch(
                Rectangle(corner, wide, high, fill=False, edgecolor=COLOURS["accent"], linewidth=2)
            )
    for axis, title in zip(axes.flat, titles, strict=False):
        axis.set_title(title, color=COLOURS["ink"])
    if one_scale or (one_scale is None and all(max(a.shape[:2]) <= _MOST_NUMBERS for a in arrays)):
        _draw_to_one_scale(made.axes)
    arrange(made, FIGURE_WIDTH, columns)


def _image(image: ArrayLike) -> NDArray[Any]:
    array = as_real_array("images", image)
    if 0 in array.shape or not (array.ndim == 2 or (array.ndim == 3 and array.shape[2] in (3, 4))):
        hint = _ONE_IMAGE if array.ndim == 1 else ""
        raise ValueError(f"images must have shapes (H, W) or (H, W, 3), got {array.shape}{hint}")
    return array


def _limits(limits: Any) -> tuple[float, float]:
    if not isinstance(limits, list | tuple) or len(limits) != 2:
        raise ValueError(f"limits must be two numbers (black, white), got {limits!r}")
    black, white = finite_number("limits", limits[0]), finite_number("limits", limits[1])
    if black > white:
        raise ValueError(f"limits must begin with the lower one, black, got {limits}")
    return black, white


def _draw(
    axis: Axes,
    image: NDArray[Any],
    signed: bool,
    limits: tuple[float, float] | None,
    numbers: bool,
) -> None:
    axis.set_axis_off()
    # Few pixels keep their edges at any size; many are drawn smaller than they are, and smoothed.
    smooth = "antialiased" if max(image.shape[:2]) > _MOST_ENLARGED else "none"
    if image.ndim == 3:
        axis.imshow(image, interpolation=smooth)
        return
    if signed:
        most = _deepest(np.abs(image.astype(float)))  # in uint8 −255 would be 1
        axis.imshow(image, cmap=SIGNED, vmin=-most, vmax=most, interpolation=smooth)
    else:
        low, high = limits or (min(image.min(), 0), image.max())
        axis.imshow(image, cmap="gray", vmin=low, vmax=high, interpolation=smooth)
    rows, columns = image.shape
    # The rim shows where a white image ends.
    axis.add_patch(Rectangle((-0.5, -0.5), columns, rows, fill=False, edgecolor=COLOURS["control"]))
    if not numbers or columns > _MOST_NUMBERS:
        return
    for (row, column), value in np.ndenumerate(image):
        axis.text(column, row, three_digits(float(value)), ha="center", va="center")
    ink_numbers(axis)


def _deepest(sizes: NDArray[Any]) -> float:
    """Return the size that gets the deepest colour: with many columns, the 99th percentile.

    Otherwise a few strong edges would leave all others pale.
    """
    many = sizes.shape[1] > _MOST_NUMBERS
    deepest: float = (many and np.percentile(sizes, 99)) or sizes.max() or 1.0
    return deepest


def _draw_to_one_scale(axes: Sequence[Axes]) -> None:
    """Give all images the room of the largest, each in the middle of its own."""
    shapes = [axis.images[0].get_size() for axis in axes]
    most_rows, most_columns = np.max(shapes, axis=0)
    for axis, (rows, columns) in zip(axes, shapes, strict=True):
        across, down = (most_columns - columns) / 2, (most_rows - rows) / 2
        axis.set_xlim(-0.5 - across, columns - 0.5 + across)
        axis.set_ylim(rows - 0.5 + down, -0.5 - down)


_BLOCK_GAP = 60  # pixels between blocks, for what is written under them
_DEPTH = 0.5 * np.array([np.cos(np.pi / 5), np.sin(np.pi / 5)])  # of one channel, as it is drawn


def show_volumes(rows: Mapping[str, Sequence[tuple[int, int, int]]]) -> None:
    """Draw layers' maps as blocks, all to one scale; depth stands for the number of maps.

    Parameters
    ----------
    rows : mapping of str to sequence of (C, H, W)
        For each title, the shapes to draw side by side. As usual for blocks seen from the side,
        depth is drawn at half its length.

    Raises
    ------
    ValueError
        If a size is below 1.
    TypeError
        If `rows` is not a mapping with a list of shapes for at least one title, or a size is not an
        integer.

    Examples
    --------
    >>> show_volumes({"pooled": [(16, 28, 28), (16, 14, 14)], "strided": [(16, 28, 28)]})
    >>> [axis.get_title() for axis in plt.gcf().axes]
    ['pooled', 'strided']
    """
    if not isinstance(rows, Mapping) or not rows:
        raise TypeError(f"rows must hold shapes for at least one title, got {rows!r}")
    volumes = [_volumes(shapes) for shapes in rows.values()]
    _, (axes,) = figure(1, len(rows), height=2.0)
    ends = [_draw_blocks(axis, shapes) for axis, shapes in zip(axes, volumes, strict=True)]
    right, top = np.max(ends, axis=0)
    for axis, title in zip(axes, rows, strict=True):
        axis.set_title(title, color=COLOURS["ink"])
        axis.set_axis_off()
        axis.set_aspect("equal")
        axis.set(xlim=(-10, right + 10), ylim=(-100, top + 10))


def _volumes(shapes: Any) -> list[tuple[int, int, int]]:
    wanted = "rows must hold lists of shapes (C, H, W)"
    if not isinstance(shapes, list | tuple) or not shapes:
        raise TypeError(f"{wanted}, got {shapes!r}")
    volumes = []
    for shape in shapes:
        if not isinstance(shape, list | tuple) or len(shape) != 3:
            raise TypeError(f"{wanted}, got {shape!r}")
        channels, height, width = (whole_number("rows", size, 1) for size in shape)
        volumes.append((channels, height, width))
    return volumes


def _draw_blocks(axis: Axes, shapes: Sequence[tuple[int, int, int]]) -> tuple[float, float]:
    """Draw blocks from left to right; return how far they reach to the right, and up."""
    left = top = 0.0
    for channels, height, width in shapes:
        deep = channels * _DEPTH
        right = left + width
        near = np.array([[left, 0], [right, 0], [right, height], [left, height]])
        sides = [np.stack([a, b, b + deep, a + deep]) for a, b in (near[1:3], near[2:4])]
        for face, strength in zip((near, *sides), (1, 0.6, 0.3), strict=True):
            colour = COLOURS["negative"], strength
            axis.add_patch(Polygon(face, facecolor=colour, edgecolor=COLOURS["ink"], linewidth=0.8))
        size = f"{height}²" if height == width else f"{height} × {width}"
        axis.text(left, -12, f"{channels} ×\n{size}", va="top", fontsize=9)
        left, top = right + deep[0] + _BLOCK_GAP, max(top, height + deep[1])
    return left - _BLOCK_GAP, top
