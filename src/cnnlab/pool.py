"""Pooling: each window becomes one number. Maximum, average, Lᵖ norm, log-sum-exp; backward.

No window is ever copied out of the image. A window is a set of *taps*, and all windows' pixels
under one tap form a strided view of the image, so a pool is a few operations on such views.
Where a tap would fall off the image, the view is just shorter: no border is built either.
The sizes, the padding's limit and `ceil_mode` follow PyTorch.
"""

import math
from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from cnnlab.checks import (
    Array,
    as_images,
    as_real_array,
    floating_dtype,
    positive_number,
    working_dtype,
)
from cnnlab.shapes import Geometry, Padding, Size, resolve_geometry
from cnnlab.windows import inside

__all__ = [
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
    stride = kernel_size if stride is None else stride
    shape = images.shape[-2], images.shape[-1]
    geometry = resolve_geometry(shape, kernel_size, stride, padding, dilation, ceil_mode)
    if any(2 * max(ends) > k for ends, k in zip(geometry.padding, geometry.kernel, strict=True)):
        raise ValueError(
            f"padding must be at most half the kernel_size, got padding {padding!r} for "
            f"kernel_size {kernel_size!r}"
        )
    return images, geometry


def _images_with_pixels(x: ArrayLike) -> Array:
    images = as_images("x", x)
    if 0 in images.shape[-2:]:
        raise ValueError(f"x must have at least one pixel to pool, got shape {images.shape}")
    return images


def _checked_gradient(
    grad_output: ArrayLike, shape: tuple[int, ...]
) -> tuple[Array, np.dtype[Any]]:
    """Return the gradient in the dtype to add up in, and the dtype of the result."""
    grad = as_real_array("grad_output", grad_output)
    if grad.shape != shape:
        raise ValueError(
            f"grad_output must have the output's shape {shape}, got shape {grad.shape}"
        )
    dtype = floating_dtype(grad)
    return grad.astype(working_dtype(dtype), copy=False), dtype


def _output_shape(x: Array, geometry: Geometry) -> tuple[int, ...]:
    return (*x.shape[:-2], *geometry.output)


def _axis_taps(geometry: Geometry, axis: int) -> Iterator[tuple[int, slice, slice]]:
    """Yield per tap its number, the windows in which it meets the image, and those pixels."""
    for tap in range(geometry.kernel[axis]):
        windows, pixels = inside(geometry, axis, tap, slice(0, geometry.output[axis]))
        if windows.start < windows.stop:
            yield tap, windows, pixels


def _taps(geometry: Geometry) -> Iterator[tuple[int, Any, Any]]:
    """Yield per tap, in row-major order: its number, the index of windows, that of pixels."""
    for (a, row_windows, row_pixels), (b, column_windows, column_pixels) in product(
        _axis_taps(geometry, 0), _axis_taps(geometry, 1)
    ):
        number = a * geometry.kernel[1] + b
        yield number, (..., row_windows, column_windows), (..., row_pixels, column_pixels)


def _reduce(x: Array, geometry: Geometry, ufunc: np.ufunc, start: Any) -> Array:
    """Combine each window's pixels, first down the rows, then along the columns.

    Maxima and sums may be taken in this order: k + k operations instead of k · k.
    """
    down = np.full((*x.shape[:-2], geometry.output[0], x.shape[-1]), start, dtype=x.dtype)
    for _, windows, pixels in _axis_taps(geometry, 0):
        view = down[..., windows, :]
        ufunc(view, x[..., pixels, :], out=view)
    y = np.full(_output_shape(x, geometry), start, dtype=x.dtype)
    for _, windows, pixels in _axis_taps(geometry, 1):
        view = y[..., windows]
        ufunc(view, down[..., pixels], out=view)
    return y


def _reduce_backward(grad: Array, shape: tuple[int, ...], geometry: Geometry) -> Array:
    """Add each window's number to all its pixels: the adjoint of `_reduce` with sums."""
    down = np.zeros((*grad.shape[:-1], geometry.size[1]), dtype=grad.dtype)
    for _, windows, pixels in _axis_taps(geometry, 1):
        down[..., pixels] += grad[..., windows]
    grad_x = np.zeros(shape, dtype=grad.dtype)
    for _, windows, pixels in _axis_taps(geometry, 0):
        grad_x[..., pixels, :] += down[..., windows, :]
    return grad_x


def _pixel_count(geometry: Geometry, count_include_pad: bool, dtype: Any) -> Array:
    """Count each window's taps that meet the image, or the image and its padding."""
    if count_include_pad:
        geometry = geometry.over_padded()
    rows, columns = np.zeros(geometry.output[0]), np.zeros(geometry.output[1])
    for axis, count in enumerate((rows, columns)):
        for _, windows, _ in _axis_taps(geometry, axis):
            count[windows] += 1
    return np.outer(rows, columns).astype(dtype)


def _lowest(dtype: np.dtype[Any]) -> Any:
    if dtype.kind == "f":
        return -np.inf
    return False if dtype.kind == "b" else np.iinfo(dtype).min


def _first_maximum(x: Array, geometry: Geometry) -> tuple[Array, Array]:
    """Return each window's maximum and the number of the tap that holds it, −1 for none."""
    y = _reduce(x, geometry, np.maximum, _lowest(x.dtype))
    winner = np.full(y.shape, -1, dtype=np.int32)
    for number, out, source in reversed(list(_taps(geometry))):  # so the first one stays
        winner[out] = np.where(x[source] == y[out], number, winner[out])
    if np.isnan(y).any():
        for number, out, source in _taps(geometry):
            winner[out] = np.where(np.isnan(x[source]), number, winner[out])
    return y, winner


def _positions(winner: Array, geometry: Geometry) -> Array:
    """Return where in the image the taps of these numbers lie, as i·W + j; −1 for none."""
    (s_h, s_w), (d_h, d_w), ((top, _), (left, _)) = (
        geometry.stride,
        geometry.dilation,
        geometry.padding,
    )
    height, width = geometry.output
    a, b = np.divmod(winner, geometry.kernel[1])
    i = np.arange(height)[:, None] * s_h + a * d_h - top
    j = np.arange(width) * s_w + b * d_w - left
    return np.where(winner < 0, -1, i * geometry.size[1] + j).astype(np.int64)


def _lp(x: Array, p: float, geometry: Geometry) -> Array:
    """Return the Lᵖ norms in the dtype to add up in."""
    size = np.abs(x.astype(working_dtype(floating_dtype(x)), copy=False))
    largest = _reduce(size, geometry, np.maximum, 0)
    # Powers are taken relative to the largest value. 0 and ∞ are the answer as they are.
    scale = np.where((largest > 0) & np.isfinite(largest), largest, 1)
    total = np.zeros_like(largest)
    for _, out, source in _taps(geometry):
        total[out] += (size[source] / scale[out]) ** p
    area = math.prod(geometry.kernel)
    total *= area / _pixel_count(geometry, True, total.dtype)
    return np.asarray(scale * total ** (1 / p))


def _exponentials(x: Array, geometry: Geometry, temperature: float) -> tuple[Array, Array]:
    """Return each window's maximum m and the sum of exp((x − m) / T) over its pixels."""
    x = x.astype(working_dtype(floating_dtype(x)), copy=False)
    top = _reduce(x, geometry, np.maximum, -np.inf)
    top[~np.isfinite(top)] = 0  # ∞ − ∞ would be NaN
    total = np.zeros_like(top)
    with np.errstate(over="ignore"):  # only beside ∞, where the sum is ∞ in any case
        for _, out, source in _taps(geometry):
            total[out] += np.exp((x[source] - top[out]) / temperature)
    return top, total


def _check_power(p: float) -> None:
    if not (p >= 1 and np.isfinite(p)):
        raise ValueError(f"p must be a finite number of at least 1, got {p}")


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
        Any stack of images, as (N, C, H, W); every channel is pooled for itself.
    kernel_size : int or (int, int)
    stride : int or (int, int), optional
        By default the kernel size, so that windows touch and do not overlap.
    padding : int, (pH, pW), ((top, bottom), (left, right)) or "valid" or "same"
        Border, at most half the kernel wide. It never wins: it counts as −∞.
    dilation : int or (int, int)
    ceil_mode : bool
        Round the output size up, so that the last windows may hang over the end.
    return_indices : bool
        Return also where each maximum stands.

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
    if return_indices:
        y, winner = _first_maximum(x, geometry)
        return y, _positions(winner, geometry)
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

    Examples
    --------
    >>> max_pool2d_backward([[1.0]], [[3, 8], [8, 5]], 2)
    array([[0., 1.],
           [0., 0.]])
    """
    x, geometry = _checked(x, kernel_size, stride, padding, dilation, ceil_mode)
    grad, dtype = _checked_gradient(grad_output, _output_shape(x, geometry))
    _, winner = _first_maximum(x, geometry)
    grad_x = np.zeros(x.shape, grad.dtype)
    for number, out, source in _taps(geometry):
        grad_x[source] += np.where(winner[out] == number, grad[out], 0)
    return grad_x.astype(dtype, copy=False)


def avg_pool2d(
    x: ArrayLike,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Padding = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
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
    with np.errstate(invalid="ignore"):  # ∞ − ∞ is NaN, and that is the answer
        total = _reduce(total, geometry, np.add, 0)
    total /= _pixel_count(geometry, count_include_pad, total.dtype)
    return total.astype(dtype, copy=False)


def avg_pool2d_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Padding = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> Array:
    """Share each output's gradient equally among its window's pixels: each gets 1/n of it.

    Parameters
    ----------
    grad_output : array_like, shape (..., H_out, W_out)
    x, kernel_size, stride, padding, ceil_mode, count_include_pad
        As they were given to `avg_pool2d`. Of `x` only the shape matters.

    Returns
    -------
    ndarray, the shape of `x`
        With the floating dtype of `grad_output` (float64 if it holds integers).

    Raises
    ------
    ValueError
        If `grad_output` does not have the output's shape, and as `avg_pool2d` does.

    Examples
    --------
    >>> avg_pool2d_backward([[4.0, 8.0]], np.zeros((2, 3)), 2, stride=1)  # the middle: 1 + 2
    array([[1., 3., 2.],
           [1., 3., 2.]])
    """
    x, geometry = _checked(x, kernel_size, stride, padding, 1, ceil_mode)
    grad, dtype = _checked_gradient(grad_output, _output_shape(x, geometry))
    per_pixel = grad / _pixel_count(geometry, count_include_pad, grad.dtype)
    grad_x = _reduce_backward(per_pixel, x.shape, geometry)
    return grad_x.astype(dtype, copy=False)


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

    p = 1 adds absolute values, p = 2 is the length, and p → ∞ tends to the largest absolute
    value. Only a window that hangs over the end (`ceil_mode`) tells the two forms apart: like
    PyTorch we take the first, where its pixels' mean stands for the missing ones.

    Parameters
    ----------
    x : array_like, shape (..., H, W)
    p : float
        At least 1, else it is no norm.
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
    _check_power(p)
    return _lp(x, p, geometry).astype(floating_dtype(x), copy=False)


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

    Examples
    --------
    >>> lp_pool2d_backward([[10.0]], [[3, 0], [-4, 0]], 2, 2)
    array([[ 6.,  0.],
           [-8.,  0.]])
    """
    _check_power(p)
    x, geometry = _checked(x, kernel_size, stride, padding, 1, ceil_mode)
    grad, dtype = _checked_gradient(grad_output, _output_shape(x, geometry))
    norm = _lp(x, p, geometry)
    area = math.prod(geometry.kernel)
    per_pixel = grad * (area / _pixel_count(geometry, True, grad.dtype))
    norm[norm == 0] = 1  # such a window holds zeros only, whose sign below is 0
    x = x.astype(norm.dtype, copy=False)
    grad_x = np.zeros(x.shape, np.result_type(grad, norm))
    with np.errstate(invalid="ignore"):  # ∞ has the gradient NaN
        for _, out, source in _taps(geometry):
            pixel = x[source]
            slope = np.sign(pixel) * (np.abs(pixel) / norm[out]) ** (p - 1)
            grad_x[source] += per_pixel[out] * slope
    return grad_x.astype(dtype, copy=False)


def lse_pool2d(
    x: ArrayLike,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Padding = 0,
    dilation: Size = 1,
    ceil_mode: bool = False,
    temperature: float = 1.0,
) -> Array:
    r"""Take each window's log-sum-exp, a maximum with a soft edge.

    .. math:: y_{ij} = T \log \Bigl(\frac{1}{n_{ij}} \sum_{a,b} e^{x_{is+ad-p,\;js+bd-p} / T}\Bigr)

    T → 0 tends to the maximum, T → ∞ to the average (Pinheiro and Collobert, 2015, "From
    image-level to pixel-level labeling with convolutional networks", with r = 1/T).

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
        T, above 0.

    Returns
    -------
    ndarray, shape (..., H_out, W_out)
        With the dtype of `x` if it is floating, else float64. The window's maximum is taken out
        of the exponentials, so that large values do not overflow.

    Raises
    ------
    ValueError
        If T is not a positive number, the window does not fit, or the padding is wider than half
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
    positive_number("temperature", temperature)
    top, total = _exponentials(x, geometry, temperature)
    n = np.maximum(_pixel_count(geometry, False, total.dtype), 1)
    with np.errstate(divide="ignore"):  # log 0 = −∞: the window holds −∞ only, or padding only
        y = top + temperature * np.log(total / n)
    return y.astype(floating_dtype(x), copy=False)


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

    .. math:: \frac{\partial y}{\partial x_i} = \frac{e^{x_i / T}}{\sum_j e^{x_j / T}}

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

    Examples
    --------
    >>> lse_pool2d_backward([[1.0]], [[0, 0, 2]], (1, 3)).round(3)
    array([[0.107, 0.107, 0.787]])
    """
    positive_number("temperature", temperature)
    x, geometry = _checked(x, kernel_size, stride, padding, dilation, ceil_mode)
    grad, dtype = _checked_gradient(grad_output, _output_shape(x, geometry))
    top, total = _exponentials(x, geometry, temperature)
    total[total == 0] = 1  # the window holds −∞ only: no pixel has a share
    x = x.astype(total.dtype, copy=False)
    grad_x = np.zeros(x.shape, np.result_type(grad, total))
    with np.errstate(over="ignore", invalid="ignore"):  # ∞ has the gradient NaN
        for _, out, source in _taps(geometry):
            grad_x[source] += grad[out] * np.exp((x[source] - top[out]) / temperature) / total[out]
    return grad_x.astype(dtype, copy=False)


def global_max_pool2d(x: ArrayLike) -> Array:
    """Take the maximum of each whole image.

    Parameters
    ----------
    x : array_like, shape (..., H, W)

    Returns
    -------
    ndarray, shape (..., 1, 1)
        With the dtype of `x`. NaN in an image gives NaN.

    Examples
    --------
    >>> global_max_pool2d([[1, 2], [4, 3]])
    array([[4]])
    """
    return np.asarray(_images_with_pixels(x).max(axis=(-2, -1), keepdims=True))


def global_max_pool2d_backward(grad_output: ArrayLike, x: ArrayLike) -> Array:
    """Send the gradient to each image's first maximum in row-major order.

    Parameters
    ----------
    grad_output : array_like, shape (..., 1, 1)
    x : array_like, shape (..., H, W)

    Returns
    -------
    ndarray, the shape of `x`
        With the floating dtype of `grad_output` (float64 if it holds integers).

    Examples
    --------
    >>> global_max_pool2d_backward([[1.0]], [[3, 8], [8, 5]])
    array([[0., 1.],
           [0., 0.]])
    """
    x = _images_with_pixels(x)
    grad, dtype = _checked_gradient(grad_output, (*x.shape[:-2], 1, 1))
    flat = x.reshape(*x.shape[:-2], x.shape[-2] * x.shape[-1])
    grad_x = np.zeros(flat.shape, dtype)
    np.put_along_axis(grad_x, flat.argmax(axis=-1)[..., None], grad[..., 0], axis=-1)
    return grad_x.reshape(x.shape)


def global_avg_pool2d(x: ArrayLike) -> Array:
    """Take the average of each whole image.

    Parameters
    ----------
    x : array_like, shape (..., H, W)

    Returns
    -------
    ndarray, shape (..., 1, 1)
        With the dtype of `x` if it is floating, else float64.

    Examples
    --------
    >>> global_avg_pool2d([[1, 2], [4, 3]])
    array([[2.5]])
    """
    x = _images_with_pixels(x)
    with np.errstate(invalid="ignore"):  # NumPy adds up float16 in float32, integers in float64
        return np.asarray(x.mean(axis=(-2, -1), keepdims=True))


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

    Examples
    --------
    >>> global_avg_pool2d_backward([[1.0]], [[3, 8], [8, 5]])
    array([[0.25, 0.25],
           [0.25, 0.25]])
    """
    x = _images_with_pixels(x)
    grad, dtype = _checked_gradient(grad_output, (*x.shape[:-2], 1, 1))
    return np.broadcast_to(grad / (x.shape[-2] * x.shape[-1]), x.shape).astype(dtype)
