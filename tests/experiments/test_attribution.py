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
from cnnlab.network import Flatten, Linear, MaxPool2d, ReLU, Sequential
from cnnlab.network.attribution import enlarge, grad_cam, input_gradient, occlusion

LAYER = 6


@pytest.fixture(scope="module")
def cnn() -> Sequential:
    return train_on_digits(make_cnn, epochs=3)[0]


def linear_network(*rows: list[float]) -> Sequential:
    maps = MaxPool2d(1)  # as they come
    network = Sequential(maps, Flatten(), Linear(len(rows[0]), len(rows), rng=0, dtype=float))
    network.parameters()[0][:] = rows
    return network


def enough_ink(*weights: float) -> Sequential:
    """Make a network that scores 10 for class 0 with ink of weight 1 or more, 5 for class 1."""
    hidden, last = Linear(len(weights), 2, rng=0, dtype=float), Linear(2, 2, rng=0, dtype=float)
    hidden.weight[:] = weights
    hidden.bias[:] = [0, -1]
    last.weight[:] = [[10, -10], [0, 0]]
    last.bias[:] = [0, 5]
    return Sequential(Flatten(), hidden, ReLU(), last)


def test_two_strokes_that_do_the_same_are_spare():
    # Class 0 needs ink on the left or on the right: at most one of the two counts.
    network = enough_ink(1, 0, 0, 1)
    assert spare_patches(network, [[[1.0, 0, 0, 1]]], 0) == ((0, 0), (0, 3), (0, 0), 10, 1)
    assert spare_patches(network, np.eye(1, 4)[None], 0) is None, "one stroke alone is needed"
    assert spare_patches(enough_ink(1, 0, 1), [[[1.0, 0, 1]]], 0) is None, "the patches overlap"


def test_spare_strokes_cost_little_each_and_the_digit_is_still_read_right():
    image = [[[1.0, 0, 0, 1]]]
    network = enough_ink(1, 0, 0, 0.95)  # without the first the score is 9.5
    assert spare_patches(network, image, 0, most=0.06) is not None
    assert spare_patches(network, image, 0, most=0.04) is None
    linear = linear_network([0.5, 0, 0, 0.5], [0, 0, 0, 0])
    linear.parameters()[1][:] = [9.5, 10.2]  # 10.5, and 10 without either stroke
    assert spare_patches(linear, image, 0) is None, "each alone is needed"
    linear.parameters()[1][1] = 9.9
    assert spare_patches(linear, image, 0) is not None


def test_the_pair_of_spare_strokes_that_matters_most_is_reported():
    network = enough_ink(1, 0, 0, 1, 0, 0, 0.01)
    assert spare_patches(network, [[[1.0, 0, 0, 1, 0, 0, 1]]], 0) == (
        *((0, 0), (0, 3)),
        *((0, 0), pytest.approx(9.9), 1),
    )


def test_a_linear_network_has_no_wrong_signs_and_its_missing_ink_is_known():
    network = linear_network([3, -1, 0, 0], [0, 2.5, 4, 3.5])
    image = np.array([[[1.0, 0.5], [0, 0]]])
    assert not wrong_signs(network, image, 0).any()
    assert wrong_slope(network, image, 0) is None
    assert missing_ink(network, image, 0) == ((1, 0), 0, 1)
    assert missing_ink(network, np.array([[[1.0, 0.5], [0.1, 0.1]]]), 0) is None, "no bare paper"


def test_missing_ink_may_speak_against_the_digit_or_for_another():
    # 5 against 3. Ink in the middle makes it 2 against 3, ink on the right 5 against 7.
    network = linear_network([5, -3, 0], [3, 0, 4])
    assert missing_ink(network, [[[1.0, 0, 0]]], 0) == ((0, 2), 0, 1)
    assert missing_ink(network, [[[1.0, 0, 0.1]]], 0) == ((0, 1), 3, 1)


def least_at(slopes: list[float], places: list[float]) -> Sequential:
    """Make a network of one score, −Σ slope · |x − place|: each pixel has a best ink."""
    count = len(slopes)
    hidden, last = Linear(count, 2 * count, rng=0, dtype=float), Linear(2 * count, 1, rng=0)
    hidden.weight[:] = np.vstack([np.eye(count), -np.eye(count)])
    hidden.bias[:] = [*(-p for p in places), *places]
    last.weight[:] = [[-slope for slope in (*slopes, *slopes)]]
    last.bias[:] = 0
    return Sequential(Flatten(), hidden, ReLU(), last)


def test_a_wrong_slope_is_reported_with_both_numbers():
    # The score is |x − 0.8| · −10: less ink is better until 0.8, and worse from there on.
    slope = wrong_slope(least_at([10], [0.8]), [[[1.0]]], 0)
    assert slope is not None
    assert slope.expected == pytest.approx(10)
    assert slope.found == pytest.approx(-6)


