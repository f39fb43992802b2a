"""The loss of a classifier: softmax and cross-entropy, with its gradient."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnlab.checks import Array, as_real_array, floating_dtype, real_number, rounded, working_dtype

__all__ = ["softmax", "softmax_cross_entropy"]


def softmax(logits: ArrayLike) -> Array:
    r"""Turn scores into probabilities: :math:`p_k = e^{z_k} / \sum_j e^{z_j}`.

    Parameters
    ----------
    logits : array_like, shape (..., classes)

    Returns
    -------
    ndarray, shape (..., classes)
        The largest score is subtracted first, so that nothing overflows.

    Raises
    ------
    ValueError
        If there is no class, or logits hold NaN or ∞. (−∞, a class that is impossible, is allowed
        beside finite ones.)
    TypeError
        If `logits` does not hold real numbers.

    Examples
    --------
    >>> softmax([0.0, 0.0, np.log(2)])
    array([0.25, 0.25, 0.5 ])
    """
    z = as_real_array("logits", logits)
    if z.ndim == 0 or z.shape[-1] == 0:
        raise ValueError(f"logits must have a last axis of classes, at least one, got {z.shape}")
    dtype = floating_dtype(z)
    powers = np.exp(_below_largest(z.astype(working_dtype(dtype), copy=False)))
    return rounded(np.asarray(powers / powers.sum(axis=-1, keepdims=True)), dtype)


def softmax_cross_entropy(
    logits: ArrayLike,
    labels: ArrayLike,
    weight: ArrayLike | None = None,
    label_smoothing: float = 0.0,
) -> tuple[float, Array]:
    r"""Return the mean of −log(probability of the right class), and its gradient.

    .. math:: L = -\frac{1}{N} \sum_n \log p_{n, t_n}, \qquad
              \frac{\partial L}{\partial z_{nk}} = \frac{p_{nk} - [k = t_n]}{N}

    Class weights w and label smoothing ε, as PyTorch has them, make it

    .. math:: L = -\frac{1}{\sum_n w_{t_n}} \sum_{n, k} q_{nk} \log p_{nk}, \qquad
              q_{nk} = w_k \Bigl((1 - \varepsilon) [k = t_n] + \frac{\varepsilon}{K}\Bigr)

    for K classes.

    Parameters
    ----------
    logits : array_like, shape (N, classes)
        Scores z, before the softmax; at least one row.
    labels : array_like of int, shape (N,)
        The right classes t, 0 to classes − 1.
    weight : array_like, shape (classes,), optional
        How much an example of each class counts, at least 0: more for a rare class, say. By default
        1.
    label_smoothing : float
        ε, from 0 to 1: the share of a label that is spread evenly over all classes, so that
        no score is driven to infinity.

    Returns
    -------
    loss : float
    grad_logits : ndarray, shape (N, classes)

    Raises
    ------
    ValueError
        If the shapes do not fit together, a label is not a class, logits hold NaN or ∞, a number
        is out of range, or no example counts. (−∞, a class that is impossible, is allowed beside
        finite ones.)
    TypeError
        If labels are not integers, or another argument does not hold real numbers.

    Examples
    --------
    >>> loss, grad = softmax_cross_entropy([[0.0, np.log(3)]], [1])
    >>> round(loss, 4), grad  # −log(3/4)
    (0.2877, array([[ 0.25, -0.25]]))
    """
    return cross_entropy("labels", logits, labels, weight, label_smoothing)


def cross_entropy(
    name: str,
    logits: ArrayLike,
    labels: ArrayLike,
    weight: ArrayLike | None = None,
    label_smoothing: float = 0.0,
) -> tuple[float, Array]:
    """Return what `softmax_cross_entropy` does; `name` is what an error calls the labels."""
    z = as_real_array("logits", logits, 2, "(N, classes)")
    n, classes = z.shape
    t = check_labels(name, labels, n)
    if z.size == 0:
        raise ValueError(f"logits must hold at least one row and one class, got shape {z.shape}")
    if t.min() < 0 or t.max() >= classes:
        raise ValueError(
            f"{name} must be 0 to {classes - 1} for logits with {classes} classes, got "
            f"{t.min()} to {t.max()}"
        )
    dtype = floating_dtype(z)
    z = _below_largest(z.astype(working_dtype(dtype), copy=False))
    smoothing = real_number("label_smoothing", label_smoothing)
    if not 0 <= smoothing <= 1:
        raise ValueError(f"label_smoothing must be from 0 to 1, got {smoothing}")
    log_probability = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    if weight is None and smoothing == 0:  # q is 1 or 0
        right = np.arange(n), t
        loss, grad = -float(log_probability[right].sum() / n), np.exp(log_probability)
        grad[right] -= 1
        return loss, rounded(grad / n, dtype)
    wanted, total = _wanted(t, classes, weight, smoothing, z.dtype)
    surprise = np.multiply(wanted, log_probability, out=np.zeros_like(z), where=wanted > 0)
    loss = -float(surprise.sum(axis=1).sum() / total)
    grad = np.exp(log_probability) * wanted.sum(axis=1, keepdims=True) - wanted
    return loss, rounded(grad / total, dtype)


def _below_largest(z: Array) -> Array:
    """Subtract the largest score from each row, so that no exponential overflows."""
    largest = z.max(axis=-1, keepdims=True)
    if not np.isfinite(largest).all():
        rows = z.reshape(-1, z.shape[-1])
        row = int(np.isfinite(largest.ravel()).argmin())
        raise ValueError(
            f"logits must be finite, got {rows[row]} in row {row}: either the examples hold such "
            "numbers, or training has diverged, as it does if the learning rate is too large"
        )
    with np.errstate(over="ignore"):  # an impossible class
        return np.asarray(z - largest)


def _wanted(
    t: Array, classes: int, weight: ArrayLike | None, smoothing: float, dtype: np.dtype[Any]
) -> tuple[Array, Any]:
    """Return q, and the divisor of the loss."""
    wanted = np.full((len(t), classes), smoothing / classes, dtype)
    wanted[np.arange(len(t)), t] += 1 - smoothing
    if weight is None:
        return wanted, len(t)
    w = as_real_array("weight", weight)
    if w.shape != (classes,):
        raise ValueError(f"weight must have shape ({classes},), one per class, got {w.shape}")
    if not (np.isfinite(w).all() and (w >= 0).all()):
        raise ValueError(f"weight must hold finite numbers of at least 0, got {w}")
    total = w[t].sum(dtype=dtype)
    if total == 0:
        raise ValueError(f"weight must be above 0 for at least one of the labels, got {w}")
    return wanted * w.astype(dtype), total


def check_labels(name: str, labels: ArrayLike, n: int) -> NDArray[np.integer[Any]]:
    """Return `labels` as an array of `n` integers, checked; `name` is what an error calls them."""
    t = as_real_array(name, labels)
    if t.dtype.kind not in "iu":
        raise TypeError(f"{name} must hold integers, got dtype {t.dtype}")
    if t.shape != (n,):
        raise ValueError(f"{name} must have shape ({n},), one per example, got {t.shape}")
    return t
