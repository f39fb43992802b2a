"""Layers of a small network: each computes its output and sends gradients back.

A layer keeps what its backward pass needs from the last forward pass. It holds no more than
arrays: ``parameters()`` lists what it learns, ``gradients()`` what the last ``backward`` found
for each of them, in the same order.
"""

import math
from collections.abc import Iterator, Sequence
from copy import deepcopy
from inspect import signature
from typing import Any, overload

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from cnnlab.checks import (
    Array,
    as_batch,
    as_floating_dtype,
    as_gradient,
    as_images,
    as_real_array,
    check_choice,
    check_groups,
    check_holdable,
    flag,
    floating_dtype,
    integer,
    likely_name,
    pair,
    random_generator,
    rounded,
    whole_number,
    working_dtype,
)
from cnnlab.conv import (
    conv2d,
    conv2d_backward,
    conv2d_backward_parameters,
    locally_connected2d,
    locally_connected2d_backward,
    locally_connected2d_backward_parameters,
)
from cnnlab.kernels import MOST_COEFFICIENTS, binomial
from cnnlab.methods.fast.without_blas import product
from cnnlab.padding import PADDING_MODES, PaddingMode
from cnnlab.pool import (
    OutputSize,
    adaptive_avg_pool2d,
    adaptive_avg_pool2d_backward,
    adaptive_max_pool2d,
    adaptive_max_pool2d_backward,
    avg_pool2d,
    avg_pool2d_backward,
    check_output_size,
    check_pool_padding,
    max_pool2d,
    max_pool2d_backward,
    pool_stride,
)
from cnnlab.shapes import Padding, Size, padding_amounts, resolve_geometry

__all__ = [
    "AdaptiveAvgPool2d",
    "AdaptiveMaxPool2d",
    "AvgPool2d",
    "BlurPool2d",
    "Conv2d",
    "Flatten",
    "Layer",
    "Linear",
    "LocallyConnected2d",
    "MaxPool2d",
    "ReLU",
    "Sequential",
    "he_normal",
]


_USED_UP = ("rng", "dtype")  # arguments that a layer takes and does not keep


class Layer:
    """What all layers have in common. One without parameters defines only forward and backward.

    Examples
    --------
    Your own layer works among the others:

    >>> class Twice(Layer):
    ...     def forward(self, x):
    ...         return 2 * x
    ...
    ...     def backward(self, grad_output):
    ...         return 2 * grad_output
    >>> Sequential(ReLU(), Twice())(np.array([-1.0, 3.0]))
    array([0., 6.])
    """

    def forward(self, x: ArrayLike) -> Array:
        """Return the layer's output for a batch `x`."""
        raise NotImplementedError(f"{type(self).__name__} must define forward")

    def backward(self, grad_output: ArrayLike) -> Array:
        """Return the gradient for the last `x`; keep those for the parameters.

        `grad_output` is the gradient of a loss with respect to the last output. Gradients of
        parameters are replaced, not added to those of earlier passes.
        """
        raise NotImplementedError(f"{type(self).__name__} must define backward")

    def backward_parameters(self, grad_output: ArrayLike) -> None:
        """Keep the gradients for the parameters, as `backward` does, but return none for x.

        A layer overrides it where this saves work.
        """
        self.backward(grad_output)

    def parameters(self) -> list[Array]:
        """Return the arrays that the layer learns; an optimizer changes them in place."""
        return []

    def gradients(self) -> list[Array]:
        """Return the gradients that the last `backward` found, in the order of `parameters`."""
        return []

    def __call__(self, x: ArrayLike) -> Array:
        """Return `forward(x)`."""
        return self.forward(x)

    def __setattr__(self, name: str, value: Any) -> None:
        # Python would accept a misspelt name, and the layer would stay as it was. A reader's own
        # layer may have any attributes. What a pass keeps is there from the second one on.
        if name not in vars(self) and type(self).__module__ == __name__:
            self._check_name(name)
        super().__setattr__(name, value)

    def _check_name(self, name: str) -> None:
        """Raise an AttributeError if a new name looks like an attribute misspelt, or an option."""
        options = vars(self).get("options", {})
        # Each pass sets attributes, and reading the signature takes longer than the pass.
        if name in _USED_UP and name in signature(type(self)).parameters:
            raise AttributeError(
                f"{type(self).__name__} has no attribute {name!r}: its weights were drawn when it "
                "was made. Make a new layer, or set its weight."
            )
        meant = name if name in options else None
        if not hasattr(self, name) and name not in signature(type(self)).parameters:
            meant = likely_name(name, [*options, *vars(self)])
        if meant is not None:
            place = f"options[{meant!r}]" if meant in options else meant
            raise AttributeError(
                f"{type(self).__name__} has no attribute {name!r}. Did you mean its {place}?"
            )

    @property
    def parameter_count(self) -> int:
        """How many numbers the layer learns."""
        return sum(parameter.size for parameter in self.parameters())

    _x: Array | None = None

    @property
    def _input(self) -> Array:
        if self._x is None:
            raise RuntimeError(
                f"{self!r} has no input to send a gradient back to: call forward first"
            )
        return self._x


