"""Training: the loop that goes through the data, and what it measures."""

import math
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnlab.checks import (
    Array,
    as_batch,
    as_real_array,
    check_finite,
    check_not_empty,
    flag,
    random_generator,
    whole_number,
)
from cnnlab.network.layers import Layer
from cnnlab.network.losses import check_labels, cross_entropy
from cnnlab.network.optimizers import SGD, Adam, Optimizer
from cnnlab.padding import pad
from cnnlab.windows import window_view

__all__ = ["History", "Score", "evaluate", "fit", "random_nudge"]


Augment = Callable[[Array, np.random.Generator], Array]
"""A function that changes a batch, as `random_nudge` does."""


class Score(NamedTuple):
    """How well a network does on some examples."""

    loss: float
    accuracy: float


def evaluate(model: Layer, x: ArrayLike, y: ArrayLike, batch_size: int = 256) -> Score:
    """Measure the mean loss, and the share of examples whose largest score is the right class's.

    Parameters
    ----------
    model : Layer
        Gives scores of shape (N, classes).
    x : array_like, shape (N, ...)
    y : array_like of int, shape (N,)
    batch_size : int
        Examples to send through at once.

    Returns
    -------
    Score
        With the fields loss and accuracy.

    Raises
    ------
    ValueError
        If there are no examples, not one label for each, or a label is not a class.
    TypeError
        If `model` is not a `Layer`, or labels or the batch size are not integers.

    Examples
    --------
    >>> from cnnlab.network.layers import Flatten
    >>> evaluate(Flatten(), [[9.0, 0.0], [0.0, 9.0]], [0, 0]).accuracy
    0.5
    """
    check_model(model)
    x, y = _examples(x, y)
    return _evaluate(model, x, y, whole_number("batch_size", batch_size, 1))


def _evaluate(model: Layer, x: Array, y: Array, batch_size: int = 256, whose: str = "") -> Score:
    loss, right = 0.0, 0
    for start in range(0, len(x), batch_size):
        labels = y[start : start + batch_size]
        logits = model.forward(x[start : start + batch_size])
        loss += cross_entropy(f"{whose}y", logits, labels)[0] * len(labels)
        right += int((logits.argmax(axis=1) == labels).sum())
    return Score(loss / len(x), right / len(x))


def check_model(model: Layer) -> None:
    """Raise a TypeError if a model is not a network."""
    if not isinstance(model, Layer):
        raise TypeError(f"model must be a Layer, such as Sequential(...), got {model!r}")


def _examples(
    x: ArrayLike, y: ArrayLike, whose: str = ""
) -> tuple[Array, NDArray[np.integer[Any]]]:
    x = as_real_array(f"{whose}x", x)
    if x.ndim < 2:
        raise ValueError(
            f"{whose}x must hold examples, shape (N, ...), which come before their labels, got "
            f"shape {x.shape}"
        )
    if len(x) == 0:
        raise ValueError(
            f"{whose}x must hold at least one example, shape (N, ...), got shape {x.shape}"
        )
    check_finite(f"{whose}x", x)
    return x, check_labels(f"{whose}y", y, len(x))


_NUDGES = np.array([(0, 0), (-1, 0), (1, 0), (0, -1), (0, 1)])  # down, right


def random_nudge(x: ArrayLike, rng: np.random.Generator | int) -> Array:
    """Move each image one pixel up, down, left or right, or leave it where it is.

    More examples for nothing: a digit stays the same digit.

    Parameters
    ----------
    x : array_like, shape (N, C, H, W)
    rng : numpy.random.Generator or int
        Chooses one of the five places for each image.

    Returns
    -------
    ndarray, the shape and dtype of `x`

    Raises
    ------
    ValueError
        If `x` does not have four axes, or has no pixel.
    TypeError
        If `x` does not hold real numbers, or `rng` is neither a generator nor a seed.

    Examples
    --------
    >>> x = np.ones((1, 1, 2, 2))
    >>> random_nudge(x, np.random.default_rng(0))
    array([[[[0., 1.],
             [0., 1.]]]])
    """
    x = as_batch("x", x)
    check_not_empty("x", x, "pixel")
    rng = random_generator(rng)
    down, right = _NUDGES[rng.integers(len(_NUDGES), size=len(x))].T
    places = window_view(pad(x, 1), x.shape[2:])  # down 1 is place 0
    nudged: Array = places[np.arange(len(x)), :, 1 - down, 1 - right]
    return nudged


