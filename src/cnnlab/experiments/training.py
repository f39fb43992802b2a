"""Training for experiments: a number of steps, a score in per cent, several runs summed up."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from cnnlab.checks import as_real_array, check_finite, real_number, whole_number
from cnnlab.network import Adam, Layer, evaluate, fit
from cnnlab.network.train import check_model

__all__ = ["mean_and_range", "paired_difference", "percent_right", "train"]

_BATCH = 25


def train(
    model: Layer,
    x: ArrayLike,
    y: ArrayLike,
    steps: int = 300,
    learning_rate: float = 0.01,
    rng: np.random.Generator | int = 0,
) -> None:
    """Train a network with Adam for a fixed number of steps, however many examples there are.

    Parameters
    ----------
    model : Layer
        Gives scores of shape (N, classes). It is changed in place.
    x : array_like, shape (N, ...)
    y : array_like of int, shape (N,)
    steps : int
        Batches of 25 to learn from; the last pass over the examples is completed.
    learning_rate : float
    rng : numpy.random.Generator or int
        Shuffles the examples.

    Raises
    ------
    ValueError
        As `cnnlab.network.fit` does, and if `steps` is below 1.
    TypeError
        If an argument is not of its kind.

    Examples
    --------
    >>> from cnnlab.network import Linear
    >>> x, y = np.eye(3), np.arange(3)
    >>> model = Linear(3, 3, rng=0)
    >>> train(model, x, y)
    >>> percent_right(model, x, y)
    100.0
    """
    check_model(model)
    batches = -(-len(np.atleast_1d(as_real_array("x", x))) // _BATCH)
    epochs = -(-whole_number("steps", steps, 1) // max(1, batches))
    adam = Adam(model.parameters(), learning_rate=learning_rate)
    fit(model, adam, x, y, epochs=epochs, batch_size=_BATCH, rng=rng)


def percent_right(model: Layer, x: ArrayLike, y: ArrayLike) -> float:
    """Return the percentage of examples whose largest score is the right class's.

    Parameters
    ----------
    model : Layer
        Gives scores of shape (N, classes).
    x : array_like, shape (N, ...)
    y : array_like of int, shape (N,)

    Returns
    -------
    float
        From 0 to 100.

    Raises
    ------
    ValueError
        As `cnnlab.network.evaluate` does.
    TypeError
        If `model` is not a `Layer`, or labels are not integers.

    Examples
    --------
    >>> from cnnlab.network import Flatten
    >>> percent_right(Flatten(), [[9.0, 0.0], [0.0, 9.0]], [0, 0])
    50.0
    """
    return 100 * evaluate(model, x, y).accuracy


def mean_and_range(values: Sequence[float], decimals: int = 0) -> str:
    """Write the mean of several training runs, and their lowest and highest result.

    Parameters
    ----------
    values : sequence of float
        One for each training.
    decimals : int
        Digits after the point.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        If there is no value, or `decimals` is below 0.
    TypeError
        If a value is not a number, or `decimals` is not an integer.

    Examples
    --------
    >>> mean_and_range([71.0, 74.0, 78.0])
    '74 (71–78)'
    """
    decimals = whole_number("decimals", decimals, 0)
    if not isinstance(values, list | tuple) or not values:
        raise ValueError(f"values must be at least one number, got {values!r}")
    numbers = [real_number("values", value) for value in values]
    mean, low, high = (
        f"{value:.{decimals}f}" for value in (np.mean(numbers), min(numbers), max(numbers))
    )
    return f"{mean} ({low}–{high})"


def paired_difference(shares: ArrayLike, others: ArrayLike) -> tuple[float, float]:
    """Compare two kinds of networks on the same examples, one example at a time.

    An example that is hard for both, or easy for both, says nothing about which is better. So the
    difference has a smaller standard error than its two terms would give if they were measured on
    different examples.

    Parameters
    ----------
    shares, others : array_like, shape (N,)
        Of each example, the share of the training runs that read it right. At least two examples.

    Returns
    -------
    difference, error : float
        Of the means, in percentage points, and its standard error.

    Raises
    ------
    ValueError
        If the two are not of as many examples, or of fewer than two, or hold NaN or ∞.
    TypeError
        If an array does not hold real numbers.

    Examples
    --------
    >>> paired_difference([1, 1, 1, 0], [1, 0, 1, 0])
    (25.0, 25.0)
    """
    ours = as_real_array("shares", shares, 1, "(N,)").astype(float)
    theirs = as_real_array("others", others, 1, "(N,)").astype(float)
    if len(ours) != len(theirs) or len(ours) < 2:
        raise ValueError(
            "shares and others must be of the same examples, at least two, "
            f"got {len(ours)} and {len(theirs)}"
        )
    check_finite("shares", ours)
    check_finite("others", theirs)
    differences = 100 * (ours - theirs)
    error = differences.std(ddof=1) / np.sqrt(len(differences))
    return float(differences.mean()), float(error)
