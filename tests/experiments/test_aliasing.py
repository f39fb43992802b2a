"""Stripes are found where they were drawn, and turn into those that arithmetic predicts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnlab.experiments.aliasing import alias, energy_after_stride, strongest_wave

frequency = st.floats(-0.45, 0.45)


def stripes(down, right, size=64):
    y, x = np.mgrid[:size, :size]
    return np.cos(2 * np.pi * (down * y + right * x)) + 7


def angle_between(first, second):
    """Return how far two waves are apart, where opposite ones and whole cycles are the same."""
    gaps = (np.add(first, second), np.subtract(first, second))
    return min(np.abs((gap + 0.5) % 1 - 0.5).max() for gap in gaps)


@given(frequency, st.floats(0.05, 0.45))
def test_stripes_are_found_where_they_were_drawn(down, right):
    found = strongest_wave(stripes(down, right)[:48])
    assert angle_between(found, (down, right)) <= 1 / 48
    assert found[1] >= 0


@given(frequency, st.floats(0.05, 0.45), st.integers(1, 5))
def test_what_is_left_of_stripes_is_what_alias_says(down, right, stride):
    predicted = alias((down, right), stride)
    assert max(map(abs, predicted)) <= 0.5
    y, x = np.mgrid[:20, :20]
    kept = np.cos(2 * np.pi * (down * y + right * x) * stride)
    np.testing.assert_allclose(
        np.cos(2 * np.pi * (predicted[0] * y + predicted[1] * x)), kept, atol=1e-6
    )


def test_waves_slow_enough_stay_what_they_are_per_original_pixel():
    assert alias((0.1, 0.12), 4) == pytest.approx((0.4, 0.48))
    assert alias((-0.2, 0.1), 1) == pytest.approx((-0.2, 0.1))


# Opposite waves are one picture, and half a cycle forwards looks like half a cycle backwards.
@pytest.mark.parametrize(
    ("wave", "named"),
    [
        ((0.25, 0.0), (0.25, 0.0)),
        ((-0.25, 0.0), (0.25, 0.0)),
        ((0.0, -0.25), (0.0, 0.25)),
        ((-0.125, -0.25), (0.125, 0.25)),
        ((0.125, -0.25), (-0.125, 0.25)),
        ((-0.5, 0.25), (0.5, 0.25)),
        ((0.25, -0.5), (0.25, 0.5)),
        ((-0.5, 0.0), (0.5, 0.0)),
    ],
)
def test_of_the_names_of_one_wave_both_functions_give_the_same(wave, named):
    assert alias(wave, 1) == named
    assert strongest_wave(stripes(*wave)) == named


def test_brightness_is_not_mistaken_for_stripes():
    assert strongest_wave(1e5 + stripes(0.1, 0.3)) == pytest.approx((0.1, 0.3), abs=1 / 256)


# Waves with whole numbers of cycles, and frequencies far enough from the limit of each stride.
@pytest.mark.parametrize("stride", [1, 2, 3, 4])
@pytest.mark.parametrize(
    ("down", "right"), [(0.0, 5 / 64), (4 / 64, -6 / 64), (0.0, 20 / 64), (-28 / 64, 1 / 64)]
)
def test_of_one_wave_all_is_true_or_all_is_false(down, right, stride):
    true, false = energy_after_stride(stripes(down, right), stride)
    stays = max(abs(down), abs(right)) < 1 / (2 * stride)
    assert (false if stays else true) < 1e-4 * (true + false)
    # All of the energy is there: a cosine's mean square is 1/2, a Hann window's (3/8)^2.
    assert true + false == pytest.approx(0.5 * (3 / 8) ** 2 * 64**2 / stride**2, rel=0.1)


@pytest.mark.parametrize("amplitude", [0.5, 1, 3])
def test_of_two_waves_the_energies_are_as_their_amplitudes_squared(amplitude):
    image = stripes(0.0, 6 / 64) + amplitude * stripes(25 / 64, 3 / 64)
    true, false = energy_after_stride(image, 2)
    assert false / true == pytest.approx(amplitude**2, rel=1e-3)


def test_at_stride_1_nothing_is_false_and_what_is_kept_is_the_image():
    noise = np.random.default_rng(0).normal(size=(31, 40))
    true, false = energy_after_stride(noise, 1)
    assert false < 1e-20 * true
    fade = np.outer(np.hanning(31), np.hanning(40))
    mean = (noise * fade).sum() / fade.sum()
    assert true == pytest.approx((((noise - mean) * fade) ** 2).sum())


def test_of_white_noise_the_share_that_is_true_is_the_share_of_frequencies_that_stay():
    rng = np.random.default_rng(1)
    pairs = [energy_after_stride(rng.normal(size=(128, 128)), 4) for _ in range(10)]
    true, false = np.sum(pairs, axis=0)
    assert true / (true + false) == pytest.approx(1 / 16, rel=0.1)
    assert energy_after_stride(np.full((9, 9), 7.0), 2) == pytest.approx((0, 0), abs=1e-20)


def test_refusals_name_what_is_wrong():
    with pytest.raises(ValueError, match=r"at least 4 × 4 pixels, got shape \(3, 9\)"):
        strongest_wave(np.zeros((3, 9)))
    with pytest.raises(ValueError, match=r"wave must be a pair .* got 0.3"):
        alias(0.3, 2)
    with pytest.raises(TypeError, match="wave must be a number, got 'a'"):
        alias((0.3, "a"), 2)
    image = np.zeros((9, 9))
    image[4, 4] = np.nan
    with pytest.raises(ValueError, match="image must hold finite numbers"):
        strongest_wave(image)
    for function, image in ((alias, (0.1, 0.1)), (energy_after_stride, np.zeros((9, 9)))):
        with pytest.raises(ValueError, match="stride must be at least 1, got 0"):
            function(image, 0)