def he_normal(
    shape: tuple[int, ...], rng: np.random.Generator | int, dtype: DTypeLike = np.float32
) -> Array:
    r"""Draw weights that preserve the variance of activations through ReLU layers.

    Normal with mean 0 and variance 2 / fan_in, where fan_in counts the inputs of one output: the
    product of all axes but the first (He et al., 2015, "Delving deep into rectifiers", eq. 10).

    Parameters
    ----------
    shape : tuple of int
        (C_out, C_in / groups, kH, kW) or (outputs, inputs).
    rng : numpy.random.Generator or int
        A generator, which moves on, or the seed of a new one.
    dtype : floating dtype

    Returns
    -------
    ndarray

    Raises
    ------
    ValueError
        If the shape has fewer than two axes or an empty one.
    TypeError
        If a size is not an integer, `dtype` is not floating, or `rng` is neither a generator nor a
        seed.

    Examples
    --------
    >>> he_normal((1000, 200), rng=0).std().round(2)  # sqrt(2 / 200) = 0.1
    np.float32(0.1)
    """
    if not isinstance(shape, tuple | list) or len(shape) < 2:
        raise ValueError(f"shape must have at least two axes, outputs first, got {shape!r}")
    sizes = [whole_number("shape", size, 1) for size in shape]
    kind = as_floating_dtype("dtype", dtype)
    check_holdable("shape", tuple(sizes))
    fan_in = math.prod(sizes[1:])
    weights = random_generator(rng).normal(0, np.sqrt(2 / fan_in), sizes)
    return weights.astype(kind)


class _Affine(Layer):
    """A layer with a weight and, if wanted, a bias."""

    weight: Array
    bias: Array | None
    grad_weight: Array | None = None
    grad_bias: Array | None = None

    def __setattr__(self, name: str, value: Any) -> None:
        # A list, or a kernel without channels, would be found out only when the layer is used.
        old = vars(self).get(name) if name in ("weight", "bias") else None
        if old is not None and (name == "weight" or value is not None):
            value = as_real_array(name, value)
            if value.ndim != old.ndim:
                raise ValueError(
                    f"{name} must have as many axes as that of {self!r}, whose shape is "
                    f"{old.shape}, got shape {value.shape}"
                )
        super().__setattr__(name, value)

    def parameters(self) -> list[Array]:
        """Return [weight] or [weight, bias]."""
        return [self.weight] if self.bias is None else [self.weight, self.bias]

    def gradients(self) -> list[Array]:
        """Return [grad_weight] or [grad_weight, grad_bias]."""
        if self.grad_weight is None or self.grad_bias is None:
            raise RuntimeError(f"{self!r} has no gradients yet: call forward and backward first")
        return [self.grad_weight] if self.bias is None else [self.grad_weight, self.grad_bias]


