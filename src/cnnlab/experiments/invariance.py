"""Shifts: what enters at the edge, what a feature map and its pool make of them, measured."""

import math
from collections.abc import Callable
from itertools import permutations
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnlab.checks import (
    as_images,
    as_real_array,
    check_choice,
    check_finite,
    check_holdable,
    check_not_empty,
    finite_number,
    integer,
    whole_number,
)
from cnnlab.conv import conv2d
from cnnlab.images import shift
from cnnlab.kernels import binomial
from cnnlab.padding import PADDING_MODES, PaddingMode, pad
from cnnlab.pool import avg_pool2d, max_pool2d

__all__ = [
    "BORDERS",
    "POOLINGS",
    "Border",
    "PoolKind",
    "equivariance_error",
    "feature_map",
    "max_blur_pool2d",
    "mean_changes",
    "moved_along",
    "pool_map",
    "relative_change",
    "shifted_view",
]

Border = Literal["zeros", "circular", "scene"]
PoolKind = Literal["max", "average", "blur"]
BORDERS: tuple[Border, ...] = get_args(Border)
POOLINGS: tuple[PoolKind, ...] = get_args(PoolKind)


def shifted_view(
    scene: ArrayLike, down: int, right: int, border: Border = "scene", margin: int = 8
) -> NDArray[Any]:
    """Cut the middle out of a scene, and shift it.

    Parameters
    ----------
    scene : array_like, shape (..., H, W)
    down, right : int
        Pixels to move the picture by; below 0 up or left.
    border : {"zeros", "circular", "scene"}
        What comes in at the edge: zeros; what left at the other side; or what lies in the scene
        there, as when a camera turns.
    margin : int
        Rows and columns of the scene around the picture, on each side.

    Returns
    -------
    ndarray, shape (..., H - 2 margin, W - 2 margin)

    Raises
    ------
    ValueError
        If the margin leaves no picture, or the border is "scene" and the shift leaves the scene.
    TypeError
        If `scene` does not hold real numbers, or a number is not an integer.

    Examples
    --------
    >>> row = [[9, 1, 2, 3, 7]]
    >>> for border in BORDERS:
    ...     print(shifted_view(np.pad(row, ((1, 1), (0, 0))), 0, 1, border, margin=1))
    [[0 1 2]]
    [[3 1 2]]
    [[9 1 2]]
    """
    scene = as_images("scene", scene)
    margin = whole_number("margin", margin, 0)
    down, right = integer("down", down), integer("right", right)
    if min(scene.shape[-2:]) <= 2 * margin:
        raise ValueError(
            f"scene must have more than {2 * margin} rows and columns for a margin of {margin}, "
            f"got shape {scene.shape}"
        )
    check_choice("border", border, BORDERS)
    height, width = (n - 2 * margin for n in scene.shape[-2:])
    if border == "scene":
        if max(abs(down), abs(right)) > margin:
            raise ValueError(
                f"a shift by ({down}, {right}) leaves the scene, whose margin is {margin}"
            )
        top, left = margin - down, margin - right
        return np.array(scene[..., top : top + height, left : left + width])
    view = scene[..., margin : margin + height, margin : margin + width]
    if border == "circular":
        return np.asarray(np.roll(view, (down, right), axis=(-2, -1)))
    return shift(view, down, right)