def test_wrong_signs_are_those_of_ink_and_the_worst_is_wrong_either_way():
    # By their gradients wiping gives +20, +10 and −10, and no change: it gives −4, −6, −5 and none.
    network = least_at([20, 10, 10, 0, 10], [0.6, 0.8, 0.5, 0.5, 0.5])
    image = [[[1.0, 1, 0.5 - 1e-9, 1, 0]]]
    assert wrong_signs(network, image, 0).tolist() == [True, True, False, False]
    slope = wrong_slope(network, image, 0)
    assert slope is not None
    assert slope.pixel == (0, 1)


def test_peaks_of_a_linear_network_are_known():
    # Ink times weights, 0 0 2 0 0 1 0 2 2, in patches of three: 0 2 2 2 1 1 3 4 4.
    network = linear_network([-9, 0, 8, 0, 0, 1, 0, 4, 4])
    image = [[[0, 0, 0.25, 0, 0, 1, 0, 0.5, 0.5]]]
    assert peak_costs(network, image, 0, layer=0) == {
        "occlusion": 4,
        "gradient": 0,  # of the largest weight, whose sign does not matter
        "gradient × ink": 2,
        "Grad-CAM": 1,
        "any ink": (2 + 1 + 4 + 4) / 4,
    }


@pytest.mark.parametrize("find", [missing_ink, spare_patches, wrong_signs, wrong_slope])
def test_only_a_digit_that_is_read_right_can_mislead(find):
    network = linear_network([1, 0], [0, 2])
    with pytest.raises(ValueError, match="label must be what the network reads, 1, got 0"):
        find(network, [[[1.0, 1]]], 0)
    with pytest.raises(ValueError, match="image must hold finite numbers"):
        find(network, [[[1.0, np.nan]]], 0)


def test_bare_paper_has_no_strokes_to_spare_and_no_peak_of_ink():
    network = linear_network([1, 0], [0, 2])
    assert spare_patches(network, [[[0.0, 0]]], 0) is None
    with pytest.raises(ValueError, match="image must have a pixel of ink, above 0, got none"):
        peak_costs(network, [[[0.0, 0]]], 0, layer=0)


def test_a_network_that_reads_nothing_right_cannot_be_asked_how_often():
    network = linear_network(*np.zeros((10, 64)), np.zeros(64))
    network.layers[-1].bias = np.eye(11)[10]  # a class that no digit has
    with pytest.raises(ValueError, match="network must read some of the test digits right"):
        how_often(network, layer=0)


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

    digits = split_digits()
    right = (digits.y_test == 3) & (cnn(digits.x_test).argmax(axis=1) == 3)
    of_all = [wrong_slope(cnn, x, 3) for x in digits.x_test[right]]
    sizes = [min(abs(s.expected), abs(s.found)) for s in of_all if s]
    assert min(abs(slope.expected), abs(slope.found)) == max(sizes)
    costs = [peak_costs(cnn, x, 3, LAYER) for x in digits.x_test[right]]
    short = [cost["any ink"] - cost["Grad-CAM"] for cost in costs]
    assert cases.peak[1]["any ink"] - cases.peak[1]["Grad-CAM"] == max(short)


@pytest.mark.slow
def test_they_are_counted_in_per_cent(cnn: Sequential):
    rates = how_often(cnn, LAYER, every=12)
    assert list(rates) == ["missing", "spare", "slope", "peak"]
    digits = split_digits()
    right = np.flatnonzero(cnn(digits.x_test).argmax(axis=1) == digits.y_test)[::12]
    cases = [(digits.x_test[i], int(digits.y_test[i])) for i in right]
    turned = [missing_ink(cnn, *case) for case in cases]
    pairs = [spare_patches(cnn, *case) for case in cases]
    peaks = [peak_costs(cnn, *case, LAYER) for case in cases]
    assert rates["missing"] == pytest.approx(100 - 100 * turned.count(None) / len(cases))
    assert rates["spare"] == pytest.approx(100 - 100 * pairs.count(None) / len(cases))
    lower = sum(costs["Grad-CAM"] < costs["any ink"] for costs in peaks)
    assert rates["peak"] == pytest.approx(100 * lower / len(cases))
    wrong = [wrong_signs(cnn, *case) for case in cases]
    assert rates["slope"] == pytest.approx(100 * sum(w.sum() for w in wrong) / sum(map(len, wrong)))
    assert 5 < rates["missing"] < 100


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
    with pytest.raises(ValueError, match=r"the same shape, got \(5, 3, 4\) and \(4, 3, 4\)"):
        mean_correlation(first, second[:4])
    with pytest.raises(ValueError, match=r"first must .*\(digits, rows, columns\)"):
        mean_correlation(first[0], second[0])
    with pytest.raises(ValueError, match=r"at least one map, got shape \(0, 3, 4\)"):
        mean_correlation(first[:0], second[:0])
