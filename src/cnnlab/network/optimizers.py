"""Optimizers: stochastic gradient descent with momentum, and Adam."""

import math
from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import numpy as np

from cnnlab.checks import Array, as_real_array, positive_number, real_number, working_dtype

__all__ = ["SGD", "Adam", "Optimizer"]


@runtime_checkable
class Optimizer(Protocol):
    """What `fit` asks of an optimizer."""

    def step(self, gradients: Sequence[Array]) -> None:
        """Change the parameters in place, given their gradients in the same order."""


class SGD:
    r"""Stochastic gradient descent, optionally with momentum.

    .. math:: v \leftarrow \mu v + g + \lambda w, \qquad w \leftarrow w - \eta v

    Parameters
    ----------
    parameters : sequence of ndarray
        As ``model.parameters()`` gives them; they are changed in place.
    learning_rate : float
        η, above 0. May be changed at any time.
    momentum : float
        μ, from 0 to below 1.
    weight_decay : float
        λ, at least 0: how strongly each step pulls the weights towards 0.

    Raises
    ------
    ValueError
        If a number is out of range, or a parameter is read-only.
    TypeError
        If `parameters` is not a list of floating arrays, or a rate is not a number.

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
        self,
        parameters: Sequence[Array],
        learning_rate: float = 0.1,
        momentum: float = 0.0,
        weight_decay: float = 0.0,
    ) -> None:
        self.parameters = _parameters(parameters)
        self.learning_rate = positive_number("learning_rate", learning_rate)
        self.momentum = _decay("momentum", momentum)
        self.weight_decay = _weight_decay(weight_decay)
        # In float16 velocities would overflow.
        self._velocities = [np.zeros(w.shape, working_dtype(w.dtype)) for w in self.parameters]

    def step(self, gradients: Sequence[Array]) -> None:
        """Change the parameters in place, given their gradients in the same order."""
        arrays = _checked_gradients(self.parameters, gradients)
        with _silent_overflow():
            for w, g, v in zip(self.parameters, arrays, self._velocities, strict=True):
                v *= self.momentum
                v += g if self.weight_decay == 0 else g + self.weight_decay * w
                w -= self.learning_rate * v


class Adam:
    r"""Adam: each number's step is scaled by the size of its recent gradients.

    .. math::
        m \leftarrow \beta_1 m + (1 - \beta_1) g, \quad
        v \leftarrow \beta_2 v + (1 - \beta_2) g^2, \quad
        w \leftarrow w - \eta \frac{m / (1 - \beta_1^t)}{\sqrt{v / (1 - \beta_2^t)} + \epsilon}

    (Kingma and Ba, 2015, "Adam: a method for stochastic optimization", algorithm 1.) A weight decay
    λ adds λw to g, as it does in `SGD`.

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
    weight_decay : float
        λ, at least 0.

    Raises
    ------
    ValueError
        If a number is out of range, or a parameter is read-only.
    TypeError
        If `parameters` is not a list of floating arrays, or a rate is not a number.

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
        weight_decay: float = 0.0,
    ) -> None:
        self.parameters = _parameters(parameters)
        self.learning_rate = positive_number("learning_rate", learning_rate)
        if not isinstance(betas, tuple | list) or len(betas) != 2:
            raise ValueError(f"betas must be two numbers (β₁, β₂), got {betas!r}")
        self.betas = _decay("betas[0]", betas[0]), _decay("betas[1]", betas[1])
        self.epsilon = positive_number("epsilon", epsilon)
        self.weight_decay = _weight_decay(weight_decay)
        self._steps = 0
        # In float16 the squares of small gradients, and ε, would be 0.
        self._means, self._squares = (
            [np.zeros(w.shape, working_dtype(w.dtype)) for w in self.parameters] for _ in range(2)
        )

    def step(self, gradients: Sequence[Array]) -> None:
        """Change the parameters in place, given their gradients in the same order."""
        arrays = _checked_gradients(self.parameters, gradients)
        self._steps += 1
        beta1, beta2 = self.betas
        # The averages begin at 0; dividing by these makes up for it.
        weight1, weight2 = 1 - beta1**self._steps, 1 - beta2**self._steps
        averages = zip(self._means, self._squares, strict=True)
        with _silent_overflow():
            for w, g, (m, v) in zip(self.parameters, arrays, averages, strict=True):
                g = g.astype(np.result_type(m, g), copy=False)
                if self.weight_decay != 0:
                    g = g + self.weight_decay * w
                m += (1 - beta1) * (g - m)
                v += (1 - beta2) * (g * g - v)
                w -= self.learning_rate * (m / weight1) / (np.sqrt(v / weight2) + self.epsilon)


def _silent_overflow() -> np.errstate:
    """Let weights become infinite or NaN where training diverges: the next loss says so."""
    return np.errstate(over="ignore", invalid="ignore")


def _parameters(parameters: Sequence[Array]) -> list[Array]:
    wanted = "parameters must be a list of floating arrays, as model.parameters() gives it"
    if not isinstance(parameters, list | tuple):
        raise TypeError(f"{wanted}, got {parameters!r} of type {type(parameters).__name__}")
    for number, w in enumerate(parameters):
        if not isinstance(w, np.ndarray) or w.dtype.kind != "f":
            raise TypeError(f"{wanted}, got parameters[{number}] = {w!r}")
        if not w.flags.writeable:
            raise ValueError(
                f"parameters must be writable, since they are changed in place: "
                f"parameters[{number}] is read-only"
            )
    return list(parameters)


def _decay(name: str, value: float) -> float:
    decay = real_number(name, value)
    if not 0 <= decay < 1:
        raise ValueError(f"{name} must be from 0 to below 1, got {value}")
    return decay


def _weight_decay(value: float) -> float:
    decay = real_number("weight_decay", value)
    if not 0 <= decay < math.inf:
        raise ValueError(f"weight_decay must be a finite number of at least 0, got {value}")
    return decay


def _checked_gradients(parameters: Sequence[Array], gradients: Sequence[Array]) -> list[Array]:
    if not isinstance(gradients, list | tuple):
        raise TypeError(f"gradients must be a list of arrays, got {gradients!r}")
    arrays = [as_real_array(f"gradients[{i}]", g) for i, g in enumerate(gradients)]
    shapes, expected = [g.shape for g in arrays], [w.shape for w in parameters]
    if shapes != expected:
        raise ValueError(
            f"gradients must have the parameters' shapes {expected}, got shapes {shapes}"
        )
    return arrays