def feature_map(
    images: ArrayLike,
    kernel: ArrayLike,
    stride: int = 1,
    padding_mode: PaddingMode = "zeros",
) -> NDArray[Any]:
    """Cross-correlate images with one kernel and keep the positive answers (ReLU).

    Parameters
    ----------
    images : array_like, shape (..., H, W)
    kernel : array_like, shape (kH, kW)
        With odd sizes, so that it has a middle.
    stride : int
    padding_mode : {"zeros", "reflect", "replicate", "circular"}
        What the border of half a kernel holds, which keeps the size at stride 1.

    Returns
    -------
    ndarray, shape (..., ceil(H / stride), ceil(W / stride))

    Raises
    ------
    ValueError
        If a size of the kernel is even, and as `cnnlab.conv2d` does.
    TypeError
        If an array does not hold real numbers, or `stride` is not an integer.

    Examples
    --------
    >>> feature_map([[0, 0, 5, 5]], [[-1, 1, 0]])
    array([[0., 0., 5., 0.]])
    """
    images = as_images("images", images)
    kernel = as_real_array("kernel", kernel, 2, "(kH, kW)")
    if 0 in np.mod(kernel.shape, 2):
        raise ValueError(f"kernel must have odd sizes (kH, kW), got shape {kernel.shape}")
    half = (kernel.shape[0] // 2, kernel.shape[1] // 2)
    return np.asarray(np.maximum(_filtered(images, kernel, stride, half, padding_mode), 0))


def max_blur_pool2d(
    images: ArrayLike, size: int, padding_mode: PaddingMode = "zeros"
) -> NDArray[Any]:
    """Take the maximum around every pixel, blur, and only then keep each `size`-th pixel.

    Max pooling with a stride is a maximum at every pixel followed by picking some of the results,
    which aliases. A blur in between weakens what the coarser grid cannot hold (Zhang, 2019,
    "Making convolutional networks shift-invariant again"). The blur is `cnnlab.kernels.binomial`
    of 2·size − 1 pixels, so an output looks at 3·size − 2 rows and columns.

    For large sizes this blur is narrow, since binomial weights spread out only with the root of
    their number. Of the finest wave that the output can hold, 2·size pixels long, it lets 50%
    through at size 2, 62% at 4 and 76% at 8. Chapter 12 compares it with a wider one.

    Parameters
    ----------
    images : array_like, shape (..., H, W)
    size : int
        Of the windows, and the stride.
    padding_mode : {"zeros", "reflect", "replicate", "circular"}
        What lies beyond the edge. Zeros never win over maps that are not negative.

    Returns
    -------
    ndarray, shape (..., ceil(H / size), ceil(W / size))

    Raises
    ------
    ValueError
        If `size` is below 1, the mode is unknown, or the images cannot fill the border.
    TypeError
        If `images` does not hold real numbers, or `size` is not an integer.

    Examples
    --------
    >>> max_blur_pool2d([[0, 0, 0, 8, 0, 0, 0, 0]], 2, "circular")
    array([[0., 6., 2., 0.]])
    """
    images = as_images("images", images)
    size = whole_number("size", size, 1)
    check_choice("padding_mode", padding_mode, PADDING_MODES)
    check_holdable("size", (*images.shape[:-2], size, size))
    highest = max_pool2d(pad(images, ((0, size - 1), (0, size - 1)), padding_mode), size, stride=1)
    return _filtered(highest, binomial(2 * size - 1), size, (size - 1, size - 1), padding_mode)


def pool_map(
    images: ArrayLike,
    size: int,
    pooling: PoolKind = "max",
    padding_mode: PaddingMode = "zeros",
    reach: int | None = None,
) -> NDArray[Any]:
    """Pool with the stride `size`: the maximum, the average, or `max_blur_pool2d`.

    Parameters
    ----------
    images : array_like, shape (..., H, W)
    size : int
        The stride.
    pooling : {"max", "average", "blur"}
    padding_mode : {"zeros", "reflect", "replicate", "circular"}
        What lies beyond the edge.
    reach : int, optional
        Rows and columns of a window, for the maximum and the average. By default `size`, so that
        windows touch. Larger ones overlap, with the same middle.

    Returns
    -------
    ndarray, shape (..., H', W')

    Raises
    ------
    ValueError
        If the pooling is unknown, a number is too small, or a reach is given for "blur", which has
        its own.
    TypeError
        If `images` does not hold real numbers, or a number is not an integer.

    Examples
    --------
    >>> [pool_map([[1.0, 2.0], [3.0, 6.0]], 2, pooling).item() for pooling in ("max", "average")]
    [6.0, 3.0]
    >>> rows = np.tile([9, 0, 0, 0, 5, 0], (6, 1))
    >>> pool_map(rows, 2, reach=4, padding_mode="circular")[0]
    array([9, 5, 9])
    """
    check_choice("pooling", pooling, POOLINGS)
    images = as_images("images", images)
    size = whole_number("size", size, 1)
    if pooling == "blur":
        if reach is not None:
            raise ValueError(f"reach must not be given for blur, which has its own, got {reach!r}")
        return max_blur_pool2d(images, size, padding_mode)
    check_choice("padding_mode", padding_mode, PADDING_MODES)
    reach = size if reach is None else whole_number("reach", reach, 1)
    if reach < size:
        raise ValueError(f"reach must be at least size, {size}, got {reach}")
    if reach - size > 2 * min(images.shape[-2:]):
        raise ValueError(
            f"reach must be at most {size + 2 * min(images.shape[-2:])} for images of shape "
            f"{images.shape} and size {size}, got {reach}"
        )
    before, after = (reach - size) // 2, (reach - size + 1) // 2
    padded = pad(images, ((before, after), (before, after)), padding_mode)
    pool = avg_pool2d if pooling == "average" else max_pool2d
    return np.asarray(pool(padded, reach, stride=size))


def relative_change(before: ArrayLike, after: ArrayLike) -> float:
    r"""Measure how much changed: :math:`\lVert a - b \rVert / \lVert b \rVert`.

    Parameters
    ----------
    before, after : array_like, of the same shape

    Returns
    -------
    float
        0 if nothing changed, even if both are all zeros, and infinity for a change from zeros.
        Two unrelated maps with mean 0 and equal norms give about 1.4, the root of 2; maps with
        another mean have that in common, and give less.

    Raises
    ------
    ValueError
        If the shapes differ.
    TypeError
        If an array does not hold real numbers.

    Examples
    --------
    >>> relative_change([3, 4], [3, 4]), relative_change([3, 4], [0, 0])
    (0.0, 1.0)
    """
    b = as_real_array("before", before).astype(float)
    a = as_real_array("after", after).astype(float)
    if a.shape != b.shape:
        raise ValueError(f"before and after must have the same shape, got {b.shape} and {a.shape}")
    if np.array_equal(a, b):
        return 0.0
    largest = max(np.abs(a).max(), np.abs(b).max())
    if 0 < largest < np.inf:  # so that no square over- or underflows
        a, b = a / largest, b / largest
    change, size = float(np.linalg.norm(a - b)), float(np.linalg.norm(b))
    return change / size if size else float("inf")


def mean_changes(before: ArrayLike, after: ArrayLike) -> tuple[float, float]:
    """Measure how much maps changed, and how much different maps differ.

    The second is the yardstick for the first: a map that has changed as much could as well be that
    of another picture.

    Parameters
    ----------
    before, after : array_like, shape (N, H, W)
        Maps of at least two pictures.

    Returns
    -------
    same, others : float
        `relative_change` from a map before to the same after, and to another before: means over all
        maps, and all pairs.

    Raises
    ------
    ValueError
        If the shapes differ, or there are fewer than two maps.
    TypeError
        If an array does not hold real numbers.

    Examples
    --------
    >>> same, others = mean_changes([[[3, 4]], [[4, -3]]], [[[3, 4]], [[4, 2]]])
    >>> round(same, 3), round(others, 3)
    (0.5, 1.414)
    """
    before, after = as_real_array("before", before, 3), as_real_array("after", after, 3)
    if len(before) != len(after) or len(before) < 2:
        raise ValueError(
            "before and after must hold as many maps, at least two, got shapes "
            f"{before.shape} and {after.shape}"
        )
    same = [relative_change(*pair) for pair in zip(before, after, strict=True)]
    others = [relative_change(a, b) for a, b in permutations(before, 2)]
    return float(np.mean(same)), float(np.mean(others))


def moved_along(maps: ArrayLike, right: float) -> NDArray[np.float64]:
    """Shift maps circularly to the right, by any fraction of an output.

    Values between the outputs are those of the smoothest periodic curve through them (their Fourier
    transform's). They are exact for maps without aliasing, and for whole outputs.

    Parameters
    ----------
    maps : array_like, shape (..., H, W)
    right : float
        Outputs; below 0 to the left.

    Returns
    -------
    ndarray, shape (..., H, W)

    Raises
    ------
    ValueError
        If `maps` has fewer than two axes or no pixel, or a number is not finite.
    TypeError
        If `maps` does not hold real numbers, or `right` is not a number.

    Examples
    --------
    >>> moved_along([[0.0, 1.0, 0.0, -1.0]], 0.5).round(3) + 0.0
    array([[-0.707,  0.707,  0.707, -0.707]])
    """
    maps = as_images("maps", maps).astype(np.float64)
    check_not_empty("maps", maps, "pixel")
    check_finite("maps", maps)
    right = finite_number("right", right)
    width = maps.shape[-1]
    turns = np.exp(-2j * np.pi * right * np.fft.rfftfreq(width))
    return np.asarray(np.fft.irfft(np.fft.rfft(maps) * turns, width))


def equivariance_error(
    operation: Callable[[NDArray[Any]], ArrayLike], images: ArrayLike, stride: int
) -> NDArray[np.float64]:
    r"""Measure how far maps with a stride are from moving along with their images.

    The images are shifted circularly to the right by 1, 2, ... `stride` − 1 pixels, so their maps
    should move by that part of an output, see `moved_along`. The error is
    :math:`\lVert m - a \rVert / \lVert a - \bar a \rVert` for a map *m* moved along and the
    map *a* of the moved image with its mean, which moves along anyway.

    Parameters
    ----------
    operation : function of images
        Returns maps of shape (N, H', W / stride), with circular borders.
    images : array_like, shape (N, H, W)
    stride : int
        At least 2.

    Returns
    -------
    ndarray, shape (N,)
        Of each image, the mean over the moves.

    Raises
    ------
    ValueError
        If `stride` is below 2 or above the images' columns, or a map has another shape or is
        constant.
    TypeError
        If `operation` is not callable, or `images` does not hold real numbers.

    Examples
    --------
    Keeping every second pixel is harmless for broad waves, and not for fine ones:

    >>> waves = [np.cos(2 * np.pi * f * np.arange(16)) * np.ones((2, 1)) for f in (1 / 8, 3 / 8)]
    >>> equivariance_error(lambda x: x[:, :, ::2], waves, 2).round(2) + 0.0
    array([0., 2.])
    """
    if not callable(operation):
        raise TypeError(f"operation must be a function of images, got {operation!r}")
    images = as_real_array("images", images, 3, "(N, H, W)")
    check_finite("images", images)
    stride = whole_number("stride", stride, 2)
    if stride > images.shape[2]:
        raise ValueError(
            f"stride must be at most the images' {images.shape[2]} columns, got {stride}"
        )

    def maps_of(images: NDArray[Any]) -> NDArray[Any]:
        maps = as_real_array("operation's result", operation(images), 3, "(N, H', W')")
        count, _, width = images.shape
        columns = -(-width // stride)
        if maps.shape[::2] != (count, columns):
            raise ValueError(
                f"operation must return {count} maps of {columns} columns, since its stride is "
                f"{stride} and the images have shape {images.shape}, got shape {maps.shape}"
            )
        return maps

    original = maps_of(images)
    errors = []
    for pixels in range(1, stride):
        found = maps_of(np.roll(images, pixels, axis=2))
        moved = moved_along(original, pixels / stride)
        if (found.min(axis=(1, 2)) == found.max(axis=(1, 2))).any():
            raise ValueError(
                "operation must return maps that are not constant, since the error is a share of "
                "how much they vary: are all images made of more than one number?"
            )
        spread = found - found.mean(axis=(1, 2), keepdims=True)
        errors.append(
            np.linalg.norm(moved - found, axis=(1, 2)) / np.linalg.norm(spread, axis=(1, 2))
        )
    return np.asarray(np.mean(errors, axis=0))


def _filtered(
    images: NDArray[Any],
    kernel: NDArray[Any],
    stride: int,
    padding: tuple[int, int],
    padding_mode: PaddingMode,
) -> NDArray[Any]:
    """Cross-correlate every image of a stack with one kernel."""
    stack = images.reshape(math.prod(images.shape[:-2]), 1, *images.shape[-2:])
    result = conv2d(
        stack, kernel[None, None], stride=stride, padding=padding, padding_mode=padding_mode
    )
    return np.asarray(result.reshape(*images.shape[:-2], *result.shape[-2:]))
