"""Stripes are found where they were drawn, and turn into those that arithmetic foretells."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnlab.experiments.aliasing import alias, strongest_wave

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
    found = strongest_wave(stripes(down, right))
    assert angle_between(found, (down, right)) <= 1 / 64
    assert found[1] >= 0


@given(frequency, st.floats(0.05, 0.45), st.integers(1, 5))
def test_what_is_left_of_stripes_is_what_alias_says(down, right, stride):
    foretold = alias((down, right), stride)
    assert max(map(abs, foretold)) <= 0.5
    y, x = np.mgrid[:20, :20]
    kept = np.cos(2 * np.pi * (down * y + right * x) * stride)
    np.testing.assert_allclose(
        np.cos(2 * np.pi * (foretold[0] * y + foretold[1] * x)), kept, atol=1e-6
    )


def test_waves_slow_enough_stay_what_they_are_per_original_pixel():
    assert alias((0.1, 0.12), 4) == pytest.approx((0.4, 0.48))
    assert alias((-0.2, 0.1), 1) == pytest.approx((-0.2, 0.1))


def test_refusals_name_what_is_wrong():
    with pytest.raises(ValueError, match=r"at least 4 × 4 pixels, got shape \(3, 9\)"):
        strongest_wave(np.zeros((3, 9)))
    with pytest.raises(ValueError, match=r"wave must be a pair .* got 0.3"):
        alias(0.3, 2)
    with pytest.raises(TypeError, match="wave must be a number, got 'a'"):
        alias((0.3, "a"), 2)
    with pytest.raises(ValueError, match="stride must be at least 1, got 0"):
        alias((0.1, 0.1), 0)
