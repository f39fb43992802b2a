"""A network described as JSON: work out its layers on an image, and build it."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from inspect import Parameter, signature
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from cnnlab.checks import flag, pair, random_generator, whole_number
from cnnlab.costs import LayerCost, conv_cost, linear_cost, locally_connected_cost
from cnnlab.network.layers import (
    AdaptiveAvgPool2d,
    AvgPool2d,
    BlurPool2d,
    Conv2d,
    Flatten,
    Layer,
    Linear,
    LocallyConnected2d,
    MaxPool2d,
    ReLU,
    Sequential,
)
from cnnlab.pool import pool_stride
from cnnlab.receptive_fields import PIXEL, ReceptiveField, receptive_field, seen_through
from cnnlab.shapes import Padding, Size, output_shape, padding_amounts

__all__ = ["PlannedLayer", "StackError", "build_stack", "plan_stack"]

Shape = tuple[int, ...]
Window = tuple[int, int, int, int]  # kernel_size, stride, padding before, dilation
Make = Callable[[np.random.Generator, DTypeLike], Layer]
_POINT: Window = (1, 1, 0, 1)
_FREE = LayerCost(0, 0, 0)


class StackError(ValueError):
    """A stack that cannot be built. `layer` is the index of the layer at fault, from 0."""

    def __init__(self, message: str, layer: int) -> None:
        super().__init__(message)
        self.layer = layer


@dataclass(frozen=True)
class PlannedLayer:
    """A layer of a stack, worked out for the images that reach it.

    Attributes
    ----------
    kind : str
    input, output : tuple of int
        Shapes of one example.
    parameters, multiply_adds : int
        As `cnnlab.conv_cost` counts them.
    field : (ReceptiveField, ReceptiveField)
        What one output sees of the input, down and across; see `cnnlab.receptive_field`.
    """

    kind: str
    input: Shape
    output: Shape
    parameters: int
    multiply_adds: int
    field: tuple[ReceptiveField, ReceptiveField]
    make: Make = dataclass_field(repr=False)


@dataclass(frozen=True)
class _Own:
    """What a kind of layer says about one layer of it."""

    output: Shape
    make: Make
    cost: LayerCost = _FREE
    windows: tuple[Window, Window] = (_POINT, _POINT)


def _conv2d(
    shape: Shape,
    out_channels: int,
    kernel_size: Size,
    stride: Size = 1,
    padding: Padding = 0,
    dilation: Size = 1,
    groups: int = 1,
    bias: bool = True,
    shared: bool = True,
) -> _Own:
    channels, size = _maps(shape)
    out_channels = whole_number("out_channels", out_channels, 1)
    sizes = channels, out_channels, kernel_size
    steps: dict[str, Any] = {"stride": stride, "padding": padding, "dilation": dilation}
    options = steps | {"bias": flag("bias", bias)}
    cost = conv_cost(size, *sizes, **options, groups=groups)
    output = (out_channels, *output_shape(size, kernel_size, **steps))
    windows = _windows(kernel_size, **steps)
    if flag("shared", shared):
        return _Own(
            output,
            lambda rng, dtype: Conv2d(*sizes, **options, groups=groups, rng=rng, dtype=dtype),
            cost,
            windows,
        )
    if groups > 1:
        raise ValueError(f"untied weights need groups 1, got {groups}")
    return _Own(
        output,
        lambda rng, dtype: LocallyConnected2d(
            channels, out_channels, size, kernel_size, **options, rng=rng, dtype=dtype
        ),
        locally_connected_cost(size, *sizes, **options),
        windows,
    )


def _pool(kind: type[MaxPool2d | AvgPool2d]) -> Callable[..., _Own]:
    def plan(
        shape: Shape, kernel_size: Size, stride: Size | None = None, padding: Padding = 0
    ) -> _Own:
        channels, size = _maps(shape)
        layer = kind(kernel_size, stride, padding)  # raises if its padding is too wide
        steps = pool_stride(kernel_size, stride)
        output = (channels, *output_shape(size, kernel_size, steps, padding))
        windows = _windows(kernel_size, steps, padding)
        return _Own(
            output, lambda rng, dtype: type(layer)(kernel_size, stride, padding), windows=windows
        )

    return plan


def _blur_pool(shape: Shape, kernel_size: int, stride: Size) -> _Own:
    channels, size = _maps(shape)
    layer = BlurPool2d(kernel_size, stride)
    kernel_size = layer.kernel_size
    options: dict[str, Any] = {"stride": stride, "padding": layer.padding}
    blur = conv_cost(size, channels, channels, kernel_size, groups=channels, **options)
    return _Own(
        (channels, *output_shape(size, kernel_size, **options)),
        lambda rng, dtype: BlurPool2d(kernel_size, stride),
        blur._replace(parameters=0),
        _windows(kernel_size, **options),
    )


def _global_avg_pool(shape: Shape) -> _Own:
    channels, size = _maps(shape)
    make: Make = lambda rng, dtype: AdaptiveAvgPool2d(1)  # noqa: E731
    return _Own((channels, 1, 1), make, windows=_windows(size))


def _linear(shape: Shape, out_features: int, bias: bool = True) -> _Own:
    if len(shape) != 1:
        raise ValueError(f"it needs numbers in a row, got {_by(shape)}: put flatten before it")
    out_features = whole_number("out_features", out_features, 1)
    cost = linear_cost(shape[0], out_features, bias)
    return _Own(
        (out_features,),
        lambda rng, dtype: Linear(shape[0], out_features, bias, rng=rng, dtype=dtype),
        cost,
    )


_KINDS: dict[str, Callable[..., _Own]] = {
    "conv2d": _conv2d,
    "max_pool2d": _pool(MaxPool2d),
    "avg_pool2d": _pool(AvgPool2d),
    "blur_pool": _blur_pool,
    "linear": _linear,
    "relu": lambda shape: _Own(shape, lambda rng, dtype: ReLU()),
    "global_avg_pool": _global_avg_pool,
    "flatten": lambda shape: _Own((math.prod(shape),), lambda rng, dtype: Flatten()),
}


def plan_stack(
    stack: Sequence[Mapping[str, Any]], input_shape: Sequence[int]
) -> list[PlannedLayer]:
    """Work out each layer of a stack: its shapes, its costs and its receptive field.

    Parameters
    ----------
    stack : sequence of mapping
        One for each layer, with its kind and PyTorch's names for its settings:
        ``{"kind": "conv2d", "out_channels": 8, "kernel_size": 3, "padding": 1}``, where
        ``"shared": False`` unties the weights; ``{"kind": "max_pool2d", "kernel_size": 2}``,
        ``"avg_pool2d"``; ``{"kind": "blur_pool", "kernel_size": 3, "stride": 2}``;
        ``{"kind": "linear", "out_features": 10}``; and without settings ``"relu"``, ``"flatten"``
        and ``"global_avg_pool"``.
    input_shape : (C, H, W)

    Returns
    -------
    list of PlannedLayer

    Raises
    ------
    StackError
        If a layer cannot be built. The message names it, counted from 1.
    TypeError
        If `stack` is not a list.

    Examples
    --------
    >>> stack = [{"kind": "conv2d", "out_channels": 8, "kernel_size": 3}, {"kind": "flatten"}]
    >>> first, second = plan_stack(stack, (1, 8, 8))
    >>> first.output, first.parameters, first.field[0].size, second.output
    ((8, 6, 6), 80, 3, (288,))
    """
    if not isinstance(stack, list | tuple):
        raise TypeError(f"stack must be a list of layers, got {stack!r}")
    shape = checked_shape(input_shape)
    planned: list[PlannedLayer] = []
    last_maps = shape[1:]
    field = (PIXEL, PIXEL)
    for number, layer in enumerate(stack):
        kind, own = _own(number, layer, shape)
        windows = own.windows
        if kind == "linear":  # the first one sees whole maps
            windows = _windows((last_maps[0], last_maps[1]))
            last_maps = (1, 1)
        elif len(own.output) == 3:
            last_maps = own.output[1:]
        own_field = (receptive_field([window])[0] for window in windows)
        down, across = map(seen_through, field, own_field)
        field = (down, across)
        cost = own.cost
        planned.append(
            PlannedLayer(
                kind, shape, own.output, cost.parameters, cost.multiply_adds, field, own.make
            )
        )
        shape = own.output
    return planned


def checked_shape(input_shape: Sequence[int]) -> Shape:
    """Return the shape (C, H, W) of a network's input, or raise an error that names it."""
    if not isinstance(input_shape, list | tuple) or len(input_shape) != 3:
        raise TypeError(f"input_shape must be (C, H, W), got {input_shape!r}")
    return tuple(whole_number("input_shape", n, 1) for n in input_shape)


