"""Sizes and counts of convolution and pooling layers: pure integer arithmetic.

Everything here answers a question about a layer before any pixel is touched: how large is the
output, how much border is added, how far does an output see, what does the layer cost.
"""

import math
import numbers
import operator
from collections.abc import Iterable
from typing import Any, Literal, NamedTuple

Size = int | tuple[int, int]
"""A kernel size, stride or dilation: one integer for both axes, or (height, width)."""

Padding = int | tuple[int, int] | tuple[tuple[int, int], tuple[int, int]] | str
"""(all sides) | (pH, pW) | ((top, bottom), (left, right)) | "valid" | "same" | "full"."""

PaddingMode = Literal["zeros", "reflect", "replicate", "circular"]

PADDING_WORDS = ("valid", "same", "full")
AxisPadding = int | tuple[int, int] | str


def whole_number(name: str, value: Any, minimum: int) -> int:
    """Return `value` as an int; raise an error that names the argument if it is not one.

    Raises
    ------
    TypeError
        If `value` is not an integer (a bool is not one: it is usually a misplaced flag).
    ValueError
        If `value` is less than `minimum`.
    """
    try:
        if isinstance(value, bool):
            raise TypeError
        number = operator.index(value)
    except TypeError:
        raise TypeError(
            f"{name} must be an integer, got {value!r} of type {type(value).__name__}"
        ) from None
    if number < minimum:
        raise ValueError(f"{name} must be at least {minimum}, got {number}")
    return number


def positive_number(name: str, value: Any) -> float:
    """Return `value` as a float; raise an error that names the argument if it is not above 0.

    Raises
    ------
    TypeError
        If `value` is not a real number.
    ValueError
        If it is 0, negative, infinite or not a number.
    """
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise TypeError(f"{name} must be a number, got {value!r} of type {type(value).__name__}")
    number = float(value)
    if not (number > 0 and math.isfinite(number)):
        raise ValueError(f"{name} must be a positive number, got {value}")
    return number


def pair(name: str, value: Any, minimum: int = 1) -> tuple[int, int]:
    """Return `value` as (height, width): an integer counts for both axes.

    Examples
    --------
    >>> pair("stride", 2), pair("stride", (1, 2))
    ((2, 2), (1, 2))
    """
    if isinstance(value, tuple | list):
        if len(value) != 2:
            raise ValueError(
                f"{name} must be one integer or a pair (height, width), "
                f"got {len(value)} values: {value!r}"
            )
        first, second = value
        return whole_number(name, first, minimum), whole_number(name, second, minimum)
    number = whole_number(name, value, minimum)
    return number, number


def _axis_padding(
    padding: AxisPadding, kernel_size: int, stride: int, dilation: int
) -> tuple[int, int]:
    """Resolve the padding of one axis to (before, after)."""
    if isinstance(padding, str):
        reach = dilation * (kernel_size - 1)  # how far a window extends past its first pixel
        if padding == "valid":
            return 0, 0
        if padding == "full":
            return reach, reach
        if padding == "same":
            if stride != 1:
                raise ValueError(
                    f'padding "same" keeps the size only with stride 1, got stride {stride}: '
                    "give the padding in numbers"
                )
            return reach // 2, reach - reach // 2  # the odd pixel goes to the end, as in PyTorch
        raise ValueError(f"padding must be numbers or one of {PADDING_WORDS}, got {padding!r}")
    return pair("padding", padding, minimum=0)


