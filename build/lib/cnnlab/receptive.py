"""What an output really looks at: the effective receptive field, measured by a gradient."""

from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike

from cnnlab.arrays import Array, as_real_array
from cnnlab.windows import IMAGES


class Differentiable(Protocol):
    """A layer or network: see `cnnlab.layers`."""

    def forward(self, x: ArrayLike) -> Array:
        """Return the output for a batch."""

    def backward(self, grad_output: ArrayLike) -> Array:
        """Return the gradient for the batch last put in."""


def effective_receptive_field(network: Differentiable, x: ArrayLike) -> Array:
    """Measure how much each input pixel moves the output's centre pixel.

    `receptive_field` says which pixels can reach an output. How strongly each does is another
    matter: paths through the middle are many, paths from the rim few, so that the influence of a
    deep stack is nearly a Gaussian, narrower than the theoretical field.

    Parameters
    ----------
    network : object with forward(x) and backward(grad_output)
        Its output must have the four axes of a batch of feature maps.
    x : array_like, shape (N, C, H, W)
        Inputs to measure at. A nonlinear network's gradient depends on them: more inputs give a
        smoother mean.

    Returns
    -------
    ndarray, shape (H, W)
        The magnitude of the gradient of the centre pixel (at [H_out // 2, W_out // 2], all
        channels added up), averaged over the batch and the input channels.

    Raises
    ------
    ValueError
        If `x` or the output has not four axes.

    References
    ----------
    Luo, Li, Urtasun and Zemel, "Understanding the effective receptive field in deep convolutional
    neural networks", NeurIPS 2016.

    Examples
    --------
    >>> from cnnlab.layers import Conv2d, Sequential
    >>> stack = Sequential(*[Conv2d(1, 1, 3, bias=False, rng=0) for _ in range(2)])
    >>> for weight in stack.parameters():
    ...     weight[...] = 1
    >>> field = effective_receptive_field(stack, np.zeros((1, 1, 7, 7)))
    >>> field[3]  # 5 pixels wide, as the theory says, but far from even
    array([0., 3., 6., 9., 6., 3., 0.])
    """
    x = as_real_array("x", x, 4, IMAGES)
    y = as_real_array("the network's output", network.forward(x), 4, "(N, C_out, H_out, W_out)")
    grad_output = np.zeros_like(y)
    grad_output[..., y.shape[2] // 2, y.shape[3] // 2] = 1
    field: Array = np.abs(network.backward(grad_output)).mean(axis=(0, 1))
    return field