def build_stack(
    stack: Sequence[Mapping[str, Any]],
    input_shape: Sequence[int],
    *,
    rng: np.random.Generator | int,
    dtype: DTypeLike = np.float32,
) -> Sequential:
    """Return the network that a stack describes.

    Parameters
    ----------
    stack : sequence of mapping
        As `plan_stack` takes it.
    input_shape : (C, H, W)
    rng : numpy.random.Generator or int
        Draws the weights.
    dtype : floating dtype

    Returns
    -------
    Sequential

    Raises
    ------
    StackError
        If a layer cannot be built.
    TypeError
        If `stack` is not a list, `dtype` is not floating, or `rng` is neither a generator nor a
        seed.
    ValueError
        If the seed is negative.

    Examples
    --------
    >>> build_stack([{"kind": "flatten"}, {"kind": "linear", "out_features": 10}], (1, 8, 8), rng=0)
    Sequential(Flatten(), Linear(64, 10))
    >>> build_stack([{"kind": "linear", "out_features": 10}], (1, 8, 8), rng=0)
    Traceback (most recent call last):
    ...
    cnnlab.network.stack.StackError: layer 1 (linear): it needs numbers in a row, got 1 × 8 × 8: \
put flatten before it
    """
    planned = plan_stack(stack, input_shape)
    generator = random_generator(rng)
    return Sequential(*(layer.make(generator, dtype) for layer in planned))


