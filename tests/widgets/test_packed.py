"""Networks packed for a page: what is kept, what is rounded, and what is refused."""

import json

import numpy as np
import pytest

from cnnlab.images import split_digits
from cnnlab.network import (
    SGD,
    AvgPool2d,
    Conv2d,
    Flatten,
    Layer,
    Linear,
    MaxPool2d,
    ReLU,
    Sequential,
    evaluate,
    fit,
)
from cnnlab.widgets.packed import pack_network, unpack_network


def network(rng):
    return Sequential(
        Conv2d(1, 4, (3, 2), stride=(1, 2), padding="full", rng=rng),
        ReLU(),
        Conv2d(4, 6, 3, bias=False, padding=((0, 1), (2, 0)), rng=rng),
        MaxPool2d((2, 3), stride=(2, 1)),
        Flatten(),
        Linear(72, 10, rng=rng),
    )


def test_a_packed_network_is_json_and_keeps_every_layer():
    model = network(np.random.default_rng(0))
    packed = json.loads(json.dumps(pack_network(model)))
    unpacked = unpack_network(packed)
    assert [type(layer) for layer in unpacked.layers] == [type(layer) for layer in model.layers]
    x = np.random.default_rng(1).normal(size=(5, 1, 8, 8))
    outputs = [(model[:n](x), unpacked[:n](x)) for n in range(1, len(model) + 1)]
    for exact, rounded in outputs:
        assert rounded.shape == exact.shape
        assert np.abs(rounded - exact).max() < 0.02 * np.abs(exact).max()


def test_no_weight_is_off_by_more_than_half_a_step():
    model = Sequential(Linear(30, 20, rng=0, dtype=float))
    exact = model.parameters()[0]
    exact[3] = 0  # an output without weights has no scale
    rounded = unpack_network(pack_network(model)).parameters()[0]
    steps = np.abs(exact).max(axis=1, keepdims=True) / 127
    assert (np.abs(rounded - exact) <= 0.5001 * steps).all()
    np.testing.assert_array_equal(rounded[3], 0)


def test_packing_again_changes_nothing():
    once = pack_network(network(np.random.default_rng(0)))
    assert pack_network(unpack_network(once)) == once


def test_eight_bits_read_digits_as_well_as_all_of_them():
    parts = split_digits()
    model = Sequential(Flatten(), Linear(64, 40, rng=0), ReLU(), Linear(40, 10, rng=1))
    fit(model, SGD(model.parameters(), 0.1, 0.9), parts.x_train, parts.y_train, epochs=10)
    exact, rounded = (
        evaluate(m, parts.x_test, parts.y_test)
        for m in (model, unpack_network(pack_network(model)))
    )
    assert exact.accuracy > 0.9
    assert abs(rounded.accuracy - exact.accuracy) < 0.01


class Square(Layer):
    def __repr__(self):
        return "Square()"


@pytest.mark.parametrize(
    ("model", "error", "message"),
    [
        (Linear(2, 2, rng=0), TypeError, "model must be a Sequential, got Linear"),
        (Sequential(AvgPool2d(2)), TypeError, r"layers can be packed, got AvgPool2d\(2\)"),
        (Sequential(Square()), TypeError, r"layers can be packed, got Square\(\)"),
        (Sequential(Conv2d(1, 1, 3, dilation=2, rng=0)), ValueError, "its dilation must be 1"),
        (Sequential(Conv2d(2, 2, 3, groups=2, rng=0)), ValueError, "its groups must be 1"),
        (
            Sequential(Conv2d(1, 1, 3, padding_mode="reflect", rng=0)),
            ValueError,
            "its padding_mode must be 'zeros'",
        ),
        (Sequential(MaxPool2d(3, padding=1)), ValueError, "its padding must be 0"),
        (Sequential(MaxPool2d(3, ceil_mode=True)), ValueError, "its ceil_mode must be False"),
    ],
)
def test_what_cannot_be_packed_is_refused(model, error, message):
    with pytest.raises(error, match=message):
        pack_network(model)