def output_size(
    size: int,
    kernel_size: int,
    stride: int = 1,
    padding: AxisPadding = 0,
    dilation: int = 1,
    ceil_mode: bool = False,
) -> int:
    r"""Count the positions of a sliding window along one axis.

    .. math:: \left\lfloor \frac{H + p_0 + p_1 - d(k-1) - 1}{s} \right\rfloor + 1

    Parameters
    ----------
    size : int
        H, the input's length along this axis.
    kernel_size, stride, dilation : int
        k, s and d, each at least 1.
    padding : int, (before, after), "valid", "same" or "full"
        p; an integer stands for both ends.
    ceil_mode : bool
        Round up instead of down, so that one more window may hang over the end, if it begins
        inside the input or the padding before it (PyTorch's rule for pools).

    Returns
    -------
    int
        At least 1.

    Raises
    ------
    ValueError
        If the dilated window is longer than the padded input, or a number is too small.
    TypeError
        If a number is not an integer.

    References
    ----------
    Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", 2016, relation 15.

    Examples
    --------
    >>> output_size(5, 3), output_size(5, 3, padding=1), output_size(5, 3, padding="full")
    (3, 5, 7)
    >>> output_size(6, 3, stride=2), output_size(6, 3, stride=2, ceil_mode=True)
    (2, 3)
    """
    size = whole_number("size", size, 0)
    kernel_size = whole_number("kernel_size", kernel_size, 1)
    stride = whole_number("stride", stride, 1)
    dilation = whole_number("dilation", dilation, 1)
    before, after = _axis_padding(padding, kernel_size, stride, dilation)
    extent = dilation * (kernel_size - 1) + 1
    room = size + before + after - extent
    if room < 0:
        raise ValueError(
            f"kernel_size {kernel_size} with dilation {dilation} covers {extent} pixels, more "
            f"than the input size {size} with padding {before} + {after}"
        )
    count = room // stride + 1
    hangs_over = ceil_mode and room % stride > 0 and count * stride < size + before
    return count + hangs_over


def padding_amounts(
    padding: Padding, kernel_size: Size, stride: Size = 1, dilation: Size = 1
) -> tuple[tuple[int, int], tuple[int, int]]:
    """Resolve any padding to the rows and columns that it adds.

    Parameters
    ----------
    padding : int, (pH, pW), ((top, bottom), (left, right)), "valid", "same" or "full"
        "valid" adds nothing; "same" adds d(k − 1) in all along each axis, the odd one at the end,
        so that the size stays (stride 1 only); "full" adds d(k − 1) on every side, so that every
        window that touches the image counts.
    kernel_size, stride, dilation : int or (int, int)
        Needed for "same" and "full".

    Returns
    -------
    ((top, bottom), (left, right))

    Raises
    ------
    ValueError
        If a number is negative, a word is unknown, or "same" meets a stride other than 1.
    TypeError
        If a number is not an integer.

    Examples
    --------
    >>> padding_amounts("same", (3, 4))
    ((1, 1), (1, 2))
    >>> padding_amounts((1, 2), 3)
    ((1, 1), (2, 2))
    """
    kernel = pair("kernel_size", kernel_size)
    steps = pair("stride", stride)
    holes = pair("dilation", dilation)
    if isinstance(padding, tuple | list):
        if len(padding) != 2:
            raise ValueError(
                "padding must be an integer, (pH, pW), ((top, bottom), (left, right)) or one of "
                f"{PADDING_WORDS}, got {len(padding)} values: {padding!r}"
            )
        per_axis: tuple[Any, Any] = (padding[0], padding[1])
    else:
        per_axis = (padding, padding)
    rows, columns = (
        _axis_padding(p, k, s, d) for p, k, s, d in zip(per_axis, kernel, steps, holes, strict=True)
    )
    return rows, columns


class Geometry(NamedTuple):
    """The numbers of a sliding window, all resolved to (height, width): see `geometry`."""

    size: tuple[int, int]
    kernel: tuple[int, int]
    stride: tuple[int, int]
    padding: tuple[tuple[int, int], tuple[int, int]]
    dilation: tuple[int, int]
    output: tuple[int, int]

    @property
    def padded(self) -> tuple[int, int]:
        """Height and width of the padded input."""
        return self.size[0] + sum(self.padding[0]), self.size[1] + sum(self.padding[1])


