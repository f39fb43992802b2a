"""How far an output sees: its receptive field by arithmetic, and what really influences it."""

from collections.abc import Iterable
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import ArrayLike

from cnnlab.checks import Array, as_batch, as_real_array, whole_number
from cnnlab.shapes import output_size

__all__ = [
    "ReceptiveField",
    "effective_receptive_field",
    "receptive_field",
    "seen_pixels",
]


class ReceptiveField(NamedTuple):
    """What one output of a stack of layers sees of the input, along one axis.

    The field moves `jump` pixels from one output to the next. The output with index i sees the
    `size` pixels around the pixel `start` + i·`jump`: from start + i·jump − (size − 1)/2 to
    start + i·jump + (size − 1)/2, some of which may be padding.
    """

    size: int
    jump: int
    start: float


PIXEL = ReceptiveField(1, 1, 0.0)
"""What a pixel sees: itself."""


def receptive_field(layers: Iterable[int | tuple[int, ...]]) -> list[ReceptiveField]:
    r"""Follow the receptive field through a stack of windows, along one axis.

    With :math:`r_0 = j_0 = 1` and :math:`c_0 = 0`, each layer makes

    .. math::
        r_l = r_{l-1} + d_l(k_l - 1)\,j_{l-1}, \quad
        c_l = c_{l-1} + \left(\tfrac{d_l(k_l - 1)}{2} - p_l\right) j_{l-1}, \quad
        j_l = s_l\,j_{l-1}

    Parameters
    ----------
    layers : iterable of int or tuple
        From the input on: a kernel size, or (kernel_size, stride, padding, dilation) with as many
        of the last three left out as have their usual values 1, 0, 1.

    Returns
    -------
    list of ReceptiveField
        One per layer: `size` r (how many pixels the field spans), `jump` j (how many pixels the
        field moves from one output to the next) and `start` c (the pixel at the centre of the
        first output's field; halves lie between two pixels).

    Raises
    ------
    ValueError, TypeError
        If a layer is not one to four whole numbers in range.

    References
    ----------
    Araujo, Norris and Sim, "Computing receptive fields of convolutional neural networks",
    Distill, 2019.

    Examples
    --------
    Two 3×3 layers see what one 5×5 layer sees; a 2×2 pool with stride 2 doubles the jump.

    >>> receptive_field([3, 3])[-1]
    ReceptiveField(size=5, jump=1, start=2.0)
    >>> receptive_field([(3, 1, 1), (2, 2), (3, 1, 1)])[-1]
    ReceptiveField(size=8, jump=2, start=0.5)
    """
    fields = []
    seen = PIXEL
    for kernel_size, stride, padding, dilation in stack_of(layers):
        reach = dilation * (kernel_size - 1)
        seen = seen_through(seen, ReceptiveField(reach + 1, stride, reach / 2 - padding))
        fields.append(seen)
    return fields


def seen_through(below: ReceptiveField, above: ReceptiveField) -> ReceptiveField:
    """Return the field of two stacks in a row, given the field of each: `above` follows `below`.

    Examples
    --------
    A unit that sees 3 units, which see 2 pixels each and lie 2 pixels apart, sees 6 pixels:

    >>> seen_through(ReceptiveField(2, 2, 0.5), ReceptiveField(3, 1, 1.0))
    ReceptiveField(size=6, jump=2, start=2.5)
    """
    return ReceptiveField(
        below.size + (above.size - 1) * below.jump,
        below.jump * above.jump,
        below.start + above.start * below.jump,
    )


def seen_pixels(size: int, layers: Iterable[int | tuple[int, ...]], index: int) -> list[int]:
    """List the input's pixels that one output of a stack of windows sees, along one axis.

    `receptive_field` says where the field lies. This says what is in it: padding is no pixel, a
    dilated window leaves pixels out between its taps, and a stride may leave out the last ones.
    In two dimensions an output sees each pixel whose row and column are both seen.

    Parameters
    ----------
    size : int
        The input's length along this axis.
    layers : iterable of int or tuple
        As `receptive_field` takes them.
    index : int
        The output of the last layer, counted from 0.

    Returns
    -------
    list of int
        In order. Empty if the output sees nothing but padding.

    Raises
    ------
    ValueError
        If a layer does not fit its input or the stack has no such output.
    TypeError
        If a number is not an integer.

    Examples
    --------
    The first output of two padded layers sees less than the fourth; a dilated window has gaps.

    >>> stack = [(3, 1, 1), (3, 1, 1)]
    >>> seen_pixels(8, stack, 0), seen_pixels(8, stack, 3)
    ([0, 1, 2], [1, 2, 3, 4, 5])
    >>> seen_pixels(8, [(3, 1, 0, 2)], 1)
    [1, 3, 5]
    """
    stack = stack_of(layers)
    sizes = [whole_number("size", size, 1)]
    for number, layer in enumerate(stack):
        try:
            sizes.append(output_size(sizes[-1], *layer))
        except ValueError as error:
            raise ValueError(f"layers[{number}] does not fit its input: {error}") from None
    index = whole_number("index", index, 0)
    if index >= sizes[-1]:
        raise ValueError(
            f"index must be 0 to {sizes[-1] - 1}, as the last layer has {sizes[-1]} outputs "
            f"along this axis, got {index}"
        )
    seen = {index}
    for (kernel_size, stride, padding, dilation), length in zip(
        reversed(stack), reversed(sizes[:-1]), strict=True
    ):
        seen = {
            pixel
            for i in seen
            for pixel in _pixels_under(i * stride - padding, kernel_size, dilation, length)
        }
    return sorted(seen)


