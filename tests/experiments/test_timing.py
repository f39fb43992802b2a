"""Timing calls what it is given, as often as it says; how long that takes is not asked."""

import pytest

from cnnlab.experiments.timing import best_time


def test_each_round_calls_with_the_arguments_given():
    seen = []
    best_time(lambda *a, **b: seen.append((a, b)), 1, 2, calls=4, method="loop")
    assert seen == 12 * [((1, 2), {"method": "loop"})]


@pytest.mark.parametrize(
    ("rounds", "best"),
    [([0.8, 0.2, 0.4], 0.05), ([2.0], 0.5), ([1.0, 0.8, 0.6], 0.15), ([0.6, 2.0], 0.15)],
    ids=["of three", "a long one is enough", "a second is not long", "none after a long one"],
)
def test_the_best_round_counts(monkeypatch, rounds, best):
    left = iter(rounds)
    monkeypatch.setattr("cnnlab.experiments.timing.timeit", lambda *_, **__: next(left))
    assert best_time(print, calls=4) == best
    assert list(left) == []


def test_refusals_name_what_is_wrong():
    with pytest.raises(TypeError, match="function must be callable, got 3"):
        best_time(3)
    with pytest.raises(ValueError, match="calls must be at least 1, got 0"):
        best_time(print, calls=0)
