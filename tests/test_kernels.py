"""The named kernels against their definitions, hand arithmetic, SciPy and scikit-image."""

from fractions import Fraction
from math import comb, pi

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.ndimage import correlate, gaussian_filter
from scipy.signal import convolve2d
from skimage.filters import gabor_kernel

from cnnlab.kernels import KERNEL_NAMES, KERNELS, binomial, gabor, gaussian, kernel
from cnnlab.widgets.frames import in_words

RAMP = np.arange(25.0).reshape(5, 5)  # grows by 1 to the right and by 5 downwards
RESPONSE_ON_RAMP = {  # at the centre: 6 7 8 / 11 12 13 / 16 17 18
    "identity": 12,
    "shift_right": 11,
    "box_blur": 12,
    "gaussian_blur": 12,
    "sharpen": 12,  # 5 * 12 - (7 + 11 + 13 + 17)
    "sobel_x": 8,  # 4 * (13 - 11)
    "sobel_y": 40,  # 4 * (17 - 7)
    "laplacian": 0,  # a plane does not bend
    "outline": 0,
    "emboss": 48,  # 12 + 2 * (18 - 6) + (17 - 7) + (13 - 11)
    "corner": 108,  # 5 * (12 + 13 + 17 + 18) - 4 * (6 + 7 + 8 + 11 + 16)
}
SUM = {"sobel_x": 0, "sobel_y": 0, "laplacian": 0, "outline": 0, "corner": 0}  # the others: 1


def test_every_kernel_is_in_the_tables():
    assert set(KERNELS) == set(RESPONSE_ON_RAMP)


@pytest.mark.parametrize("name", KERNELS)
def test_response_on_a_ramp(name):
    assert correlate(RAMP, KERNELS[name])[2, 2] == pytest.approx(RESPONSE_ON_RAMP[name], abs=1e-12)


@pytest.mark.parametrize("name", KERNELS)
def test_flat_areas_keep_their_value_or_give_zero(name):
    assert KERNELS[name].sum() == pytest.approx(SUM.get(name, 1), abs=1e-15)


@pytest.mark.parametrize("name", KERNELS)
def test_constants_are_3_by_3_and_cannot_be_spoilt(name):
    assert KERNELS[name].shape == (3, 3)
    assert KERNELS[name].dtype == np.float64
    with pytest.raises(ValueError, match="read-only"):
        KERNELS[name][0, 0] = 7
    copy = kernel(name)
    assert_array_equal(copy, KERNELS[name])
    copy[0, 0] = 7
    assert KERNELS[name][0, 0] != 7


def test_the_mapping_cannot_be_changed():
    with pytest.raises(TypeError):
        KERNELS["identity"] = np.ones((3, 3))


def test_sobel_kernels_are_each_others_transpose():
    assert_array_equal(KERNELS["sobel_x"].T, KERNELS["sobel_y"])


def test_shift_right_moves_the_picture_right():
    assert_array_equal(correlate(RAMP, KERNELS["shift_right"])[:, 1:], RAMP[:, :-1])


def test_corner_answers_most_where_the_corner_is():
    picture = np.zeros((9, 9))
    picture[3:, 4:] = 1
    response = correlate(picture, KERNELS["corner"])
    assert np.unravel_index(response.argmax(), response.shape) == (3, 4)
    assert response.max() == 20  # 4 * 5


def test_gaussian_blur_is_the_binomial_kernel():
    assert_array_equal(KERNELS["gaussian_blur"], binomial(3))


@pytest.mark.parametrize("size", range(1, 8))
def test_binomial_is_a_row_of_ones_convolved_with_itself(size):
    expected = np.ones((1, 1))
    for _ in range(size - 1):
        expected = convolve2d(expected, np.full((2, 2), 0.25))
    assert_array_equal(binomial(size), expected)  # powers of two: exact
    assert binomial(size).sum() == 1


