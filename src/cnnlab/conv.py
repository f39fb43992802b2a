"""The convolution layer and its gradients, its transpose, and the layer with nothing shared.

"Convolution" in a layer's name means cross-correlation, as in every framework: the kernel slides
as it is. `cnnlab.convolve2d` is the one that flips it by 180 degrees first.

Layers take batches, (N, C, H, W), and nothing else, so that an axis always means the same thing:
x[None] makes one image (C, H, W) a batch. A sequence (N, C, L) is an image of one row,
x[:, :, None], with kernels (C_out, C_in / groups, 1, k).
"""

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from cnnlab.checks import (
    Array,
    as_batch,
    as_gradient,
    as_real_array,
    channels_last_hint,
    check_choice,
    check_groups,
    floating_dtype,
    rounded,
    whole_number,
    working_dtype,
)
from cnnlab.methods import fast, method_named
from cnnlab.padding import PADDING_MODES, PaddingMode, add_border
from cnnlab.shapes import Geometry, Padding, Size, array_geometry, transposed_geometry
from cnnlab.windows import fold_window_rows, view_windows

__all__ = [
    "conv2d",
    "conv2d_backward",
    "conv_transpose2d",
    "locally_connected2d",
    "locally_connected2d_backward",
]

KERNELS = "(C_out, C_in / groups, kH, kW)"
_HINTS = {  # how kernels with fewer axes become a layer's weight
    2: "; weight[None, None] makes a kernel (kH, kW) a weight for one channel",
    3: "; weight[:, None] puts the missing axis second, weight[None] first",
}


def conv2d(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    stride: Size = 1,
    padding: Padding = 0,
    dilation: Size = 1,
    groups: int = 1,
    padding_mode: PaddingMode = "zeros",
    method: str = "auto",
) -> Array:
    r"""Correlate a batch of images with a bank of kernels: the layer that CNNs are named after.

    .. math::
        y[n, o, i, j] = \text{bias}[o] + \sum_{c, a, b} w[o, c, a, b]\;
        x[n, c, i s_H + a d_H,\; j s_W + b d_W]

    where x is padded. With groups, output channel o reads only the C_in/groups input channels of
    its own group.

    Parameters
    ----------
    x : array_like, shape (N, C_in, H, W)
    weight : array_like, shape (C_out, C_in / groups, kH, kW)
    bias : array_like, shape (C_out,), optional
    stride, dilation : int or (int, int)
    padding : int, (pH, pW), ((top, bottom), (left, right)), "valid", "same" or "full"
    groups : int
        Must divide C_in and C_out; C_in for a depthwise convolution.
    padding_mode : {"zeros", "reflect", "replicate", "circular"}
    method : {"auto", "loop", "im2col"}
        "loop" is the definition, one window at a time: see `cnnlab.methods.loop`. "im2col" is one
        matrix product with the windows as rows: see `cnnlab.methods.im2col`. "auto" is the fastest
        that we know for the shape: see `cnnlab.methods.fast`. For 3×3 kernels and many channels
        that is Winograd's method, whose rounding errors are a few times larger, and relative to the
        largest number near a window, not only in it: see `cnnlab.methods.fast.winograd`. It is not
        used where a pixel is a hundred times larger than the rest of its image, or a weight than
        the rest of its kernel.

    Returns
    -------
    ndarray, shape (N, C_out, H_out, W_out)
        NumPy's result dtype for floats; float64 for bools and integers; float16 is added up in
        float32.

    Raises
    ------
    ValueError
        If shapes do not fit together or a number is out of range.
    TypeError
        If an array does not hold real numbers or a number is not an integer.

    Examples
    --------
    >>> x = np.arange(9.0).reshape(1, 1, 3, 3)
    >>> conv2d(x, np.ones((1, 1, 2, 2)), bias=[0.5])
    array([[[[ 8.5, 12.5],
             [20.5, 24.5]]]])
    """
    x, weight, geometry, groups = _layer(x, weight, stride, padding, dilation, groups, padding_mode)
    biases = _biases(bias, weight.shape[:1], "output channel")
    (x, weight, *biases), dtype = _to_add_up(x, weight, *biases)
    with np.errstate(over="ignore", invalid="ignore"):  # inf and NaN go where they belong
        y: Array = method_named(method).forward(x, weight, geometry, groups, padding_mode)
        for each in biases:
            y += each[:, None, None]
    return rounded(y, dtype)


