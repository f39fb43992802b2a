"""Networks that read handwritten digits: made, trained, and tried on digits that have moved."""

import json
from collections.abc import Callable
from dataclasses import fields
from importlib.resources import files
from typing import NamedTuple

import numpy as np

from cnnlab.checks import Array, positive_number, random_generator, whole_number
from cnnlab.experiments.linear_layers import hidden_network
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
from cnnlab.network.train import Augment, check_model

__all__ = [
    "Run",
    "make_cnn",
    "make_linear",
    "make_mlp",
    "measured_runs",
    "percent_right_moved",
    "read_when_moved",
    "train_on_digits",
]

_SIDE = 8  # rows and columns of a digit


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
    return 100 * float(_read_moved(model, whole_number("pixels", pixels, 0)).mean())


def read_when_moved(model: Layer, most: int = 3) -> Array:
    """Return how often each test digit is read right when it is moved.

    Parameters
    ----------
    model : Layer
        From (N, 1, 8, 8) to ten scores each.
    most : int
        The largest number of pixels to move by, up to 8: nothing is left of any digit then.

    Returns
    -------
    ndarray, shape (most + 1, 360)
        Row p: moved by p pixels, the share of the moves up, down, left and right after which the
        digit is still read right.

    Raises
    ------
    ValueError
        If `most` is not from 0 to 8, or `model` does not give ten scores.
    TypeError
        If `model` is not a `Layer`, or `most` is not an integer.

    Examples
    --------
    >>> model, _ = train_on_digits(make_linear, epochs=3)
    >>> read = read_when_moved(model, most=1)
    >>> read.shape, sorted(set(read[0].tolist())), sorted(set(read[1].tolist()))
    ((2, 360), [0.0, 1.0], [0.0, 0.25, 0.5, 0.75, 1.0])
    """
    most = whole_number("most", most, 0)
    if most > _SIDE:
        raise ValueError(f"most must be at most {_SIDE}, the pixels of a row, got {most}")
    return np.array([_read_moved(model, pixels) for pixels in range(most + 1)])


def _read_moved(model: Layer, pixels: int) -> Array:
    check_model(model)
    digits = split_digits()
    x, labels = digits.x_test.astype(float), digits.y_test
    ways = {(-pixels, 0), (pixels, 0), (0, -pixels), (0, pixels)}  # with 0, one way: to stay
    right = []
    for way in ways:
        scores = model(shift(x, *way))
        if scores.shape != (len(x), 10):
            raise ValueError(
                f"model must give ten scores for each of {len(x)} digits, shape ({len(x)}, 10), "
                f"got {scores.shape}"
            )
        right.append(scores.argmax(axis=1) == labels)
    return np.asarray(np.mean(right, axis=0))


class Run(NamedTuple):
    """What a network read that was trained beforehand."""

    read: Array
    """As `read_when_moved` returns it."""
    shapes: int
    """How many of `cnnlab.experiments.drawn_digits.SHAPES`, drawn at 60% of the height."""


def measured_runs() -> dict[str, list[Run]]:
    """Return three training runs, with the seeds 0 to 2, of networks that the chapter compares.

    `tools/measure_changes.py` has made them, since training takes longer than a reader waits.

    Returns
    -------
    dict
        "linear", "MLP" and "CNN" are those that the chapter trains; "linear unmoved", "MLP unmoved"
        and "CNN unmoved" have seen no digit moved in training; "CNN pooled" has, and is `make_cnn`
        with ``last_pool=4``. The linear model and the MLP were given 24 epochs, the CNNs 6.

    Examples
    --------
    >>> runs = measured_runs()
    >>> len(runs["CNN pooled"]), runs["CNN pooled"][0].read.shape
    (3, (4, 360))
    """
    text = (files("cnnlab.experiments") / "runs.json").read_text("utf-8")
    return {
        name: [Run(_shares(run["read"]), run["shapes"]) for run in runs]
        for name, runs in json.loads(text).items()
    }


def _shares(read: list[str]) -> Array:
    """Return shares: each digit's number of ways, 0 to 4, is one character."""
    ways = [1] + [4] * (len(read) - 1)
    return np.array([[int(n) / of for n in row] for row, of in zip(read, ways, strict=True)])