class Conv2d(_Affine):
    """A convolution layer: see `cnnlab.conv2d`.

    Parameters
    ----------
    in_channels, out_channels : int
    kernel_size, stride, dilation : int or (int, int)
    padding : int, (pH, pW), ((top, bottom), (left, right)), "valid", "same" or "full"
    groups : int
    bias : bool
    padding_mode : {"zeros", "reflect", "replicate", "circular"}
    rng : numpy.random.Generator or int
        Draws the weights, see `he_normal`; biases begin at 0. Give all layers of a network the
        same generator.
    dtype : floating dtype

    Attributes
    ----------
    weight : ndarray, shape (C_out, C_in / groups, kH, kW)
    bias : ndarray, shape (C_out,), or None
    grad_weight, grad_bias : ndarray
        From the last backward pass.
    options : dict
        Stride, padding, dilation, groups and padding_mode, which may be changed.

    Raises
    ------
    ValueError
        If a number is too small, `groups` does not divide both channel counts, or a word is
        unknown.
    TypeError
        If a number is not an integer, `bias` is not a bool, `dtype` is not floating, or `rng` is
        neither a generator nor a seed.

    Examples
    --------
    >>> layer = Conv2d(3, 16, 3, padding=1, rng=0)
    >>> layer(np.zeros((10, 3, 32, 32))).shape, layer.parameter_count
    ((10, 16, 32, 32), 448)
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Size,
        stride: Size = 1,
        padding: Padding = 0,
        dilation: Size = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: PaddingMode = "zeros",
        *,
        rng: np.random.Generator | int,
        dtype: DTypeLike = np.float32,
    ) -> None:
        in_channels = whole_number("in_channels", in_channels, 1)
        out_channels = whole_number("out_channels", out_channels, 1)
        groups = check_groups(groups, in_channels, out_channels)
        size = pair("kernel_size", kernel_size)
        padding_amounts(padding, size, stride, dilation)  # raises if one is wrong
        check_choice("padding_mode", padding_mode, PADDING_MODES)
        self.options: dict[str, Any] = {
            "stride": stride,
            "padding": padding,
            "dilation": dilation,
            "groups": groups,
            "padding_mode": padding_mode,
        }
        kernels = (out_channels, in_channels // groups, *size)
        check_holdable("in_channels, out_channels and kernel_size", kernels)
        self.weight = he_normal(kernels, rng, dtype)
        self.bias = np.zeros(out_channels, dtype) if flag("bias", bias) else None

    @property
    def in_channels(self) -> int:
        """Channels of x."""
        return int(self.weight.shape[1] * self.options["groups"])

    @property
    def out_channels(self) -> int:
        """Channels of the output."""
        return len(self.weight)

    @property
    def kernel_size(self) -> tuple[int, int]:
        """Rows and columns of a kernel."""
        return self.weight.shape[-2], self.weight.shape[-1]

    def forward(self, x: ArrayLike) -> Array:
        """Return `conv2d` of x (N, C_in, H, W) with the layer's weight and bias."""
        self._x = as_batch("x", x)
        return conv2d(self._x, self.weight, self.bias, **self.options)

    def backward(self, grad_output: ArrayLike) -> Array:
        """Return the gradient for x; keep `grad_weight` and `grad_bias`."""
        grad_x, self.grad_weight, self.grad_bias = conv2d_backward(
            grad_output, self._input, self.weight, **self.options
        )
        return grad_x

    def backward_parameters(self, grad_output: ArrayLike) -> None:
        """Keep `grad_weight` and `grad_bias`."""
        self.grad_weight, self.grad_bias = conv2d_backward_parameters(
            grad_output, self._input, self.weight, **self.options
        )

    def __repr__(self) -> str:
        bias = self.bias is not None
        sizes = (self.in_channels, self.out_channels, self.kernel_size)
        return _call(self, *sizes, **self.options, bias=bias)


