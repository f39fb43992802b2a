"""Pooling: each window becomes one number. Maximum, average, Lᵖ norm, log-sum-exp.

No window is ever copied out of the image. A window is a set of *taps*, and all windows' pixels
under one tap form a strided view of the image, so a pool is a few operations on such views.
Where a tap would fall off the image, the view is just shorter: no border is built either.
The sizes, the padding's limit and `ceil_mode` follow PyTorch.

A pool takes any stack of images: (H, W), (C, H, W), (N, C, H, W). A sequence (N, C, L) is an image
of one row, x[:, :, None], with kernels (1, k).
"""

import math
from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from cnnlab.checks import (
    Array,
    as_gradient,
    as_images,
    check_holdable,
    flag,
    floating_dtype,
    pair,
    positive_number,
    real_number,
    rounded,
    whole_number,
    working_dtype,
)
from cnnlab.shapes import Geometry, Padding, Size, image_geometry
from cnnlab.windows import inside

OutputSize = int | tuple[int | None, int | None]
"""Rows and columns of an adaptive pool's output; None keeps the input's."""

__all__ = [
    "adaptive_avg_pool2d",
    "adaptive_avg_pool2d_backward",
    "adaptive_max_pool2d",
    "adaptive_max_pool2d_backward",
    "avg_pool2d",
    "avg_pool2d_backward",
    "global_avg_pool2d",
    "global_avg_pool2d_backward",
    "global_max_pool2d",
    "global_max_pool2d_backward",
    "lp_pool2d",
    "lp_pool2d_backward",
    "lse_pool2d",
    "lse_pool2d_backward",
    "max_pool2d",
    "max_pool2d_backward",
]


def _checked(
    x: ArrayLike,
    kernel_size: Size,
    stride: Size | None,
    padding: Padding,
    dilation: Size,
    ceil_mode: bool,
) -> tuple[Array, Geometry]:
    """Check the arguments that all pools share, and resolve the windows."""
    images = _images_with_pixels(x)
    stride = pool_stride(kernel_size, stride)
    geometry = image_geometry(images, kernel_size, stride, padding, dilation, ceil_mode)
    check_pool_padding(geometry.padding, geometry.kernel, padding, kernel_size)
    return images, geometry


def pool_stride(kernel_size: Size, stride: Size | None) -> Size:
    """Return a pool's stride: the kernel's size if none is given."""
    return kernel_size if stride is None else stride


def check_pool_padding(
    amounts: tuple[tuple[int, int], tuple[int, int]],
    kernel: tuple[int, int],
    padding: Padding,
    kernel_size: Size,
) -> None:
    """Raise a ValueError, in the words of the call, if a border is wider than half the kernel."""
    if any(2 * max(ends) > k for ends, k in zip(amounts, kernel, strict=True)):
        raise ValueError(
            f"padding must be at most half the kernel_size, got padding {padding!r} for "
            f"kernel_size {kernel_size!r}"
        )


def _images_with_pixels(x: ArrayLike) -> Array:
    images = as_images("x", x)
    if 0 in images.shape[-2:]:
        raise ValueError(f"x must have at least one pixel to pool, got shape {images.shape}")
    return images


def _checked_gradient(
    grad_output: ArrayLike, shape: tuple[int, ...]
) -> tuple[Array, np.dtype[Any]]:
    """Return the gradient in the dtype to add up in, and the dtype of the result."""
    grad = as_gradient(grad_output, shape)
    dtype = floating_dtype(grad)
    return grad.astype(working_dtype(dtype), copy=False), dtype


def _output_shape(x: Array, geometry: Geometry) -> tuple[int, ...]:
    return (*x.shape[:-2], *geometry.output)


