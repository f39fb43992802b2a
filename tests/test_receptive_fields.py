"""The effective receptive field: inside the theoretical one, and worked by hand."""

import numpy as np
import pytest

import cnnlab
from cnnlab.network import Conv2d, MaxPool2d, ReLU, Sequential


def test_the_measured_field_fills_the_theoretical_one():
    rng = np.random.default_rng(0)
    stack = Sequential(
        Conv2d(2, 3, 3, padding=1, rng=rng, dtype=float),
        Conv2d(3, 4, 3, stride=2, rng=rng, dtype=float),
        Conv2d(4, 2, 3, dilation=2, rng=rng, dtype=float),
    )
    x = rng.random((3, 2, 31, 33))
    measured = cnnlab.effective_receptive_field(stack, x)
    assert measured.shape == (31, 33)
    field = cnnlab.receptive_field([(3, 1, 1), (3, 2), (3, 1, 0, 2)])[-1]
    out = stack.forward(x).shape[2:]
    seen = np.argwhere(measured > 0)
    for axis in (0, 1):
        centre = field.start + out[axis] // 2 * field.jump
        assert seen[:, axis].min() == centre - (field.size - 1) / 2
        assert seen[:, axis].max() == centre + (field.size - 1) / 2


def test_one_layer_shows_its_kernel():
    layer = Conv2d(2, 3, 3, rng=1, dtype=float)
    measured = cnnlab.effective_receptive_field(layer, np.zeros((1, 2, 5, 5)))
    expected = abs(layer.weight.sum(axis=0)).mean(axis=0)
    np.testing.assert_allclose(measured[1:4, 1:4], expected)
    assert np.count_nonzero(measured) == 9


def test_the_mean_over_the_batch_smooths_a_maximum():
    x = np.zeros((2, 1, 2, 2))
    x[0, 0, 0, 1] = x[1, 0, 1, 0] = 1
    network = Sequential(ReLU(), MaxPool2d(2))
    assert cnnlab.effective_receptive_field(network, x).tolist() == [[0, 0.5], [0.5, 0]]


def test_a_deep_stack_is_narrower_than_its_theoretical_field():
    stack = Sequential(*[Conv2d(1, 1, 3, bias=False, rng=0, dtype=float) for _ in range(10)])
    for weight in stack.parameters():
        weight[...] = 1
    row = cnnlab.effective_receptive_field(stack, np.zeros((1, 1, 21, 21)))[10]
    assert cnnlab.receptive_field([3] * 10)[-1].size == 21
    assert (row > 0).all()
    # The paths through ten layers of three taps: the central trinomial coefficients.
    assert row[10] / row[0] == 8953
    inner = row[5:16].sum() / row.sum()
    assert inner > 0.95  # two standard deviations of sqrt(20/3) = 2.6


def test_errors_name_what_is_wrong():
    with pytest.raises(ValueError, match=r"x must have 4 axes .* shape \(5, 5\)"):
        cnnlab.effective_receptive_field(ReLU(), np.zeros((5, 5)))