def conv2d_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    weight: ArrayLike,
    stride: Size = 1,
    padding: Padding = 0,
    dilation: Size = 1,
    groups: int = 1,
    padding_mode: PaddingMode = "zeros",
    method: str = "auto",
) -> tuple[Array, Array, Array]:
    """Send the gradient of a loss back through `conv2d`.

    Parameters
    ----------
    grad_output : array_like, shape (N, C_out, H_out, W_out)
        The loss's derivative with respect to `conv2d`'s result.
    x, weight, stride, padding, dilation, groups, padding_mode, method
        As they were given to `conv2d`.

    Returns
    -------
    grad_x : ndarray, shape of `x`
    grad_weight : ndarray, shape of `weight`
    grad_bias : ndarray, shape (C_out,)

    Raises
    ------
    ValueError, TypeError
        As `conv2d`, and if `grad_output` does not have the shape of its result.

    Examples
    --------
    >>> x = np.arange(9.0).reshape(1, 1, 3, 3)
    >>> grad_x, grad_w, grad_b = conv2d_backward(np.ones((1, 1, 2, 2)), x, np.ones((1, 1, 2, 2)))
    >>> grad_w[0, 0], grad_b
    (array([[ 8., 12.],
           [20., 24.]]), array([4.]))
    """
    grad, x, weight, geometry, groups, dtype = _layer_backward(
        grad_output, x, weight, stride, padding, dilation, groups, padding_mode
    )
    with np.errstate(over="ignore", invalid="ignore"):
        grad_x = method_named(method).input_gradient(grad, weight, geometry, groups, padding_mode)
    grad_weight, grad_bias = _parameter_gradients(grad, x, geometry, groups, padding_mode, method)
    return rounded(grad_x, dtype), rounded(grad_weight, dtype), rounded(grad_bias, dtype)


def conv2d_backward_parameters(
    grad_output: ArrayLike,
    x: ArrayLike,
    weight: ArrayLike,
    stride: Size = 1,
    padding: Padding = 0,
    dilation: Size = 1,
    groups: int = 1,
    padding_mode: PaddingMode = "zeros",
    method: str = "auto",
) -> tuple[Array, Array]:
    """Return what `conv2d_backward` does except grad_x, which a first layer has no use for.

    Parameters
    ----------
    grad_output, x, weight, stride, padding, dilation, groups, padding_mode, method
        As for `conv2d_backward`.

    Returns
    -------
    grad_weight : ndarray, shape of `weight`
    grad_bias : ndarray, shape (C_out,)

    Raises
    ------
    ValueError, TypeError
        As `conv2d_backward`.

    Examples
    --------
    >>> x = np.arange(9.0).reshape(1, 1, 3, 3)
    >>> grad_w, grad_b = conv2d_backward_parameters(np.ones((1, 1, 2, 2)), x, np.ones((1, 1, 2, 2)))
    >>> grad_w[0, 0], grad_b
    (array([[ 8., 12.],
           [20., 24.]]), array([4.]))
    """
    grad, x, _, geometry, groups, dtype = _layer_backward(
        grad_output, x, weight, stride, padding, dilation, groups, padding_mode
    )
    grad_weight, grad_bias = _parameter_gradients(grad, x, geometry, groups, padding_mode, method)
    return rounded(grad_weight, dtype), rounded(grad_bias, dtype)


