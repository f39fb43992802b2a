"""The networks that read digits: their sizes, their training, and how they are tried."""

import numpy as np
import pytest

from cnnlab.experiments.digit_networks import (
    make_cnn,
    make_linear,
    make_mlp,
    percent_right_moved,
    train_on_digits,
)
from cnnlab.images import split_digits
from cnnlab.network import Layer, evaluate


def test_the_networks_are_as_large_as_the_chapter_says():
    sizes = [make(0).parameter_count for make in (make_linear, make_mlp, make_cnn)]
    assert sizes == [
        64 * 10 + 10,
        65 * 100 + 101 * 10,
        8 * 10 + 16 * (8 * 9 + 1) + 32 * (16 * 9 + 1) + 10 * 129,
    ]
    x = np.random.default_rng(0).normal(size=(2, 1, 8, 8))
    assert make_cnn(0)(x).shape == make_cnn(0, last_pool=4)(x).shape == (2, 10)


def test_training_is_the_seeds_and_the_augmentations():
    def weights(**options):
        return train_on_digits(make_linear, epochs=3, **options)[0].parameters()[0]

    np.testing.assert_array_equal(weights(seed=1), weights(seed=1))
    assert not np.allclose(weights(seed=1), weights(seed=2))
    assert not np.allclose(weights(), weights(augment=None))


def test_training_settles_and_reports_every_epoch():
    model, history = train_on_digits(make_mlp, epochs=7)
    digits = split_digits()
    assert [len(values) for values in vars(history).values()] == [7] * 4
    measured = evaluate(model, digits.x_validation, digits.y_validation)
    assert history.validation_accuracy[-1] == measured.accuracy
    with pytest.raises(ValueError, match="epochs must be at least 3, got 2"):
        train_on_digits(make_mlp, epochs=2)


class Knows(Layer):
    """Reads the test digits right, exactly where they are or moved one way."""

    def __init__(self, right: int) -> None:
        digits = split_digits()
        moved = np.roll(digits.x_test, right, axis=3)
        self.labels = {x.tobytes(): y for x, y in zip(moved, digits.y_test, strict=True)}

    def forward(self, x):
        found = [self.labels.get(image.astype(np.float32).tobytes(), 10) for image in x]
        return np.eye(11)[found][:, :10]


def test_moved_digits_are_moved_all_four_ways():
    assert percent_right_moved(Knows(0), 0) == 100
    assert percent_right_moved(Knows(0), 1) < 20
    # All but the digits that lose ink at the right border, of one way in four.
    assert 20 < percent_right_moved(Knows(1), 1) < 45