def _reaching_taps(geometry: Geometry, axis: int) -> range:
    """Return the taps that lie on the image in some window, and perhaps others between them.

    The kernel may be far larger than the image, with a border of half its size on either side.
    """
    dilation, (before, _) = geometry.dilation[axis], geometry.padding[axis]
    last_window = (geometry.output[axis] - 1) * geometry.stride[axis] - before
    first, end = (
        -(-max(0, -last_window) // dilation),
        (geometry.size[axis] - 1 + before) // dilation,
    )
    return range(first, min(geometry.kernel[axis], end + 1))


def _axis_taps(geometry: Geometry, axis: int) -> Iterator[tuple[slice, slice]]:
    """Yield per tap the windows in which it meets the image, and those pixels."""
    for tap in _reaching_taps(geometry, axis):
        windows, pixels = inside(geometry, axis, tap, slice(0, geometry.output[axis]))
        if windows.start < windows.stop:
            yield windows, pixels


def _taps(geometry: Geometry) -> Iterator[tuple[Any, Any]]:
    """Yield per tap, in row-major order: the index of windows, that of pixels."""
    for (row_windows, row_pixels), (column_windows, column_pixels) in product(
        _axis_taps(geometry, 0), _axis_taps(geometry, 1)
    ):
        yield (..., row_windows, column_windows), (..., row_pixels, column_pixels)


def _reduce(x: Array, geometry: Geometry, ufunc: np.ufunc, start: Any) -> Array:
    """Combine each window's pixels, first down the rows, then along the columns.

    Maxima and sums may be taken in this order: k + k operations instead of k · k.
    """
    down = np.full((*x.shape[:-2], geometry.output[0], x.shape[-1]), start, dtype=x.dtype)
    for windows, pixels in _axis_taps(geometry, 0):
        view = down[..., windows, :]
        ufunc(view, x[..., pixels, :], out=view)
    y = np.full(_output_shape(x, geometry), start, dtype=x.dtype)
    for windows, pixels in _axis_taps(geometry, 1):
        view = y[..., windows]
        ufunc(view, down[..., pixels], out=view)
    return y


def _reduce_backward(grad: Array, shape: tuple[int, ...], geometry: Geometry) -> Array:
    """Add each window's number to all its pixels: the adjoint of `_reduce` with sums."""
    down = np.zeros((*grad.shape[:-1], geometry.size[1]), dtype=grad.dtype)
    for windows, pixels in _axis_taps(geometry, 1):
        down[..., pixels] += grad[..., windows]
    grad_x = np.zeros(shape, dtype=grad.dtype)
    for windows, pixels in _axis_taps(geometry, 0):
        grad_x[..., pixels, :] += down[..., windows, :]
    return grad_x


def _pixel_count(geometry: Geometry, count_include_pad: bool, dtype: Any) -> Array:
    """Count each window's taps that meet the image, or the image and its padding."""
    if count_include_pad:
        geometry = geometry.over_padded()
    return np.outer(_axis_count(geometry, 0), _axis_count(geometry, 1)).astype(dtype)


def _axis_count(geometry: Geometry, axis: int) -> Array:
    """Count each window's taps that meet the image, along one axis."""
    size, kernel, dilation = geometry.size[axis], geometry.kernel[axis], geometry.dilation[axis]
    starts = (
        window * geometry.stride[axis] - geometry.padding[axis][0]
        for window in range(geometry.output[axis])
    )
    # Of the taps that begin at `start`: those before the image's end, less those before its start.
    counts = [
        _taps_before(size - start, kernel, dilation) - _taps_before(-start, kernel, dilation)
        for start in starts
    ]
    return np.array(counts, float)


def _taps_before(pixel: int, kernel: int, dilation: int) -> int:
    """Count the taps of a window that lie before a pixel, which is counted from the first tap."""
    return min(kernel, max(0, -(-pixel // dilation)))


def _divisor(
    geometry: Geometry, count_include_pad: bool, override: int | None, dtype: Any
) -> Array | int:
    """Return what each window's sum is divided by."""
    flag("count_include_pad", count_include_pad)
    if override is None:
        return _pixel_count(geometry, count_include_pad, dtype)
    return whole_number("divisor_override", override, 1)


def _lowest(dtype: np.dtype[Any]) -> Any:
    if dtype.kind == "f":
        return -np.inf
    return False if dtype.kind == "b" else np.iinfo(dtype).min


def _first_maximum(x: Array, geometry: Geometry) -> tuple[Array, Array]:
    """Return each window's maximum and the number of the pixel that holds it, −1 for none."""
    y = _reduce(x, geometry, np.maximum, _lowest(x.dtype))
    numbers = np.arange(math.prod(geometry.size)).reshape(geometry.size)  # i·W + j
    winner = np.full(y.shape, -1)
    for out, source in reversed(list(_taps(geometry))):  # so the first one stays
        winner[out] = np.where(x[source] == y[out], numbers[source], winner[out])
    if np.isnan(y).any():
        for out, source in _taps(geometry):
            winner[out] = np.where(np.isnan(x[source]), numbers[source], winner[out])
    return y, winner


def _sent_to(winner: Array, grad: Array, shape: tuple[int, ...]) -> Array:
    """Add each window's number to the pixel of its image that `winner` numbers, −1 for none."""
    grad_x = np.zeros(math.prod(shape), grad.dtype)
    images = np.arange(0, grad_x.size, math.prod(shape[-2:])).reshape(*shape[:-2], 1, 1)
    held = winner >= 0
    with np.errstate(over="ignore", invalid="ignore"):
        np.add.at(grad_x, (images + winner)[held], grad[held])
    return grad_x.reshape(shape)


def _lp(x: Array, p: float, geometry: Geometry) -> Array:
    """Return the Lᵖ norms in the dtype to add up in."""
    size = np.abs(x.astype(working_dtype(floating_dtype(x)), copy=False))
    largest = _reduce(size, geometry, np.maximum, 0)
    # Powers are taken relative to the largest value. 0 and ∞ are the answer as they are.
    scale = np.where((largest > 0) & np.isfinite(largest), largest, 1)
    total = np.zeros_like(largest)
    with np.errstate(over="ignore"):  # beside ∞, and where the norm itself is too large
        for out, source in _taps(geometry):
            total[out] += (size[source] / scale[out]) ** p
        area = math.prod(geometry.kernel)
        total *= area / _pixel_count(geometry, True, total.dtype)
        return np.asarray(scale * total ** (1 / p))


def _exponents(x: Array, geometry: Geometry, temperature: float) -> tuple[Array, Array]:
    """Return the pixels x and each window's maximum m, for (x − m) / τ."""
    dtype = working_dtype(floating_dtype(x))
    smallest, largest = float(np.finfo(dtype).tiny), float(np.finfo(dtype).max)
    if not smallest <= temperature <= largest:
        dtype = np.result_type(dtype, np.float64)
    x = x.astype(dtype, copy=False)
    top = _reduce(x, geometry, np.maximum, -np.inf)
    top[~np.isfinite(top)] = 0  # ∞ − ∞ would be NaN
    return x, top


def _sum_over_taps(
    function: np.ufunc, x: Array, top: Array, geometry: Geometry, temperature: float
) -> Array:
    """Sum function((x − m) / τ) over each window's pixels."""
    total = np.zeros_like(top)
    with np.errstate(over="ignore"):  # beside ∞, where the sum is ∞ anyway
        for out, source in _taps(geometry):
            total[out] += function((x[source] - top[out]) / temperature)
    return total


def _power(p: float) -> float:
    power = real_number("p", p)
    if not 1 <= power < np.inf:
        raise ValueError(f"p must be a finite number of at least 1, got {p}")
    return power


def max_pool2d(
    x: ArrayLike,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Padding = 0,
    dilation: Size = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:
    r"""Take each window's maximum.

    .. math:: y_{ij} = \max_{a,b} x_{i s + a d - p,\; j s + b d - p}

    Parameters
    ----------
    x : array_like, shape (..., H, W)
        Any stack of images, as (N, C, H, W); every channel is pooled on its own.
    kernel_size : int or (int, int)
    stride : int or (int, int), optional
        By default the kernel size, so that windows touch and do not overlap.
    padding : int, (pH, pW), ((top, bottom), (left, right)) or "valid" or "same"
        Border, at most half the kernel wide. It never wins: it counts as −∞.
    dilation : int or (int, int)
    ceil_mode : bool
        Round the output size up, so that the last windows may hang over the end.
    return_indices : bool
        Also return the position of each maximum.

    Returns
    -------
    y : ndarray, shape (..., H_out, W_out)
        With the dtype of `x`: a maximum of integers is exact. NaN in a window gives NaN. A
        dilated window whose taps all fall on padding gives the dtype's lowest value.
    indices : ndarray of int64, the shape of y
        Only if `return_indices`. Positions i·W + j in the image. Of equal maxima the first in
        row-major order counts, of several NaN the last, as in PyTorch; −1 where no tap falls on
        the image.

    Raises
    ------
    ValueError
        If the window does not fit, or the padding is wider than half a kernel.
    TypeError
        If `x` does not hold real numbers or a size is not an integer.

    Examples
    --------
    >>> x = np.array([[1, 2, 0, 1], [4, 3, 1, 0], [0, 0, 5, 5], [7, 0, 5, 5]])
    >>> max_pool2d(x, 2)
    array([[4, 1],
           [7, 5]])
    >>> max_pool2d(x, 2, return_indices=True)[1]  # of the four 5s, the first
    array([[ 4,  3],
           [12, 10]])
    """
    x, geometry = _checked(x, kernel_size, stride, padding, dilation, ceil_mode)
    if flag("return_indices", return_indices):
        y, winner = _first_maximum(x, geometry)
        return y, winner.astype(np.int64, copy=False)
    return _reduce(x, geometry, np.maximum, _lowest(x.dtype))


def max_pool2d_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Padding = 0,
    dilation: Size = 1,
    ceil_mode: bool = False,
) -> Array:
    """Send each output's gradient to the one pixel that was the maximum.

    All other pixels of the window get nothing. Of equal maxima the first in row-major order
    gets all (the maximum has no derivative there, and PyTorch chooses so). A pixel that wins in
    several overlapping windows gets the sum.

    Parameters
    ----------
    grad_output : array_like, shape (..., H_out, W_out)
        Gradient of a loss with respect to the output of `max_pool2d`.
    x, kernel_size, stride, padding, dilation, ceil_mode
        As they were given to `max_pool2d`.

    Returns
    -------
    ndarray, the shape of `x`
        With the floating dtype of `grad_output` (float64 if it holds integers).

    Raises
    ------
    ValueError
        If `grad_output` does not have the output's shape, and as `max_pool2d` does.
    TypeError
        If an array does not hold real numbers or a size is not an integer.

    Examples
    --------
    >>> max_pool2d_backward([[1.0]], [[3, 8], [8, 5]], 2)
    array([[0., 1.],
           [0., 0.]])
    """
    x, geometry = _checked(x, kernel_size, stride, padding, dilation, ceil_mode)
    grad, dtype = _checked_gradient(grad_output, _output_shape(x, geometry))
    _, winner = _first_maximum(x, geometry)
    return rounded(_sent_to(winner, grad, x.shape), dtype)


def avg_pool2d(
    x: ArrayLike,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Padding = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Array:
    r"""Take each window's average.

    .. math:: y_{ij} = \frac{1}{n_{ij}} \sum_{a,b} x_{i s + a - p,\; j s + b - p}

    Parameters
    ----------
    x : array_like, shape (..., H, W)
    kernel_size : int or (int, int)
    stride : int or (int, int), optional
        By default the kernel size.
    padding : int, (pH, pW), ((top, bottom), (left, right)) or "valid" or "same"
        Border of zeros, at most half the kernel wide.
    ceil_mode : bool
        Round the output size up, so that the last windows may hang over the end. What hangs over
        the padding as well never counts in n.
    count_include_pad : bool
        Count the border's pixels in n. If not, n counts only pixels of the image.
    divisor_override : int, optional
        The n of every window, at least 1, whatever it holds. With 1 the pool is a sum.

    Returns
    -------
    ndarray, shape (..., H_out, W_out)
        With the dtype of `x` if it is floating, else float64.

    Raises
    ------
    ValueError
        If the window does not fit, or the padding is wider than half a kernel.
    TypeError
        If `x` does not hold real numbers or a size is not an integer.

    Examples
    --------
    >>> avg_pool2d([[1, 2, 0, 1], [4, 3, 1, 0]], 2)
    array([[2.5, 0.5]])
    >>> avg_pool2d([[8]], 2, padding=1), avg_pool2d([[8]], 2, padding=1, count_include_pad=False)
    (array([[2.]]), array([[8.]]))
    """
    x, geometry = _checked(x, kernel_size, stride, padding, 1, ceil_mode)
    dtype = floating_dtype(x)
    total = x.astype(working_dtype(dtype), copy=False)
    with np.errstate(over="ignore", invalid="ignore"):  # ∞ − ∞ is NaN, and that is the answer
        total = _reduce(total, geometry, np.add, 0)
    total /= _divisor(geometry, count_include_pad, divisor_override, total.dtype)
    return rounded(total, dtype)


def avg_pool2d_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Padding = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Array:
    """Share each output's gradient equally among its window's pixels: each gets 1/n of it.

    Parameters
    ----------
    grad_output : array_like, shape (..., H_out, W_out)
    x, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override
        As they were given to `avg_pool2d`. Of `x` only the shape matters.

    Returns
    -------
    ndarray, the shape of `x`
        With the floating dtype of `grad_output` (float64 if it holds integers).

    Raises
    ------
    ValueError
        If `grad_output` does not have the output's shape, and as `avg_pool2d` does.
    TypeError
        If an array does not hold real numbers or a size is not an integer.

    Examples
    --------
    >>> avg_pool2d_backward([[4.0, 8.0]], np.zeros((2, 3)), 2, stride=1)  # the middle: 1 + 2
    array([[1., 3., 2.],
           [1., 3., 2.]])
    """
    x, geometry = _checked(x, kernel_size, stride, padding, 1, ceil_mode)
    grad, dtype = _checked_gradient(grad_output, _output_shape(x, geometry))
    with np.errstate(over="ignore", invalid="ignore"):
        per_pixel = grad / _divisor(geometry, count_include_pad, divisor_override, grad.dtype)
        return rounded(_reduce_backward(per_pixel, x.shape, geometry), dtype)


def lp_pool2d(
    x: ArrayLike,
    p: float,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Padding = 0,
    ceil_mode: bool = False,
) -> Array:
    r"""Take each window's Lᵖ norm.

    .. math:: y_{ij} = \Bigl(k_H k_W \cdot \operatorname{mean}_{a,b} |x|^p\Bigr)^{1/p}
                     = \Bigl(\sum_{a,b} |x_{i s + a,\; j s + b}|^p\Bigr)^{1/p}

    Here p is the power, not the padding. p = 1 adds absolute values, p = 2 is the length, and
    p → ∞ tends to the largest absolute value. Only a window that hangs over the end (`ceil_mode`)
    tells the two forms apart: like PyTorch we take the first, where its pixels' mean stands for
    the missing ones.

    Parameters
    ----------
    x : array_like, shape (..., H, W)
    p : float
        At least 1, or it is not a norm.
    kernel_size : int or (int, int)
    stride : int or (int, int), optional
        By default the kernel size.
    padding : int, (pH, pW), ((top, bottom), (left, right)) or "valid" or "same"
        Border of zeros, at most half the kernel wide. (PyTorch's `lp_pool2d` has none.)
    ceil_mode : bool
        Round the output size up, so that the last windows may hang over the end.

    Returns
    -------
    ndarray, shape (..., H_out, W_out)
        With the dtype of `x` if it is floating, else float64. Powers are taken relative to the
        window's largest value, so that large values do not overflow.

    Raises
    ------
    ValueError
        If p is below 1 or not finite, the window does not fit, or the padding is wider than half
        a kernel.
    TypeError
        If `x` does not hold real numbers or a size is not an integer.

    Notes
    -----
    PyTorch takes :math:`x^p` without the absolute value, which gives NaN for a negative sum and
    an odd p. The two agree wherever x ≥ 0 or p is even.

    Examples
    --------
    >>> lp_pool2d([[3, 0], [-4, 0]], 2, 2), lp_pool2d([[3, 0], [-4, 0]], 1, 2)
    (array([[5.]]), array([[7.]]))
    """
    x, geometry = _checked(x, kernel_size, stride, padding, 1, ceil_mode)
    p = _power(p)
    return rounded(_lp(x, p, geometry), floating_dtype(x))


def lp_pool2d_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    p: float,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Padding = 0,
    ceil_mode: bool = False,
) -> Array:
    r"""Send each output's gradient to its window's pixels, the larger ones getting more.

    .. math:: \frac{\partial y}{\partial x_i}
              = \operatorname{sign}(x_i) \left(\frac{|x_i|}{y}\right)^{p-1}

    A window of zeros gets 0, as in PyTorch. Pixels that are 0 get 0, also for p = 1, where abs(x)
    has a kink.

    Parameters
    ----------
    grad_output : array_like, shape (..., H_out, W_out)
    x, p, kernel_size, stride, padding, ceil_mode
        As they were given to `lp_pool2d`.

    Returns
    -------
    ndarray, the shape of `x`
        With the floating dtype of `grad_output` (float64 if it holds integers).

    Raises
    ------
    ValueError
        If `grad_output` does not have the output's shape, and as `lp_pool2d` does.
    TypeError
        If an array does not hold real numbers or a size is not an integer.

    Examples
    --------
    >>> lp_pool2d_backward([[10.0]], [[3, 0], [-4, 0]], 2, 2)
    array([[ 6.,  0.],
           [-8.,  0.]])
    """
    p = _power(p)
    x, geometry = _checked(x, kernel_size, stride, padding, 1, ceil_mode)
    grad, dtype = _checked_gradient(grad_output, _output_shape(x, geometry))
    norm = _lp(x, p, geometry)
    area = math.prod(geometry.kernel)
    share = area / _pixel_count(geometry, True, grad.dtype)
    norm[norm == 0] = 1  # such a window holds zeros only, whose sign below is 0
    x = x.astype(norm.dtype, copy=False)
    grad_x = np.zeros(x.shape, np.result_type(grad, norm))
    with np.errstate(over="ignore", invalid="ignore"):  # ∞ has the gradient NaN
        per_pixel = grad * share
        for out, source in _taps(geometry):
            pixel = x[source]
            slope = np.sign(pixel) * (np.abs(pixel) / norm[out]) ** (p - 1)
            grad_x[source] += per_pixel[out] * slope
    return rounded(grad_x, dtype)


def lse_pool2d(
    x: ArrayLike,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Padding = 0,
    dilation: Size = 1,
    ceil_mode: bool = False,
    temperature: float = 1.0,
) -> Array:
    r"""Take each window's log-sum-exp, a smooth maximum.

    .. math:: y_{ij} = \tau \log \Bigl(\frac{1}{n_{ij}}
              \sum_{a,b} e^{x_{is+ad-p,\;js+bd-p} / \tau}\Bigr)

    τ → 0 tends to the maximum, τ → ∞ to the average (Pinheiro and Collobert, 2015, "From
    image-level to pixel-level labeling with convolutional networks", with r = 1/τ).

    Parameters
    ----------
    x : array_like, shape (..., H, W)
    kernel_size : int or (int, int)
    stride : int or (int, int), optional
        By default the kernel size.
    padding : int, (pH, pW), ((top, bottom), (left, right)) or "valid" or "same"
        Border, at most half the kernel wide. It is not counted, not even in n.
    dilation : int or (int, int)
    ceil_mode : bool
        Round the output size up, so that the last windows may hang over the end.
    temperature : float
        τ, above 0.

    Returns
    -------
    ndarray, shape (..., H_out, W_out)
        With the dtype of `x` if it is floating, else float64. The window's maximum is taken out
        of the exponentials, so that large values do not overflow.

    Raises
    ------
    ValueError
        If τ is not a positive number, the window does not fit, or the padding is wider than half
        a kernel.
    TypeError
        If `x` does not hold real numbers or a size is not an integer.

    Examples
    --------
    >>> x = [[0.0, 0.0], [0.0, 4.0]]
    >>> [round(lse_pool2d(x, 2, temperature=t).item(), 2) for t in (0.01, 1, 100)]
    [3.99, 2.67, 1.02]
    """
    x, geometry = _checked(x, kernel_size, stride, padding, dilation, ceil_mode)
    temperature = positive_number("temperature", temperature)
    dtype = floating_dtype(x)
    x, top = _exponents(x, geometry, temperature)
    n = np.maximum(_pixel_count(geometry, False, top.dtype), 1)
    mean = _sum_over_taps(np.exp, x, top, geometry, temperature) / n
    # Near 1, as for a large τ, rounding would leave little of the logarithm.
    below = _sum_over_taps(np.expm1, x, top, geometry, temperature) / n
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        # log 0 = −∞: the window holds −∞ only, or padding only
        y = top + temperature * np.where(mean > 0.5, np.log1p(below), np.log(mean))
    return rounded(y, dtype)


def lse_pool2d_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Padding = 0,
    dilation: Size = 1,
    ceil_mode: bool = False,
    temperature: float = 1.0,
) -> Array:
    r"""Share each output's gradient among its window's pixels by their softmax.

    .. math:: \frac{\partial y}{\partial x_i} = \frac{e^{x_i / \tau}}{\sum_j e^{x_j / \tau}}

    Parameters
    ----------
    grad_output : array_like, shape (..., H_out, W_out)
    x, kernel_size, stride, padding, dilation, ceil_mode, temperature
        As they were given to `lse_pool2d`.

    Returns
    -------
    ndarray, the shape of `x`
        With the floating dtype of `grad_output` (float64 if it holds integers).

    Raises
    ------
    ValueError
        If `grad_output` does not have the output's shape, and as `lse_pool2d` does.
    TypeError
        If an array does not hold real numbers or a size is not an integer.

    Examples
    --------
    >>> lse_pool2d_backward([[1.0]], [[0, 0, 2]], (1, 3)).round(3)
    array([[0.107, 0.107, 0.787]])
    """
    temperature = positive_number("temperature", temperature)
    x, geometry = _checked(x, kernel_size, stride, padding, dilation, ceil_mode)
    grad, dtype = _checked_gradient(grad_output, _output_shape(x, geometry))
    x, top = _exponents(x, geometry, temperature)
    total = _sum_over_taps(np.exp, x, top, geometry, temperature)
    total[total == 0] = 1  # the window holds −∞ only: no pixel has a share
    grad_x = np.zeros(x.shape, np.result_type(grad, total))
    with np.errstate(over="ignore", invalid="ignore"):  # ∞ has the gradient NaN
        for out, source in _taps(geometry):
            grad_x[source] += grad[out] * np.exp((x[source] - top[out]) / temperature) / total[out]
    return rounded(grad_x, dtype)


def adaptive_avg_pool2d(x: ArrayLike, output_size: OutputSize) -> Array:
    r"""Average over windows chosen so that the output has a given size, whatever the input's.

    Along an axis of H pixels, the window of output i of O has the pixels from
    :math:`\lfloor i H / O \rfloor` to before :math:`\lceil (i + 1) H / O \rceil`: all are of about
    one size, and they overlap if O does not divide H.

    Parameters
    ----------
    x : array_like, shape (..., H, W)
    output_size : int or (int or None, int or None)
        Rows and columns of the output, at least 1; more than the input's repeat pixels. None keeps
        the input's.

    Returns
    -------
    ndarray, shape (..., H_out, W_out)
        With the dtype of `x` if it is floating, else float64.

    Raises
    ------
    ValueError
        If `x` has no pixel or `output_size` is not one or two sizes of at least 1.
    TypeError
        If `x` does not hold real numbers or a size is not an integer.

    Examples
    --------
    >>> adaptive_avg_pool2d([[1, 2, 3, 4, 5]], (1, 2))  # three pixels each: the 3 is in both
    array([[2., 4.]])
    """
    x, output = _checked_adaptive(x, output_size)
    dtype = floating_dtype(x)
    y = np.empty((*x.shape[:-2], *output), dtype)
    with np.errstate(over="ignore", invalid="ignore"):
        for out, source in _adaptive_windows(x, output):
            # NumPy adds up float16 in float32, integers in float64.
            y[out] = x[source].mean(axis=(-2, -1))
    return y


def adaptive_avg_pool2d_backward(
    grad_output: ArrayLike, x: ArrayLike, output_size: OutputSize
) -> Array:
    """Share each output's gradient equally among its window's pixels.

    Parameters
    ----------
    grad_output : array_like, shape (..., H_out, W_out)
    x, output_size
        As they were given to `adaptive_avg_pool2d`. Of `x` only the shape matters.

    Returns
    -------
    ndarray, the shape of `x`
        With the floating dtype of `grad_output` (float64 if it holds integers).

    Raises
    ------
    ValueError
        If `grad_output` does not have the output's shape, and as `adaptive_avg_pool2d` does.
    TypeError
        If an array does not hold real numbers or a size is not an integer.

    Examples
    --------
    >>> adaptive_avg_pool2d_backward([[3.0, 6.0]], np.zeros((1, 5)), (1, 2))
    array([[1., 1., 3., 2., 2.]])
    """
    x, output = _checked_adaptive(x, output_size)
    grad, dtype = _checked_gradient(grad_output, (*x.shape[:-2], *output))
    grad_x = np.zeros(x.shape, grad.dtype)
    with np.errstate(over="ignore", invalid="ignore"):
        for out, source in _adaptive_windows(x, output):
            pixels = grad_x[source]
            pixels += (grad[out] / math.prod(pixels.shape[-2:]))[..., None, None]
    return rounded(grad_x, dtype)


def adaptive_max_pool2d(x: ArrayLike, output_size: OutputSize, return_indices: bool = False) -> Any:
    """Take maxima over windows chosen so that the output has a given size.

    The windows are those of `adaptive_avg_pool2d`.

    Parameters
    ----------
    x : array_like, shape (..., H, W)
    output_size : int or (int or None, int or None)
        Rows and columns of the output, at least 1; None keeps the input's.
    return_indices : bool
        Also return the position of each maximum.

    Returns
    -------
    y : ndarray, shape (..., H_out, W_out)
        With the dtype of `x`. NaN in a window gives NaN.
    indices : ndarray of int64, the shape of y
        Only if `return_indices`. Positions i·W + j in the image: of equal maxima the first in
        row-major order, of several NaN the last, as in PyTorch.

    Raises
    ------
    ValueError, TypeError
        As `adaptive_avg_pool2d` does.

    Examples
    --------
    >>> adaptive_max_pool2d([[1, 5, 3, 4, 2]], (1, 2), return_indices=True)
    (array([[5, 4]]), array([[1, 3]]))
    """
    x, output = _checked_adaptive(x, output_size)
    indices = np.empty((*x.shape[:-2], *output), np.int64)
    for out, (_, rows, columns) in _adaptive_windows(x, output):
        i, j = _largest_pixel(x[..., rows, columns])
        indices[out] = (rows.start + i) * x.shape[-1] + columns.start + j
    flat = x.reshape(*x.shape[:-2], math.prod(x.shape[-2:]))
    y = np.take_along_axis(flat, indices.reshape(*x.shape[:-2], math.prod(output)), axis=-1)
    y = y.reshape(indices.shape)
    return (y, indices) if flag("return_indices", return_indices) else y


def adaptive_max_pool2d_backward(
    grad_output: ArrayLike, x: ArrayLike, output_size: OutputSize
) -> Array:
    """Send each output's gradient to the one pixel that was the maximum.

    Parameters
    ----------
    grad_output : array_like, shape (..., H_out, W_out)
    x, output_size
        As they were given to `adaptive_max_pool2d`.

    Returns
    -------
    ndarray, the shape of `x`
        With the floating dtype of `grad_output` (float64 if it holds integers).

    Raises
    ------
    ValueError
        If `grad_output` does not have the output's shape, and as `adaptive_max_pool2d` does.
    TypeError
        If an array does not hold real numbers or a size is not an integer.

    Examples
    --------
    >>> adaptive_max_pool2d_backward([[1.0, 2.0]], [[1, 3, 5, 4, 2]], (1, 2))  # 5 is in both
    array([[0., 0., 3., 0., 0.]])
    """
    x, output = _checked_adaptive(x, output_size)
    grad, dtype = _checked_gradient(grad_output, (*x.shape[:-2], *output))
    _, winner = adaptive_max_pool2d(x, output, return_indices=True)
    return rounded(_sent_to(winner, grad, x.shape), dtype)


def _checked_adaptive(x: ArrayLike, output_size: OutputSize) -> tuple[Array, tuple[int, int]]:
    images = _images_with_pixels(x)
    height, width = check_output_size(output_size)
    output = height or images.shape[-2], width or images.shape[-1]
    check_holdable("output_size", (*images.shape[:-2], *output))
    return images, output


def check_output_size(output_size: OutputSize) -> tuple[int | None, int | None]:
    """Return an adaptive pool's output size as (height, width), None for the input's."""
    if isinstance(output_size, tuple | list) and len(output_size) == 2:
        height, width = (
            None if size is None else whole_number("output_size", size, 1) for size in output_size
        )
        return height, width
    return pair("output_size", output_size)


def _adaptive_windows(x: Array, output: tuple[int, int]) -> Iterator[tuple[Any, Any]]:
    """Yield per output its index, and that of its window's pixels."""
    rows, columns = (
        [slice(i * n // count, -(-(i + 1) * n // count)) for i in range(count)]
        for n, count in zip(x.shape[-2:], output, strict=True)
    )
    for (i, window_rows), (j, window_columns) in product(enumerate(rows), enumerate(columns)):
        yield (..., i, j), (..., window_rows, window_columns)


def _largest_pixel(windows: Array) -> tuple[Array, Array]:
    """Return the row and column of the first maximum in each window, or of the last NaN."""
    height, width = windows.shape[-2:]
    flat = windows.reshape(*windows.shape[:-2], height * width)
    backwards = np.isnan(flat[..., ::-1])
    last_nan = height * width - 1 - backwards.argmax(axis=-1)
    return np.divmod(np.where(backwards.any(axis=-1), last_nan, flat.argmax(axis=-1)), width)


def global_max_pool2d(x: ArrayLike) -> Array:
    """Take the maximum of each whole image: `adaptive_max_pool2d` with output size 1.

    Parameters
    ----------
    x : array_like, shape (..., H, W)

    Returns
    -------
    ndarray, shape (..., 1, 1)
        With the dtype of `x`. NaN in an image gives NaN.

    Raises
    ------
    ValueError
        If `x` has no pixel.
    TypeError
        If `x` does not hold real numbers.

    Examples
    --------
    >>> global_max_pool2d([[1, 2], [4, 3]])
    array([[4]])
    """
    return np.asarray(adaptive_max_pool2d(x, 1))


def global_max_pool2d_backward(grad_output: ArrayLike, x: ArrayLike) -> Array:
    """Send the gradient to each image's first maximum in row-major order, or to the last NaN.

    Parameters
    ----------
    grad_output : array_like, shape (..., 1, 1)
    x : array_like, shape (..., H, W)

    Returns
    -------
    ndarray, the shape of `x`
        With the floating dtype of `grad_output` (float64 if it holds integers).

    Raises
    ------
    ValueError
        If `grad_output` does not have the output's shape, or `x` has no pixel.
    TypeError
        If an array does not hold real numbers.

    Examples
    --------
    >>> global_max_pool2d_backward([[1.0]], [[3, 8], [8, 5]])
    array([[0., 1.],
           [0., 0.]])
    """
    return adaptive_max_pool2d_backward(grad_output, x, 1)


def global_avg_pool2d(x: ArrayLike) -> Array:
    """Take the average of each whole image: `adaptive_avg_pool2d` with output size 1.

    Parameters
    ----------
    x : array_like, shape (..., H, W)

    Returns
    -------
    ndarray, shape (..., 1, 1)
        With the dtype of `x` if it is floating, else float64.

    Raises
    ------
    ValueError
        If `x` has no pixel.
    TypeError
        If `x` does not hold real numbers.

    Examples
    --------
    >>> global_avg_pool2d([[1, 2], [4, 3]])
    array([[2.5]])
    """
    return adaptive_avg_pool2d(x, 1)


def global_avg_pool2d_backward(grad_output: ArrayLike, x: ArrayLike) -> Array:
    """Share the gradient equally among all pixels of each image.

    Parameters
    ----------
    grad_output : array_like, shape (..., 1, 1)
    x : array_like, shape (..., H, W)

    Returns
    -------
    ndarray, the shape of `x`
        With the floating dtype of `grad_output` (float64 if it holds integers).

    Raises
    ------
    ValueError
        If `grad_output` does not have the output's shape, or `x` has no pixel.
    TypeError
        If an array does not hold real numbers.

    Examples
    --------
    >>> global_avg_pool2d_backward([[1.0]], [[3, 8], [8, 5]])
    array([[0.25, 0.25],
           [0.25, 0.25]])
    """
    return adaptive_avg_pool2d_backward(grad_output, x, 1)
