"""How well pools tell windows apart: against what the distributions' own formulas say."""

import numpy as np
import pytest
from scipy import integrate, stats

from cnnlab import avg_pool2d, max_pool2d
from cnnlab.experiments.pooling import pooled_windows, separation, strongest_share

CASES = [(2, 4, 1), (8, 4, 1), (8, 1, 64), (4, 2, 3)]


def largest(side, answer, places):
    """Return mean and variance of the largest of a window's pixels, by integration."""
    noise = side * side - places

    def density(x):
        below, below_answer = stats.norm.cdf(x), stats.norm.cdf(x - answer)
        return (
            noise * stats.norm.pdf(x) * below ** max(0, noise - 1) * below_answer**places
            + places * stats.norm.pdf(x - answer) * below_answer ** (places - 1) * below**noise
        )

    first, second = (
        integrate.quad(lambda x, power=power: x**power * density(x), -10, 20, limit=200)[0]
        for power in (1, 2)
    )
    return first, second - first**2


@pytest.mark.parametrize(("side", "answer", "places"), CASES)
def test_the_average_separates_as_the_formula_says(side, answer, places):
    """Its mean is answer · places / side², its standard deviation 1 / side."""
    apart = separation(*pooled_windows(avg_pool2d, side, answer, places, count=20_000))
    assert apart == pytest.approx(answer * places / side, rel=0.05, abs=0.03)


@pytest.mark.parametrize(("side", "answer", "places"), CASES)
def test_the_maximum_separates_as_the_integral_says(side, answer, places):
    mean, variance = largest(side, answer, places)
    mean_of_noise, variance_of_noise = largest(side, 0, places)
    expected = (mean - mean_of_noise) / np.sqrt((variance + variance_of_noise) / 2)
    apart = separation(*pooled_windows(max_pool2d, side, answer, places, count=20_000))
    assert apart == pytest.approx(expected, rel=0.05)


def test_a_feature_answers_in_as_many_places_as_asked_anywhere_in_the_window():
    count = 4000
    windows = []
    pooled_windows(lambda w, side: windows.append(w) or w.max(axis=(1, 2)), 3, 1000, 2, count=count)
    answers = windows[0] > 500
    assert (answers.sum(axis=(1, 2)) == 2).all()
    np.testing.assert_allclose(answers.mean(axis=0), 2 / 9, atol=0.03)
    assert not (windows[1] > 500).any()


def test_the_seed_decides():
    first, again, other = (pooled_windows(max_pool2d, 2, 1, rng=s)[0] for s in (0, 0, 1))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


def test_separation_has_a_sign_and_no_unit():
    low, high = [1.0, 2, 4], [7.0, 8, 9]
    assert separation(high, low) == -separation(low, high) > 0
    scaled = separation(np.multiply(10, high), np.multiply(10, low))
    assert scaled == pytest.approx(separation(high, low))


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
        (lambda: separation([], [1]), "at least one number each"),
        (lambda: separation([1, 1], [3, 3]), "must differ among themselves"),
        (lambda: strongest_share([1], 0), "share must be above 0 and at most 1, got 0"),
        (lambda: strongest_share([0, 0], 0.5), "an answer that is not 0"),
    ],
)
def test_refusals_name_what_is_wrong(call, message):
    with pytest.raises(ValueError, match=message):
        call()
