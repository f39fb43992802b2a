"""Named kernels: the small 2-D arrays that slide over an image.

The kernels are written as `cnnlab.correlate2d` uses them, without a flip: ``sobel_x`` answers
with a positive number where the image gets brighter to the right. Their entries are whole
numbers, or whole numbers over one common divisor, so that a sum can be checked by hand.
"""

import json
from collections.abc import Mapping
from importlib.resources import files
from math import ceil, comb, frexp, pi
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from cnnlab.checks import (
    Named,
    check_choice,
    check_holdable,
    finite_number,
    positive_number,
    whole_number,
)

__all__ = ["KERNELS", "binomial", "gabor", "gaussian", "kernel"]

Kernel = NDArray[np.float64]

_NARROWEST = 0.01  # pixels: of this and any narrower Gaussian, only the middle pixels are left
MOST_COEFFICIENTS = 2000  # whose middle ones have 600 digits
_WIDEST = 10**6  # pixels to each side: a kernel of 32 TB


def binomial(size: int) -> Kernel:
    """Return the smoothing kernel made of binomial coefficients, whose sum is 1.

    The row (1, 1) convolved with itself ``size - 1`` times gives the coefficients. They tend to a
    Gaussian with variance ``(size - 1) / 4``, and the divisor is a power of 4, so floating point
    holds every entry exactly up to size 30.

    Parameters
    ----------
    size : int
        Height and width of the kernel, 1 to 2000.

    Returns
    -------
    ndarray of float64, shape (size, size)

    Raises
    ------
    ValueError
        If `size` is out of range.
    TypeError
        If it is not an integer.

    Examples
    --------
    >>> binomial(3) * 16
    array([[1., 2., 1.],
           [2., 4., 2.],
           [1., 2., 1.]])
    """
    size = whole_number("size", size, 1, MOST_COEFFICIENTS)
    row = [comb(size - 1, i) / 2 ** (size - 1) for i in range(size)]
    return np.outer(row, row)


def gaussian(sigma: float, *, size: int | None = None) -> Kernel:
    """Return a Gaussian sampled at the pixel centres, scaled to the sum 1.

    Parameters
    ----------
    sigma : float
        Standard deviation in pixels, above 0.
    size : int, optional
        Height and width. By default the smallest odd size that reaches 3 `sigma` to each side. To
        be given by name, since other libraries have it first.

    Returns
    -------
    ndarray of float64, shape (size, size)

    Raises
    ------
    ValueError
        If `sigma` is not positive, or too large for a kernel without a `size`, or `size` is below
        1.
    TypeError
        If `sigma` is not a number or `size` is not an integer.

    Examples
    --------
    >>> gaussian(0.5, size=3).round(3)
    array([[0.011, 0.084, 0.011],
           [0.084, 0.619, 0.084],
           [0.011, 0.084, 0.011]])
    >>> gaussian(1.5).shape
    (11, 11)
    """
    sigma = positive_number("sigma", sigma)
    x = _centred_grid(size, 3 * sigma, f"sigma {sigma}")
    exponent = -0.5 * (x / max(sigma, _NARROWEST)) ** 2
    row = np.exp(exponent - exponent.max())  # else all could be 0 where `size` is even
    row /= row.sum()
    return np.outer(row, row)


