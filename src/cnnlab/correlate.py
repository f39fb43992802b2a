"""One image and one kernel: correlation, convolution, and kernels that separate.

`correlate2d` slides the kernel as it is; `convolve2d` flips it by 180 degrees first.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from cnnlab.checks import (
    Array,
    as_real_array,
    check_choice,
    check_not_empty,
    exact_dtype,
    floating_dtype,
    largest_size,
    refuse_wrapping,
    rounded,
    working_dtype,
)
from cnnlab.padding import PADDING_MODES, PaddingMode, add_border
from cnnlab.shapes import Geometry, Padding, Size, array_geometry
from cnnlab.windows import tap_view


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
        "same" puts the odd pixel of an even kernel at the end, as PyTorch and
        `scipy.signal.correlate2d` do (`scipy.ndimage.correlate` puts it at the beginning).
    padding_mode : {"zeros", "reflect", "replicate", "circular"}

    Returns
    -------
    ndarray, shape (H_out, W_out)
        NumPy's result dtype for floats. Bools and integers give exact int64, except that uint64,
        which reaches beyond it, gives float64. A large floating kernel that is the outer product of
        a column and a row is applied in two passes, which rounds a little differently.

    Raises
    ------
    ValueError
        If an argument does not have two axes, the kernel is larger than the padded image, or
        integer sums could pass the range of int64.
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
    geometry = array_geometry(image, kernel, "image", "kernel", stride, padding, dilation)
    check_choice("padding_mode", padding_mode, PADDING_MODES)
    dtype = exact_dtype(image, kernel)
    if dtype.kind == "i":
        taps = sum(abs(int(k)) for k in kernel.flat)
        refuse_wrapping("image and kernel", largest_size(image) * taps)
    sum_dtype = working_dtype(dtype)
    padded = add_border(image, geometry.padding, padding_mode).astype(sum_dtype, copy=False)
    with np.errstate(over="ignore", invalid="ignore"):  # inf and NaN go where they belong
        total = _correlate(padded, kernel.astype(sum_dtype), geometry.over_padded())
    return rounded(total, dtype)


def _correlate(padded: Array, kernel: Array, geometry: Geometry) -> Array:
    """Apply the formula to all outputs at once, one kernel tap after the other.

    A kernel that is the outer product of a column and a row takes two passes, if that halves the
    work. Every entry must match to within its own rounding, since the smallest may lie on the
    largest pixel. Kernels of integers take one pass: the row's quotients would not be whole.
    """
    if 2 * sum(kernel.shape) <= kernel.size and kernel.dtype.kind == "f":
        column, row = _through_largest(kernel)
        if (_misfit(kernel, column, row) <= _rounding(kernel, kernel.dtype)).all():
            with np.errstate(over="ignore", invalid="ignore"):
                result = _correlate_in_two_passes(padded, column, row, geometry)
            # A pixel may overflow under the largest tap of a column that is not its own.
            if np.isfinite(result).all():
                return result
    total = np.zeros(geometry.output, dtype=padded.dtype)
    for a, b in np.ndindex(*kernel.shape):
        total += kernel[a, b] * tap_view(padded, geometry, a, b)
    return total


def _correlate_in_two_passes(padded: Array, column: Array, row: Array, geometry: Geometry) -> Array:
    """Slide the column down all columns of the image, then the row along what came out."""
    (k_h, k_w), (s_h, s_w), (d_h, d_w) = geometry.kernel, geometry.stride, geometry.dilation
    between = geometry.output[0], geometry.size[1]  # the shape after the first pass
    down = geometry._replace(kernel=(k_h, 1), stride=(s_h, 1), dilation=(d_h, 1), output=between)
    along = geometry._replace(size=between, kernel=(1, k_w), stride=(1, s_w), dilation=(1, d_w))
    return _correlate(_correlate(padded, column[:, None], down), row[None], along)


def convolve2d(
    image: ArrayLike,
    kernel: ArrayLike,
    stride: Size = 1,
    padding: Padding = "valid",
    dilation: Size = 1,
    padding_mode: PaddingMode = "zeros",
) -> Array:
    """Convolve: flip the kernel along both axes (a turn by 180 degrees), then correlate.

    Arguments, result and errors are those of `correlate2d`. With padding "full" it is
    commutative; correlation is not. With "same" the odd pixel of an even kernel is at the end, as
    in `scipy.ndimage.convolve`; `scipy.signal.convolve2d` and `numpy.convolve` have it at the
    beginning.

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
        The kernel's column through its largest entry, with the dtype of `kernel` if it is floating,
        else float64.
    row : ndarray, shape (kW,)
        The row through that entry, divided by it, with the same dtype.

    Raises
    ------
    ValueError
        If the outer product differs from the kernel by more than rounding, 8 eps of the largest
        entry, or `kernel` does not have two axes or has no tap.
    TypeError
        If `kernel` does not hold real numbers.

    Examples
    --------
    >>> separate([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    (array([-1., -2., -1.]), array([ 1., -0., -1.]))
    """
    kernel = as_real_array("kernel", kernel, 2, "(kH, kW)")
    check_not_empty("kernel", kernel, "tap")
    dtype = floating_dtype(kernel)
    kernel = kernel.astype(working_dtype(dtype))
    column, row = _through_largest(kernel)
    error = _misfit(kernel, column, row).max()
    if not error <= _rounding(kernel, dtype).max():
        raise ValueError(
            f"kernel of shape {kernel.shape} is not an outer product of a column and a row: the "
            f"nearest through its largest entry {kernel.flat[np.abs(kernel).argmax()]:g} is off by "
            f"{error:g}"
        )
    return rounded(column, dtype), rounded(row, dtype)


def _through_largest(kernel: Array) -> tuple[Array, Array]:
    """Return the column through the largest entry, and the row through it divided by it."""
    i, j = np.unravel_index(np.abs(kernel).argmax(), kernel.shape)
    with np.errstate(over="ignore", invalid="ignore"):
        return kernel[:, j], kernel[i] / (kernel[i, j] or 1)


def _misfit(kernel: Array, column: Array, row: Array) -> Array:
    with np.errstate(over="ignore", invalid="ignore"):  # inf and NaN are no outer product
        return np.asarray(np.abs(np.outer(column, row) - kernel))


def _rounding(kernel: Array, dtype: np.dtype[Any]) -> Array:
    """Return how far off each product may be if the kernel was rounded to this dtype."""
    return np.asarray(8 * np.finfo(dtype).eps * np.abs(kernel))


def is_separable(kernel: ArrayLike) -> bool:
    """Tell whether a kernel is the outer product of a column and a row: see `separate`.

    Parameters
    ----------
    kernel : array_like, shape (kH, kW)

    Returns
    -------
    bool

    Raises
    ------
    ValueError
        If `kernel` does not have two axes, or has no tap.
    TypeError
        If `kernel` does not hold real numbers.

    Examples
    --------
    >>> is_separable([[1, 2, 1], [2, 4, 2], [1, 2, 1]]), is_separable([[0, 1, 0], [1, -4, 1]])
    (True, False)
    """
    kernel = as_real_array("kernel", kernel, 2, "(kH, kW)")
    check_not_empty("kernel", kernel, "tap")
    try:
        separate(kernel)
    except ValueError:
        return False
    return True
