"""Networks written as JSON."""

import json

import numpy as np
import pytest
import torch
from vectors.training import CHAPTER, DIGIT, IMPOSSIBLE, STACKS

from cnnlab.experiments.digit_networks import make_cnn
from cnnlab.network import (
    BlurPool2d,
    Conv2d,
    Layer,
    Linear,
    LocallyConnected2d,
    StackError,
    build_stack,
    plan_stack,
)


def test_the_chapters_network_is_built_layer_by_layer():
    built = build_stack(json.loads(json.dumps(CHAPTER)), DIGIT, rng=3, dtype=float)
    chapters = make_cnn(3)
    assert repr(built) == repr(chapters)
    for ours, theirs in zip(built.parameters(), chapters.parameters(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize("stack", STACKS)
def test_a_plan_says_what_the_network_is(stack):
    planned, model = plan_stack(stack, DIGIT), build_stack(stack, DIGIT, rng=0)
    x = np.zeros((2, *DIGIT), np.float32)
    for layer, plan in zip(model.layers, planned, strict=True):
        assert x.shape[1:] == plan.input
        x = layer(x)
        assert x.shape[1:] == plan.output
        assert layer.parameter_count == plan.parameters
        assert multiply_adds_of_one(layer) * x[0].size == plan.multiply_adds


def multiply_adds_of_one(layer: Layer) -> int:
    """Count the pixels or numbers under the weights of one output number."""
    match layer:
        case Conv2d():
            return layer.weight[0].size
        case LocallyConnected2d():
            return layer.weight[0, 0, 0].size
        case Linear():
            return layer.weight.shape[1]
        case BlurPool2d():
            return layer.kernel_size**2
    return 0


def test_the_first_linear_layer_sees_whole_maps_and_no_other_sees_more():
    stack = [*CHAPTER, {"kind": "linear", "out_features": 2}]
    # 3, 5 and a pool's 6 pixels; 2 pixels apart 10 and 12; the last maps have 2 × 2, 4 apart.
    for layer in plan_stack(stack, DIGIT)[-2:]:
        assert [field.size for field in layer.field] == [16, 16]


@pytest.mark.parametrize("stack", STACKS)
def test_the_field_of_a_plan_is_what_gradients_reach(stack):
    """In a larger picture, with weights that cannot cancel, so that no border cuts the field."""
    until = [layer["kind"] for layer in [*stack, {"kind": "flatten"}]].index("flatten")
    layers = [layer for layer in stack[:until] if layer["kind"] != "relu"]
    if any(layer["kind"] == "global_avg_pool" for layer in layers) or not layers:
        return
    shape = (1, 40, 40)
    model = build_stack(layers, shape, rng=0, dtype=float)
    for w in model.parameters():
        w[...] = 1
    field = plan_stack(layers, shape)[-1].field
    x = np.add.outer(np.arange(40.0), np.arange(40.0) / 7)[None, None]
    output = model(x)
    grad = np.zeros_like(output)
    middle = [n // 2 for n in output.shape[2:]]
    grad[0, 0, middle[0], middle[1]] = 1
    reached = np.argwhere(model.backward(grad)[0, 0])
    for axis in (0, 1):
        centre = field[axis].start + middle[axis] * field[axis].jump
        half = (field[axis].size - 1) / 2
        assert centre - half <= reached[:, axis].min()
        assert reached[:, axis].max() <= centre + half
        if not any(layer["kind"] == "max_pool2d" for layer in layers):  # one pixel wins it all
            assert np.ptp(reached[:, axis]) == 2 * half


@pytest.mark.parametrize("stack", IMPOSSIBLE)
def test_an_impossible_stack_names_the_layer_at_fault(stack):
    with pytest.raises(StackError, match=r"^layer \d+") as caught:
        build_stack(stack, DIGIT, rng=0)
    assert str(caught.value).startswith(f"layer {caught.value.layer + 1}")
    if caught.value.layer:
        plan_stack(stack[: caught.value.layer], DIGIT)


def test_errors_of_stacks_name_the_rule():
    for stack, message in [
        ([{"kind": "linear", "out_features": 10}], "put flatten before it"),
        ([{"kind": "dense"}], "one of the kinds conv2d, .*, flatten, got 'dense'"),
        ([{"kind": "relu", "x": 1}], "layer 1 .relu.: it has no setting 'x', only its kind"),
        ([{"kind": "blur_pool", "kernel_size": 3}], "layer 1 .blur_pool.: it needs stride"),
    ]:
        with pytest.raises(StackError, match=message):
            plan_stack(stack, DIGIT)
    with pytest.raises(TypeError, match="stack must be a list of layers, got 7"):
        plan_stack(7, DIGIT)  # type: ignore[arg-type]


def test_an_untied_network_is_pytorchs_where_all_its_kernels_are_the_same():
    stack = [
        {"kind": "conv2d", "out_channels": 3, "kernel_size": 3, "padding": 1},
        {"kind": "relu"},
        {"kind": "global_avg_pool"},
        {"kind": "flatten"},
    ]
    tied = build_stack(stack, DIGIT, rng=0, dtype=float)
    untied = build_stack([{**stack[0], "shared": False}, *stack[1:]], DIGIT, rng=1, dtype=float)
    for ours, theirs in zip(untied.parameters(), tied.parameters(), strict=True):
        ours[...] = theirs if theirs.ndim == 4 else theirs[:, None, None]
    x = np.random.default_rng(2).normal(size=(4, *DIGIT))
    tensor = torch.tensor(x, requires_grad=True)
    weight, bias = (torch.tensor(w, requires_grad=True) for w in tied.parameters())
    theirs = torch.conv2d(tensor, weight, bias, padding=1).relu().mean((2, 3))
    np.testing.assert_allclose(untied(x), theirs.detach(), rtol=1e-12)
    grad = np.random.default_rng(3).normal(size=theirs.shape)
    theirs.backward(torch.tensor(grad))
    np.testing.assert_allclose(untied.backward(grad), tensor.grad, rtol=1e-12, atol=1e-14)
    summed = untied.gradients()[0].sum(axis=(0, 1))
    np.testing.assert_allclose(summed, weight.grad, rtol=1e-12, atol=1e-14)
