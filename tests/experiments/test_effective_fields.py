"""Paths and spreads against formulas, and a random stack against a single layer by hand."""

import numpy as np
import pytest

from cnnlab.experiments.effective_fields import (
    count_paths,
    random_field,
    share_of_pixels,
    spread,
)
from cnnlab.receptive_fields import seen_pixels


@pytest.mark.parametrize("dilations", [(1, 1), (1, 2, 4), (3, 1, 2), (2, 2, 2)])
def test_paths_lead_to_the_pixels_that_are_seen(dilations):
    side = 2 * sum(dilations) + 3
    paths = count_paths(dilations, side)
    seen = seen_pixels(side, [(3, 1, d, d) for d in dilations], side // 2)
    expected = np.zeros((side, side), bool)
    expected[np.ix_(seen, seen)] = True
    np.testing.assert_array_equal(paths > 0, expected)
    assert paths.sum() == 9 ** len(dilations)


@pytest.mark.parametrize("depth", [1, 4, 20])
def test_paths_spread_as_a_random_walk(depth):
    assert spread(count_paths([1] * depth, 2 * depth + 1)) == pytest.approx(np.sqrt(depth * 2 / 3))


@pytest.mark.slow
def test_the_root_of_many_paths_spreads_wider_by_the_root_of_two():
    paths = count_paths([1] * 100, 201)
    assert spread(np.sqrt(paths)) / spread(paths) == pytest.approx(np.sqrt(2), rel=0.01)


def test_a_random_stack_listens_as_the_root_of_paths():
    field = random_field(6, np.random.default_rng(0).normal(size=(120, 120)))
    assert spread(field) == pytest.approx(spread(np.sqrt(count_paths([1] * 6, 13))), rel=0.05)


def test_a_spread_is_about_the_middle_of_the_influence():
    field = np.zeros((9, 9))
    field[6:9] = 1
    assert spread(field) == pytest.approx(np.sqrt(2 / 3))


def test_the_strongest_pixels_come_first():
    field = np.array([[4.0, 3.0], [2.0, 1.0]])
    assert [share_of_pixels(field, part) for part in (0.4, 0.5, 0.7, 0.95)] == [0.25, 0.5, 0.5, 1]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: random_field(2, np.zeros((64, 64))), "photograph must not be all zeros"),
        (
            lambda: random_field(5, np.ones((4, 4))),
            "at least the 11 rows and columns that 5 layers",
        ),
        (lambda: count_paths([1], 4), "side must be odd, .* got 4"),
        (lambda: spread([[-1, 0], [3, 0]]), "finite numbers of at least 0"),
        (lambda: share_of_pixels([3, -1, -1], 1), "finite numbers of at least 0"),
    ],
)
def test_what_is_no_field_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.uint8])
def test_shares_and_spread_are_those_of_any_kind_of_number(dtype):
    field = np.ones((64, 64), dtype)  # a sum of float16 stands still at 2048
    assert share_of_pixels(field, 0.75) == 0.75
    assert spread(field) == spread(np.ones((64, 64)))