def geometry(
    shape: tuple[int, int],
    kernel_size: Size,
    stride: Size = 1,
    padding: Padding = 0,
    dilation: Size = 1,
    ceil_mode: bool = False,
) -> Geometry:
    """Check the numbers of a sliding window over an image of `shape` (H, W), and resolve them.

    Examples
    --------
    >>> geometry((5, 5), 3, padding="same").output
    (5, 5)
    """
    size = pair("shape", shape, minimum=0)
    kernel = pair("kernel_size", kernel_size)
    steps = pair("stride", stride)
    holes = pair("dilation", dilation)
    amounts = padding_amounts(padding, kernel, steps, holes)
    rows, columns = (
        output_size(*axis, ceil_mode)
        for axis in zip(size, kernel, steps, amounts, holes, strict=True)
    )
    return Geometry(size, kernel, steps, amounts, holes, (rows, columns))


def output_shape(
    shape: tuple[int, int],
    kernel_size: Size,
    stride: Size = 1,
    padding: Padding = 0,
    dilation: Size = 1,
    ceil_mode: bool = False,
) -> tuple[int, int]:
    """Return (H_out, W_out), the formula of `output_size` along both axes.

    Examples
    --------
    >>> output_shape((32, 32), 5)
    (28, 28)
    >>> output_shape((224, 224), 7, stride=2, padding=3)
    (112, 112)
    """
    return geometry(shape, kernel_size, stride, padding, dilation, ceil_mode).output


