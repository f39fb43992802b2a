"""Aliasing: what happens to fine stripes when pixels are left out."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnlab.checks import as_real_array, check_finite, finite_number, whole_number

Wave = tuple[float, float]
"""Cycles per pixel downwards and to the right."""

_FINENESS = 4  # zeros around the image let the transform be read between its own frequencies


def strongest_wave(image: ArrayLike) -> Wave:
    """Find the strongest stripes in an image.

    The image's mean is subtracted and its edges faded out, so that neither is mistaken for
    stripes; the highest peak of the Fourier transform is the answer, to 1/4 of its resolution.

    Parameters
    ----------
    image : array_like, shape (H, W)
        At least 4 × 4 pixels.

    Returns
    -------
    (down, right)
        Cycles per pixel: the period is 1 over the length of this vector, in pixels. Of the two
        opposite vectors that mean the same stripes, the one with `right` above 0 (or else with
        `down` above 0).

    Raises
    ------
    ValueError
        If the image does not have two axes, has fewer than 4 pixels along one, or holds NaN or ∞.
    TypeError
        If `image` does not hold real numbers.

    Examples
    --------
    >>> stripes = np.cos(2 * np.pi * np.arange(32) / 4) * np.ones((32, 1))
    >>> strongest_wave(stripes)
    (0.0, 0.25)
    """
    faded = _faded(image)
    height, width = (_FINENESS * n for n in faded.shape)
    spectrum = np.abs(np.fft.rfft2(faded, (height, width)))
    row, column = np.unravel_index(spectrum.argmax(), spectrum.shape)
    down, right = np.fft.fftfreq(height)[row], np.fft.rfftfreq(width)[column]
    return _same_stripes(float(down), float(right))


def alias(wave: Wave, stride: int) -> Wave:
    """Return the stripes that a wave becomes when every `stride`-th pixel is kept.

    A wave of f cycles per pixel makes f·s cycles per kept pixel, and whole cycles between two
    neighbours cannot be seen: what is left lies between −1/2 and 1/2.

    Parameters
    ----------
    wave : (down, right)
        Cycles per pixel.
    stride : int

    Returns
    -------
    (down, right)
        Cycles per kept pixel. Of the two opposite vectors that mean the same stripes, the one that
        `strongest_wave` gives.

    Raises
    ------
    ValueError
        If `wave` is not two finite numbers, or `stride` is below 1.
    TypeError
        If `stride` is not an integer, or `wave` does not hold numbers.

    Examples
    --------
    >>> alias((0.0, 0.25), stride=2)
    (0.0, 0.5)
    >>> alias((0.25, 0.2), stride=4)
    (0.0, 0.2)
    """
    stride = whole_number("stride", stride, 1)
    if not isinstance(wave, tuple | list) or len(wave) != 2:
        raise ValueError(f"wave must be a pair (down, right) of cycles per pixel, got {wave!r}")
    wave = finite_number("wave", wave[0]), finite_number("wave", wave[1])
    down, right = (round((f * stride + 0.5) % 1 - 0.5, 12) for f in wave)
    return _same_stripes(down, right)


def energy_after_stride(image: ArrayLike, stride: int) -> tuple[float, float]:
    """Split the energy of the pixels that a stride keeps into true and false (aliased) energy.

    True is that of the waves that stay what they are, with at most 1/(2·stride) cycles per pixel
    along each axis. False is what finer waves turn into. At stride 1 nothing is false.

    Parameters
    ----------
    image : array_like, shape (H, W)
        At least 4 × 4 pixels. Its mean does not count, and its edges are faded out.
    stride : int

    Returns
    -------
    (true, false)
        Sums of squares over the pixels that are kept.

    Raises
    ------
    ValueError
        If the image does not have two axes, has fewer than 4 pixels along one, or holds NaN or ∞.
    TypeError
        If `image` does not hold real numbers, or `stride` is not an integer.

    Examples
    --------
    >>> fine, broad = (np.cos(2 * np.pi * f * np.arange(64)) * np.ones((64, 1)) for f in (0.4, 0.1))
    >>> true, false = energy_after_stride(broad + 2 * fine, stride=2)
    >>> round(false / true, 3)
    4.0
    >>> energy_after_stride(broad + 2 * fine, stride=1)[1] < 1e-20
    True
    """
    stride = whole_number("stride", stride, 1)
    image = _faded(image)
    fine = [stride * np.abs(np.fft.fftfreq(n)) > 0.5 for n in image.shape]
    spectrum = np.fft.fft2(image)
    spectrum[fine[0], :] = 0
    spectrum[:, fine[1]] = 0
    broad = np.fft.ifft2(spectrum).real
    true, false = (part[::stride, ::stride] for part in (broad, image - broad))
    return float((true**2).sum()), float((false**2).sum())


def _faded(image: ArrayLike) -> NDArray[np.float64]:
    """Return an image without its mean, and with its edges faded out."""
    image = as_real_array("image", image, 2, "(H, W)").astype(np.float64)
    if min(image.shape) < 4:
        raise ValueError(f"image must be at least 4 × 4 pixels, got shape {image.shape}")
    check_finite("image", image)
    fade = np.outer(np.hanning(image.shape[0]), np.hanning(image.shape[1]))
    mean = np.average(image, weights=fade)
    return np.asarray((image - mean) * fade)


def _same_stripes(down: float, right: float) -> Wave:
    """Return that one of two opposite waves which `strongest_wave` gives."""
    down, right = (abs(f) if abs(f) == 0.5 else f for f in (down, right))
    turned = right < 0 or (right == 0 and down < 0)
    return (0.0 - down, 0.0 - right) if turned else (down, right)