def conv_transpose2d(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    stride: Size = 1,
    padding: Padding = 0,
    output_padding: Size = 0,
    groups: int = 1,
    dilation: Size = 1,
) -> Array:
    r"""Apply the adjoint of `conv2d`: the map that its backward pass applies to a gradient.

    Each input pixel lays down the whole kernel, times its value, at i·s; overlaps add up. For
    the same weight, stride, padding and dilation,
    :math:`\langle \mathrm{conv}(u), x \rangle = \langle u, \mathrm{conv}^T(x) \rangle`.

    Parameters
    ----------
    x : array_like, shape (N, C_in, H, W)
    weight : array_like, shape (C_in, C_out / groups, kH, kW)
        The weight of the convolution whose adjoint this is: its outputs are our inputs.
    bias : array_like, shape (C_out,), optional
    stride, dilation : int or (int, int)
    padding : int, (pH, pW), ((top, bottom), (left, right)), "valid", "same" or "full"
        The convolution's: it is cut off the result.
    output_padding : int or (int, int)
        Rows and columns added at the end, to choose among the sizes that a strided convolution
        maps to H and W. Less than the larger of stride and dilation.
    groups : int

    Returns
    -------
    ndarray, shape (N, C_out, H_out, W_out)
        H_out = (H − 1)·s − padding + d(k − 1) + 1 + output_padding.

    Raises
    ------
    ValueError
        If shapes do not fit together, a number is out of range, or nothing is left.
    TypeError
        If an array does not hold real numbers or a number is not an integer.

    References
    ----------
    Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", 2016, chapter 4.

    Examples
    --------
    >>> conv_transpose2d([[[[1, 2]]]], [[[[1, 10]]]], stride=2)
    array([[[[ 1., 10.,  2., 20.]]]])
    """
    x = as_batch("x", x)
    weight = as_real_array("weight", weight, 4, "(C_in, C_out / groups, kH, kW)", _HINTS)
    if 0 in weight.shape:
        raise ValueError(f"weight must not be empty, got shape {weight.shape}")
    groups = whole_number("groups", groups, 1)
    if weight.shape[0] != x.shape[1]:
        raise ValueError(
            f"weight must have one kernel per input channel: x {x.shape} has {x.shape[1]} "
            f"channels, weight {weight.shape} has {weight.shape[0]}"
        )
    channels = weight.shape[1] * groups
    check_groups(groups, x.shape[1], channels)
    geometry = transposed_geometry(x, weight, stride, padding, output_padding, dilation)
    biases = _biases(bias, (channels,), "output channel")
    (x, weight, *biases), dtype = _to_add_up(x, weight, *biases)
    with np.errstate(over="ignore", invalid="ignore"):
        y = fast.input_gradient(x, weight, geometry, groups, "zeros")
        for each in biases:
            y += each[:, None, None]
    return rounded(y, dtype)


def locally_connected2d(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    stride: Size = 1,
    padding: Padding = 0,
    dilation: Size = 1,
) -> Array:
    """Slide a window as `conv2d` does, but with a kernel of its own for each position.

    Parameters
    ----------
    x : array_like, shape (N, C_in, H, W)
    weight : array_like, shape (H_out, W_out, C_out, C_in, kH, kW)
        If all weight[i, j] are equal, the result is `conv2d`'s.
    bias : array_like, shape (C_out, H_out, W_out), optional
    stride, dilation : int or (int, int)
    padding : int, (pH, pW), ((top, bottom), (left, right)), "valid", "same" or "full"
        Zeros.

    Returns
    -------
    ndarray, shape (N, C_out, H_out, W_out)

    Raises
    ------
    ValueError
        If shapes do not fit together or a number is out of range.
    TypeError
        If an array does not hold real numbers or a number is not an integer.

    Examples
    --------
    >>> weight = np.arange(1.0, 4.0).reshape(1, 3, 1, 1, 1, 1)  # three positions, three kernels
    >>> locally_connected2d([[[[10, 10, 10]]]], weight)
    array([[[[10., 20., 30.]]]])
    """
    x, weight, geometry = _untied(x, weight, stride, padding, dilation)
    outputs = (weight.shape[2], *geometry.output)
    biases = _biases(bias, outputs, "output (C_out, H_out, W_out)")
    (x, weight, *biases), dtype = _to_add_up(x, weight, *biases)
    windows = _windows_by_place(x, geometry)
    with np.errstate(over="ignore", invalid="ignore"):
        y: Array = np.ascontiguousarray((_kernel_rows(weight) @ windows).transpose(3, 2, 0, 1))
        for each in biases:
            y += each
    return rounded(y, dtype)