def _pixels_under(first: int, kernel_size: int, dilation: int, length: int) -> range:
    """Return the pixels under a window whose first tap may lie before the axis, its last after."""
    before = max(0, -(first // dilation))  # taps before the axis
    return range(first + before * dilation, min(length, first + kernel_size * dilation), dilation)


def stack_of(layers: Iterable[int | tuple[int, ...]]) -> list[tuple[int, int, int, int]]:
    """Return every layer as (kernel_size, stride, padding, dilation), checked.

    Examples
    --------
    >>> stack_of([3, (2, 2)])
    [(3, 1, 0, 1), (2, 2, 0, 1)]
    """
    try:
        listed = list(layers)
    except TypeError:
        raise TypeError(
            f"layers must be a list of kernel sizes or tuples, got {layers!r}"
        ) from None
    stack = []
    for number, layer in enumerate(listed):
        values = tuple(layer) if isinstance(layer, tuple | list) else (layer,)
        if not 1 <= len(values) <= 4:
            raise ValueError(
                f"layers[{number}] must be (kernel_size, stride, padding, dilation) or a shorter "
                f"beginning of it, got {len(values)} values: {layer!r}"
            )
        values += (1, 0, 1)[len(values) - 1 :]
        kernel_size = whole_number(f"layers[{number}] kernel_size", values[0], 1)
        stride = whole_number(f"layers[{number}] stride", values[1], 1)
        padding = whole_number(f"layers[{number}] padding", values[2], 0)
        dilation = whole_number(f"layers[{number}] dilation", values[3], 1)
        stack.append((kernel_size, stride, padding, dilation))
    return stack


class Differentiable(Protocol):
    """A layer or network: see `cnnlab.network.layers`."""

    def forward(self, x: ArrayLike) -> Array:
        """Return the output for a batch."""

    def backward(self, grad_output: ArrayLike) -> Array:
        """Return the gradient for the batch last put in."""


def effective_receptive_field(network: Differentiable, x: ArrayLike) -> Array:
    """Measure how much each input pixel moves the output's centre pixel.

    `receptive_field` says which pixels can reach an output. How strongly each does is another
    matter: paths through the middle are many, paths from the rim few, so that the influence of a
    deep stack is nearly a Gaussian, narrower than the theoretical field. It grows with the number
    of paths where all weights are equal, and with its square root where they are random.

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
        If `x` or the output does not have four axes, or `x` is empty.
    TypeError
        If `network` has no forward and backward, or `x` does not hold real numbers.

    References
    ----------
    Luo, Li, Urtasun and Zemel, "Understanding the effective receptive field in deep convolutional
    neural networks", NeurIPS 2016.

    Examples
    --------
    >>> from cnnlab.network import Conv2d, Sequential
    >>> stack = Sequential(*[Conv2d(1, 1, 3, bias=False, rng=0) for _ in range(2)])
    >>> for weight in stack.parameters():
    ...     weight[...] = 1
    >>> field = effective_receptive_field(stack, np.zeros((1, 1, 7, 7)))
    >>> field[3]  # 5 pixels wide, as the theory says, but far from even
    array([0., 3., 6., 9., 6., 3., 0.])
    """
    if not (hasattr(network, "forward") and hasattr(network, "backward")):
        raise TypeError(f"network must have forward and backward, as a Layer has, got {network!r}")
    x = as_batch("x", x)
    if not x.size:
        raise ValueError(f"x must hold at least one input to measure at, got shape {x.shape}")
    y = as_real_array("the network's output", network.forward(x), 4, "(N, C_out, H_out, W_out)")
    grad_output = np.zeros_like(y)
    grad_output[..., y.shape[2] // 2, y.shape[3] // 2] = 1
    field: Array = np.abs(network.backward(grad_output)).mean(axis=(0, 1))
    return field
