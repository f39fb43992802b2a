"""Convolution: one image and one kernel, layers of many, their gradients and the transpose.

"Convolution" in a layer's name means cross-correlation, as in every framework: the kernel slides
as it is. `convolve2d` is the one that flips it by 180 degrees first.
"""

from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike

from cnnlab import columns, fast, loop
from cnnlab.arrays import Array, as_real_array, exact_dtype, floating_dtype, working_dtype
from cnnlab.shapes import (
    Geometry,
    Padding,
    PaddingMode,
    Size,
    check_groups,
    geometry,
    padding_amounts,
    pair,
    whole_number,
)
from cnnlab.windows import (
    IMAGES,
    check_padding_mode,
    pad,
    tap_view,
    window_view,
)

KERNELS = "(C_out, C_in / groups, kH, kW)"


# --- one image, one kernel ----------------------------------------------------------------------


def correlate2d(
    image: ArrayLike,
    kernel: ArrayLike,
    stride: Size = 1,
    padding: Padding = "valid",
    dilation: Size = 1,
    padding_mode: PaddingMode = "zeros",
) -> Array:
    r"""Slide a kernel over an image; multiply and sum under it.

    .. math:: y[i, j] = \sum_{a, b} k[a, b]\; x[i s_H + a d_H,\; j s_W + b d_W]

    where x is the padded image.

    Parameters
    ----------
    image : array_like, shape (H, W)
    kernel : array_like, shape (kH, kW)
    stride, dilation : int or (int, int)
    padding : int, (pH, pW), ((top, bottom), (left, right)), "valid", "same" or "full"
        "same" puts the odd pixel of an even kernel at the end, as PyTorch does and SciPy does not.
    padding_mode : {"zeros", "reflect", "replicate", "circular"}

    Returns
    -------
    ndarray, shape (H_out, W_out)
        NumPy's result dtype for floats. Bools and integers give exact int64. A large separable
        kernel (see `separate`) is slid as a column and a row, which rounds a little differently.

    Raises
    ------
    ValueError
        If an argument has not two axes, the kernel is larger than the padded image, or integer
        sums could pass the range of int64.
    TypeError
        If an argument does not hold real numbers.

    Examples
    --------
    >>> correlate2d([[1, 2, 3], [4, 5, 6]], [[1, 2]])
    array([[ 5,  8],
           [14, 17]])
    """
    image = as_real_array("image", image, 2, "(H, W)")
    kernel = as_real_array("kernel", kernel, 2, "(kH, kW)")
    slide = _geometry(image, kernel, "image", "kernel", stride, padding, dilation)
    check_padding_mode("padding_mode", padding_mode)
    dtype = exact_dtype(image, kernel)
    if dtype.kind == "i":
        _check_integer_range(image, kernel)
    work = working_dtype(dtype)
    padded = pad(image, slide.padding, padding_mode).astype(work, copy=False)
    with np.errstate(over="ignore", invalid="ignore"):  # inf and NaN go where they belong
        total = _slide(padded, kernel.astype(work), slide.stride, slide.dilation)
    return total.astype(dtype, copy=False)


def _slide(
    padded: Array, kernel: Array, stride: tuple[int, int], dilation: tuple[int, int]
) -> Array:
    """Apply the formula to all outputs at once, one kernel tap after the other.

    A kernel that a column and a row make up, and that two passes do in half the steps, is slid in
    two passes. Integers are not: their quotients would not be whole.
    """
    if 2 * sum(kernel.shape) <= kernel.size and kernel.dtype.kind == "f" and is_separable(kernel):
        column, row = separate(kernel)
        down = _slide(padded, column[:, None], (stride[0], 1), (dilation[0], 1))
        return _slide(down, row[None], (1, stride[1]), (1, dilation[1]))
    slide = geometry(padded.shape, kernel.shape, stride, 0, dilation)
    total = np.zeros(slide.output, dtype=padded.dtype)
    for a, b in np.ndindex(*slide.kernel):
        total += kernel[a, b] * tap_view(padded, slide, a, b)
    return total


