"""The networks that read digits: their sizes, their training, and how they are tried."""

import numpy as np
import pytest

from cnnlab.experiments.digit_networks import (
    make_cnn,
    make_linear,
    make_mlp,
    measured_runs,
    percent_right_moved,
    read_when_moved,
    train_on_digits,
)
from cnnlab.experiments.drawn_digits import SHAPES, shapes_read_right
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
    # All but the digits that lose ink at the right edge, of one way in four.
    assert 20 < percent_right_moved(Knows(1), 1) < 45


def test_what_is_read_is_said_digit_by_digit():
    one_way = Knows(1)
    read = read_when_moved(one_way, most=2)
    assert read.shape == (3, len(split_digits().y_test))
    assert set(read[1]) <= {0, 0.25, 0.5, 0.75, 1}
    per_cent = [percent_right_moved(one_way, pixels) for pixels in range(3)]
    np.testing.assert_allclose(100 * read.mean(axis=1), per_cent)
    # It knows a digit that was moved to the right, unless ink was lost: of the four ways, one.
    keeps_ink = split_digits().x_test[:, 0, :, -1].sum(axis=1) == 0
    zeros = split_digits().y_test == 0  # what it takes for all that it does not know
    assert set(read[1][keeps_ink & ~zeros]) == {0.25}


def test_a_network_without_ten_scores_is_refused():
    class Nine(Layer):
        def forward(self, x):
            return np.zeros((len(x), 9))

    with pytest.raises(ValueError, match=r"model must give ten scores .* got \(360, 9\)"):
        read_when_moved(Nine())


def test_runs_made_beforehand_are_of_the_chapters_networks():
    runs = measured_runs()
    three = ["linear", "MLP", "CNN"]
    assert list(runs) == [*three, *(f"{name} unmoved" for name in three), "CNN pooled"]
    for each in runs.values():
        assert len(each) == 3
        for run in each:
            assert run.read.shape == (4, len(split_digits().y_test))
            assert 0 <= run.read.min() <= run.read.max() <= 1
            assert 0 <= run.shapes <= len(SHAPES)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "make", "epochs", "seed", "options"),
    [
        ("CNN", make_cnn, 6, 2, {}),
        ("linear unmoved", make_linear, 24, 2, {"augment": None}),
        ("MLP unmoved", make_mlp, 24, 1, {"augment": None}),
        ("CNN unmoved", make_cnn, 6, 1, {"augment": None}),
        ("CNN pooled", lambda rng: make_cnn(rng, last_pool=4), 6, 2, {}),
    ],
)
def test_runs_made_beforehand_can_be_made_again(name, make, epochs, seed, options):
    model, _ = train_on_digits(make, epochs, seed, **options)
    run = measured_runs()[name][seed]
    again = read_when_moved(model).mean(axis=1)
    np.testing.assert_allclose(again, run.read.mean(axis=1), atol=0.015)  # machines may round
    assert abs(shapes_read_right(model, 0.6, fit=False) - run.shapes) <= 1
