"""How well pools tell windows apart: the formulas against windows that are pooled, and SciPy."""

import numpy as np
import pytest
from scipy import stats

from cnnlab import avg_pool2d, max_pool2d
from cnnlab.experiments.pooling import (
    accuracy,
    best_threshold,
    pooled_below,
    pooled_windows,
    strongest_share,
)

# side, response, places
CASES = [(2, 4, 1), (8, 4, 1), (8, 1, 64), (4, 2, 3), (6, 1.5, 6)]
POOLS = {"max": max_pool2d, "average": avg_pool2d}
SAMPLING_ERROR = 0.01  # of a share of 20,000 windows: three of its standard deviations


@pytest.mark.parametrize("operation", POOLS)
@pytest.mark.parametrize("case", CASES)
def test_pooled_windows_are_accuracy_as_the_formula_says(operation, case):
    side, response, places = case
    windows = pooled_windows(POOLS[operation], side, response, places, count=20_000, rng=7)
    present, absent = windows
    threshold = best_threshold(operation, *case)
    right = ((present > threshold).mean() + (absent <= threshold).mean()) / 2
    assert accuracy(operation, *case) == pytest.approx(right, abs=SAMPLING_ERROR)
    for value in np.quantile(present, [0.1, 0.5, 0.9]):
        below = pooled_below(value, operation, *case)
        assert below == pytest.approx((present <= value).mean(), abs=SAMPLING_ERROR)
        below = pooled_below(value, operation, side)
        assert below == pytest.approx((absent <= value).mean(), abs=SAMPLING_ERROR)


@pytest.mark.parametrize("operation", POOLS)
@pytest.mark.parametrize("case", CASES)
def test_no_other_threshold_classifies_more_windows_correctly(operation, case):
    best = accuracy(operation, *case)
    for threshold in best_threshold(operation, *case) + np.linspace(-2, 2, 81):
        missed = pooled_below(threshold, operation, *case)
        right = (pooled_below(threshold, operation, case[0]) + 1 - missed) / 2
        assert right <= best + 1e-12


def test_the_averages_accuracy_is_that_of_two_normal_histograms():
    for side, response, places in CASES:
        apart = response * places / side  # in standard deviations
        expected = stats.norm.cdf(apart / 2)
        assert accuracy("average", side, response, places) == pytest.approx(expected)


def test_a_feature_shows_in_as_many_places_as_asked_anywhere_in_the_window():
    count = 4000
    windows = []
    pooled_windows(lambda w, side: windows.append(w) or w.max(axis=(1, 2)), 3, 1000, 2, count=count)
    responses = windows[0] > 500
    assert (responses.sum(axis=(1, 2)) == 2).all()
    np.testing.assert_allclose(responses.mean(axis=0), 2 / 9, atol=0.03)
    assert not (windows[1] > 500).any()


def test_the_seed_decides():
    first, again, other = (pooled_windows(max_pool2d, 2, 1, rng=s)[0] for s in (0, 0, 1))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


def test_energy_spread_evenly_has_no_strongest_part():
    assert strongest_share(np.ones((10, 10)), 0.05) == pytest.approx(0.05)
    assert strongest_share(np.eye(10), 0.1) == 1
    assert strongest_share([1, 2, 2], 0.01) == pytest.approx(4 / 9)  # the strongest alone


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: pooled_windows(max_pool2d, 2, 1, 5), "at most the 4 pixels of a window, got 5"),
        (lambda: pooled_windows(max_pool2d, 0, 1), "side must be at least 1, got 0"),
        (lambda: pooled_windows(lambda w, k: w, 2, 1), "one number for each of the 2000 windows"),
        (lambda: accuracy("median", 2, 1), "operation must be one of max, average, got 'median'"),
        (lambda: best_threshold("max", 2, 0), "response must be above 0 and at most 30, got 0"),
        (lambda: strongest_share([1], 0), "share must be above 0 and at most 1, got 0"),
        (lambda: strongest_share([0, 0], 0.5), "a response that is not 0"),
    ],
)
def test_refusals_name_what_is_wrong(call, message):
    with pytest.raises(ValueError, match=message):
        call()