def convolve2d(
    image: ArrayLike,
    kernel: ArrayLike,
    stride: Size = 1,
    padding: Padding = "valid",
    dilation: Size = 1,
    padding_mode: PaddingMode = "zeros",
) -> Array:
    """Convolve: flip the kernel along both axes (a turn by 180 degrees), then correlate.

    Arguments, result and errors are those of `correlate2d`. With padding "full" the operation
    commutes, which correlation does not.

    Examples
    --------
    >>> convolve2d([[1, 2, 3], [4, 5, 6]], [[1, 2]])
    array([[ 4,  7],
           [13, 16]])
    """
    kernel = as_real_array("kernel", kernel, 2, "(kH, kW)")
    return correlate2d(image, kernel[::-1, ::-1], stride, padding, dilation, padding_mode)


def separate(kernel: ArrayLike) -> tuple[Array, Array]:
    """Split a kernel of rank 1 into a column and a row whose outer product it is.

    Sliding the column and then the row takes kH + kW multiplications per pixel instead of kH·kW.

    Parameters
    ----------
    kernel : array_like, shape (kH, kW)

    Returns
    -------
    column : ndarray, shape (kH,)
        The kernel's column through its largest entry.
    row : ndarray, shape (kW,)
        The row through that entry, divided by it.

    Raises
    ------
    ValueError
        If the outer product differs from the kernel by more than rounding, 8 eps of the largest
        entry.

    Examples
    --------
    >>> separate([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    (array([-1., -2., -1.]), array([ 1., -0., -1.]))
    """
    kernel = as_real_array("kernel", kernel, 2, "(kH, kW)")
    _geometry(kernel, kernel, "kernel", "kernel")
    kernel = kernel.astype(working_dtype(floating_dtype(kernel)))
    i, j = np.unravel_index(np.abs(kernel).argmax(), kernel.shape)
    pivot = kernel[i, j]
    with np.errstate(over="ignore", invalid="ignore"):  # inf and NaN are no outer product
        column, row = kernel[:, j], kernel[i] / (pivot if pivot else 1)
        error = np.abs(np.outer(column, row) - kernel).max()
    if not error <= 8 * np.finfo(kernel.dtype).eps * abs(pivot):
        raise ValueError(
            f"kernel of shape {kernel.shape} is not an outer product of a column and a row: the "
            f"nearest through its largest entry {pivot:g} is off by {error:g}"
        )
    return column, row


def is_separable(kernel: ArrayLike) -> bool:
    """Say whether a kernel is the outer product of a column and a row: see `separate`.

    Examples
    --------
    >>> is_separable([[1, 2, 1], [2, 4, 2], [1, 2, 1]]), is_separable([[0, 1, 0], [1, -4, 1]])
    (True, False)
    """
    kernel = as_real_array("kernel", kernel, 2, "(kH, kW)")
    try:
        separate(kernel)
    except ValueError:
        return False
    return True


