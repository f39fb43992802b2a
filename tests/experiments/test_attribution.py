"""Cases where maps mislead: on networks whose answers are known, and on digits."""

import numpy as np
import pytest

from cnnlab.experiments.attribution import (
    class_maps,
    how_often,
    mean_correlation,
    misleading_cases,
    missing_ink,
    peak_costs,
    spare_patches,
    wrong_signs,
    wrong_slope,
)
from cnnlab.experiments.digit_networks import make_cnn, train_on_digits
from cnnlab.images import split_digits
from cnnlab.network import Flatten, Linear, ReLU, Sequential
from cnnlab.network.attribution import enlarge, grad_cam, input_gradient, occlusion

LAYER = 6


@pytest.fixture(scope="module")
def cnn() -> Sequential:
    return train_on_digits(make_cnn, epochs=3)[0]


def linear_network(*rows: list[float]) -> Sequential:
    network = Sequential(ReLU(), Flatten(), Linear(len(rows[0]), len(rows), rng=0, dtype=float))
    network.parameters()[0][:] = rows
    return network


def test_two_strokes_that_do_the_same_are_spare():
    # Class 0 needs ink on the left or on the right: at most one of the two counts.
    hidden, last = Linear(6, 2, rng=0, dtype=float), Linear(2, 2, rng=0, dtype=float)
    hidden.weight[:] = [[1, 0, 0, 0, 0, 1], [1, 0, 0, 0, 0, 1]]
    hidden.bias[:] = [0, -1]
    last.weight[:] = [[10, -10], [0, 0]]
    last.bias[:] = [0, 5]
    network = Sequential(Flatten(), hidden, ReLU(), last)
    image = np.array([[[1.0, 0, 0, 0, 0, 1]]])
    pair = spare_patches(network, image, 0)
    assert pair == ((0, 0), (0, 5), (0, 0), 10, 1)
    assert spare_patches(network, np.eye(1, 6)[None], 0) is None, "one stroke alone is needed"


def test_a_linear_network_has_no_wrong_signs_and_its_missing_ink_is_known():
    network = linear_network([3, -1, 0, 0], [0, 2.5, 4, 3.5])
    image = np.array([[[1.0, 0.5], [0, 0]]])
    assert not wrong_signs(network, image, 0).any()
    assert wrong_slope(network, image, 0) is None
    assert missing_ink(network, image, 0) == ((1, 0), 0, 1)
    assert missing_ink(network, np.array([[[1.0, 0.5], [1, 1]]]), 0) is None


def test_a_wrong_slope_is_told_with_both_numbers():
    # The score is |x − 0.8| · −10: less ink is better until 0.8, and worse from there on.
    hidden, last = Linear(1, 2, rng=0, dtype=float), Linear(2, 1, rng=0, dtype=float)
    hidden.weight[:] = [[1], [-1]]
    hidden.bias[:] = [-0.8, 0.8]
    last.weight[:] = [[-10, -10]]
    network = Sequential(Flatten(), hidden, ReLU(), last)
    slope = wrong_slope(network, [[[1.0]]], 0)
    assert slope is not None
    assert slope.expected == pytest.approx(10)
    assert slope.found == pytest.approx(-6)


@pytest.mark.slow
def test_peaks_are_covered_where_the_maps_are_largest(cnn: Sequential):
    image, costs = misleading_cases(cnn, 3, LAYER).peak
    lost = occlusion(cnn, image, 3, 3, 0.0)
    assert costs["occlusion"] == lost.max()
    peak = enlarge(grad_cam(cnn, image, 3, LAYER), 8).argmax()
    assert costs["Grad-CAM"] == lost.flat[peak]
    assert costs["any ink"] == pytest.approx(lost[image[0] > 0].mean())
    assert costs == peak_costs(cnn, image, 3, LAYER)


@pytest.mark.slow
def test_the_cases_found_are_what_they_say(cnn: Sequential):
    cases = misleading_cases(cnn, 3, LAYER)
    image, missing = cases.missing
    assert image[0][missing.pixel] == 0
    inked = image.astype(float)
    inked[0][missing.pixel] = 1
    scores = cnn(np.stack([image, inked]))
    assert scores.argmax(axis=1).tolist() == [3, missing.read]
    assert scores[0, 3] - scores[1, 3] == pytest.approx(missing.cost)
    assert missing.read != 3

    image, pair = cases.spare
    covered = []
    for centres in ([pair.first], [pair.second], [pair.first, pair.second]):
        covered.append(image.astype(float))
        for row, column in centres:
            covered[-1][:, max(0, row - 1) : row + 2, max(0, column - 1) : column + 2] = 0
    scores = cnn(np.stack([image, *covered]))
    assert scores.argmax(axis=1).tolist() == [3, 3, 3, pair.read]
    np.testing.assert_allclose(scores[0, 3] - scores[1:, 3], [*pair.costs, pair.cost])
    assert max(map(abs, pair.costs)) < scores[0, 3] / 10

    image, slope = cases.slope
    wiped = image.astype(float)
    wiped[0][slope.pixel] = 0
    scores = cnn(np.stack([image, wiped]))[:, 3]
    assert scores[1] - scores[0] == pytest.approx(slope.found)
    assert slope.expected * slope.found < 0


@pytest.mark.slow
def test_they_are_counted_in_per_cent(cnn: Sequential):
    rates = how_often(cnn, LAYER, every=12)
    assert list(rates) == ["missing", "spare", "slope", "peak"]
    assert all(0 <= rate <= 100 for rate in rates.values())
    assert rates["missing"] > 5


@pytest.mark.slow
def test_maps_of_test_digits_ask_about_the_right_class(cnn: Sequential):
    digits = split_digits()
    maps = class_maps(cnn, LAYER, every=100)
    assert {name: map_.shape for name, map_ in maps.items()} == dict.fromkeys(
        ("occlusion", "gradient", "Grad-CAM"), (4, 8, 8)
    )
    for i in range(4):
        image, label = digits.x_test[100 * i], int(digits.y_test[100 * i])
        np.testing.assert_array_equal(maps["occlusion"][i], occlusion(cnn, image, label, 3, 0.0))
        np.testing.assert_array_equal(maps["gradient"][i], input_gradient(cnn, image, label)[0])
        cam = enlarge(grad_cam(cnn, image, label, LAYER), 8)
        np.testing.assert_array_equal(maps["Grad-CAM"][i], cam)


def test_correlations_are_numpys_and_even_maps_have_none():
    rng = np.random.default_rng(0)
    first, second = rng.normal(size=(2, 5, 3, 4))
    each = [np.corrcoef(a.ravel(), b.ravel())[0, 1] for a, b in zip(first, second, strict=True)]
    assert mean_correlation(first, second) == pytest.approx(np.mean(each))
    first[2] = 7
    each[2] = 0
    assert mean_correlation(first, second) == pytest.approx(np.mean(each))
    with pytest.raises(ValueError, match=r"one shape, got \(5, 3, 4\) and \(4, 3, 4\)"):
        mean_correlation(first, second[:4])
    with pytest.raises(ValueError, match=r"first must .*\(digits, rows, columns\)"):
        mean_correlation(first[0], second[0])
