"""The waves that an image is made of: what blur, dilation and stride do to them."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnlab.checks import as_real_array, check_finite, check_holdable, check_not_empty, whole_number


def spectrum(image: ArrayLike) -> NDArray[np.float64]:
    """Return the amplitude of each wave in an image, the slowest wave in the middle.

    Parameters
    ----------
    image : array_like, shape (H, W)

    Returns
    -------
    ndarray of float64, shape (H, W)
        The amplitude of the wave with f cycles downwards and g to the right stands f rows below and
        g columns right of the middle, at (H // 2, W // 2), which holds the image's mean. Opposite
        places are the same wave, and each has half of its amplitude.

    Raises
    ------
    ValueError
        If `image` does not have two axes, has no pixel, or holds NaN or ∞.
    TypeError
        If `image` does not hold real numbers.

    Examples
    --------
    >>> stripes = 10 + 4 * np.cos(2 * np.pi * np.arange(8) / 4) * np.ones((8, 1))
    >>> spectrum(stripes)[4].round(9) + 0.0
    array([ 0.,  0.,  2.,  0., 10.,  0.,  2.,  0.])
    """
    image = as_real_array("image", image, 2, "(H, W)")
    check_not_empty("image", image, "pixel")
    check_finite("image", image)
    return np.abs(np.fft.fftshift(np.fft.fft2(image))) / image.size


def kernel_response(kernel: ArrayLike, dilation: int = 1, size: int = 256) -> NDArray[np.float64]:
    """Return the factor by which a kernel changes each wave's amplitude.

    Parameters
    ----------
    kernel : array_like, shape (kH, kW)
    dilation : int
    size : int
        Rows and columns of the image on which the kernel acts, and of the result.

    Returns
    -------
    ndarray of float64, shape (size, size)
        In the order of `spectrum`. With padding "circular" and stride 1, the output's spectrum is
        the product of this and the input's.

    Raises
    ------
    ValueError
        If the dilated kernel is larger than `size`, or holds NaN or ∞.
    TypeError
        If `kernel` does not hold real numbers, or a number is not an integer.

    Examples
    --------
    >>> kernel_response([[1, 2, 1]], size=8)[4].round(2) + 0.0
    array([0.  , 0.59, 2.  , 3.41, 4.  , 3.41, 2.  , 0.59])
    >>> kernel_response([[1, 2, 1]], dilation=2, size=8)[4].round(2) + 0.0
    array([4., 2., 0., 2., 4., 2., 0., 2.])
    """
    kernel = as_real_array("kernel", kernel, 2, "(kH, kW)")
    check_not_empty("kernel", kernel, "tap")
    check_finite("kernel", kernel)
    dilation, size = whole_number("dilation", dilation, 1), whole_number("size", size, 1)
    span = dilation * (max(kernel.shape) - 1) + 1
    if span > size:
        raise ValueError(
            f"kernel {kernel.shape} with dilation {dilation} spans {span} pixels, more than "
            f"size {size}"
        )
    check_holdable("size", (size, size))
    image = np.zeros((size, size))
    rows, columns = kernel.shape
    image[: dilation * rows : dilation, : dilation * columns : dilation] = kernel
    return np.abs(np.fft.fftshift(np.fft.fft2(image)))


def fast_share(spectrum: ArrayLike) -> float:
    """Return the share of an image's variance that is in its fast waves.

    Fast waves are those above half the highest frequency, 1/4 cycle per pixel, along either axis:
    a stride of 2 turns them into others.

    Parameters
    ----------
    spectrum : array_like, shape (H, W)
        As `spectrum` gives it.

    Returns
    -------
    float
        From 0 to 1; 0 for an image of one grey.

    Raises
    ------
    ValueError
        If `spectrum` does not have two axes, is empty, or holds NaN or ∞.
    TypeError
        If `spectrum` does not hold real numbers.

    Examples
    --------
    >>> checkers = np.indices((8, 8)).sum(axis=0) % 2
    >>> fast_share(spectrum(checkers))
    1.0
    """
    power = as_real_array("spectrum", spectrum, 2, "(H, W)").astype(np.float64) ** 2
    check_not_empty("spectrum", power, "wave")
    check_finite("spectrum", power)
    middle = [n // 2 for n in power.shape]
    far = [abs(np.arange(n) - m) > n / 4 for n, m in zip(power.shape, middle, strict=True)]
    mean = power[*middle]
    variance = power.sum() - mean
    if variance <= 1e-9 * mean:  # what is left is rounding
        return 0.0
    return float(power[far[0][:, None] | far[1]].sum() / variance)
