"""Digits among pixels that say nothing, and what they do to a network of linear layers."""

import numpy as np
import pytest

from cnnlab.experiments.linear_layers import framed, hidden_network, learn_digits, mean_weights
from cnnlab.images import photograph
from cnnlab.network import Linear, Sequential

DIGITS = np.random.default_rng(0).uniform(-0.5, 0.5, (5, 8, 8))


@pytest.mark.parametrize("surroundings", ["same gravel", "gravel"])
def test_a_frame_leaves_the_digit_in_the_middle_as_it_is(surroundings):
    images = framed(DIGITS[:, 2:], 24, surroundings, rng=0)
    assert images.shape == (5, 24, 24)
    np.testing.assert_array_equal(images[:, 9:15, 8:16], DIGITS[:, 2:])


def test_gravel_differs_from_image_to_image_and_the_same_gravel_does_not():
    around = np.ones((24, 24), bool)
    around[8:16, 8:16] = False
    same = framed(DIGITS, 24, "same gravel", rng=0)[:, around]
    assert (same == same[0]).all()
    assert (framed(DIGITS[:1], 24, "same gravel", rng=1)[:, around] == same[0]).all()
    assert same.std() > 0.05
    gravel = framed(DIGITS, 24, "gravel", rng=0)[:, around]
    assert (gravel.std(axis=0) > 0).all()
    levels = photograph("gravel", grey=True) / 255 - 0.5
    assert np.isin([*gravel, *same], levels).all()
    assert (framed(DIGITS, 24, "gravel", rng=0)[:, around] == gravel).all()
    assert (framed(DIGITS, 24, "gravel", rng=1)[:, around] != gravel).any()


def test_without_a_frame_digits_stay_as_they_are():
    np.testing.assert_array_equal(framed(DIGITS, 24, "none", rng=0), DIGITS)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            (DIGITS, 24, "sand", 0),
            "surroundings must be one of none, same gravel, gravel, got 'sand'",
        ),
        ((DIGITS, 7, "same gravel", 0), "side must be at least the digits' 8, got 7"),
        ((DIGITS[0], 24, "gravel", 0), r"digits must have 3 axes \(N, H, W\)"),
    ],
)
def test_a_frame_that_does_not_fit_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        framed(*arguments)


def test_a_hidden_network_has_two_linear_layers_of_its_own():
    model = hidden_network(64, 16, rng=0)
    assert model.parameter_count == 64 * 16 + 16 + 16 * 10 + 10
    assert model(np.zeros((3, 8, 8))).shape == (3, 10)
    assert isinstance(model, Sequential)
    first = model[1]
    assert isinstance(first, Linear)
    assert first.weight.std() == pytest.approx(np.sqrt(2 / 64), rel=0.1)


@pytest.mark.slow
def test_gravel_hurts_and_as_many_pixels_that_do_not_vary_do_not():
    kinds = ("same gravel", "gravel")
    same, new = (learn_digits(100, 76, 24, kind, seed=0)[1] for kind in kinds)
    assert new < 60 < 80 < same
    model, right = learn_digits(100, 76, 24, "gravel", seed=0)
    assert right == new
    assert model.parameter_count == 576 * 76 + 76 + 76 * 10 + 10


def test_one_linear_layer_has_a_weight_for_each_pixel_and_class_and_suffers_from_gravel():
    rights = {}
    for kind in ("same gravel", "gravel"):
        model, rights[kind] = learn_digits(100, None, 24, kind, seed=0)
        assert model.parameter_count == 576 * 10 + 10
    assert rights["gravel"] < 60 < 80 < rights["same gravel"]


def test_weights_on_what_does_not_vary_grow_no_larger():
    # All that they can do is what a bias does.
    weights = learn_digits(100, None, 24, "same gravel", seed=0)[0].parameters()[0]
    on_digit, around = mean_weights(weights[3].reshape(24, 24))
    assert around < 0.06 < 0.2 < on_digit


def test_mean_weights_are_those_within_and_around():
    weights = np.full((10, 10), -0.5)
    weights[1:9, 1:9] = 2
    assert mean_weights(weights) == (2, 0.5)
    on_digit, around = mean_weights(weights[1:9, 1:9])
    assert on_digit == 2
    assert np.isnan(around)


@pytest.mark.parametrize("shape", [(7, 7), (8, 9), (64,), (0, 24, 24)])
def test_mean_weights_of_no_picture_are_refused(shape):
    with pytest.raises(ValueError, match="weights must"):
        mean_weights(np.zeros(shape))