class LocallyConnected2d(_Affine):
    """A locally connected layer, whose windows share no weights: see `cnnlab.locally_connected2d`.

    It has a kernel and a bias for each output, and so takes images of one size only.

    Parameters
    ----------
    in_channels, out_channels : int
    input_size : int or (int, int)
        Rows and columns of the images.
    kernel_size, stride, dilation : int or (int, int)
    padding : int, (pH, pW), ((top, bottom), (left, right)), "valid", "same" or "full"
    bias : bool
    rng : numpy.random.Generator or int
        Draws the weights, see `he_normal`; biases begin at 0.
    dtype : floating dtype

    Attributes
    ----------
    weight : ndarray, shape (H_out, W_out, C_out, C_in, kH, kW)
    bias : ndarray, shape (C_out, H_out, W_out), or None
    grad_weight, grad_bias : ndarray
        From the last backward pass.

    Raises
    ------
    ValueError
        If a number is too small, or the window does not fit.
    TypeError
        If a number is not an integer, `bias` is not a bool, `dtype` is not floating, or `rng` is
        neither a generator nor a seed.

    Examples
    --------
    >>> layer = LocallyConnected2d(1, 4, 8, 3, rng=0)
    >>> layer(np.zeros((10, 1, 8, 8))).shape, layer.parameter_count  # 36 places, 4 · (9 + 1) each
    ((10, 4, 6, 6), 1440)
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        input_size: Size,
        kernel_size: Size,
        stride: Size = 1,
        padding: Padding = 0,
        dilation: Size = 1,
        bias: bool = True,
        *,
        rng: np.random.Generator | int,
        dtype: DTypeLike = np.float32,
    ) -> None:
        in_channels = whole_number("in_channels", in_channels, 1)
        out_channels = whole_number("out_channels", out_channels, 1)
        self.input_size = pair("input_size", input_size)
        geometry = resolve_geometry(self.input_size, kernel_size, stride, padding, dilation)
        self.options: dict[str, Any] = {
            "stride": stride,
            "padding": padding,
            "dilation": dilation,
        }
        height, width = geometry.output
        kernels = (height * width * out_channels, in_channels, *geometry.kernel)
        check_holdable("in_channels, out_channels, input_size and padding", kernels)
        self.weight = he_normal(kernels, rng, dtype).reshape(
            height, width, out_channels, in_channels, *geometry.kernel
        )
        shape = (out_channels, height, width)
        self.bias = np.zeros(shape, dtype) if flag("bias", bias) else None

    @property
    def in_channels(self) -> int:
        """Channels of x."""
        return int(self.weight.shape[3])

    @property
    def out_channels(self) -> int:
        """Channels of the output."""
        return int(self.weight.shape[2])

    @property
    def kernel_size(self) -> tuple[int, int]:
        """Rows and columns of a kernel."""
        return self.weight.shape[-2], self.weight.shape[-1]

    def forward(self, x: ArrayLike) -> Array:
        """Return `locally_connected2d` of x (N, C_in, H, W) with the layer's weight and bias."""
        self._x = as_batch("x", x)
        return locally_connected2d(self._x, self.weight, self.bias, **self.options)

    def backward(self, grad_output: ArrayLike) -> Array:
        """Return the gradient for x; keep `grad_weight` and `grad_bias`."""
        grad_x, self.grad_weight, self.grad_bias = locally_connected2d_backward(
            grad_output, self._input, self.weight, **self.options
        )
        return grad_x

    def backward_parameters(self, grad_output: ArrayLike) -> None:
        """Keep `grad_weight` and `grad_bias`."""
        self.grad_weight, self.grad_bias = locally_connected2d_backward_parameters(
            grad_output, self._input, self.weight, **self.options
        )

    def __repr__(self) -> str:
        bias = self.bias is not None
        sizes = (self.in_channels, self.out_channels, self.input_size, self.kernel_size)
        return _call(self, *sizes, **self.options, bias=bias)


class Linear(_Affine):
    """A fully connected layer: y = x Wᵀ + b.

    Parameters
    ----------
    inputs, outputs : int
    bias : bool
    rng : numpy.random.Generator or int
        Draws the weights, see `he_normal`; biases begin at 0.
    dtype : floating dtype

    Attributes
    ----------
    weight : ndarray, shape (outputs, inputs)
    bias : ndarray, shape (outputs,), or None
    grad_weight, grad_bias : ndarray
        From the last backward pass.

    Raises
    ------
    ValueError
        If a number is below 1.
    TypeError
        If a number is not an integer, `bias` is not a bool, `dtype` is not floating, or `rng` is
        neither a generator nor a seed.

    Examples
    --------
    >>> layer = Linear(64, 10, rng=0)
    >>> layer(np.zeros((5, 64))).shape, layer.parameter_count
    ((5, 10), 650)
    """

    def __init__(
        self,
        inputs: int,
        outputs: int,
        bias: bool = True,
        *,
        rng: np.random.Generator | int,
        dtype: DTypeLike = np.float32,
    ) -> None:
        inputs = whole_number("inputs", inputs, 1)
        outputs = whole_number("outputs", outputs, 1)
        check_holdable("inputs and outputs", (outputs, inputs))
        self.weight = he_normal((outputs, inputs), rng, dtype)
        self.bias = np.zeros(outputs, dtype) if flag("bias", bias) else None

    @property
    def inputs(self) -> int:
        """How many numbers of an example the layer takes."""
        return int(self.weight.shape[1])

    @property
    def outputs(self) -> int:
        """How many numbers it gives."""
        return len(self.weight)

    def forward(self, x: ArrayLike) -> Array:
        """Return x Wᵀ + b for x of shape (N, inputs)."""
        x = as_real_array("x", x)
        outputs, inputs = self.weight.shape
        if self.bias is not None and np.shape(self.bias) != (outputs,):
            raise ValueError(
                f"bias must have the shape ({outputs},), one number per output, got "
                f"{np.shape(self.bias)}"
            )
        if x.ndim != 2 or x.shape[1] != inputs:
            hint = "; put Flatten() before it" if x.ndim > 2 else ""
            raise ValueError(f"x must have shape (N, {inputs}) for {self!r}, got {x.shape}{hint}")
        self._x = x
        with np.errstate(over="ignore", invalid="ignore"):  # inf and NaN go where they belong
            y = product(x, self.weight.T)
            return y if self.bias is None else y + self.bias

    def backward(self, grad_output: ArrayLike) -> Array:
        """Return grad_output W; keep `grad_weight` = grad_outputᵀ x and `grad_bias`."""
        self.backward_parameters(grad_output)
        with np.errstate(over="ignore", invalid="ignore"):
            return product(as_real_array("grad_output", grad_output), self.weight)

    def backward_parameters(self, grad_output: ArrayLike) -> None:
        """Keep `grad_weight` = grad_outputᵀ x and `grad_bias`."""
        x = self._input
        grad = _gradient_like((len(x), len(self.weight)), grad_output)
        with np.errstate(over="ignore", invalid="ignore"):
            self.grad_weight = product(grad.T, x)
            self.grad_bias = rounded(grad.sum(axis=0, dtype=working_dtype(grad.dtype)), grad.dtype)

    def __repr__(self) -> str:
        return _call(self, self.inputs, self.outputs, bias=self.bias is not None)


