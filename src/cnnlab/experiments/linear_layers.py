"""What networks of linear layers learn from digits, alone and among unrelated pixels."""

from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnlab.checks import (
    as_real_array,
    check_choice,
    check_holdable,
    random_generator,
    whole_number,
)
from cnnlab.experiments.training import percent_right, train
from cnnlab.images import photograph, random_crops, split_digits
from cnnlab.network import Flatten, Layer, Linear, ReLU, Sequential

__all__ = ["SURROUNDINGS", "framed", "hidden_network", "learn_digits", "mean_weights"]

Surroundings = Literal["none", "same gravel", "gravel"]
SURROUNDINGS: tuple[Surroundings, ...] = get_args(Surroundings)


def hidden_network(
    inputs: int, hidden: int, rng: np.random.Generator | int, between: Layer | None = None
) -> Sequential:
    """Return a network of two linear layers for ten classes, with a layer between them.

    Parameters
    ----------
    inputs, hidden : int
        How many pixels an image has, and how many hidden units the network.
    rng : numpy.random.Generator or int
    between : Layer, optional
        By default ReLU.

    Returns
    -------
    Sequential

    Raises
    ------
    ValueError
        If a number is below 1.
    TypeError
        If a number is not an integer, `between` is not a `Layer`, or `rng` is neither a generator
        nor a seed.

    Examples
    --------
    >>> hidden_network(64, 16, rng=0)
    Sequential(Flatten(), Linear(64, 16), ReLU(), Linear(16, 10))
    """
    inputs, hidden = whole_number("inputs", inputs, 1), whole_number("hidden", hidden, 1)
    check_holdable("inputs and hidden", (hidden, inputs))
    generator = random_generator(rng)
    if not (between is None or isinstance(between, Layer)):
        raise TypeError(f"between must be a Layer, got {between!r}")
    return Sequential(
        Flatten(),
        Linear(inputs, hidden, rng=generator, dtype=float),
        ReLU() if between is None else between,
        Linear(hidden, 10, rng=generator, dtype=float),
    )


def framed(
    digits: ArrayLike, side: int, surroundings: Surroundings, rng: np.random.Generator | int
) -> NDArray[Any]:
    """Put digits in the middle of larger images whose other pixels say nothing about them.

    Parameters
    ----------
    digits : array_like, shape (N, 8, 8)
        Values from −0.5 (paper) to 0.5 (ink).
    side : int
        Rows and columns of the result, at least those of the digits.
    surroundings : {"none", "same gravel", "gravel"}
        With "none", the digits stay as they are. "gravel" is another piece of a photograph for each
        image, "same gravel" one and the same piece for all, in every call.
    rng : numpy.random.Generator or int
        Chooses the pieces.

    Returns
    -------
    ndarray, shape (N, side, side)

    Raises
    ------
    ValueError
        If `side` is below the digits', or `surroundings` is unknown.
    TypeError
        If `digits` does not hold real numbers, `side` is not an integer, or `rng` is neither a
        generator nor a seed.

    Examples
    --------
    >>> images = framed(np.ones((2, 8, 8)), 24, "same gravel", rng=0)
    >>> images.shape, np.array_equal(*images)
    ((2, 24, 24), True)
    """
    digits = as_real_array("digits", digits, 3, "(N, H, W)").astype(float)
    check_choice("surroundings", surroundings, SURROUNDINGS)
    side = whole_number("side", side, 1)
    if surroundings == "none":
        return digits
    count, rows, columns = digits.shape
    if side < max(rows, columns):
        raise ValueError(f"side must be at least the digits' {max(rows, columns)}, got {side}")
    gravel = photograph("gravel", grey=True) / 255 - 0.5
    if surroundings == "gravel":
        images = random_crops(gravel, side, count, rng)
    else:
        images = np.repeat(random_crops(gravel, side, 1, rng=0), count, axis=0)
    top, left = (side - rows) // 2, (side - columns) // 2
    images[:, top : top + rows, left : left + columns] = digits
    return images


def learn_digits(
    amount: int, hidden: int | None, side: int, surroundings: Surroundings, seed: int
) -> tuple[Sequential, float]:
    """Train a network on digits among pixels that say nothing; return it and its score.

    Everything is drawn anew with each seed: the split of the digits, the surroundings, the weights
    and the order of the examples. The number of steps does not depend on the number of digits.

    Parameters
    ----------
    amount : int
        Digits to learn from.
    hidden : int or None
        Hidden units. With None, the network is one linear layer from the pixels to the ten classes.
    side : int
    surroundings : {"none", "same gravel", "gravel"}
        See `framed`.
    seed : int

    Returns
    -------
    model : Sequential
    right : float
        Percentage of 360 unseen digits, in surroundings of their own, that it gets right.

    Raises
    ------
    ValueError
        If a number is out of range, or `surroundings` is unknown.
    TypeError
        If a number is not an integer.

    Examples
    --------
    >>> model, right = learn_digits(100, None, 8, "none", seed=0)
    >>> model, right > 50
    (Sequential(Flatten(), Linear(64, 10)), True)
    """
    amount = whole_number("amount", amount, 1)
    if hidden is not None:
        hidden = whole_number("hidden", hidden, 1)
    parts = split_digits(seed)
    rng = random_generator(seed)
    x, unseen = (
        framed(digits[:, 0] - 0.5, side, surroundings, rng)
        for digits in (parts.x_train[:amount], parts.x_test)
    )
    y = parts.y_train[:amount]
    model = (
        Sequential(Flatten(), Linear(x[0].size, 10, rng=rng, dtype=float))
        if hidden is None
        else hidden_network(x[0].size, hidden, rng)
    )
    train(model, x, y, rng=rng)
    return model, percent_right(model, unseen, parts.y_test)


def mean_weights(weights: ArrayLike, digit: int = 8) -> tuple[float, float]:
    """Return the mean absolute value of the weights on the digit, and of those around it.

    Parameters
    ----------
    weights : array_like, shape (..., side, side)
        The weights of an output as a picture, or several such pictures.
    digit : int
        Rows and columns of the digit in the middle.

    Returns
    -------
    on_digit, around : float
        `around` is NaN if nothing is around the digit.

    Raises
    ------
    ValueError
        If there is no picture, or the pictures are not square, or smaller than the digit.
    TypeError
        If `weights` does not hold real numbers, or `digit` is not an integer.

    Examples
    --------
    >>> mean_weights([[1, -1, 1], [-1, 6, 1], [1, 1, -1]], digit=1)
    (6.0, 1.0)
    """
    sizes = np.abs(as_real_array("weights", weights))
    digit = whole_number("digit", digit, 1)
    side = sizes.shape[-1] if sizes.ndim > 1 else 0
    if not sizes.size or side < digit or sizes.shape[-2] != side:
        raise ValueError(
            f"weights must be square pictures of at least the digit's {digit} rows, "
            f"got shape {sizes.shape}"
        )
    start = (side - digit) // 2
    middle = np.zeros((side, side), bool)
    middle[start : start + digit, start : start + digit] = True
    around = float(sizes[..., ~middle].mean()) if side > digit else float("nan")
    return float(sizes[..., middle].mean()), around