def locally_connected2d_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    weight: ArrayLike,
    stride: Size = 1,
    padding: Padding = 0,
    dilation: Size = 1,
) -> tuple[Array, Array, Array]:
    """Send the gradient of a loss back through `locally_connected2d`.

    Parameters
    ----------
    grad_output : array_like, shape (N, C_out, H_out, W_out)
        The loss's derivative with respect to `locally_connected2d`'s result.
    x, weight, stride, padding, dilation
        As they were given to `locally_connected2d`.

    Returns
    -------
    grad_x : ndarray, shape of `x`
    grad_weight : ndarray, shape of `weight`
    grad_bias : ndarray, shape (C_out, H_out, W_out)

    Raises
    ------
    ValueError, TypeError
        As `locally_connected2d`, and if `grad_output` does not have the shape of its result.

    Examples
    --------
    >>> x, weight = [[[[1, 2, 3]]]], np.ones((1, 3, 1, 1, 1, 1))
    >>> _, grad_weight, _ = locally_connected2d_backward([[[[10, 10, 10]]]], x, weight)
    >>> grad_weight.ravel()  # a convolution would add them up
    array([10., 20., 30.])
    """
    outputs, x, weight, geometry, dtype = _untied_backward(
        grad_output, x, weight, stride, padding, dilation
    )
    with np.errstate(over="ignore", invalid="ignore"):
        grad_windows = (_kernel_rows(weight).swapaxes(2, 3) @ outputs).transpose(3, 0, 1, 2)
        grad_x = fold_window_rows(grad_windows, x.shape[1], geometry, "zeros")
    grad_weight, grad_bias = _untied_parameter_gradients(outputs, x, weight.shape, geometry)
    return rounded(grad_x, dtype), rounded(grad_weight, dtype), rounded(grad_bias, dtype)


def locally_connected2d_backward_parameters(
    grad_output: ArrayLike,
    x: ArrayLike,
    weight: ArrayLike,
    stride: Size = 1,
    padding: Padding = 0,
    dilation: Size = 1,
) -> tuple[Array, Array]:
    """Return what `locally_connected2d_backward` does except grad_x.

    Parameters
    ----------
    grad_output, x, weight, stride, padding, dilation
        As for `locally_connected2d_backward`.

    Returns
    -------
    grad_weight : ndarray, shape of `weight`
    grad_bias : ndarray, shape (C_out, H_out, W_out)

    Raises
    ------
    ValueError, TypeError
        As `locally_connected2d_backward`.

    Examples
    --------
    >>> x, weight = [[[[1, 2, 3]]]], np.ones((1, 3, 1, 1, 1, 1))
    >>> locally_connected2d_backward_parameters([[[[10, 10, 10]]]], x, weight)[0].ravel()
    array([10., 20., 30.])
    """
    outputs, x, weight, geometry, dtype = _untied_backward(
        grad_output, x, weight, stride, padding, dilation
    )
    grad_weight, grad_bias = _untied_parameter_gradients(outputs, x, weight.shape, geometry)
    return rounded(grad_weight, dtype), rounded(grad_bias, dtype)


def _untied(
    x: ArrayLike, weight: ArrayLike, stride: Size, padding: Padding, dilation: Size
) -> tuple[Array, Array, Geometry]:
    """Check the arguments that `locally_connected2d` and its backward pass share."""
    x = as_batch("x", x)
    weight = as_real_array("weight", weight, 6, "(H_out, W_out, C_out, C_in, kH, kW)")
    geometry = array_geometry(x, weight, "x", "weight", stride, padding, dilation)
    height, width, c_out, c_in, *_ = weight.shape
    if (height, width, c_in) != (*geometry.output, x.shape[1]):
        raise ValueError(
            f"weight must have the shape (H_out, W_out, C_out, C_in, kH, kW) = "
            f"{(*geometry.output, c_out, x.shape[1], *geometry.kernel)} for x {x.shape}, got "
            f"{weight.shape}"
        )
    return x, weight, geometry


def _untied_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    weight: ArrayLike,
    stride: Size,
    padding: Padding,
    dilation: Size,
) -> tuple[Array, Array, Array, Geometry, np.dtype[Any]]:
    """Check a backward pass's arguments; return the arrays to add up, and the dtype to round to.

    The gradient is returned place by place: (H_out, W_out, C_out, N).
    """
    x, weight, geometry = _untied(x, weight, stride, padding, dilation)
    grad = as_gradient(grad_output, (x.shape[0], weight.shape[2], *geometry.output))
    (grad, x, weight), dtype = _to_add_up(grad, x, weight)
    return np.ascontiguousarray(grad.transpose(2, 3, 1, 0)), x, weight, geometry, dtype