@pytest.mark.parametrize("sigma", [0.3, 1.0, 1.7])
def test_gaussian_is_what_scipy_filters_with(sigma):
    ours = gaussian(sigma)
    size = len(ours)
    assert size == 2 * int(np.ceil(3 * sigma)) + 1
    dot = np.zeros((size, size))
    dot[size // 2, size // 2] = 1
    assert_allclose(ours, gaussian_filter(dot, sigma, radius=size // 2), atol=1e-15)


def test_gaussian_of_even_size_is_centred_between_pixels():
    weight = np.exp(-0.5 * (0.5 / 2) ** 2), np.exp(-0.5 * (1.5 / 2) ** 2)
    row = np.array([weight[1], weight[0], weight[0], weight[1]]) / (2 * sum(weight))
    assert_allclose(gaussian(2, size=4), np.outer(row, row), rtol=1e-14)
    assert_array_equal(gaussian(2, size=1), [[1]])


def test_the_size_of_a_gaussian_has_its_name():
    with pytest.raises(TypeError):
        gaussian(5, 1)  # 5 pixels and a sigma of 1 elsewhere: here it would be one pixel


@pytest.mark.parametrize("theta", [0, 0.4, pi / 2, 2.5])
@pytest.mark.parametrize("phase", [0, pi / 2])
@pytest.mark.parametrize("aspect", [1, 0.5, 2])
def test_gabor_is_scikit_images_without_its_scale(theta, phase, aspect):
    wavelength, sigma = 5.0, 2.0
    across = sigma / aspect
    theirs = gabor_kernel(
        1 / wavelength, theta, sigma_x=sigma, sigma_y=across, n_stds=6, offset=phase
    ).real
    ours = gabor(wavelength, theta, sigma, phase, aspect, size=9)
    top, left = ((n - 9) // 2 for n in theirs.shape)
    assert_allclose(
        ours, theirs[top : top + 9, left : left + 9] * 2 * pi * sigma * across, atol=1e-13
    )


def test_gabor_defaults():
    assert_array_equal(gabor(4), gabor(4, 0, 0.56 * 4, 0, 1, 15))  # ceil(3 * 2.24) = 7 each side
    assert gabor(4, sigma=2, aspect=0.5).shape == (25, 25)  # 3 * 2 / 0.5 = 12 each side
    assert gabor(4, sigma=2, aspect=2).shape == (13, 13)  # 3 * 2 along the wave


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: kernel("blur"), "name must be one of identity, shift_right, .*, got 'blur'"),
        (lambda: binomial(0), "size must be at least 1, got 0"),
        (lambda: gaussian(0), "sigma must be a positive number, got 0"),
        (lambda: gaussian(-1.5), "sigma must be a positive number, got -1.5"),
        (lambda: gaussian(float("inf")), "sigma must be a positive number, got inf"),
        (lambda: gaussian(float("nan")), "sigma must be a positive number, got nan"),
        (lambda: gaussian(1, size=0), "size must be at least 1, got 0"),
        (lambda: gabor(0), "wavelength must be a positive number, got 0"),
        (lambda: gabor(4, sigma=-2), "sigma must be a positive number, got -2"),
        (lambda: gabor(4, aspect=0), "aspect must be a positive number, got 0"),
        (lambda: gabor(4, size=-3), "size must be at least 1, got -3"),
        (lambda: gabor(4, theta=float("nan")), "theta must be finite, got nan"),
        (lambda: gabor(4, phase=float("inf")), "phase must be finite, got inf"),
        (lambda: gabor(1e-308, sigma=1), "wavelength must be longer, .* got 1e-308 and 0.0"),
        (lambda: gaussian(1e308), "size must be given .* pixels, as with sigma 1e[+]308"),
        (lambda: gabor(1e308), "size must be given .* as with wavelength 1e[+]308, sigma"),
        (lambda: gabor(4, aspect=1e-308), "size must be given .* and aspect 1e-308"),
        (lambda: gaussian(10**400), "sigma must fit into a float, .* got a larger int"),
        (lambda: gabor(4, -(10**5000)), "theta must fit into a float, .* got a larger int"),
    ],
)
def test_errors_name_the_argument_and_the_value(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize(
    "call", [binomial, lambda size: gaussian(1, size=size), lambda size: gabor(4, size=size)]
)
@pytest.mark.parametrize("size", [2.5, 3.0, "3", True])
def test_a_size_is_a_whole_number(call, size):
    with pytest.raises(TypeError, match=f"size must be an integer, got {size!r}"):
        call(size)


def test_kernels_of_any_size_are_finite():
    for blur in (binomial(1200), gaussian(0.01, size=4), gaussian(1000, size=5)):
        assert blur.sum() == pytest.approx(1)
    assert_allclose(gaussian(0.01, size=2), np.full((2, 2), 0.25))


@pytest.mark.parametrize("sigma", [5e-324, 1e-160, 0.001, 0.02])
def test_a_narrow_gaussian_is_one_pixel_or_the_four_around_the_middle(sigma):
    assert_array_equal(gaussian(sigma, size=3), [[0, 0, 0], [0, 1, 0], [0, 0, 0]])
    assert_array_equal(gaussian(sigma, size=2), np.full((2, 2), 0.25))
    four = np.zeros((4, 4))
    four[1:3, 1:3] = 0.25
    assert_array_equal(gaussian(sigma, size=4), four)


def test_gabors_of_any_width_are_finite():
    alone = [[0, 0, 0], [0, 1, 0], [0, 0, 0]]
    assert_array_equal(np.abs(gabor(4, sigma=1e-200, size=3)), alone)
    assert_array_equal(np.abs(gabor(4, sigma=5e-324, size=3)), alone)
    wave = np.tile([0, 1, 0], (3, 1))  # cos(π/2) to each side
    for wide in (gabor(4, sigma=1e200, size=3), gabor(4, sigma=1, aspect=1e-308, size=3)):
        assert_allclose(wide, wave * wide[:, 1:2], atol=1e-15)
        assert_array_equal(wide[:, 1], [1, 1, 1])
    line = gabor(4, sigma=1e308, aspect=1e308, size=3)[:, 1]  # exp(-1/2) above and below
    assert_allclose(line, [np.exp(-0.5), 1, np.exp(-0.5)], rtol=1e-12)


@pytest.mark.parametrize("size", range(1, 31))
def test_binomial_is_exact_up_to_size_30(size):
    row = [comb(size - 1, i) for i in range(size)]
    exact = [[Fraction(a * b, 4 ** (size - 1)) for b in row] for a in row]
    assert [[Fraction(entry) for entry in line] for line in binomial(size).tolist()] == exact


def test_readers_see_words_in_place_of_names():
    assert KERNEL_NAMES.keys() <= {*KERNELS, "binomial_5"}
    assert [name for name in KERNELS if "_" in in_words(name)] == []
    assert in_words("constructor, box_blurs") == "constructor, box_blurs"
