"""Aliasing: what happens to fine stripes when pixels are left out."""

import numpy as np
from numpy.typing import ArrayLike

from cnnlab.checks import as_real_array, real_number, whole_number

Wave = tuple[float, float]
"""Cycles per pixel downwards and to the right."""

_FINENESS = 4  # zeros around the image let the transform be read between its own frequencies


def strongest_wave(image: ArrayLike) -> Wave:
    """Find the stripes that an image holds most of.

    The image's mean is taken off and its border faded out, so that neither is mistaken for
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
        If the image does not have two axes, or has fewer than 4 pixels along one.

    Examples
    --------
    >>> stripes = np.cos(2 * np.pi * np.arange(32) / 4) * np.ones((32, 1))
    >>> strongest_wave(stripes)
    (0.0, 0.25)
    """
    image = as_real_array("image", image, 2, "(H, W)").astype(np.float64)
    if min(image.shape) < 4:
        raise ValueError(f"image must be at least 4 × 4 pixels, got shape {image.shape}")
    fade = np.outer(np.hanning(image.shape[0]), np.hanning(image.shape[1]))
    height, width = (_FINENESS * n for n in image.shape)
    spectrum = np.abs(np.fft.rfft2((image - image.mean()) * fade, (height, width)))
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
        Cycles per kept pixel, as `strongest_wave` gives them.

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
    wave = real_number("wave", wave[0]), real_number("wave", wave[1])
    down, right = (round((f * stride + 0.5) % 1 - 0.5, 12) for f in wave)
    return _same_stripes(down, right)


def _same_stripes(down: float, right: float) -> Wave:
    """Return the one of two opposite waves that `strongest_wave` promises."""
    down, right = (abs(f) if abs(f) == 0.5 else f for f in (down, right))
    turned = right < 0 or (right == 0 and down < 0)
    return (0.0 - down, 0.0 - right) if turned else (down, right)
