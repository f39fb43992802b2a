"""Training: a loss, two optimizers, and the loop that goes through the data."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnlab.arrays import Array, as_real_array, floating_dtype
from cnnlab.images import shift
from cnnlab.layers import Layer
from cnnlab.shapes import positive_number, whole_number

__all__ = [
    "SGD",
    "Adam",
    "History",
    "Optimizer",
    "Score",
    "evaluate",
    "fit",
    "random_nudge",
    "softmax",
    "softmax_cross_entropy",
]


def softmax(logits: ArrayLike) -> Array:
    r"""Turn scores into probabilities: :math:`p_k = e^{z_k} / \sum_j e^{z_j}`.

    Parameters
    ----------
    logits : array_like, shape (..., classes)

    Returns
    -------
    ndarray, shape (..., classes)
        The largest score is taken off first, so that nothing overflows.

    Examples
    --------
    >>> softmax([0.0, 0.0, np.log(2)])
    array([0.25, 0.25, 0.5 ])
    """
    z = as_real_array("logits", logits)
    z = z.astype(floating_dtype(z), copy=False)
    powers = np.exp(z - z.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def softmax_cross_entropy(logits: ArrayLike, labels: ArrayLike) -> tuple[float, Array]:
    r"""Return the mean of −log(probability of the right class), and its gradient.

    .. math:: L = -\frac{1}{N} \sum_n \log p_{n, t_n}, \qquad
              \frac{\partial L}{\partial z_{nk}} = \frac{p_{nk} - [k = t_n]}{N}

    Parameters
    ----------
    logits : array_like, shape (N, classes)
        Scores z, before the softmax; at least one row.
    labels : array_like of int, shape (N,)
        The right classes t, 0 to classes − 1.

    Returns
    -------
    loss : float
    grad_logits : ndarray, shape (N, classes)

    Raises
    ------
    ValueError
        If the shapes do not fit together or a label is no class.
    TypeError
        If labels are not integers.

    Examples
    --------
    >>> loss, grad = softmax_cross_entropy([[0.0, np.log(3)]], [1])
    >>> round(loss, 4), grad  # −log(3/4)
    (0.2877, array([[ 0.25, -0.25]]))
    """
    z = as_real_array("logits", logits, 2, "(N, classes)")
    n, classes = z.shape
    t = _labels(labels, n)
    if z.size == 0:
        raise ValueError(f"logits must hold at least one row and one class, got shape {z.shape}")
    if t.min() < 0 or t.max() >= classes:
        raise ValueError(
            f"labels must be 0 to {classes - 1} for logits with {classes} classes, got "
            f"{t.min()} to {t.max()}"
        )
    z = z.astype(floating_dtype(z), copy=False)
    z = z - z.max(axis=1, keepdims=True)
    log_probability = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    rows = np.arange(n)
    loss = -float(log_probability[rows, t].mean())
    grad = np.exp(log_probability)
    grad[rows, t] -= 1
    return loss, grad / n


def _labels(labels: ArrayLike, n: int) -> NDArray[np.integer[Any]]:
    t = np.asarray(labels)
    if t.dtype.kind not in "iu":
        raise TypeError(f"labels must be integers, got dtype {t.dtype}")
    if t.shape != (n,):
        raise ValueError(f"labels must have shape ({n},), one per example, got {t.shape}")
    return t


class Optimizer(Protocol):
    """What `fit` asks of an optimizer."""

    def step(self, gradients: Sequence[Array]) -> None:
        """Change the parameters in place, given their gradients in the same order."""


class SGD:
    r"""Stochastic gradient descent, on request with momentum.

    .. math:: v \leftarrow \mu v + g, \qquad w \leftarrow w - \eta v

    Parameters
    ----------
    parameters : sequence of ndarray
        As ``model.parameters()`` gives them; they are changed in place.
    learning_rate : float
        η, above 0. May be changed at any time.
    momentum : float
        μ, from 0 to below 1.

    Examples
    --------
    >>> w = np.array([1.0])
    >>> optimizer = SGD([w], learning_rate=0.1, momentum=0.5)
    >>> for _ in range(2):
    ...     optimizer.step([np.array([2.0])])
    >>> w  # 1 − 0.1 · 2 − 0.1 · (0.5 · 2 + 2)
    array([0.5])
    """

    def __init__(
        self, parameters: Sequence[Array], learning_rate: float = 0.1, momentum: float = 0.0
    ) -> None:
        self.parameters = list(parameters)
        self.learning_rate = positive_number("learning_rate", learning_rate)
        self.momentum = _decay("momentum", momentum)
        self._velocities = [np.zeros_like(w) for w in self.parameters]

    def step(self, gradients: Sequence[Array]) -> None:
        """Change the parameters in place, given their gradients in the same order."""
        _check_gradients(self.parameters, gradients)
        for w, g, v in zip(self.parameters, gradients, self._velocities, strict=True):
            v *= self.momentum
            v += g
            w -= self.learning_rate * v


class Adam:
    r"""Adam: each number's step is scaled by the size of its recent gradients.

    .. math::
        m \leftarrow \beta_1 m + (1 - \beta_1) g, \quad
        v \leftarrow \beta_2 v + (1 - \beta_2) g^2, \quad
        w \leftarrow w - \eta \frac{m / (1 - \beta_1^t)}{\sqrt{v / (1 - \beta_2^t)} + \epsilon}

    (Kingma and Ba, 2015, "Adam: a method for stochastic optimization", algorithm 1.)

    Parameters
    ----------
    parameters : sequence of ndarray
        As ``model.parameters()`` gives them; they are changed in place.
    learning_rate : float
        η, above 0. May be changed at any time.
    betas : (float, float)
        β₁ and β₂, from 0 to below 1.
    epsilon : float
        ε, above 0.

    Examples
    --------
    The first step has the length η, whatever the gradient's size:

    >>> w = np.array([1.0, 1.0])
    >>> Adam([w], learning_rate=0.01).step([np.array([5.0, -0.001])])
    >>> w.round(4)
    array([0.99, 1.01])
    """

    def __init__(
        self,
        parameters: Sequence[Array],
        learning_rate: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        epsilon: float = 1e-8,
    ) -> None:
        self.parameters = list(parameters)
        self.learning_rate = positive_number("learning_rate", learning_rate)
        self.betas = _decay("betas[0]", betas[0]), _decay("betas[1]", betas[1])
        self.epsilon = positive_number("epsilon", epsilon)
        self._steps = 0
        self._means = [np.zeros_like(w) for w in self.parameters]
        self._squares = [np.zeros_like(w) for w in self.parameters]

    def step(self, gradients: Sequence[Array]) -> None:
        """Change the parameters in place, given their gradients in the same order."""
        _check_gradients(self.parameters, gradients)
        self._steps += 1
        beta1, beta2 = self.betas
        # The averages begin at 0; dividing by these makes up for it.
        weight1, weight2 = 1 - beta1**self._steps, 1 - beta2**self._steps
        for w, g, m, v in zip(self.parameters, gradients, self._means, self._squares, strict=True):
            m += (1 - beta1) * (g - m)
            v += (1 - beta2) * (g * g - v)
            w -= self.learning_rate * (m / weight1) / (np.sqrt(v / weight2) + self.epsilon)


def _decay(name: str, value: float) -> float:
    if not 0 <= value < 1:
        raise ValueError(f"{name} must be from 0 to below 1, got {value}")
    return value


def _check_gradients(parameters: Sequence[Array], gradients: Sequence[Array]) -> None:
    shapes, expected = [np.shape(g) for g in gradients], [w.shape for w in parameters]
    if shapes != expected:
        raise ValueError(
            f"gradients must have the parameters' shapes {expected}, got shapes {shapes}"
        )


class Score(NamedTuple):
    """How well a network does on some examples."""

    loss: float
    accuracy: float


def evaluate(model: Layer, x: ArrayLike, y: ArrayLike, batch_size: int = 256) -> Score:
    """Measure the mean loss and the share of examples whose largest score is the right class.

    Parameters
    ----------
    model : Layer
        Gives scores of shape (N, classes).
    x : array_like, shape (N, ...)
    y : array_like of int, shape (N,)
    batch_size : int
        How many examples to send through at once.

    Returns
    -------
    Score
        With the fields loss and accuracy.

    Raises
    ------
    ValueError
        If there are no examples or not one label for each.

    Examples
    --------
    >>> from cnnlab.layers import Flatten
    >>> evaluate(Flatten(), [[9.0, 0.0], [0.0, 9.0]], [0, 0]).accuracy
    0.5
    """
    x, y = _examples(x, y)
    whole_number("batch_size", batch_size, 1)
    loss, right = 0.0, 0
    for start in range(0, len(x), batch_size):
        logits = model.forward(x[start : start + batch_size])
        labels = y[start : start + batch_size]
        loss += softmax_cross_entropy(logits, labels)[0] * len(labels)
        right += int((logits.argmax(axis=1) == labels).sum())
    return Score(loss / len(x), right / len(x))


def _examples(x: ArrayLike, y: ArrayLike) -> tuple[Array, NDArray[np.integer[Any]]]:
    x = as_real_array("x", x)
    if x.ndim < 2 or len(x) == 0:
        raise ValueError(f"x must hold at least one example, shape (N, ...), got shape {x.shape}")
    return x, _labels(y, len(x))


def random_nudge(x: ArrayLike, rng: np.random.Generator) -> Array:
    """Move each image one pixel up, down, left or right, or leave it where it is.

    More examples for nothing: a digit stays the same digit.

    Parameters
    ----------
    x : array_like, shape (N, C, H, W)
    rng : numpy.random.Generator
        Chooses one of the five places for each image.

    Returns
    -------
    ndarray, the shape and dtype of `x`

    Examples
    --------
    >>> x = np.ones((1, 1, 2, 2))
    >>> random_nudge(x, np.random.default_rng(0))
    array([[[[0., 1.],
             [0., 1.]]]])
    """
    x = as_real_array("x", x, 4, "(N, C, H, W)")
    nudged = x.copy()
    choice = rng.integers(len(_NUDGES), size=len(x))
    for number, (down, right) in enumerate(_NUDGES):
        chosen = choice == number
        nudged[chosen] = shift(x[chosen], down, right)
    return nudged


_NUDGES = ((0, 0), (-1, 0), (1, 0), (0, -1), (0, 1))


@dataclass
class History:
    """What `fit` measured, one number per epoch.

    Attributes
    ----------
    loss, accuracy : list of float
        Means over the training examples, each measured just before its batch was learned from.
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
    augment: Callable[[Array, np.random.Generator], Array] | None = None,
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
        How often to go through all examples.
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
        Show a progress bar (tqdm). By default only where a person looks on: on a terminal.

    Returns
    -------
    History

    Raises
    ------
    ValueError
        If there are no examples, not one label for each, or a number is too small.
    ModuleNotFoundError
        If `progress` is True and tqdm is not installed.

    Examples
    --------
    >>> from cnnlab.layers import Linear
    >>> x = np.array([[0.0], [1.0], [2.0], [3.0]])
    >>> model = Linear(1, 2, rng=0)
    >>> fit(model, SGD(model.parameters(), 0.5), x, [0, 0, 1, 1], epochs=200).accuracy[-1]
    1.0
    """
    x, y = _examples(x, y)
    whole_number("epochs", epochs, 1)
    whole_number("batch_size", batch_size, 1)
    rng = np.random.default_rng(rng)
    history = History()
    with _progress_bar(epochs, progress) as report:
        for _ in range(epochs):
            loss, right = 0.0, 0
            order = rng.permutation(len(x))
            for start in range(0, len(x), batch_size):
                batch = order[start : start + batch_size]
                x_batch = x[batch] if augment is None else augment(x[batch], rng)
                logits = model.forward(x_batch)
                batch_loss, grad_logits = softmax_cross_entropy(logits, y[batch])
                model.backward(grad_logits)
                optimizer.step(model.gradients())
                loss += batch_loss * len(batch)
                right += int((logits.argmax(axis=1) == y[batch]).sum())
            history.loss.append(loss / len(x))
            history.accuracy.append(right / len(x))
            if validation is not None:
                score = evaluate(model, *validation)
                history.validation_loss.append(score.loss)
                history.validation_accuracy.append(score.accuracy)
            report(history)
    return history


def _tqdm(required: bool) -> Any:
    """Return tqdm if a bar is wanted: if required, or if a person looks on and it is there."""
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