@dataclass
class History:
    """What `fit` measured, one number per epoch.

    Attributes
    ----------
    loss, accuracy : list of float
        Means over the training examples, each measured just before the step on its batch.
    validation_loss, validation_accuracy : list of float
        Measured after each epoch; empty if `fit` was given no validation part.
    """

    loss: list[float] = field(default_factory=list)
    accuracy: list[float] = field(default_factory=list)
    validation_loss: list[float] = field(default_factory=list)
    validation_accuracy: list[float] = field(default_factory=list)

    def plot(self) -> None:
        """Draw loss and accuracy against the epoch.

        The figure is pyplot's current one; a notebook shows it at the end of the cell.

        Raises
        ------
        ModuleNotFoundError
            If matplotlib is not installed.
        """
        try:
            from cnnlab.plots import figure
        except ModuleNotFoundError as error:
            raise ModuleNotFoundError(
                'History.plot() needs matplotlib: pip install "cnnlab[plots]"'
            ) from error
        _, ((left, right),) = figure(1, 2)
        for axis, name in ((left, "loss"), (right, "accuracy")):
            for part, label in (("", "training"), ("validation_", "validation")):
                if values := getattr(self, part + name):
                    axis.plot(range(1, len(values) + 1), values, label=label)
            axis.set(xlabel="epoch", ylabel=name)
            axis.legend()

    def __repr__(self) -> str:
        shown = [f"{len(self.loss)} epochs"]
        for name in ("loss", "accuracy", "validation_loss", "validation_accuracy"):
            if values := getattr(self, name):
                shown.append(f"{name} {values[-1]:.3f}")
        return f"History({', '.join(shown)})"


def fit(
    model: Layer,
    optimizer: Optimizer,
    x: ArrayLike,
    y: ArrayLike,
    epochs: int = 10,
    batch_size: int = 32,
    validation: tuple[ArrayLike, ArrayLike] | None = None,
    augment: Augment | None = None,
    rng: np.random.Generator | int = 0,
    progress: bool | None = None,
) -> History:
    """Train a network to classify.

    Parameters
    ----------
    model : Layer
        Gives scores of shape (N, classes). It is changed in place.
    optimizer : SGD, Adam or the like
        Made with ``model.parameters()``.
    x : array_like, shape (N, ...)
    y : array_like of int, shape (N,)
    epochs : int
        Passes over all examples.
    batch_size : int
        Examples per step. The last batch of an epoch may be smaller.
    validation : (x, y), optional
        Examples to measure by after each epoch. They are not learned from.
    augment : function of (x, rng), optional
        Changes each batch before it is learned from, as `random_nudge` does.
    rng : numpy.random.Generator or int
        Shuffles the examples anew for each epoch. The same seed, weights and data give the same
        bits on the same machine.
    progress : bool, optional
        Show a progress bar (tqdm). By default only where someone is watching: on a terminal.

    Returns
    -------
    History

    Raises
    ------
    ValueError
        If there are no examples, not one label for each, a number is too small, the optimizer was
        made for another network, or the loss is no longer finite.
    TypeError
        If an argument is not of its kind.
    ModuleNotFoundError
        If `progress` is True and tqdm is not installed.

    Examples
    --------
    >>> from cnnlab.network.layers import Linear
    >>> x = np.array([[0.0], [1.0], [2.0], [3.0]])
    >>> model = Linear(1, 2, rng=0)
    >>> fit(model, SGD(model.parameters(), 0.5), x, [0, 0, 1, 1], epochs=200).accuracy[-1]
    1.0
    """
    check_model(model)
    _check_optimizer(optimizer, model)
    x, y = _examples(x, y)
    epochs = whole_number("epochs", epochs, 1)
    batch_size = whole_number("batch_size", batch_size, 1)
    if validation is not None:
        if not isinstance(validation, tuple | list):
            raise TypeError(f"validation must be a pair (x, y), got {type(validation).__name__}")
        if len(validation) != 2:
            raise ValueError(f"validation must be a pair (x, y), got {len(validation)} values")
        validation = _examples(*validation, "validation's ")
    if augment is not None and not callable(augment):
        raise TypeError(f"augment must be a function of (x, rng), got {augment!r}")
    if progress is not None:
        flag("progress", progress)
    rng = random_generator(rng)
    history = History()
    with _progress_bar(epochs, progress) as report:
        for _ in range(epochs):
            score = _one_epoch(model, optimizer, _batches(x, y, batch_size, augment, rng))
            history.loss.append(score.loss)
            history.accuracy.append(score.accuracy)
            if validation is not None:
                score = _evaluate(model, *validation, whose="validation's ")
                _check_loss(score.loss)
                history.validation_loss.append(score.loss)
                history.validation_accuracy.append(score.accuracy)
            report(history)
    return history