class ReLU(Layer):
    """The rectifier max(x, 0), whose gradient at 0 is taken to be 0.

    Examples
    --------
    >>> layer = ReLU()
    >>> layer([-1.0, 0.0, 2.0]), layer.backward([1.0, 1.0, 1.0])
    (array([0., 0., 2.]), array([0., 0., 1.]))
    """

    def forward(self, x: ArrayLike) -> Array:
        """Return max(x, 0), element by element."""
        self._x = as_real_array("x", x)
        return np.asarray(np.maximum(self._x, self._x.dtype.type(0)))

    def backward(self, grad_output: ArrayLike) -> Array:
        """Return the gradient where x was above 0, else 0."""
        grad = _gradient_like(self._input.shape, grad_output)
        return np.where(self._input > 0, grad, grad.dtype.type(0))

    def __repr__(self) -> str:
        return "ReLU()"


class Flatten(Layer):
    """Lay each example's numbers in one row: (N, C, H, W) to (N, C·H·W).

    Examples
    --------
    >>> Flatten()(np.zeros((5, 3, 2, 2))).shape
    (5, 12)
    """

    def forward(self, x: ArrayLike) -> Array:
        """Return x with all axes after the first made one, in row-major order."""
        x = as_real_array("x", x)
        if x.ndim < 1:
            raise ValueError(f"x must have a first axis of examples, got shape {x.shape}")
        self._x = x
        return x.reshape(len(x), math.prod(x.shape[1:]))

    def backward(self, grad_output: ArrayLike) -> Array:
        """Return the gradient in the shape of x."""
        shape = self._input.shape
        return _gradient_like((shape[0], math.prod(shape[1:])), grad_output).reshape(shape)

    def __repr__(self) -> str:
        return "Flatten()"


class MaxPool2d(Layer):
    """A max pooling layer: see `cnnlab.max_pool2d`.

    Parameters
    ----------
    kernel_size, stride, padding, dilation, ceil_mode
        As for `max_pool2d`; the stride is the kernel size by default.

    Raises
    ------
    ValueError
        If a number is too small, or the padding is wider than half a kernel.
    TypeError
        If a number is not an integer, or `ceil_mode` is not a bool.

    Examples
    --------
    >>> MaxPool2d(2)(np.zeros((1, 16, 8, 8))).shape
    (1, 16, 4, 4)
    """

    def __init__(
        self,
        kernel_size: Size,
        stride: Size | None = None,
        padding: Padding = 0,
        dilation: Size = 1,
        ceil_mode: bool = False,
    ) -> None:
        self.kernel_size = _pool_kernel(kernel_size, stride, padding, dilation)
        flag("ceil_mode", ceil_mode)
        self.options: dict[str, Any] = {
            "stride": stride,
            "padding": padding,
            "dilation": dilation,
            "ceil_mode": ceil_mode,
        }

    def forward(self, x: ArrayLike) -> Array:
        """Return `max_pool2d` of x (N, C, H, W)."""
        self._x = as_images("x", x)
        return np.asarray(max_pool2d(self._x, self.kernel_size, **self.options))

    def backward(self, grad_output: ArrayLike) -> Array:
        """Return the gradient for x: all of it to each window's first maximum."""
        return max_pool2d_backward(grad_output, self._input, self.kernel_size, **self.options)

    def __repr__(self) -> str:
        return _call(self, self.kernel_size, **self.options)