def _untied_parameter_gradients(
    outputs: Array, x: Array, shape: tuple[int, ...], geometry: Geometry
) -> tuple[Array, Array]:
    """Return the gradients for the weight, of this shape, and the bias, from checked arrays."""
    with np.errstate(over="ignore", invalid="ignore"):
        grad_kernels = outputs @ _windows_by_place(x, geometry).swapaxes(2, 3)
        return grad_kernels.reshape(shape), outputs.sum(axis=3).transpose(2, 0, 1)


def _windows_by_place(x: Array, geometry: Geometry) -> Array:
    """Return a matrix for each place, with a column per image: (H_out, W_out, C·kH·kW, N)."""
    padded = add_border(x, geometry.padding, "zeros")
    windows = view_windows(padded, geometry.kernel, geometry.stride, geometry.dilation)
    taps = x.shape[1] * math.prod(geometry.kernel)
    return windows.transpose(2, 3, 1, 4, 5, 0).reshape(*geometry.output, taps, len(x))


def _kernel_rows(weight: Array) -> Array:
    """Return a matrix for each place, with a row per kernel: (H_out, W_out, C_out, C·kH·kW)."""
    return weight.reshape(*weight.shape[:3], math.prod(weight.shape[3:]))


def _layer(
    x: ArrayLike,
    weight: ArrayLike,
    stride: Size,
    padding: Padding,
    dilation: Size,
    groups: int,
    padding_mode: str,
) -> tuple[Array, Array, Geometry, int]:
    """Check the arguments that `conv2d` and its backward pass share."""
    x = as_batch("x", x)
    weight = as_real_array("weight", weight, 4, KERNELS, _HINTS)
    groups = check_groups(groups, x.shape[1], weight.shape[0])
    if x.shape[1] != weight.shape[1] * groups:
        raise ValueError(
            f"weight must have the shape {KERNELS} = ({weight.shape[0]}, {x.shape[1]} / {groups}, "
            f"...) for x with {x.shape[1]} channels and groups {groups}, got weight "
            f"{weight.shape} for x {x.shape}{channels_last_hint('x', x.shape)}"
        )
    check_choice("padding_mode", padding_mode, PADDING_MODES)
    geometry = array_geometry(x, weight, "x", "weight", stride, padding, dilation)
    return x, weight, geometry, groups


def _layer_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    weight: ArrayLike,
    stride: Size,
    padding: Padding,
    dilation: Size,
    groups: int,
    padding_mode: str,
) -> tuple[Array, Array, Array, Geometry, int, np.dtype[Any]]:
    """Check a backward pass's arguments; return the arrays to add up, and the dtype to round to."""
    x, weight, geometry, groups = _layer(x, weight, stride, padding, dilation, groups, padding_mode)
    grad = as_gradient(grad_output, (x.shape[0], weight.shape[0], *geometry.output))
    (grad, x, weight), dtype = _to_add_up(grad, x, weight)
    return grad, x, weight, geometry, groups, dtype


def _parameter_gradients(
    grad: Array, x: Array, geometry: Geometry, groups: int, mode: PaddingMode, method: str
) -> tuple[Array, Array]:
    """Return the gradients for the weight and the bias, from checked arrays."""
    with np.errstate(over="ignore", invalid="ignore"):
        grad_weight = method_named(method).weight_gradient(grad, x, geometry, groups, mode)
        return grad_weight, fast.channel_sums(grad)


def _to_add_up(*arrays: Array) -> tuple[list[Array], np.dtype[Any]]:
    """Return arrays in the dtype to add them up in, and the dtype to round to."""
    dtype = floating_dtype(*arrays)
    sum_dtype = working_dtype(dtype)
    return [array.astype(sum_dtype, copy=False) for array in arrays], dtype


def _biases(bias: ArrayLike | None, shape: tuple[int, ...], each: str) -> list[Array]:
    """Return the bias, checked, as a list: empty for a layer without one."""
    if bias is None:
        return []
    bias = as_real_array("bias", bias)
    if bias.shape != shape:
        raise ValueError(
            f"bias must have the shape {shape}, one number per {each}, got {bias.shape}"
        )
    return [bias]
