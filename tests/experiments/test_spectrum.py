"""Spectra: what blur, dilation and stride do to the waves of an image."""

import numpy as np
import pytest

from cnnlab import conv2d
from cnnlab.experiments.spectrum import fast_share, kernel_response, spectrum


def wave(down, right, size=16):
    rows, columns = np.indices((size, size))
    return np.cos(2 * np.pi * (down * rows + right * columns) / size)


def test_a_wave_stands_where_its_cycles_say():
    found = spectrum(5 + 3 * wave(2, -6))
    assert found.shape == (16, 16)
    assert found[8, 8] == pytest.approx(5)
    assert found[10, 2] == found[6, 14] == pytest.approx(1.5)
    assert found.sum() == pytest.approx(8)


def test_a_circular_convolution_multiplies_each_wave():
    random = np.random.default_rng(0)
    image, kernel = random.normal(size=(16, 16)), random.normal(size=(3, 2))
    for dilation in (1, 3):
        output = conv2d(
            image[None, None],
            kernel[None, None],
            padding="same",
            dilation=dilation,
            padding_mode="circular",
        )
        product = kernel_response(kernel, dilation, 16) * spectrum(image)
        np.testing.assert_allclose(spectrum(output[0, 0]), product, atol=1e-12)


def test_dilation_repeats_the_response():
    kernel = np.random.default_rng(0).normal(size=(3, 3))
    once, thrice = (np.fft.ifftshift(kernel_response(kernel, d, 48)) for d in (1, 3))
    np.testing.assert_allclose(thrice[:16, :16], once[::3, ::3], atol=1e-12)
    np.testing.assert_allclose(thrice[16:32, :16], thrice[:16, :16], atol=1e-12)


def test_a_stride_makes_slow_waves_of_fast_ones():
    image = wave(0, 14, 32)
    assert fast_share(spectrum(image)) == pytest.approx(1)
    kept = spectrum(image[::2, ::2])
    assert kept[8, 6] == kept[8, 10] == pytest.approx(0.5)  # 14 − 16 cycles of 16 kept pixels
    assert fast_share(kept) == pytest.approx(0)
    assert fast_share(spectrum(np.full((8, 8), 3.7))) == 0


@pytest.mark.parametrize("cycles", range(1, 9))
def test_fast_are_more_than_a_quarter_of_a_cycle_per_pixel_along_either_axis(cycles):
    for down, right in ((cycles, 0), (0, cycles), (1, cycles), (cycles, -1)):
        share = fast_share(spectrum(5 + wave(down, right)))
        assert share == pytest.approx(float(cycles / 16 > 1 / 4))


def test_of_two_waves_the_share_is_that_of_their_amplitudes_squared():
    image = 5 + 3 * wave(2, 0) + wave(0, 7)
    assert fast_share(spectrum(image[:8])) == pytest.approx(1 / 10)


def test_a_kernel_may_be_as_large_as_the_image():
    # By hand: a sum of all three is three times the mean, and of any other wave nothing.
    assert kernel_response([[1, 1, 1]], size=3)[1] == pytest.approx([0, 3, 0])


def test_what_does_not_fit_is_refused():
    for shape in ((3, 1), (1, 3)):
        with pytest.raises(ValueError, match="dilation 4 spans 9 pixels, more than size 8"):
            kernel_response(np.ones(shape), 4, 8)
    with pytest.raises(ValueError, match="image"):
        spectrum(np.ones(8))