class AvgPool2d(Layer):
    """An average pooling layer: see `cnnlab.avg_pool2d`.

    Parameters
    ----------
    kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override
        As for `avg_pool2d`; the stride is the kernel size by default.

    Raises
    ------
    ValueError
        If a number is too small, or the padding is wider than half a kernel.
    TypeError
        If a number is not an integer, or a flag is not a bool.

    Examples
    --------
    >>> AvgPool2d(2)(np.zeros((1, 16, 8, 8))).shape
    (1, 16, 4, 4)
    """

    def __init__(
        self,
        kernel_size: Size,
        stride: Size | None = None,
        padding: Padding = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
        divisor_override: int | None = None,
    ) -> None:
        self.kernel_size = _pool_kernel(kernel_size, stride, padding)
        flag("ceil_mode", ceil_mode)
        flag("count_include_pad", count_include_pad)
        if divisor_override is not None:
            divisor_override = whole_number("divisor_override", divisor_override, 1)
        self.options: dict[str, Any] = {
            "stride": stride,
            "padding": padding,
            "ceil_mode": ceil_mode,
            "count_include_pad": count_include_pad,
            "divisor_override": divisor_override,
        }

    def forward(self, x: ArrayLike) -> Array:
        """Return `avg_pool2d` of x (N, C, H, W)."""
        self._x = as_images("x", x)
        return avg_pool2d(self._x, self.kernel_size, **self.options)

    def backward(self, grad_output: ArrayLike) -> Array:
        """Return the gradient for x: an equal share to each pixel of a window."""
        return avg_pool2d_backward(grad_output, self._input, self.kernel_size, **self.options)

    def __repr__(self) -> str:
        return _call(self, self.kernel_size, **self.options)


class BlurPool2d(Layer):
    """A fixed blur of each channel, of which every `stride`-th pixel is kept.

    The blur takes away what the coarser grid cannot hold (Zhang, 2019, "Making convolutional
    networks shift-invariant again"). It is `cnnlab.kernels.binomial`, with a border of zeros that
    keeps the size if the kernel is odd.

    Parameters
    ----------
    kernel_size : int
    stride : int or (int, int)

    Raises
    ------
    ValueError
        If a number is below 1, or the kernel size above 2000.
    TypeError
        If a number is not an integer.

    Examples
    --------
    >>> BlurPool2d(3, 2)([[[[0, 0, 16, 0]] * 4]])[0, 0]
    array([[0., 6.],
           [0., 8.]])
    """

    def __init__(self, kernel_size: int, stride: Size) -> None:
        self.kernel_size = whole_number("kernel_size", kernel_size, 1, MOST_COEFFICIENTS)
        self.stride = pair("stride", stride)

    @property
    def padding(self) -> int:
        """How wide the border of zeros is, on each side."""
        return (self.kernel_size - 1) // 2

    def _convolution(self) -> tuple[Array, dict[str, Any]]:
        """Return the weight and the options of a convolution that blurs each channel."""
        channels, dtype = self._input.shape[1], floating_dtype(self._input)
        weight = np.tile(binomial(self.kernel_size).astype(dtype), (channels, 1, 1, 1))
        return weight, {"stride": self.stride, "padding": self.padding, "groups": channels}

    def forward(self, x: ArrayLike) -> Array:
        """Return x (N, C, H, W) blurred, with only every `stride`-th row and column."""
        self._x = as_batch("x", x)
        weight, options = self._convolution()
        return conv2d(self._x, weight, **options)

    def backward(self, grad_output: ArrayLike) -> Array:
        """Return the gradient for x: to each pixel of a window by its weight."""
        weight, options = self._convolution()
        return conv2d_backward(grad_output, self._input, weight, **options)[0]

    def __repr__(self) -> str:
        return _call(self, self.kernel_size, self.stride)


