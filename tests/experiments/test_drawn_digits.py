"""Small drawings are read well only if they are fitted."""

import numpy as np
import pytest

from cnnlab.experiments.digit_networks import make_cnn, train_on_digits
from cnnlab.experiments.drawn_digits import SHAPES, drawn_at, shapes_read_right
from cnnlab.network import Layer


def test_there_are_fifteen_shapes_of_all_ten_digits():
    assert len(SHAPES) == 15
    assert {shape.digit for shape in SHAPES} == set(range(10))
    assert len({(shape.digit, shape.name) for shape in SHAPES}) == 15


def test_shapes_are_as_large_as_they_are_asked_to_be():
    for shape in SHAPES:
        points = np.concatenate(drawn_at(shape, 0.5, middle=(10, 20)))
        np.testing.assert_allclose(np.ptp(points[:, 1]), 14, atol=0.6)
        np.testing.assert_allclose((points.min(axis=0) + points.max(axis=0))[1] / 2, 20, atol=0.3)


def test_a_shape_stands_where_it_is_asked_to_and_is_not_as_wide_as_high():
    [corner] = [shape for shape in SHAPES if shape.name == "plain"]
    [points] = drawn_at(corner, 0.5, middle=(10, 20))  # 14 dots high, 0.85 · 14 = 11.9 wide
    by_hand = [
        (10 - 0.38 * 11.9, 20 - 7),
        (10 + 0.35 * 11.9, 20 - 7),
        (10 - 0.1 * 11.9, 20 + 7),
    ]
    np.testing.assert_allclose(points, by_hand)


class Says(Layer):
    """A network that reads one digit in all images."""

    def __init__(self, digit: int):
        self.digit = digit

    def forward(self, x):
        assert x.shape == (15, 1, 8, 8)
        assert 0.9 < x.max() <= 1
        return np.tile(np.eye(10)[self.digit], (len(x), 1))


@pytest.mark.parametrize(("digit", "ways"), [(0, 1), (1, 3), (4, 2), (6, 1)])
def test_as_many_shapes_are_read_right_as_there_are_of_the_digit_that_is_read(digit, ways):
    assert shapes_read_right(Says(digit), 1, fit=False) == ways


@pytest.mark.slow
def test_networks_read_small_shapes_once_these_are_fitted():
    models = [train_on_digits(make_cnn, epochs=6, seed=seed)[0] for seed in range(2)]
    drawn, fitted = (
        [shapes_read_right(model, 0.6, fit) for model in models] for fit in (False, True)
    )
    assert max(drawn) <= 9
    assert min(fitted) >= 10
    assert min(b - a for a, b in zip(drawn, fitted, strict=True)) >= 3