def gabor(
    wavelength: float,
    theta: float = 0.0,
    sigma: float | None = None,
    phase: float = 0.0,
    aspect: float = 1.0,
    size: int | None = None,
) -> Kernel:
    r"""Return a Gabor kernel: a cosine wave under a Gaussian.

    .. math::

        g(x, y) = \exp\left(-\frac{x'^2 + \gamma^2 y'^2}{2\sigma^2}\right)
                  \cos\left(\frac{2\pi x'}{\lambda} + \psi\right),
        \quad x' = x\cos\theta + y\sin\theta,
        \quad y' = -x\sin\theta + y\cos\theta

    with y pointing down, as rows do (Daugman, 1985, "Uncertainty relation for resolution in
    space, spatial frequency, and orientation optimized by two-dimensional visual cortical
    filters"). The first layers of trained networks hold kernels much like these.

    Parameters
    ----------
    wavelength : float
        Pixels per period of the wave, λ, above 0.
    theta : float
        Direction in which the wave travels, in radians, from the x axis towards the y axis
        (clockwise on the screen). 0 answers to vertical stripes.
    sigma : float, optional
        Standard deviation of the Gaussian along the wave. By default 0.56 `wavelength`, a
        bandwidth of one octave.
    phase : float
        ψ in radians: 0 is a bright line at the centre, π/2 an edge.
    aspect : float
        γ, above 0: below 1 the kernel is longer across the wave.
    size : int, optional
        Height and width. By default the smallest odd size that reaches three standard deviations
        to each side.

    Returns
    -------
    ndarray of float64, shape (size, size)

    Raises
    ------
    ValueError
        If `wavelength`, `sigma` or `aspect` is not positive, `theta` or `phase` not finite, `size`
        below 1, or a number too large or too small to compute with.
    TypeError
        If `size` is not an integer or another argument is not a number.

    Examples
    --------
    >>> gabor(4, size=5).round(2)[2]
    array([-0.67,  0.  ,  1.  ,  0.  , -0.67])
    """
    wavelength = positive_number("wavelength", wavelength)
    sigma = 0.56 * wavelength if sigma is None else positive_number("sigma", sigma)
    aspect = positive_number("aspect", aspect)
    theta, phase = finite_number("theta", theta), finite_number("phase", phase)
    reach = 3 * sigma * max(1.0, 1.0 / aspect)
    x = _centred_grid(size, reach, f"wavelength {wavelength}, sigma {sigma} and aspect {aspect}")
    y = x[:, None]
    along = x * np.cos(theta) + y * np.sin(theta)
    across = -x * np.sin(theta) + y * np.cos(theta)
    # In units of about sigma, a power of 2, so that no square is 0 or infinite without need.
    fraction, exponent = frexp(sigma)
    with np.errstate(over="ignore"):
        a, b = np.ldexp(along, -exponent), aspect * np.ldexp(across, -exponent)
        envelope = np.exp(-(a**2 + b**2) / (2 * fraction**2))
        angle = 2 * pi * along / wavelength + phase
    if not np.isfinite(angle).all():
        raise ValueError(
            "wavelength must be longer, or phase smaller, for angles to be finite, got "
            f"{wavelength} and {phase}"
        )
    return np.asarray(envelope * np.cos(angle))


def _centred_grid(size: int | None, reach: float, given: str) -> Kernel:
    """Return `size` coordinates one pixel apart with 0 in the middle.

    By default as many as reach `reach` pixels to each side; `given` names what that follows from.
    """
    if size is None:
        if reach > _WIDEST:
            raise ValueError(
                f"size must be given where three standard deviations are more than {_WIDEST} "
                f"pixels, as with {given}"
            )
        size = 2 * ceil(reach) + 1
    size = whole_number("size", size, 1)
    check_holdable("size", (size, size))
    return np.asarray(np.arange(size) - (size - 1) / 2)


def _constant(rows: list[list[int]], divisor: int = 1) -> Kernel:
    values = np.array(rows, dtype=np.float64) / divisor
    values.setflags(write=False)
    return values


KERNELS: Mapping[str, Kernel] = MappingProxyType(
    Named(
        identity=_constant([[0, 0, 0], [0, 1, 0], [0, 0, 0]]),
        shift_right=_constant([[0, 0, 0], [1, 0, 0], [0, 0, 0]]),
        box_blur=_constant([[1, 1, 1], [1, 1, 1], [1, 1, 1]], divisor=9),
        gaussian_blur=_constant([[1, 2, 1], [2, 4, 2], [1, 2, 1]], divisor=16),
        sharpen=_constant([[0, -1, 0], [-1, 5, -1], [0, -1, 0]]),
        sobel_x=_constant([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]),
        sobel_y=_constant([[-1, -2, -1], [0, 0, 0], [1, 2, 1]]),
        laplacian=_constant([[0, 1, 0], [1, -4, 1], [0, 1, 0]]),
        outline=_constant([[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]]),
        emboss=_constant([[-2, -1, 0], [-1, 1, 1], [0, 1, 2]]),
        corner=_constant([[-4, -4, -4], [-4, 5, 5], [-4, 5, 5]]),
    )
)
"""Every named kernel, 3 × 3 and read-only. `kernel` gives a copy that may be changed.

``shift_right`` moves the picture one pixel to the right under cross-correlation and to the left
under convolution, which flips it. ``gaussian_blur`` is `binomial(3)`. ``sobel_x`` and
``sobel_y`` answer to brightness that grows to the right and downwards. ``corner`` is the
picture of a bright patch's upper left corner, minus its mean.
"""


KERNEL_NAMES: dict[str, str] = json.loads((files("cnnlab") / "kernels.json").read_text("utf-8"))
"""What readers call a kernel, where that is not its name in code. The page reads the same file."""


def kernel(name: str) -> Kernel:
    """Return a copy of the kernel called `name` in `KERNELS`.

    Parameters
    ----------
    name : str
        A key of `KERNELS`.

    Returns
    -------
    ndarray of float64, shape (3, 3)
        A new array that may be changed.

    Raises
    ------
    ValueError
        If no kernel has that name.

    Examples
    --------
    >>> kernel("sobel_x")
    array([[-1.,  0.,  1.],
           [-2.,  0.,  2.],
           [-1.,  0.,  1.]])
    """
    check_choice("name", name, KERNELS)
    return KERNELS[name].copy()