class AdaptiveAvgPool2d(Layer):
    """An average pooling layer with a given output size: see `cnnlab.adaptive_avg_pool2d`.

    With output size 1 it is global average pooling.

    Parameters
    ----------
    output_size : int or (int or None, int or None)
        As for `adaptive_avg_pool2d`.

    Raises
    ------
    ValueError
        If a size is below 1.
    TypeError
        If a size is not an integer.

    Examples
    --------
    >>> AdaptiveAvgPool2d(1)(np.zeros((5, 16, 7, 9))).shape
    (5, 16, 1, 1)
    """

    def __init__(self, output_size: OutputSize) -> None:
        self.output_size = check_output_size(output_size)

    def forward(self, x: ArrayLike) -> Array:
        """Return `adaptive_avg_pool2d` of x (N, C, H, W)."""
        self._x = as_images("x", x)
        return adaptive_avg_pool2d(self._x, self.output_size)

    def backward(self, grad_output: ArrayLike) -> Array:
        """Return the gradient for x: an equal share to each pixel of a window."""
        return adaptive_avg_pool2d_backward(grad_output, self._input, self.output_size)

    def __repr__(self) -> str:
        return _call(self, self.output_size)


class AdaptiveMaxPool2d(Layer):
    """A max pooling layer with a given output size: see `cnnlab.adaptive_max_pool2d`.

    With output size 1 it is global max pooling.

    Parameters
    ----------
    output_size : int or (int or None, int or None)
        As for `adaptive_max_pool2d`.

    Raises
    ------
    ValueError
        If a size is below 1.
    TypeError
        If a size is not an integer.

    Examples
    --------
    >>> AdaptiveMaxPool2d(1)(np.zeros((5, 16, 7, 9))).shape
    (5, 16, 1, 1)
    """

    def __init__(self, output_size: OutputSize) -> None:
        self.output_size = check_output_size(output_size)

    def forward(self, x: ArrayLike) -> Array:
        """Return `adaptive_max_pool2d` of x (N, C, H, W)."""
        self._x = as_images("x", x)
        return np.asarray(adaptive_max_pool2d(self._x, self.output_size))

    def backward(self, grad_output: ArrayLike) -> Array:
        """Return the gradient for x: all of it to each window's first maximum."""
        return adaptive_max_pool2d_backward(grad_output, self._input, self.output_size)

    def __repr__(self) -> str:
        return _call(self, self.output_size)