# --- layers -------------------------------------------------------------------------------------


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
        y[n, o, i, j] = b[o] + \sum_{c, a, b} w[o, c, a, b]\;
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
        "loop" is the definition, one window at a time: see `cnnlab.loop`. "im2col" is one matrix
        product with the windows as rows: see `cnnlab.columns`. "auto" is the fastest that we know
        for the shape: see `cnnlab.fast`. For 3×3 kernels and many channels that is Winograd's
        method, whose rounding errors are a few times larger: see `cnnlab.winograd`.

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
    x, weight, slide = _layer(x, weight, stride, padding, dilation, groups, padding_mode)
    if bias is not None:
        bias = _bias(bias, weight.shape[0])
    dtype = floating_dtype(x, weight) if bias is None else floating_dtype(x, weight, bias)
    work = working_dtype(dtype)
    x, weight = x.astype(work, copy=False), weight.astype(work, copy=False)
    with np.errstate(over="ignore", invalid="ignore"):  # inf and NaN go where they belong
        y = _method(method).forward(x, weight, slide, groups, padding_mode)
        if bias is not None:
            y += bias.astype(work)[:, None, None]
    return y.astype(dtype, copy=False)


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
        As `conv2d`, and if `grad_output` has not the shape of its result.

    Examples
    --------
    >>> x = np.arange(9.0).reshape(1, 1, 3, 3)
    >>> grad_x, grad_w, grad_b = conv2d_backward(np.ones((1, 1, 2, 2)), x, np.ones((1, 1, 2, 2)))
    >>> grad_w[0, 0], grad_b
    (array([[ 8., 12.],
           [20., 24.]]), array([4.]))
    """
    x, weight, slide = _layer(x, weight, stride, padding, dilation, groups, padding_mode)
    grad = as_real_array("grad_output", grad_output, 4, "(N, C_out, H_out, W_out)")
    expected = (x.shape[0], weight.shape[0], *slide.output)
    if grad.shape != expected:
        raise ValueError(
            f"grad_output must have the shape {expected} of the output, got {grad.shape}"
        )
    dtype = floating_dtype(grad, x, weight)
    work = working_dtype(dtype)
    grad, x, weight = (array.astype(work, copy=False) for array in (grad, x, weight))
    compute = _method(method)
    with np.errstate(over="ignore", invalid="ignore"):
        grad_x = compute.input_gradient(grad, weight, slide, groups, padding_mode)
        grad_weight = compute.weight_gradient(grad, x, slide, groups, padding_mode)
        grad_bias = fast.channel_sums(grad)
    return (
        grad_x.astype(dtype, copy=False),
        grad_weight.astype(dtype, copy=False),
        grad_bias.astype(dtype, copy=False),
    )


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
        maps to H and W. Less than the stride or the dilation.
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
    x = as_real_array("x", x, 4, IMAGES)
    weight = as_real_array("weight", weight, 4, "(C_in, C_out / groups, kH, kW)")
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
    slide = _transposed_geometry(
        x.shape, weight.shape, pair("stride", stride), padding, output_padding, dilation
    )
    if bias is not None:
        bias = _bias(bias, channels)
    dtype = floating_dtype(x, weight) if bias is None else floating_dtype(x, weight, bias)
    work = working_dtype(dtype)
    with np.errstate(over="ignore", invalid="ignore"):
        y = fast.input_gradient(
            x.astype(work, copy=False), weight.astype(work, copy=False), slide, groups, "zeros"
        )
        if bias is not None:
            y += bias.astype(work)[:, None, None]
    return y.astype(dtype, copy=False)


def locally_connected2d(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    stride: Size = 1,
    padding: Padding = 0,
    dilation: Size = 1,
) -> Array:
    """Slide a window as `conv2d` does, but with its own kernel at every position.

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
    x = as_real_array("x", x, 4, IMAGES)
    weight = as_real_array("weight", weight, 6, "(H_out, W_out, C_out, C_in, kH, kW)")
    slide = _geometry(x, weight, "x", "weight", stride, padding, dilation)
    height, width, c_out, c_in, *_ = weight.shape
    if (height, width, c_in) != (*slide.output, x.shape[1]):
        raise ValueError(
            f"weight must have the shape (H_out, W_out, C_out, C_in, kH, kW) = "
            f"{(*slide.output, c_out, x.shape[1], *slide.kernel)} for x {x.shape}, got "
            f"{weight.shape}"
        )
    if bias is not None:
        bias = as_real_array("bias", bias)
        if bias.shape != (c_out, height, width):
            raise ValueError(
                f"bias must have the shape (C_out, H_out, W_out) = {(c_out, height, width)}, one "
                f"number per output, got {bias.shape}"
            )
    dtype = floating_dtype(x, weight) if bias is None else floating_dtype(x, weight, bias)
    work = working_dtype(dtype)
    x, weight = x.astype(work, copy=False), weight.astype(work, copy=False)
    windows = window_view(pad(x, slide.padding), slide.kernel, slide.stride, slide.dilation)
    with np.errstate(over="ignore", invalid="ignore"):
        y: Array = np.einsum("ncijab,ijocab->noij", windows, weight)
        if bias is not None:
            y += bias.astype(work)
    return y.astype(dtype, copy=False)


# --- checks -------------------------------------------------------------------------------------


class Method(Protocol):
    """A module that computes a layer and its gradients, from checked arrays of one dtype."""

    def forward(
        self, x: Array, weight: Array, slide: Geometry, groups: int, mode: PaddingMode
    ) -> Array:
        """Return `conv2d` without a bias."""

    def input_gradient(
        self, grad: Array, weight: Array, slide: Geometry, groups: int, mode: PaddingMode
    ) -> Array:
        """Return the gradient for x."""

    def weight_gradient(
        self, grad: Array, x: Array, slide: Geometry, groups: int, mode: PaddingMode
    ) -> Array:
        """Return the gradient for the weight."""


