"""What a unit listens to within its receptive field: paths counted, gradients of random stacks."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnlab.checks import as_real_array, check_holdable, real_number, whole_number
from cnnlab.conv import conv_transpose2d
from cnnlab.network import Conv2d, ReLU, Sequential
from cnnlab.receptive_fields import effective_receptive_field, receptive_field
from cnnlab.windows import window_view

__all__ = ["count_paths", "random_field", "share_of_pixels", "spread"]

_CHANNELS = 8


def count_paths(dilations: Sequence[int], side: int) -> NDArray[np.float64]:
    """Count the paths from each pixel to the middle unit of a stack of 3 × 3 layers.

    Parameters
    ----------
    dilations : sequence of int
        One for each layer.
    side : int
        Pixels in a row and in a column; odd, so that there is a middle.

    Returns
    -------
    ndarray, shape (side, side)

    Raises
    ------
    ValueError
        If `side` is even, or `side` or a dilation below 1.
    TypeError
        If `dilations` is not a sequence, or a number is not an integer.

    Examples
    --------
    >>> count_paths([1, 1], 5)[2]
    array([3., 6., 9., 6., 3.])
    >>> count_paths([2], 5)[2]
    array([1., 0., 1., 0., 1.])
    """
    side = whole_number("side", side, 1)
    check_holdable("side", (side, side))
    if side % 2 == 0:
        raise ValueError(f"side must be odd, so that there is a middle unit, got {side}")
    if not isinstance(dilations, Sequence):
        raise TypeError(f"dilations must be a list of whole numbers, got {dilations!r}")
    paths = np.zeros((1, 1, side, side))
    paths[..., side // 2, side // 2] = 1
    ones = np.ones((1, 1, 3, 3))
    for number, dilation in enumerate(dilations):
        # Beyond the side, no tap but the middle one meets a pixel.
        dilation = min(side, whole_number(f"dilations[{number}]", dilation, 1))
        # Every tap of the window hands the paths on, as it does a gradient.
        paths = conv_transpose2d(paths, ones, padding=dilation, dilation=dilation)
    counted: NDArray[np.float64] = paths[0, 0]
    return counted


def random_field(depth: int, photograph: ArrayLike, stacks: int = 4) -> NDArray[np.float64]:
    """Measure the effective receptive field of 3 × 3 layers with ReLUs and random weights.

    Parameters
    ----------
    depth : int
        Layers in a stack.
    photograph : array_like, shape (H, W)
        The stacks look at pieces of it, each as large as the theoretical field.
    stacks : int
        How many, each with random weights of its own.

    Returns
    -------
    ndarray, shape (2 depth + 1, 2 depth + 1)
        The share of the influence that each pixel has: the magnitude of the gradient, averaged
        over pieces and stacks, as shares of 1.

    Raises
    ------
    ValueError
        If `photograph` is smaller than the theoretical field or holds nothing but zeros, or a
        number is below 1.
    TypeError
        If `photograph` does not hold real numbers, or a number is not an integer.

    Examples
    --------
    >>> field = random_field(2, np.eye(64))
    >>> field.shape, round(float(field.sum()), 6)
    ((5, 5), 1.0)
    """
    photograph = as_real_array("photograph", photograph, 2, "(H, W)")
    depth = whole_number("depth", depth, 1)
    size = receptive_field([3] * depth)[-1].size
    if min(photograph.shape) < size:
        raise ValueError(
            f"photograph must have at least the {size} rows and columns that {depth} layers see, "
            f"got shape {photograph.shape}"
        )
    pieces = window_view(photograph, (size, size))[::48, ::48].reshape(-1, 1, size, size)
    fields = [
        effective_receptive_field(_random_stack(depth, seed), pieces)
        for seed in range(whole_number("stacks", stacks, 1))
    ]
    field = np.sum(fields, axis=0)
    if field.sum() == 0:
        raise ValueError("photograph must not be all zeros: no ReLU would pass a gradient")
    shares: NDArray[np.float64] = field / field.sum()
    return shares


def _random_stack(depth: int, seed: int) -> Sequential:
    """Return layers of 3 × 3 with eight channels and ReLUs, for grey images."""
    rng = np.random.default_rng(seed)
    layers: list[Conv2d | ReLU] = []
    for number in range(depth):
        channels = _CHANNELS if number else 1
        layers += [Conv2d(channels, _CHANNELS, 3, rng=rng, dtype=float), ReLU()]
    return Sequential(*layers)


def share_of_pixels(field: ArrayLike, part: float) -> float:
    """Return the share of a field's pixels, the strongest first, that hold a part of its sum.

    Parameters
    ----------
    field : array_like
        How strongly each pixel counts, from 0; of any shape.
    part : float
        Of the field's sum, above 0 and at most 1.

    Returns
    -------
    float
        Above 0 and at most 1.

    Raises
    ------
    ValueError
        If `field` does not hold finite numbers of at least 0 with a sum above 0, or `part` is not
        above 0 and at most 1.
    TypeError
        If `field` does not hold real numbers, or `part` is not a number.

    Examples
    --------
    >>> share_of_pixels([[1, 1], [8, 0]], 0.8), share_of_pixels(np.ones((2, 2)), 1)
    (0.25, 1.0)
    """
    strengths = np.sort(_strengths(as_real_array("field", field)).ravel())[::-1]
    part = real_number("part", part)
    if not 0 < part <= 1:
        raise ValueError(f"part must be above 0 and at most 1, got {part}")
    held = np.cumsum(strengths) / strengths.sum()
    # Rounding must not cost one more pixel.
    count = 1 + int((held < part - 1e-9).sum())
    return count / strengths.size


def spread(field: ArrayLike) -> float:
    """Return the standard deviation of a field over its rows, in pixels.

    Parameters
    ----------
    field : array_like, shape (H, W)
        How strongly each pixel counts, from 0.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If `field` does not have two axes, or does not hold finite numbers of at least 0 with a sum
        above 0.
    TypeError
        If `field` does not hold real numbers.

    Examples
    --------
    >>> spread([[0, 1, 0], [0, 0, 0], [0, 1, 0]])
    1.0
    """
    weights = _strengths(as_real_array("field", field, 2, "(H, W)")).sum(axis=1)
    weights = weights / weights.sum()
    rows = np.arange(len(weights))
    mean = (weights * rows).sum()
    return float(np.sqrt((weights * (rows - mean) ** 2).sum()))


def _strengths(field: NDArray[Any]) -> NDArray[Any]:
    """Return a field in double precision if it holds finite numbers of at least 0, not all 0.

    In float16, a sum of many numbers soon stops growing.
    """
    field = field.astype(np.float64)
    below = int((field < 0).sum())
    if below or not 0 < field.sum() < np.inf:
        raise ValueError(
            f"field must hold finite numbers of at least 0 with a sum above 0, "
            f"got a sum of {field.sum()}, and {below} numbers below 0"
        )
    return field
