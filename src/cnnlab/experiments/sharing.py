"""Whether what a kernel learns at one place of an image holds at the others."""

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnlab.checks import (
    as_real_array,
    check_finite,
    check_holdable,
    finite_number,
    random_generator,
    whole_number,
)
from cnnlab.windows import window_view

__all__ = [
    "PlaceErrors",
    "learn_detectors",
    "left_out_errors",
    "place_errors",
    "place_statistics",
    "recovery_errors",
]

_SIDE = 3  # of the windows: a pixel and the eight around it


class PlaceErrors(NamedTuple):
    """How well a pixel of new images is guessed from the eight around it (root mean square).

    `untied` by a kernel that was learned at the same place, `moved` by one that was learned at
    another place (over all pairs of places), `shared` by one kernel learned at all places, and
    `blind` without looking: the guess is the mean of all pixels.
    """

    untied: Any
    moved: Any
    shared: Any
    blind: Any


def place_errors(images: ArrayLike, new: ArrayLike, places: int) -> PlaceErrors:
    """Learn to guess pixels at every place of some images, and guess those of new ones.

    The images are divided into places × places equal blocks, apart from a rim of one pixel, where
    no whole window fits. At each place least squares find the nine numbers (a weight for each of
    the eight neighbours, and a bias) that guess the pixel in the middle best.

    Parameters
    ----------
    images : array_like, shape (N, H, W)
        Grey images to learn from; H − 2 and W − 2 must be multiples of `places`.
    new : array_like, shape (M, H, W)
        Images to be judged by.
    places : int
        Blocks in a row and in a column, at least 2.

    Returns
    -------
    PlaceErrors

    Raises
    ------
    ValueError
        If the images cannot be divided like this, there are none, or they hold NaN or ∞.
    TypeError
        If an array does not hold real numbers, or `places` is not an integer.

    Examples
    --------
    Where pixels follow from their neighbours in the same way everywhere, a kernel can move.

    >>> slope = np.arange(8.0)[:, None] + np.arange(8.0)
    >>> errors = place_errors([slope, slope**2], [3 * slope], 2)
    >>> bool(np.isclose(errors.moved, errors.untied, atol=1e-9))
    True
    """
    x, y = _tasks("images", images, places)
    new_x, new_y = _tasks("new", new, places)
    kernels = np.stack([_fit(*place) for place in zip(x, y, strict=True)])
    shared = _fit(x.reshape(-1, x.shape[-1]), y.ravel())
    # errors[p, q]: the kernel of place p at place q
    guesses = np.einsum("qsk,pk->pqs", new_x, kernels)
    errors = _rms(guesses - new_y, axis=-1)
    own = np.eye(len(kernels), dtype=bool)
    return PlaceErrors(
        untied=float(_rms(errors[own])),
        moved=float(_rms(errors[~own])),
        shared=float(_rms(new_x @ shared - new_y)),
        blind=float(_rms(y.mean() - new_y)),
    )


def left_out_errors(images: ArrayLike, places: int, parts: int) -> PlaceErrors:
    """Leave out one part of the images after the other, and guess it from the rest.

    Parameters
    ----------
    images : array_like, shape (N, H, W)
        In an order without meaning, since parts are cut from it.
    places : int
        As in `place_errors`.
    parts : int
        From 2 to N.

    Returns
    -------
    PlaceErrors
        Each field an ndarray with one error for each part.

    Raises
    ------
    ValueError
        If `parts` is not from 2 to N, or the images cannot be divided as in `place_errors`.
    TypeError
        If `images` does not hold real numbers, or a number is not an integer.

    Examples
    --------
    >>> left_out_errors(np.random.default_rng(0).normal(size=(9, 6, 6)), 2, 3).shared.shape
    (3,)
    """
    pixels = as_real_array("images", images, 3, "(N, H, W)")
    parts = whole_number("parts", parts, 2)
    if parts > len(pixels):
        raise ValueError(f"parts must be at most {len(pixels)}, one for each image, got {parts}")
    numbers = np.array_split(np.arange(len(pixels)), parts)
    errors = [place_errors(np.delete(pixels, n, axis=0), pixels[n], places) for n in numbers]
    return PlaceErrors(*np.transpose(errors))


