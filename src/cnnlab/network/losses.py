"""The loss of a classifier: softmax and cross-entropy, with its gradient."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnlab.checks import Array, as_real_array, floating_dtype

__all__ = ["softmax", "softmax_cross_entropy"]


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
    if z.ndim == 0 or z.shape[-1] == 0:
        raise ValueError(f"logits must have a last axis of classes, at least one, got {z.shape}")
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
        If the shapes do not fit together, a label is not a class, or logits hold NaN or ∞. (−∞, a
        class that is impossible, is allowed beside finite ones.)
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
    t = check_labels("labels", labels, n)
    if z.size == 0:
        raise ValueError(f"logits must hold at least one row and one class, got shape {z.shape}")
    if t.min() < 0 or t.max() >= classes:
        raise ValueError(
            f"labels must be 0 to {classes - 1} for logits with {classes} classes, got "
            f"{t.min()} to {t.max()}"
        )
    z = z.astype(floating_dtype(z), copy=False)
    largest = z.max(axis=1, keepdims=True)
    if not np.isfinite(largest).all():
        row = int(np.isfinite(largest[:, 0]).argmin())
        raise ValueError(
            f"logits must be finite, got {z[row]} in row {row}: either the examples hold such "
            "numbers, or training has run away, as it does if the learning rate is too large"
        )
    z = z - largest
    log_probability = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    rows = np.arange(n)
    loss = -float(log_probability[rows, t].mean())
    grad = np.exp(log_probability)
    grad[rows, t] -= 1
    return loss, grad / n


def check_labels(name: str, labels: ArrayLike, n: int) -> NDArray[np.integer[Any]]:
    t = as_real_array(name, labels)
    if t.dtype.kind not in "iu":
        raise TypeError(f"{name} must hold integers, got dtype {t.dtype}")
    if t.shape != (n,):
        raise ValueError(f"{name} must have shape ({n},), one per example, got {t.shape}")
    return t