def _own(number: int, layer: Any, shape: Shape) -> tuple[str, _Own]:
    """Return a layer's kind and what that says of it; raise a StackError that names the layer."""
    name = f"layer {number + 1}"
    if not isinstance(layer, Mapping):
        raise StackError(f"{name} of the stack must be a dict with a kind, got {layer!r}", number)
    kind = layer.get("kind")
    if not isinstance(kind, str) or kind not in _KINDS:
        known = ", ".join(_KINDS)
        raise StackError(f"{name}: it must have one of the kinds {known}, got {kind!r}", number)
    plan = _KINDS[kind]
    settings = {part: value for part, value in layer.items() if part != "kind"}
    try:
        _check_names(plan, settings)
        return kind, plan(shape, **settings)
    except (TypeError, ValueError) as error:
        raise StackError(f"{name} ({kind}): {error}", number) from None


def _check_names(plan: Callable[..., _Own], settings: Mapping[str, Any]) -> None:
    _, *known = signature(plan).parameters.values()
    for parameter in known:
        if parameter.default is Parameter.empty and parameter.name not in settings:
            raise ValueError(f"it needs {parameter.name}")
    names = [parameter.name for parameter in known]
    for name in settings:
        if name not in names:
            raise ValueError(f"it has no setting {name!r}, only {', '.join(names) or 'its kind'}")


def _maps(shape: Shape) -> tuple[int, tuple[int, int]]:
    """Return a shape's channels, and its rows and columns."""
    if len(shape) != 3:
        raise ValueError(
            f"it needs maps of rows and columns, but gets {_by(shape)} numbers in a row"
        )
    return shape[0], (shape[1], shape[2])


def _by(shape: Shape) -> str:
    return " × ".join(map(str, shape))


def _windows(
    kernel_size: Size, stride: Size = 1, padding: Padding = 0, dilation: Size = 1
) -> tuple[Window, Window]:
    """Return a sliding window along both axes, as `receptive_field` takes it."""
    kernel, steps = pair("kernel_size", kernel_size), pair("stride", stride)
    holes = pair("dilation", dilation)
    amounts = padding_amounts(padding, kernel, steps, holes)
    down, across = ((kernel[axis], steps[axis], amounts[axis][0], holes[axis]) for axis in (0, 1))
    return down, across