def place_statistics(
    images: ArrayLike, places: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how bright and how busy each place of some images is.

    Parameters
    ----------
    images : array_like, shape (N, H, W)
    places : int
        As in `place_errors`.

    Returns
    -------
    brightness : ndarray, shape (places, places)
        The mean over all images.
    differences : ndarray, shape (places, places)
        How much a pixel differs from its right neighbour (root mean square).

    Raises
    ------
    ValueError
        If the images cannot be divided as in `place_errors`.
    TypeError
        If `images` does not hold real numbers, or `places` is not an integer.

    Examples
    --------
    >>> brightness, differences = place_statistics([[[0, 0, 1, 1, 1, 1]] * 6], 2)
    >>> brightness.tolist(), differences[0].round(2).tolist()
    ([[0.5, 1.0], [0.5, 1.0]], [0.71, 0.0])
    """
    windows = _windows("images", images, places)
    middle, right = windows[..., 1, 1], windows[..., 1, 2]
    brightness: NDArray[np.float64] = middle.mean(axis=-1).reshape(places, places)
    differences: NDArray[np.float64] = _rms(right - middle, axis=-1).reshape(places, places)
    return brightness, differences


def recovery_errors(
    seen: ArrayLike, new: ArrayLike, secret: ArrayLike, noise: float, rng: np.random.Generator | int
) -> tuple[float, float]:
    """Let a shared kernel and untied ones learn secret kernels from their noisy answers.

    Parameters
    ----------
    seen : array_like, shape (N, P, K)
        The windows to learn from: N images with P places each, K pixels in a window.
    new : array_like, shape (M, P, K)
        Windows to be judged by.
    secret : array_like, shape (K,) or (P, K)
        The kernel that answers at every place, or one for each place.
    noise : float
        Standard deviation of the noise in the answers to `seen`.
    rng : numpy.random.Generator or int
        Draws the noise.

    Returns
    -------
    shared, untied : float
        How far the answers to `new` are from the secret ones (root mean square), by one kernel for
        all places, and by one for each.

    Raises
    ------
    ValueError
        If the shapes do not fit together, an array is empty, or a number is not finite.
    TypeError
        If an array does not hold real numbers, or `rng` is neither a generator nor a seed.

    Examples
    --------
    Without noise and with enough images both find a kernel that is the same everywhere.

    >>> windows = np.random.default_rng(0).normal(size=(20, 4, 2))
    >>> errors = recovery_errors(windows, windows, [1, -1], noise=0, rng=0)
    >>> [round(error, 6) for error in errors]
    [0.0, 0.0]
    """
    x, new_x = (
        as_real_array(name, windows, 3, "(N, P, K)").astype(np.float64)
        for name, windows in (("seen", seen), ("new", new))
    )
    for name, windows in (("seen", x), ("new", new_x)):
        if windows.size == 0 or windows.shape[1:] != x.shape[1:]:
            raise ValueError(
                f"seen and new must have the same places and windows, and at least one image, got "
                f"shapes {x.shape} and {new_x.shape}"
            )
        check_finite(name, windows)
    secret = as_real_array("secret", secret)
    check_finite("secret", secret)
    if secret.shape not in (x.shape[1:], x.shape[2:]):
        raise ValueError(f"secret must have shape (K,) or (P, K), as seen has, got {secret.shape}")
    everywhere = np.broadcast_to(secret.astype(np.float64), x.shape[1:])
    noise = finite_number("noise", noise)
    answers, wanted = (np.einsum("npk,pk->np", windows, everywhere) for windows in (x, new_x))
    answers = answers + noise * random_generator(rng).normal(size=answers.shape)
    shared = _fit(x.reshape(-1, x.shape[-1]), answers.ravel())
    kernels = np.stack([_fit(x[:, p], answers[:, p]) for p in range(x.shape[1])])
    untied = np.einsum("npk,pk->np", new_x, kernels)
    return float(_rms(new_x @ shared - wanted)), float(_rms(untied - wanted))


def learn_detectors(
    stamp: ArrayLike,
    places: int,
    seen: ArrayLike,
    images: int,
    noise: float,
    rng: np.random.Generator | int,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Let a tied kernel and untied ones learn to answer 1 where a small object is, else 0.

    Every image is noise. Half of them hold the object, at one of the places that are `seen`. The
    tied kernel learns from all windows of all images, an untied kernel from the windows at its own
    place alone.

    Parameters
    ----------
    stamp : array_like, shape (k, k)
        The object.
    places : int
        The window has places × places positions in an image.
    seen : array_like of bool, shape (places, places)
        True where the object may stand while the kernels learn.
    images : int
        How many images, at least k².
    noise : float
        Standard deviation of every pixel.
    rng : numpy.random.Generator or int

    Returns
    -------
    kernel : ndarray, shape (k, k)
        The tied one.
    kernels : ndarray, shape (places, places, k, k)
        The untied ones.

    Raises
    ------
    ValueError
        If `stamp` is not a square of finite numbers, or `seen` has another shape or no True.
    TypeError
        If an array does not hold real numbers, a number is not of its kind, or `rng` is neither a
        generator nor a seed.

    Examples
    --------
    >>> seen = np.zeros((4, 4), bool)
    >>> seen[0, 0] = True
    >>> tied, untied = learn_detectors([[0, 1], [1, 1]], 4, seen, 300, 0.3, rng=0)
    >>> untied[0, 0].sum() > 0.5, abs(untied[3, 3].sum()) < 0.1
    (np.True_, np.True_)
    """
    drawn = as_real_array("stamp", stamp, 2, "(k, k)").astype(np.float64)
    if drawn.shape[0] != drawn.shape[1] or not drawn.size:
        raise ValueError(f"stamp must be a square (k, k), got shape {drawn.shape}")
    check_finite("stamp", drawn)
    places, images = whole_number("places", places, 1), whole_number("images", images, drawn.size)
    allowed = as_real_array("seen", seen, 2, "(places, places)") != 0
    where = np.argwhere(allowed)
    if allowed.shape != (places, places) or not len(where):
        raise ValueError(
            f"seen must have a row and a column for each of places={places}, and be True "
            f"somewhere, got shape {allowed.shape}, True {len(where)} times"
        )
    noise = finite_number("noise", noise)
    rng = random_generator(rng)
    k = len(drawn)
    check_holdable("images and places", (images, places + k - 1, places + k - 1))
    x = noise * rng.normal(size=(images, places + k - 1, places + k - 1))
    y = np.zeros((images, places, places))
    for i, (row, column) in enumerate(rng.choice(where, images // 2)):
        x[i, row : row + k, column : column + k] += drawn
        y[i, row, column] = 1
    windows = window_view(x, k).reshape(images, places, places, k * k)
    tied = _fit(windows.reshape(-1, k * k), y.ravel())
    untied = [
        _fit(windows[:, row, column], y[:, row, column])
        for row, column in np.ndindex(places, places)
    ]
    return tied.reshape(k, k), np.reshape(untied, (places, places, k, k))


def _tasks(
    name: str, images: ArrayLike, places: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return, place by place, the neighbours with a 1 for the bias, and the pixels to guess."""
    windows = _windows(name, images, places)
    x = windows.reshape(*windows.shape[:2], _SIDE**2)
    y = x[..., _SIDE**2 // 2].copy()
    x[..., _SIDE**2 // 2] = 1
    return x, y


def _windows(name: str, images: ArrayLike, places: int) -> NDArray[np.float64]:
    """Return every window, shape (places², samples, 3, 3), with the places row by row."""
    pixels = as_real_array(name, images, 3, "(N, H, W)").astype(np.float64)
    check_finite(name, pixels)
    places = whole_number("places", places, 2)
    n, height, width = pixels.shape
    if n == 0:
        raise ValueError(f"{name} must hold at least one image, got shape {pixels.shape}")
    rows, columns = height - _SIDE + 1, width - _SIDE + 1
    if min(rows, columns) < places or rows % places or columns % places:
        raise ValueError(
            f"H − 2 and W − 2 must be multiples of places={places}, got {name} of {pixels.shape}"
        )
    windows = (
        window_view(pixels, _SIDE)
        .reshape(n, places, rows // places, places, columns // places, _SIDE, _SIDE)
        .transpose(1, 3, 0, 2, 4, 5, 6)
    )
    samples = math.prod(windows.shape[2:5])
    return np.array(windows.reshape(places**2, samples, _SIDE, _SIDE))


def _fit(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the least-squares weights."""
    return np.asarray(np.linalg.lstsq(x, y, rcond=None)[0], np.float64)


def _rms(values: NDArray[np.float64], axis: int | None = None) -> NDArray[np.float64]:
    """Return the root of the mean square."""
    return np.asarray(np.sqrt((values**2).mean(axis=axis)))
