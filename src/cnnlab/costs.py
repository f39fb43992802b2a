"""What a layer costs: parameters, multiply-adds, and the memory that training it takes."""

from typing import NamedTuple

from cnnlab.checks import check_groups, flag, pair, whole_number
from cnnlab.shapes import Padding, Size, output_shape


class LayerCost(NamedTuple):
    """What a layer costs, per example: parameters to learn, multiply-adds, output numbers."""

    parameters: int
    multiply_adds: int
    outputs: int


def linear_cost(inputs: int, outputs: int, bias: bool = True) -> LayerCost:
    """Count a fully connected layer from M inputs to N outputs: M·N weights and N biases.

    Parameters
    ----------
    inputs, outputs : int
        M and N.
    bias : bool

    Returns
    -------
    LayerCost

    Raises
    ------
    ValueError
        If a number is below 1.
    TypeError
        If a number is not an integer, or `bias` is not a bool.

    Examples
    --------
    >>> linear_cost(28 * 28, 100).parameters
    78500
    """
    inputs = whole_number("inputs", inputs, 1)
    outputs = whole_number("outputs", outputs, 1)
    return LayerCost(inputs * outputs + flag("bias", bias) * outputs, inputs * outputs, outputs)


def conv_cost(
    shape: tuple[int, int],
    in_channels: int,
    out_channels: int,
    kernel_size: Size,
    stride: Size = 1,
    padding: Padding = 0,
    dilation: Size = 1,
    groups: int = 1,
    bias: bool = True,
) -> LayerCost:
    """Count a convolution on an image of `shape` (H, W): all outputs share each kernel.

    Each of the C_out kernels has (C_in / groups)·kH·kW weights and one bias; each is used once
    per output pixel.

    Parameters
    ----------
    shape : (H, W)
    in_channels, out_channels : int
    kernel_size, stride, dilation : int or (int, int)
    padding : int, (pH, pW), ((top, bottom), (left, right)), "valid", "same" or "full"
    groups : int
        Must divide both channel counts.
    bias : bool

    Returns
    -------
    LayerCost

    Raises
    ------
    ValueError
        If the window does not fit, or `groups` does not divide both channel counts.
    TypeError
        If a number is not an integer, or `bias` is not a bool.

    Examples
    --------
    One kernel has the kH·kW + 1 parameters of the lecture; a depthwise layer has one per channel.

    >>> conv_cost((28, 28), 1, 1, 5)
    LayerCost(parameters=26, multiply_adds=14400, outputs=576)
    >>> conv_cost((56, 56), 64, 64, 3, padding=1, groups=64).parameters
    640
    """
    in_channels = whole_number("in_channels", in_channels, 1)
    out_channels = whole_number("out_channels", out_channels, 1)
    groups = check_groups(groups, in_channels, out_channels)
    height, width = pair("kernel_size", kernel_size)
    rows, columns = output_shape(shape, kernel_size, stride, padding, dilation)
    weights = out_channels * (in_channels // groups) * height * width
    return LayerCost(
        parameters=weights + flag("bias", bias) * out_channels,
        multiply_adds=weights * rows * columns,
        outputs=out_channels * rows * columns,
    )


def locally_connected_cost(
    shape: tuple[int, int],
    in_channels: int,
    out_channels: int,
    kernel_size: Size,
    stride: Size = 1,
    padding: Padding = 0,
    dilation: Size = 1,
    bias: bool = True,
) -> LayerCost:
    """Count a locally connected layer: the windows of a convolution, but nothing shared.

    Every output has its own kernel and its own bias: (C_in·kH·kW + 1)·N for N outputs.

    Parameters
    ----------
    shape : (H, W)
    in_channels, out_channels : int
    kernel_size, stride, dilation : int or (int, int)
    padding : int, (pH, pW), ((top, bottom), (left, right)), "valid", "same" or "full"
    bias : bool

    Returns
    -------
    LayerCost

    Raises
    ------
    ValueError
        If the window does not fit, or a number is too small.
    TypeError
        If a number is not an integer, or `bias` is not a bool.

    Examples
    --------
    >>> locally_connected_cost((28, 28), 1, 1, 5).parameters
    14976
    """
    shared = conv_cost(
        shape, in_channels, out_channels, kernel_size, stride, padding, dilation, bias=False
    )
    biases = flag("bias", bias) * shared.outputs
    return shared._replace(parameters=shared.multiply_adds + biases)


class LayerMemory(NamedTuple):
    """Bytes that training a layer takes: see `layer_memory`."""

    weights: int
    gradients: int
    optimizer: int
    activations: int

    @property
    def total(self) -> int:
        """The sum of all four."""
        return sum(self)


def layer_memory(
    cost: LayerCost, batch_size: int = 1, itemsize: int = 4, optimizer_copies: int = 2
) -> LayerMemory:
    """Count the bytes that training a layer takes.

    Parameters
    ----------
    cost : LayerCost
        From `linear_cost`, `conv_cost` or `locally_connected_cost`.
    batch_size : int
        Examples in flight: each keeps the layer's outputs until the backward pass. They are the
        inputs of the next layer, whose gradients are computed from them.
    itemsize : int
        Bytes of a number: 4 for float32, 8 for float64.
    optimizer_copies : int
        Numbers that the optimizer keeps per parameter: 0 for SGD, 1 with momentum, 2 for Adam.

    Returns
    -------
    LayerMemory
        Bytes of the weights, their gradients, the optimizer's numbers and the outputs.

    Raises
    ------
    ValueError
        If a number is too small.
    TypeError
        If `cost` is not a `LayerCost`, or a number is not an integer.

    Examples
    --------
    >>> layer_memory(linear_cost(1000, 1000, bias=False), batch_size=32)
    LayerMemory(weights=4000000, gradients=4000000, optimizer=8000000, activations=128000)
    """
    if not isinstance(cost, LayerCost):
        raise TypeError(f"cost must be a LayerCost, as linear_cost gives it, got {cost!r}")
    batch_size = whole_number("batch_size", batch_size, 1)
    itemsize = whole_number("itemsize", itemsize, 1)
    copies = whole_number("optimizer_copies", optimizer_copies, 0)
    weights = cost.parameters * itemsize
    return LayerMemory(weights, weights, copies * weights, batch_size * cost.outputs * itemsize)