METHODS: dict[str, Method] = {"auto": fast, "im2col": columns, "loop": loop}


def _method(method: str) -> Method:
    if method not in METHODS:
        raise ValueError(f"method must be one of {tuple(METHODS)}, got {method!r}")
    return METHODS[method]


def _geometry(
    x: Array,
    weight: Array,
    x_name: str,
    weight_name: str,
    stride: Size = 1,
    padding: Padding = 0,
    dilation: Size = 1,
) -> Geometry:
    """Resolve the sliding window; an error names the arrays, not only their sizes."""
    if 0 in weight.shape[-2:]:
        raise ValueError(f"{weight_name} must hold at least one tap, got shape {weight.shape}")
    try:
        return geometry(x.shape[-2:], weight.shape[-2:], stride, padding, dilation)
    except ValueError as error:
        raise ValueError(
            f"{error} ({x_name} has shape {x.shape}, {weight_name} {weight.shape})"
        ) from None


def _layer(
    x: ArrayLike,
    weight: ArrayLike,
    stride: Size,
    padding: Padding,
    dilation: Size,
    groups: int,
    padding_mode: str,
) -> tuple[Array, Array, Geometry]:
    """Check what `conv2d` and its backward pass have in common."""
    x = as_real_array("x", x, 4, IMAGES)
    weight = as_real_array("weight", weight, 4, KERNELS)
    check_groups(groups, x.shape[1], weight.shape[0])
    if x.shape[1] != weight.shape[1] * groups:
        raise ValueError(
            f"weight must have the shape {KERNELS} = ({weight.shape[0]}, {x.shape[1]} / {groups}, "
            f"...) for x with {x.shape[1]} channels and groups {groups}, got weight "
            f"{weight.shape} for x {x.shape}"
        )
    check_padding_mode("padding_mode", padding_mode)
    return x, weight, _geometry(x, weight, "x", "weight", stride, padding, dilation)


def _bias(bias: ArrayLike, channels: int) -> Array:
    bias = as_real_array("bias", bias)
    if bias.shape != (channels,):
        raise ValueError(
            f"bias must have the shape ({channels},), one number per output channel, "
            f"got {bias.shape}"
        )
    return bias


def _check_integer_range(image: Array, kernel: Array) -> None:
    """Refuse sums that int64 might not hold: integers never wrap."""
    if image.size:
        largest = max(abs(int(image.max())), abs(int(image.min())))
        bound = largest * sum(abs(int(k)) for k in kernel.flat)
        if bound > np.iinfo(np.int64).max:
            raise ValueError(
                f"image and kernel: sums of up to {bound} pass the range of int64; convert one "
                "of them to float"
            )


def _transposed_geometry(
    x_shape: tuple[int, ...],
    weight_shape: tuple[int, ...],
    stride: tuple[int, int],
    padding: Padding,
    output_padding: Size,
    dilation: Size,
) -> Geometry:
    """Resolve the convolution whose adjoint is wanted: its output is our x, its size our result."""
    holes = pair("dilation", dilation)
    extra = pair("output_padding", output_padding, minimum=0)
    kernel = (weight_shape[2], weight_shape[3])
    amounts = padding_amounts(padding, kernel, stride, holes)
    size = []
    for axis in (0, 1):
        if extra[axis] >= max(stride[axis], holes[axis]):
            raise ValueError(
                f"output_padding must be less than the stride or the dilation, got "
                f"{output_padding} with stride {stride} and dilation {holes}"
            )
        reach = holes[axis] * (kernel[axis] - 1)
        spread = (x_shape[axis + 2] - 1) * stride[axis] + reach + 1 + extra[axis]
        size.append(spread - sum(amounts[axis]))
    if min(size) < 1 or 0 in x_shape[2:]:
        raise ValueError(
            f"padding {padding!r} leaves nothing of the result: its size would be "
            f"{tuple(size)} for x {x_shape} and weight {weight_shape}"
        )
    return Geometry((size[0], size[1]), kernel, stride, amounts, holes, (x_shape[2], x_shape[3]))