def _batches(
    x: Array, y: Array, batch_size: int, augment: Augment | None, rng: np.random.Generator
) -> Iterator[tuple[Array, Array]]:
    """Yield all examples in a new order, batch by batch, each changed before it is learned from."""
    order = rng.permutation(len(x))
    for start in range(0, len(x), batch_size):
        batch = order[start : start + batch_size]
        x_batch = x[batch]
        if augment is not None:
            x_batch = as_real_array("augment's result", augment(x_batch, rng))
            if x_batch.shape[:1] != batch.shape:
                raise ValueError(
                    f"augment must keep the number of examples, {len(batch)}, got "
                    f"shape {x_batch.shape}"
                )
        yield x_batch, y[batch]


def _one_epoch(model: Layer, optimizer: Optimizer, batches: Iterable[tuple[Array, Array]]) -> Score:
    """Take a step on each batch, and return the means of what was measured just before it."""
    loss, right, count = 0.0, 0, 0
    for x, y in batches:
        logits = model.forward(x)
        batch_loss, grad_logits = cross_entropy("y", logits, y)
        _check_loss(batch_loss)
        model.backward_parameters(grad_logits)
        optimizer.step(model.gradients())
        loss += batch_loss * len(y)
        right += int((logits.argmax(axis=1) == y).sum())
        count += len(y)
    return Score(loss / count, right / count)


def _check_loss(loss: float) -> None:
    if not math.isfinite(loss):
        raise ValueError(
            f"the loss must be finite, got {loss}: scores are too far apart, since training has "
            "diverged, as it does if the learning rate is too large"
        )


def _check_optimizer(optimizer: Optimizer, model: Layer) -> None:
    if isinstance(optimizer, type) or not isinstance(optimizer, Optimizer):
        raise TypeError(
            "optimizer must be made with the model's parameters, as SGD(model.parameters()), got "
            f"{optimizer!r}"
        )
    if isinstance(optimizer, SGD | Adam):
        ours, theirs = model.parameters(), optimizer.parameters
        if len(ours) != len(theirs) or any(a is not b for a, b in zip(ours, theirs, strict=True)):
            raise ValueError(
                f"optimizer must hold the {len(ours)} parameters of this model, got a different "
                f"list, of {len(theirs)}: make it anew with model.parameters()"
            )


def _tqdm(required: bool) -> Any:
    """Return tqdm if it is required, or if someone is watching and it is installed; else None."""
    if not (required or sys.stderr.isatty()):
        return None
    try:
        from tqdm.auto import tqdm
    except ModuleNotFoundError as error:
        if not required:
            return None
        raise ModuleNotFoundError(
            'fit(progress=True) needs tqdm: pip install "cnnlab[train]"'
        ) from error
    return tqdm


@contextmanager
def _progress_bar(epochs: int, progress: bool | None) -> Iterator[Callable[[History], None]]:
    """Yield the function to call after each epoch."""
    tqdm = None if progress is False else _tqdm(required=bool(progress))
    if tqdm is None:
        yield lambda history: None
        return
    with tqdm(total=epochs, unit="epoch") as bar:

        def report(history: History) -> None:
            bar.set_postfix_str(repr(history).partition(", ")[2].rstrip(")"), refresh=False)
            bar.update()

        yield report
