"""Changed stacks: what stays the same, counted in other ways, and what a change leaves alone."""

import numpy as np
import pytest

from cnnlab.experiments.digit_networks import percent_right_moved, train_on_digits
from cnnlab.experiments.stack_changes import (
    CHANGES,
    ShuffledPixels,
    changed_stack,
    measured_changes,
    train_changed,
)
from cnnlab.images import split_digits
from cnnlab.network import build_stack, plan_stack, random_nudge
from cnnlab.widgets.network_builder import STACKS, as_stack

CNN = as_stack("CNN", STACKS["CNN"])


def totals(stack):
    plan = plan_stack(stack, (1, 8, 8))
    return sum(layer.parameters for layer in plan), sum(layer.multiply_adds for layer in plan)


def kinds(stack):
    return [layer["kind"] for layer in stack]


def test_untied_weights_take_the_same_work():
    parameters, work = totals(CNN)
    untied = changed_stack(CNN, "untied")
    assert totals(untied)[1] == work
    # By hand: a kernel and a bias for each of the places, 64 and then 16.
    assert totals(untied)[0] == 64 * 8 * 10 + 64 * 16 * 73 + 16 * 32 * 145 + 1290
    assert kinds(untied) == kinds(CNN)
    assert parameters == 7178


def test_untied_weights_with_as_few_parameters_have_the_most_channels_that_fit():
    fewer = changed_stack(CNN, "untied_fewer")
    channels = [layer["out_channels"] for layer in fewer if layer["kind"] == "conv2d"]
    assert channels == [1, 3, 7]
    assert totals(fewer)[0] <= totals(CNN)[0]
    more = [
        layer | ({"out_channels": layer["out_channels"] + 1} if layer["kind"] == "conv2d" else {})
        for layer in fewer
    ]
    assert totals(more)[0] > totals(CNN)[0]


def test_channels_that_cannot_be_counted_stay_as_they_are():
    stack = [{"kind": "conv2d", "out_channels": "8", "kernel_size": 3}, {"kind": "conv2d"}]
    untied = [layer | {"shared": False} for layer in stack]
    assert changed_stack(stack, "untied") == changed_stack(stack, "untied_fewer") == untied


def test_a_convolution_keeps_one_channel_though_its_kernels_are_more_than_those_shared():
    stack = [{"kind": "conv2d", "out_channels": 1, "kernel_size": 3}]
    assert changed_stack(stack, "untied_fewer") == [stack[0] | {"shared": False}]


def test_a_small_integer_type_does_not_change_how_many_channels_fit():
    stack = [CNN[0] | {"out_channels": np.int8(100)}, {"kind": "relu"}, *CNN[2:]]
    plain = [stack[0] | {"out_channels": 100}, *stack[1:]]
    assert changed_stack(stack, "untied_fewer") == changed_stack(plain, "untied_fewer")


@pytest.mark.parametrize(
    ("change", "kind"), [("max", "max_pool2d"), ("average", "avg_pool2d"), ("blur", "blur_pool")]
)
@pytest.mark.parametrize("name", ["CNN", "strided", "blurred"])
def test_every_reduction_is_replaced_after_its_relu(change, kind, name):
    changed = changed_stack(as_stack(name, STACKS[name]), change)
    assert kinds(changed) == [k if k != "max_pool2d" else kind for k in kinds(CNN)]
    assert [layer.output for layer in plan_stack(changed, (1, 8, 8))] == [
        layer.output for layer in plan_stack(CNN, (1, 8, 8))
    ]


def test_strides_take_the_place_of_pooling():
    assert changed_stack(CNN, "stride") == as_stack("strided", STACKS["strided"])
    with pytest.raises(ValueError, match="no convolution before layer 1"):
        changed_stack([{"kind": "max_pool2d", "kernel_size": 2}], "stride")


def test_no_relu_is_left_and_the_rest_is():
    assert kinds(changed_stack(CNN, "no_relu")) == [k for k in kinds(CNN) if k != "relu"]


@pytest.mark.parametrize("change", ["", "shuffled", "still"])
def test_changes_of_the_digits_leave_the_stack(change):
    assert changed_stack(CNN, change) == CNN


def test_no_change_touches_the_stack_that_was_given():
    before = [dict(layer) for layer in CNN]
    for change in CHANGES:
        changed_stack(CNN, change)
    assert before == CNN


@pytest.mark.parametrize(
    ("stack", "change", "message"),
    [(CNN, "more", "change must be one of untied"), (CNN, None, "got None")],
)
def test_no_such_change(stack, change, message):
    with pytest.raises(ValueError, match=message):
        changed_stack(stack, change)


@pytest.mark.parametrize("stack", ["conv", ["conv"], [{"out_channels": 8}]])
def test_no_stack(stack):
    with pytest.raises(TypeError, match="stack must be a list of layers"):
        changed_stack(stack, "max")


def test_shuffled_pixels_are_the_same_for_all_and_go_back_with_the_gradient():
    x = np.asarray(split_digits().x_test[:5])
    layer = ShuffledPixels(3)
    shuffled = layer(x)
    assert not np.array_equal(shuffled, x)
    pixel = shuffled[:, 0, 2, 5]
    assert any(np.array_equal(pixel, x[:, 0, i, j]) for i in range(8) for j in range(8))
    np.testing.assert_array_equal(layer.backward(shuffled), x)
    np.testing.assert_array_equal(ShuffledPixels(3)(x), shuffled)
    assert not np.array_equal(ShuffledPixels(4)(x), shuffled)


def test_a_changed_stack_can_be_built():
    for change in CHANGES:
        model = build_stack(changed_stack(CNN, change), (1, 8, 8), rng=0)
        assert model(np.zeros((2, 1, 8, 8))).shape == (2, 10)


@pytest.mark.parametrize(("change", "augment"), [("", random_nudge), ("still", None)])
def test_digits_are_moved_in_training_but_for_still(change, augment):
    linear = [{"kind": "flatten"}, {"kind": "linear", "out_features": 10}]
    trained = train_changed(linear, change, epochs=3, seed=1, learning_rate=0.02)

    def make(rng):
        return build_stack(linear, (1, 8, 8), rng=rng, dtype=float)

    same, _ = train_on_digits(make, epochs=3, seed=1, augment=augment, learning_rate=0.02)
    for found, wanted in zip(trained.parameters(), same.parameters(), strict=True):
        np.testing.assert_array_equal(found, wanted)


def test_the_longer_runs_misread_as_many_digits_as_they_do_not_read_right():
    measured = measured_changes()
    digits = len(split_digits().y_test)
    for run, misread in zip(measured["longer"], measured["longer_misread"], strict=True):
        assert len(misread) == len(set(misread)) == round(digits * (1 - run[0] / 100))
        assert 0 <= min(misread) <= max(misread) < digits


@pytest.mark.slow
def test_what_was_measured_can_be_measured_again():
    measured = measured_changes()
    assert {len(runs) for runs in measured.values()} == {5}
    assert measured["max"] == measured[""]  # the chapter's network has maxima
    model = train_changed(CNN, "stride", seed=1)
    again = [percent_right_moved(model, pixels) for pixels in range(4)]
    np.testing.assert_allclose(again, measured["stride"][1], atol=1.5)  # another machine may round