class Sequential(Layer):
    """Layers in a row: each takes the output of the one before.

    Parameters
    ----------
    *layers : Layer

    Raises
    ------
    ValueError
        If a layer appears twice.
    TypeError
        If a layer is not a `Layer`.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> model = Sequential(
    ...     Conv2d(1, 4, 3, rng=rng), ReLU(), MaxPool2d(2), Flatten(), Linear(36, 10, rng=rng)
    ... )
    >>> print(model.summary((1, 8, 8)))
    layer               output  parameters
    Conv2d(1, 4, 3)  4 × 6 × 6          40
    ReLU()           4 × 6 × 6           0
    MaxPool2d(2)     4 × 3 × 3           0
    Flatten()               36           0
    Linear(36, 10)          10         370
    total                              410

    A part of a network is a network with the same weights:

    >>> model[:2](np.zeros((5, 1, 8, 8))).shape
    (5, 4, 6, 6)
    """

    def __init__(self, *layers: Layer) -> None:
        earlier: list[Layer] = []
        for number, layer in enumerate(layers):
            if not isinstance(layer, Layer):
                raise TypeError(
                    f"layers[{number}] must be a Layer, got {layer!r} of type "
                    f"{type(layer).__name__}"
                )
            inner = list(_all_layers(layer))
            for each in inner:
                if any(each is other for other in earlier):
                    place = f"layers[{number}] " + ("" if each is layer else "holds ")
                    raise ValueError(
                        f"{place}{each!r}{'' if each is layer else ', which'} is in the network "
                        "already: a layer remembers one input, so make a new one for each place"
                    )
            earlier += inner
        self.layers = layers

    def forward(self, x: ArrayLike) -> Array:
        """Send x through all layers."""
        y = as_real_array("x", x)
        for layer in self.layers:
            y = layer.forward(y)
        return y

    def backward(self, grad_output: ArrayLike) -> Array:
        """Send the gradient back through all layers, the last one first: the chain rule."""
        grad = as_real_array("grad_output", grad_output)
        for layer in reversed(self.layers):
            grad = layer.backward(grad)
        return grad

    def backward_parameters(self, grad_output: ArrayLike) -> None:
        """Send the gradient back as far as the first layer that learns something."""
        grad = as_real_array("grad_output", grad_output)
        learning = [number for number, layer in enumerate(self.layers) if layer.parameters()]
        if learning:
            for layer in reversed(self.layers[learning[0] + 1 :]):
                grad = layer.backward(grad)
            self.layers[learning[0]].backward_parameters(grad)

    def parameters(self) -> list[Array]:
        """Return the parameters of all layers, first layer first."""
        return [parameter for layer in self.layers for parameter in layer.parameters()]

    def gradients(self) -> list[Array]:
        """Return the gradients of all layers, in the order of `parameters`."""
        return [gradient for layer in self.layers for gradient in layer.gradients()]

    def summary(self, shape: Sequence[int]) -> str:
        """Return a table of the layers: output shapes and numbers of parameters.

        One example of zeros goes through the network to find the shapes. It goes through copies of
        the layers, so that these remember what they have seen.

        Parameters
        ----------
        shape : sequence of int
            The shape of one example, as (C, H, W).

        Returns
        -------
        str

        Raises
        ------
        ValueError
            If a size is below 1, or a layer does not fit what comes before it.
        TypeError
            If `shape` is not a sequence of integers.

        Examples
        --------
        >>> network = Sequential(Conv2d(1, 4, 3, rng=0), Flatten(), Linear(144, 10, rng=0))
        >>> print(network.summary((1, 8, 8)))
        layer               output  parameters
        Conv2d(1, 4, 3)  4 × 6 × 6          40
        Flatten()              144           0
        Linear(144, 10)         10       1,450
        total                            1,490
        """
        if not isinstance(shape, Sequence):
            raise TypeError(f"shape must be one example's, as (C, H, W), got {shape!r}")
        one = (1, *(whole_number("shape", size, 1) for size in shape))
        check_holdable("shape", one)
        x: Array = np.zeros(one)
        rows = [("layer", "output", "parameters")]
        for layer in deepcopy(self.layers):
            x = layer.forward(x)
            output = " × ".join(str(n) for n in x.shape[1:])
            rows.append((repr(layer), output, f"{layer.parameter_count:,}"))
        rows.append(("total", "", f"{self.parameter_count:,}"))
        first, second, third = (max(map(len, column)) for column in zip(*rows, strict=True))
        return "\n".join(f"{a:<{first}}  {b:>{second}}  {c:>{third}}" for a, b, c in rows)

    def __len__(self) -> int:
        return len(self.layers)

    @overload
    def __getitem__(self, index: int) -> Layer: ...
    @overload
    def __getitem__(self, index: slice) -> "Sequential": ...
    def __getitem__(self, index: int | slice) -> Layer:
        if isinstance(index, slice):
            return Sequential(*self.layers[index])
        number = integer("index", index)
        if not -len(self) <= number < len(self):
            raise IndexError(f"index must be in range for {len(self)} layers, got {number}")
        return self.layers[number]

    def __repr__(self) -> str:
        return f"Sequential({', '.join(map(repr, self.layers))})"


def _all_layers(layer: Layer) -> Iterator[Layer]:
    """Yield a layer and, if it is a network, all that are in it."""
    yield layer
    if isinstance(layer, Sequential):
        for inner in layer.layers:
            yield from _all_layers(inner)


def _pool_kernel(
    kernel_size: Size, stride: Size | None, padding: Padding, dilation: Size = 1
) -> tuple[int, int]:
    """Return a pool's kernel size for both axes, checked with its stride, padding and dilation."""
    kernel = pair("kernel_size", kernel_size)
    amounts = padding_amounts(padding, kernel, pool_stride(kernel, stride), dilation)
    check_pool_padding(amounts, kernel, padding, kernel_size)
    return kernel


def _call(layer: Layer, *sizes: Any, **options: Any) -> str:
    """Write the call that makes a layer, leaving out the options that have their default."""
    defaults = signature(type(layer)).parameters
    shown = [str(n[0] if isinstance(n, tuple) and n[0] == n[1] else n) for n in sizes]
    shown += [f"{k}={value!r}" for k, value in options.items() if value != defaults[k].default]
    return f"{type(layer).__name__}({', '.join(shown)})"


def _gradient_like(shape: tuple[int, ...], grad_output: ArrayLike) -> Array:
    """Return `grad_output` as a floating array of the output's shape."""
    grad = as_gradient(grad_output, shape)
    return grad.astype(floating_dtype(grad), copy=False)
