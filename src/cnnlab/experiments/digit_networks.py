"""Networks that read handwritten digits: made, trained, and tried on digits that have moved."""

from collections.abc import Callable
from dataclasses import fields

import numpy as np

from cnnlab.checks import positive_number, random_generator, whole_number
from cnnlab.experiments.linear_layers import hidden_network
from cnnlab.experiments.training import percent_right
from cnnlab.images import shift, split_digits
from cnnlab.network import (
    SGD,
    Conv2d,
    Flatten,
    History,
    Layer,
    Linear,
    MaxPool2d,
    ReLU,
    Sequential,
    fit,
    random_nudge,
)
from cnnlab.network.train import Augment

__all__ = [
    "make_cnn",
    "make_linear",
    "make_mlp",
    "percent_right_moved",
    "train_on_digits",
]


def make_linear(rng: np.random.Generator | int) -> Sequential:
    """Return one linear layer, from 64 pixels to 10 scores.

    Parameters
    ----------
    rng : numpy.random.Generator or int
        Draws the weights.

    Returns
    -------
    Sequential

    Raises
    ------
    ValueError
        If the seed is negative.
    TypeError
        If `rng` is neither a generator nor a seed.

    Examples
    --------
    >>> make_linear(0).parameter_count
    650
    """
    return Sequential(Flatten(), Linear(64, 10, rng=rng, dtype=float))


def make_mlp(rng: np.random.Generator | int) -> Sequential:
    """Return two linear layers with a ReLU and 100 hidden units between them.

    Parameters
    ----------
    rng : numpy.random.Generator or int
        Draws the weights.

    Returns
    -------
    Sequential

    Raises
    ------
    ValueError
        If the seed is negative.
    TypeError
        If `rng` is neither a generator nor a seed.

    Examples
    --------
    >>> make_mlp(0).parameter_count
    7510
    """
    return hidden_network(64, 100, rng)


def make_cnn(rng: np.random.Generator | int, last_pool: int = 2) -> Sequential:
    """Return three convolutions, two poolings and a linear layer.

    Parameters
    ----------
    rng : numpy.random.Generator or int
        Draws the weights.
    last_pool : {2, 4}
        Rows and columns of the last pooling's windows, in maps of 4 × 4. With 4, one number is left
        of each map.

    Returns
    -------
    Sequential

    Raises
    ------
    ValueError
        If `last_pool` is neither 2 nor 4, or the seed is negative.
    TypeError
        If `last_pool` is not an integer, or `rng` is neither a generator nor a seed.

    Examples
    --------
    >>> make_cnn(0).parameter_count, make_cnn(0, last_pool=4).parameter_count
    (7178, 6218)
    """
    rng = random_generator(rng)
    last_pool = whole_number("last_pool", last_pool, 1)
    if last_pool not in (2, 4):
        raise ValueError(f"last_pool must be 2 or 4, got {last_pool}")
    return Sequential(
        Conv2d(1, 8, 3, padding=1, rng=rng, dtype=float),
        ReLU(),
        Conv2d(8, 16, 3, padding=1, rng=rng, dtype=float),
        ReLU(),
        MaxPool2d(2),
        Conv2d(16, 32, 3, padding=1, rng=rng, dtype=float),
        ReLU(),
        MaxPool2d(last_pool),
        Flatten(),
        Linear(32 * (4 // last_pool) ** 2, 10, rng=rng, dtype=float),
    )


def train_on_digits(
    make: Callable[[np.random.Generator], Sequential],
    epochs: int,
    seed: int = 0,
    augment: Augment | None = random_nudge,
    learning_rate: float = 0.05,
) -> tuple[Sequential, History]:
    """Train a network on the training part of `cnnlab.images.split_digits`.

    Stochastic gradient descent with momentum 0.9, in batches of 32. For the last third of the
    epochs, rounded down, the learning rate falls to a fifth, so that the weights settle.

    Parameters
    ----------
    make : function of rng
        Makes the network, such as `make_cnn`.
    epochs : int
        At least 3.
    seed : int
        Determines the first weights, and the order in which the network sees the digits.
    augment : function of (x, rng), optional
        Changes each batch, see `cnnlab.network.fit`. None leaves the digits as they are.
    learning_rate : float
        The first, above 0.

    Returns
    -------
    model : Sequential
    history : History
        With the validation part measured after each epoch.

    Raises
    ------
    ValueError
        If a number is out of range, or the loss is no longer finite.
    TypeError
        If `make` or `augment` is not a function, `make` does not return a network, or a number is
        not of its kind.

    Examples
    --------
    >>> model, history = train_on_digits(make_linear, epochs=3)
    >>> history.validation_accuracy[-1] > 0.8
    True
    """
    epochs = whole_number("epochs", epochs, 3)
    if not callable(make):
        raise TypeError(f"make must be a function of rng, got {make!r}")
    seed = whole_number("seed", seed, 0)
    learning_rate = positive_number("learning_rate", learning_rate)
    digits = split_digits()
    model = make(np.random.default_rng(seed))
    if not isinstance(model, Layer):
        raise TypeError(f"make must return a network, got {model!r}")
    optimizer = SGD(model.parameters(), learning_rate, momentum=0.9)
    rng = np.random.default_rng(seed)

    def go_through(times: int) -> History:
        return fit(
            model,
            optimizer,
            digits.x_train.astype(float),
            digits.y_train,
            epochs=times,
            validation=(digits.x_validation.astype(float), digits.y_validation),
            augment=augment,
            rng=rng,
        )

    first = go_through(epochs - epochs // 3)
    optimizer.learning_rate = learning_rate / 5
    last = go_through(epochs // 3)
    joined = (getattr(first, f.name) + getattr(last, f.name) for f in fields(History))
    return model, History(*joined)


def percent_right_moved(model: Layer, pixels: int) -> float:
    """Return the percentage of the test digits that are read right when they are moved.

    Parameters
    ----------
    model : Layer
        From (N, 1, 8, 8) to ten scores each.
    pixels : int
        How far. The result is the mean over moves up, down, left and right; zeros come in.

    Returns
    -------
    float
        From 0 to 100.

    Raises
    ------
    ValueError
        If `pixels` is below 0, or `model` does not give ten scores.
    TypeError
        If `model` is not a `Layer`, or `pixels` is not an integer.

    Examples
    --------
    >>> model, _ = train_on_digits(make_linear, epochs=3)
    >>> percent_right_moved(model, 0) > percent_right_moved(model, 2)
    True
    """
    pixels = whole_number("pixels", pixels, 0)
    digits = split_digits()
    ways = {(-pixels, 0), (pixels, 0), (0, -pixels), (0, pixels)}  # with 0, one way: to stay
    moved = [shift(digits.x_test.astype(float), *way) for way in ways]
    return float(np.mean([percent_right(model, x, digits.y_test) for x in moved]))