class ReceptiveField(NamedTuple):
    """What one output of a stack of layers sees of the input, along one axis.

    The output with index i sees the `size` pixels around the pixel `start` + i·`jump`: from
    start + i·jump − (size − 1)/2 to start + i·jump + (size − 1)/2, some of which may be padding.
    """

    size: int
    jump: int
    start: float


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
        One per layer: `size` r, `jump` j (input pixels between neighbouring outputs) and `start`
        c (the pixel at the centre of the first output's field; halves lie between two pixels).

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
    size, jump, start = 1, 1, 0.0
    fields = []
    for kernel_size, stride, padding, dilation in _stack(layers):
        reach = dilation * (kernel_size - 1)
        size += reach * jump
        start += (reach / 2 - padding) * jump
        jump *= stride
        fields.append(ReceptiveField(size, jump, start))
    return fields


def seen_pixels(size: int, layers: Iterable[int | tuple[int, ...]], index: int) -> list[int]:
    """List the input's pixels that one output of a stack of windows sees, along one axis.

    `receptive_field` says where the field lies. This says what is in it: padding is no pixel, a
    dilated window leaves pixels out between its taps, and a stride may leave out the last ones.
    In two dimensions an output sees each pixel whose row and column both are seen.

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
    The first output of two padded layers sees less than the third; a dilated window has gaps.

    >>> stack = [(3, 1, 1), (3, 1, 1)]
    >>> seen_pixels(8, stack, 0), seen_pixels(8, stack, 3)
    ([0, 1, 2], [1, 2, 3, 4, 5])
    >>> seen_pixels(8, [(3, 1, 0, 2)], 1)
    [1, 3, 5]
    """
    stack = _stack(layers)
    sizes = [whole_number("size", size, 1)]
    for number, layer in enumerate(stack):
        try:
            sizes.append(output_size(sizes[-1], *layer))
        except ValueError as error:
            raise ValueError(f"layers[{number}] does not fit its input: {error}") from None
    if whole_number("index", index, 0) >= sizes[-1]:
        raise ValueError(
            f"index must be 0 to {sizes[-1] - 1}, as the last layer has {sizes[-1]} outputs "
            f"along this axis, got {index}"
        )
    seen = {index}
    for (kernel_size, stride, padding, dilation), length in zip(
        reversed(stack), reversed(sizes[:-1]), strict=True
    ):
        taps = range(-padding, -padding + dilation * kernel_size, dilation)
        seen = {i * stride + tap for i in seen for tap in taps} & set(range(length))
    return sorted(seen)


def _stack(layers: Iterable[int | tuple[int, ...]]) -> list[tuple[int, int, int, int]]:
    """Return every layer as (kernel_size, stride, padding, dilation), checked."""
    stack = []
    for number, layer in enumerate(layers):
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


class LayerCost(NamedTuple):
    """What a layer costs, per example: parameters to learn, multiply-adds, numbers put out."""

    parameters: int
    multiply_adds: int
    outputs: int


def linear_cost(inputs: int, outputs: int, bias: bool = True) -> LayerCost:
    """Count a fully connected layer from M inputs to N outputs: M·N weights and N biases.

    Examples
    --------
    >>> linear_cost(28 * 28, 100).parameters
    78500
    """
    inputs = whole_number("inputs", inputs, 1)
    outputs = whole_number("outputs", outputs, 1)
    return LayerCost(inputs * outputs + bias * outputs, inputs * outputs, outputs)


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

    Raises
    ------
    ValueError
        If the window does not fit, or groups divides not both channel counts.

    Examples
    --------
    One kernel has the K1·K2 + 1 parameters of the lecture; a depthwise layer has one per channel.

    >>> conv_cost((28, 28), 1, 1, 5)
    LayerCost(parameters=26, multiply_adds=14400, outputs=576)
    >>> conv_cost((56, 56), 64, 64, 3, padding=1, groups=64).parameters
    640
    """
    in_channels = whole_number("in_channels", in_channels, 1)
    out_channels = whole_number("out_channels", out_channels, 1)
    check_groups(groups, in_channels, out_channels)
    height, width = pair("kernel_size", kernel_size)
    rows, columns = output_shape(shape, kernel_size, stride, padding, dilation)
    weights = out_channels * (in_channels // groups) * height * width
    return LayerCost(
        parameters=weights + bias * out_channels,
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

    Examples
    --------
    >>> locally_connected_cost((28, 28), 1, 1, 5).parameters
    14976
    """
    shared = conv_cost(
        shape, in_channels, out_channels, kernel_size, stride, padding, dilation, bias=False
    )
    return shared._replace(parameters=shared.multiply_adds + bias * shared.outputs)


class LayerMemory(NamedTuple):
    """Bytes that training a layer keeps: see `layer_memory`."""

    weights: int
    gradients: int
    optimizer: int
    activations: int

    @property
    def total(self) -> int:
        """All of them added up."""
        return sum(self)


def layer_memory(
    cost: LayerCost, batch_size: int = 1, itemsize: int = 4, optimizer_copies: int = 2
) -> LayerMemory:
    """Count the bytes that training a layer keeps.

    Parameters
    ----------
    cost : LayerCost
        From `linear_cost`, `conv_cost` or `locally_connected_cost`.
    batch_size : int
        Examples in flight: each keeps its outputs until the backward pass.
    itemsize : int
        Bytes of a number: 4 for float32, 8 for float64.
    optimizer_copies : int
        Numbers that the optimizer keeps per parameter: 0 for SGD, 1 with momentum, 2 for Adam.

    Examples
    --------
    >>> layer_memory(linear_cost(1000, 1000, bias=False), batch_size=32)
    LayerMemory(weights=4000000, gradients=4000000, optimizer=8000000, activations=128000)
    """
    batch_size = whole_number("batch_size", batch_size, 1)
    itemsize = whole_number("itemsize", itemsize, 1)
    copies = whole_number("optimizer_copies", optimizer_copies, 0)
    weights = cost.parameters * itemsize
    return LayerMemory(weights, weights, copies * weights, batch_size * cost.outputs * itemsize)


def check_groups(groups: int, in_channels: int, out_channels: int) -> int:
    """Return `groups` if it divides both channel counts, else raise a ValueError that says so."""
    groups = whole_number("groups", groups, 1)
    if in_channels % groups or out_channels % groups:
        raise ValueError(
            f"groups must divide both channel counts, got groups {groups} for {in_channels} "
            f"input and {out_channels} output channels"
        )
    return groups
