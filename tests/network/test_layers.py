"""Layers against PyTorch and finite differences."""

import re

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal

from cnnlab.methods import fast
from cnnlab.network import (
    AdaptiveAvgPool2d,
    AdaptiveMaxPool2d,
    AvgPool2d,
    BlurPool2d,
    Conv2d,
    Flatten,
    Layer,
    Linear,
    LocallyConnected2d,
    MaxPool2d,
    ReLU,
    Sequential,
    he_normal,
)

pytestmark = pytest.mark.filterwarnings("error")

FLOAT64 = {"rng": 0, "dtype": np.float64}
LAYERS = {
    "conv": (lambda: Conv2d(2, 3, 3, padding=1, **FLOAT64), (2, 2, 5, 4)),
    "conv with options": (
        lambda: Conv2d(4, 6, (2, 3), (2, 1), "full", (1, 2), 2, False, "replicate", **FLOAT64),
        (2, 4, 6, 5),
    ),
    "untied": (lambda: LocallyConnected2d(2, 3, (5, 4), 3, **FLOAT64), (2, 2, 5, 4)),
    "untied with options": (
        lambda: LocallyConnected2d(2, 3, 6, (2, 3), (2, 1), 1, (1, 2), False, **FLOAT64),
        (2, 2, 6, 6),
    ),
    "linear": (lambda: Linear(5, 3, **FLOAT64), (4, 5)),
    "linear without bias": (lambda: Linear(5, 3, bias=False, **FLOAT64), (4, 5)),
    "relu": (ReLU, (3, 4)),
    "flatten": (Flatten, (2, 3, 2, 2)),
    "max": (lambda: MaxPool2d(3, 2, 1), (2, 2, 6, 5)),
    "max with options": (lambda: MaxPool2d((2, 3), 2, (1, 0), (2, 1), True), (1, 2, 6, 6)),
    "avg": (lambda: AvgPool2d(2), (2, 2, 6, 5)),
    "avg with options": (lambda: AvgPool2d(3, 2, 1, True, False), (1, 2, 6, 6)),
    "avg with a divisor": (lambda: AvgPool2d(3, 2, 1, True, divisor_override=4), (1, 2, 6, 6)),
    "blur": (lambda: BlurPool2d(3, 2), (2, 3, 6, 5)),
    "even blur": (lambda: BlurPool2d(2, (2, 1)), (2, 2, 6, 5)),
    "adaptive max": (lambda: AdaptiveMaxPool2d((2, 3)), (1, 2, 5, 5)),
    "adaptive avg": (lambda: AdaptiveAvgPool2d((None, 3)), (1, 2, 5, 5)),
}


def small_network(dtype=np.float64):
    rng = np.random.default_rng(0)
    return Sequential(
        Conv2d(2, 4, 3, padding=1, rng=rng, dtype=dtype),
        ReLU(),
        MaxPool2d(2),
        Conv2d(
            4,
            6,
            3,
            stride=2,
            groups=2,
            bias=False,
            padding_mode="circular",
            padding=1,
            rng=rng,
            dtype=dtype,
        ),
        ReLU(),
        AvgPool2d(2),
        Flatten(),
        Linear(6, 5, rng=rng, dtype=dtype),
    )


def small_network_in_torch(ours):
    theirs = torch.nn.Sequential(
        torch.nn.Conv2d(2, 4, 3, padding=1),
        torch.nn.ReLU(),
        torch.nn.MaxPool2d(2),
        torch.nn.Conv2d(4, 6, 3, 2, 1, groups=2, bias=False, padding_mode="circular"),
        torch.nn.ReLU(),
        torch.nn.AvgPool2d(2),
        torch.nn.Flatten(),
        torch.nn.Linear(6, 5),
    ).double()
    with torch.no_grad():
        for parameter, value in zip(theirs.parameters(), ours.parameters(), strict=True):
            parameter.copy_(torch.tensor(value))
    return theirs


def finite_differences(function, array):
    """Return the derivative of a number with respect to each element, changed in place."""
    slope = np.empty_like(array)
    for index in np.ndindex(array.shape):
        value = array[index]
        array[index] = value + 1e-5
        above = function()
        array[index] = value - 1e-5
        slope[index] = (above - function()) / 2e-5
        array[index] = value
    return slope


@pytest.mark.parametrize("name", LAYERS)
def test_gradients_by_finite_differences(name):
    make, shape = LAYERS[name]
    layer = make()
    x = np.random.default_rng(1).permutation(np.prod(shape)).reshape(shape) / 10 - 2.03
    grad = np.random.default_rng(2).normal(size=layer(x).shape)
    grad_x = layer.backward(grad)
    gradients = layer.gradients()

    def loss():
        return (layer(x) * grad).sum()

    assert_allclose(grad_x, finite_differences(loss, x), atol=1e-8)
    assert len(gradients) == len(layer.parameters())
    for gradient, parameter in zip(gradients, layer.parameters(), strict=True):
        assert_allclose(gradient, finite_differences(loss, parameter), atol=1e-8)


@pytest.mark.parametrize("name", LAYERS)
def test_layers_change_neither_input_nor_gradient(name):
    make, shape = LAYERS[name]
    layer = make()
    x = np.random.default_rng(1).normal(size=shape)
    x.setflags(write=False)
    grad = np.ones_like(layer(x))
    grad.setflags(write=False)
    assert layer.backward(grad).shape == shape


def test_a_network_is_pytorchs():
    ours = small_network()
    theirs = small_network_in_torch(ours)
    x = np.random.default_rng(3).normal(size=(3, 2, 8, 8))
    y = ours(x)
    tensor = torch.tensor(x, requires_grad=True)
    their_y = theirs(tensor)
    assert_allclose(y, their_y.detach(), rtol=1e-10, atol=1e-12)

    grad = np.random.default_rng(4).normal(size=y.shape)
    their_y.backward(torch.tensor(grad))
    assert_allclose(ours.backward(grad), tensor.grad, rtol=1e-10, atol=1e-12)
    for gradient, parameter in zip(ours.gradients(), theirs.parameters(), strict=True):
        assert_allclose(gradient, parameter.grad, rtol=1e-10, atol=1e-12)


def test_parameters_are_counted_as_pytorch_counts_them():
    ours = small_network()
    theirs = small_network_in_torch(ours)
    assert ours.parameter_count == sum(p.numel() for p in theirs.parameters())
    assert ours.parameter_count == (2 * 9 + 1) * 4 + 2 * 9 * 6 + (6 + 1) * 5
    assert [layer.parameter_count for layer in ours] == [76, 0, 0, 108, 0, 0, 0, 35]


def test_a_layer_has_the_sizes_that_it_was_made_with():
    conv = Conv2d(6, 8, (3, 1), groups=2, rng=0)
    untied = LocallyConnected2d(2, 3, 5, 3, rng=0)
    linear = Linear(4, 5, rng=0)
    assert (conv.in_channels, conv.out_channels, conv.kernel_size) == (6, 8, (3, 1))
    assert (untied.in_channels, untied.out_channels, untied.kernel_size) == (2, 3, (3, 3))
    assert (linear.inputs, linear.outputs) == (4, 5)


def test_defaults_are_those_of_pytorchs_layers():
    x = np.random.default_rng(5).normal(size=(2, 1, 7, 6))
    tensor = torch.tensor(x)
    assert_array_equal(MaxPool2d(2)(x), torch.nn.MaxPool2d(2)(tensor))
    assert_allclose(AvgPool2d(2)(x), torch.nn.AvgPool2d(2)(tensor), rtol=1e-14)
    padded = AvgPool2d(2, padding=1)(x)
    assert_allclose(padded, torch.nn.AvgPool2d(2, padding=1)(tensor), rtol=1e-14)
    assert Conv2d(1, 4, 3, rng=0)(x).shape == tuple(torch.nn.Conv2d(1, 4, 3).double()(tensor).shape)
    assert Conv2d(1, 4, 3, rng=0).bias.shape == Linear(3, 4, rng=0).bias.shape == (4,)


@pytest.mark.parametrize(("size", "stride"), [(2, 2), (3, 1), (3, 2), (5, 3)])
def test_blur_pooling_is_pytorchs_depthwise_convolution(size, stride):
    x = np.random.default_rng(1).normal(size=(2, 3, 9, 8))
    row = np.array({2: [1, 1], 3: [1, 2, 1], 5: [1, 4, 6, 4, 1]}[size]) / 2.0 ** (size - 1)
    weight = torch.tensor(np.tile(np.outer(row, row), (3, 1, 1, 1)))
    tensor = torch.tensor(x, requires_grad=True)
    theirs = torch.nn.functional.conv2d(
        tensor, weight, stride=stride, padding=(size - 1) // 2, groups=3
    )
    ours = BlurPool2d(size, stride)
    assert_allclose(ours(x), theirs.detach(), rtol=1e-12, atol=1e-14)
    grad = np.random.default_rng(2).normal(size=theirs.shape)
    theirs.backward(torch.tensor(grad))
    assert_allclose(ours.backward(grad), tensor.grad, rtol=1e-12, atol=1e-14)
    assert ours(x.astype(np.float32)).dtype == np.float32


def test_a_layer_without_bias_has_none():
    for layer in (Linear(3, 4, bias=False, rng=0), Conv2d(1, 4, 3, bias=False, rng=0)):
        assert layer.bias is None
        assert layer.parameter_count == layer.weight.size


def test_flatten_makes_rows_of_single_numbers_too():
    layer = Flatten()
    assert layer([1.0, 2.0]).tolist() == [[1], [2]]
    assert layer.backward([[3.0], [4.0]]).tolist() == [3, 4]


def test_gradients_are_those_of_the_last_pass_alone():
    layer = Linear(2, 1, **FLOAT64)
    for x in ([[1.0, 2.0]], [[3.0, 4.0]]):
        layer(x)
        layer.backward([[1.0]])
    assert layer.grad_weight.tolist() == [[3, 4]]
    assert layer.grad_bias.tolist() == [1]


class Fixed(Layer):
    """A layer that learns nothing, and that nobody may ask for a gradient."""

    def forward(self, x):
        return np.asarray(x) * 2


def test_gradients_for_parameters_alone_are_those_of_the_whole_way_back():
    rng = np.random.default_rng(0)
    model = Sequential(Sequential(Linear(5, 4, **FLOAT64), ReLU()), Linear(4, 3, **FLOAT64))
    y = Sequential(Fixed(), model)(rng.normal(size=(6, 5)))
    grad = rng.normal(size=y.shape)
    model.backward(grad)
    expected = model.gradients()
    model[0][0].grad_weight = None
    Sequential(Fixed(), model).backward_parameters(grad)  # which stops where nothing is learned
    for ours, theirs in zip(model.gradients(), expected, strict=True):
        assert_array_equal(ours, theirs)
    Sequential(Fixed()).backward_parameters(grad)


def test_a_training_step_computes_no_gradient_for_the_images(monkeypatch):
    computed = []

    def watched(grad, weight, *rest):
        computed.append(weight.shape)
        return input_gradient(grad, weight, *rest)

    input_gradient = fast.input_gradient
    monkeypatch.setattr(fast, "input_gradient", watched)
    model = Sequential(Conv2d(1, 2, 3, **FLOAT64), ReLU(), Conv2d(2, 3, 3, **FLOAT64))
    y = model(np.random.default_rng(0).random((4, 1, 7, 7)))
    model.backward(y)
    assert computed == [(3, 2, 3, 3), (2, 1, 3, 3)]
    model.backward_parameters(y)
    assert computed[2:] == [(3, 2, 3, 3)]


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_keeps_the_same_gradients_without_one_for_x(name):
    make, shape = LAYERS[name]
    layer, rng = make(), np.random.default_rng(0)
    grad = rng.normal(size=layer(rng.normal(size=shape)).shape)
    layer.backward(grad)
    expected = layer.gradients()
    layer.backward_parameters(grad)
    for ours, theirs in zip(layer.gradients(), expected, strict=True):
        assert ours is not theirs
        assert_array_equal(ours, theirs)


def test_linear_by_hand():
    layer = Linear(2, 3, **FLOAT64)
    layer.weight[:] = [[1, 2], [3, 4], [5, 6]]
    layer.bias[:] = [10, 20, 30]
    assert layer([[1, 1], [2, 0]]).tolist() == [[13, 27, 41], [12, 26, 40]]
    assert layer.backward([[1, 0, 0], [0, 0, 1]]).tolist() == [[1, 2], [5, 6]]
    assert layer.grad_weight.tolist() == [[1, 1], [0, 0], [2, 0]]
    assert layer.grad_bias.tolist() == [1, 0, 1]


def test_half_precision_does_not_lose_the_bias_gradient_of_many_examples():
    """A sum of ones in float16 stays at 2048, where 1 is half a step."""
    layer = Linear(3, 2, rng=0, dtype=np.float16)
    layer(np.ones((5000, 3), np.float16))
    layer.backward(np.ones((5000, 2), np.float16))
    assert layer.grad_bias.dtype == np.float16
    assert_array_equal(layer.grad_bias, [5000, 5000])
    layer.backward_parameters(np.full((5000, 2), 60_000, np.float16))
    assert_array_equal(layer.grad_bias, [np.inf, np.inf])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_bias_gradient_of_other_dtypes_is_numpys_sum(dtype):
    layer = Linear(3, 2, rng=0, dtype=dtype)
    grad = np.random.default_rng(0).normal(size=(5000, 2)).astype(dtype)
    layer(np.ones((5000, 3), dtype))
    layer.backward_parameters(grad)
    assert_array_equal(layer.grad_bias, grad.sum(axis=0))


def test_relu_of_nan_infinity_and_integers():
    layer = ReLU()
    assert_array_equal(layer([np.nan, -np.inf, np.inf, -0.0]), [np.nan, 0, np.inf, 0])
    assert_array_equal(layer.backward([1, 1, 1, 1]), [0, 0, 1, 0])
    assert layer(np.array([-3, 3])).tolist() == [0, 3]
    assert layer.backward([5, np.inf]).tolist() == [0, np.inf]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_networks_keep_their_dtype_forwards_and_backwards(dtype):
    model = small_network(dtype)
    y = model(np.ones((2, 2, 8, 8), dtype))
    assert y.dtype == dtype
    assert model.backward(y).dtype == dtype
    assert {a.dtype for a in model.parameters() + model.gradients()} == {np.dtype(dtype)}


def test_parameters_are_float32_unless_asked():
    assert {p.dtype for p in Conv2d(1, 1, 1, rng=0).parameters()} == {np.dtype(np.float32)}
    assert {p.dtype for p in Linear(1, 1, rng=0).parameters()} == {np.dtype(np.float32)}


def test_an_empty_batch_passes_through():
    model = small_network()
    y = model(np.ones((0, 2, 8, 8)))
    assert y.shape == (0, 5)
    assert model.backward(y).shape == (0, 2, 8, 8)
    assert [g.shape for g in model.gradients()] == [p.shape for p in model.parameters()]
    assert not any(g.any() for g in model.gradients())


def test_he_normal_has_the_variance_two_over_fan_in():
    weights = he_normal((300, 4, 3, 5), rng=0, dtype=np.float64)
    assert weights.mean() == pytest.approx(0, abs=4 * np.sqrt(2 / 60 / weights.size))
    assert weights.var() == pytest.approx(2 / 60, rel=0.03)  # fan_in 4 · 3 · 5
    x = np.random.default_rng(1).normal(size=(200, 500))
    for _ in range(10):  # the mean square stays about 1 through ten layers
        x = np.maximum(x, 0) @ he_normal((500, 500), rng=np.random.default_rng(_)).T
    assert 0.5 < (x**2).mean() < 2


def test_an_untied_layer_begins_with_the_variance_of_its_window():
    layer = LocallyConnected2d(4, 30, 20, (3, 5), rng=0, dtype=np.float64)
    assert layer.weight.var() == pytest.approx(2 / 60, rel=0.03)  # not that of all its kernels


def test_weights_are_seeded():
    assert_array_equal(Conv2d(2, 3, 3, rng=7).weight, Conv2d(2, 3, 3, rng=7).weight)
    assert (Conv2d(2, 3, 3, rng=7).weight != Conv2d(2, 3, 3, rng=8).weight).any()
    rng = np.random.default_rng(7)
    first, second = Linear(4, 4, rng=rng), Linear(4, 4, rng=rng)
    assert_array_equal(first.weight, Linear(4, 4, rng=7).weight)
    assert (first.weight != second.weight).any()
    assert not first.bias.any()


def test_a_summary_between_two_passes_leaves_the_gradients_as_they_are():
    model = Sequential(Linear(4, 2, rng=0))
    model(np.ones((1, 4)))
    model.summary((4,))
    model.backward(np.ones((1, 2)))
    np.testing.assert_array_equal(model.gradients()[0], np.ones((2, 4)))


def test_summary_shows_shapes_and_parameters():
    model = Sequential(Flatten(), Linear(64, 1000, rng=0), ReLU(), Linear(1000, 10, rng=0))
    assert model.summary((1, 8, 8)).split("\n") == [
        "layer             output  parameters",
        "Flatten()             64           0",
        "Linear(64, 1000)    1000      65,000",
        "ReLU()              1000           0",
        "Linear(1000, 10)      10      10,010",
        "total                         75,010",
    ]
    assert "6 × 2 × 2         108" in small_network().summary([2, 8, 8])


@pytest.mark.parametrize(
    ("layer", "text"),
    [
        (Conv2d(1, 8, 3, rng=0), "Conv2d(1, 8, 3)"),
        (
            Conv2d(4, 8, (3, 5), 2, "full", 2, 4, False, "reflect", rng=0),
            "Conv2d(4, 8, (3, 5), stride=2, padding='full', dilation=2, groups=4, "
            "padding_mode='reflect', bias=False)",
        ),
        (LocallyConnected2d(1, 8, 6, 3, rng=0), "LocallyConnected2d(1, 8, 6, 3)"),
        (
            LocallyConnected2d(1, 8, (6, 5), 3, 2, 1, 1, False, rng=0),
            "LocallyConnected2d(1, 8, (6, 5), 3, stride=2, padding=1, bias=False)",
        ),
        (Linear(3, 2, rng=0), "Linear(3, 2)"),
        (Linear(3, 2, bias=False, rng=0), "Linear(3, 2, bias=False)"),
        (MaxPool2d(2), "MaxPool2d(2)"),
        (
            MaxPool2d((2, 3), 1, 1, 2, True),
            "MaxPool2d((2, 3), stride=1, padding=1, dilation=2, ceil_mode=True)",
        ),
        (
            AvgPool2d(3, 2, 1, True, False),
            "AvgPool2d(3, stride=2, padding=1, ceil_mode=True, count_include_pad=False)",
        ),
        (AvgPool2d(2, divisor_override=3), "AvgPool2d(2, divisor_override=3)"),
        (AdaptiveAvgPool2d(1), "AdaptiveAvgPool2d(1)"),
        (BlurPool2d(3, 2), "BlurPool2d(3, 2)"),
        (AdaptiveMaxPool2d((2, None)), "AdaptiveMaxPool2d((2, None))"),
        (Sequential(ReLU(), Flatten()), "Sequential(ReLU(), Flatten())"),
    ],
)
def test_a_layer_shows_the_call_that_makes_it(layer, text):
    assert repr(layer) == text


def test_a_part_of_a_network_shares_its_weights():
    model = small_network()
    part = model[:3]
    assert isinstance(part, Sequential)
    assert len(part) == 3
    assert len(model) == 8
    assert part[0] is model[0]
    assert model[-1] is model.layers[7]
    x = np.ones((1, 2, 8, 8))
    assert_array_equal(model[3:](part(x)), model(x))


def test_networks_nest():
    flat, nested = small_network(), small_network()
    nested = Sequential(nested[:4], nested[4:])
    x = np.random.default_rng(0).normal(size=(2, 2, 8, 8))
    assert_array_equal(nested(x), flat(x))
    assert_array_equal(nested.backward(np.ones((2, 5))), flat.backward(np.ones((2, 5))))
    for ours, same in zip(nested.gradients(), flat.gradients(), strict=True):
        assert_array_equal(ours, same)


def test_an_empty_network_is_the_identity():
    x = np.ones((2, 3))
    assert Sequential()(x) is x
    assert Sequential().backward(x) is x
    assert Sequential().parameter_count == 0


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: Conv2d(0, 1, 3, rng=0), ValueError, "in_channels must be at least 1, got 0"),
        (lambda: Conv2d(1, 0, 3, rng=0), ValueError, "out_channels must be at least 1, got 0"),
        (lambda: Conv2d(1.5, 1, 3, rng=0), TypeError, "in_channels must be an integer, got 1.5"),
        (lambda: Conv2d(4, 6, 3, groups=3, rng=0), ValueError, "groups 3 for 4 .* 6"),
        (lambda: Conv2d(1, 1, 0, rng=0), ValueError, "kernel_size must be at least 1, got 0"),
        (lambda: Linear(0, 1, rng=0), ValueError, "inputs must be at least 1, got 0"),
        (lambda: Linear(1, -1, rng=0), ValueError, "outputs must be at least 1, got -1"),
        (lambda: MaxPool2d(0), ValueError, "kernel_size must be at least 1, got 0"),
        (
            lambda: MaxPool2d(2, padding=2),
            ValueError,
            "padding must be at most half .* got padding 2",
        ),
        (lambda: AvgPool2d(3, padding=(0, 2)), ValueError, r"at most half .* padding \(0, 2\)"),
        (lambda: MaxPool2d(2, ceil_mode="False"), TypeError, "ceil_mode must be True or False"),
        (lambda: Conv2d(1, 1, 3, bias=2, rng=0), TypeError, "bias must be True or False, got 2"),
        (lambda: AdaptiveAvgPool2d((0, 1)), ValueError, "output_size must be at least 1, got 0"),
        (lambda: Conv2d(1, 1, 3, rng=0)([[1, 2], [3]]), ValueError, "x must be an array"),
        (lambda: AvgPool2d((2, 2, 2)), ValueError, "kernel_size must be .* got 3 values"),
        (
            lambda: Linear(4, 2, rng=0)(np.ones((3, 5))),
            ValueError,
            r"x must have shape \(N, 4\) for Linear\(4, 2\), got \(3, 5\)$",
        ),
        (
            lambda: Linear(4, 2, rng=0)(np.ones((3, 1, 2, 2))),
            ValueError,
            r"got \(3, 1, 2, 2\); put Flatten\(\) before it",
        ),
        (
            lambda: Linear(4, 2, rng=0)(np.ones((3, 1, 4))),
            ValueError,
            r"got \(3, 1, 4\); put Flatten\(\) before it",
        ),
        (lambda: Linear(4, 2, rng=0)(np.ones(4)), ValueError, r"\(N, 4\) .* got \(4,\)$"),
        (lambda: Linear(1, 2, rng=0)([["a"]]), TypeError, "x must hold real numbers"),
        (lambda: Flatten()(3.0), ValueError, "x must have a first axis .* got shape ()"),
        *(
            (lambda layer=layer: layer([1j]), TypeError, "^x must hold real numbers")
            for layer in (ReLU(), Flatten(), Sequential())
        ),
        (lambda: Sequential().backward([1j]), TypeError, "^grad_output must hold real numbers"),
        (
            lambda: Sequential(ReLU(), "relu"),
            TypeError,
            r"layers\[1\] must be a Layer, got 'relu' of type str",
        ),
        (lambda: Layer()(1), NotImplementedError, "Layer must define forward"),
        (lambda: Layer().backward(1), NotImplementedError, "Layer must define backward"),
        (
            lambda: Linear(1, 1, rng=0).gradients(),
            RuntimeError,
            r"Linear\(1, 1\) has no gradients yet: call forward and backward first",
        ),
        *(
            (
                lambda make=make: make().backward(np.ones(1)),
                RuntimeError,
                "has no input to send a gradient back to: call forward first",
            )
            for make, _ in LAYERS.values()
        ),
    ],
)
def test_errors_name_the_argument_and_the_numbers(call, error, message):
    with pytest.raises(error, match=message):
        call()


@pytest.mark.parametrize("name", LAYERS)
def test_a_gradient_of_another_shape_is_refused(name):
    make, shape = LAYERS[name]
    layer = make()
    y = layer(np.ones(shape))
    expected = r"grad_output must have the output's shape .*, got shape .*1, 1"
    with pytest.raises(ValueError, match=expected):
        layer.backward(np.ones((*y.shape[:-2], 1, 1)))
    with pytest.raises(TypeError, match=r"^grad_output must hold real numbers"):
        layer.backward(1j * y)


def test_a_layer_may_stand_in_one_place_only():
    relu = ReLU()
    with pytest.raises(
        ValueError,
        match=re.escape(
            "layers[2] ReLU() is in the network already: a layer remembers one input, so make a "
            "new one for each place"
        ),
    ):
        Sequential(relu, Flatten(), relu)


def test_a_layer_may_not_stand_in_two_networks_of_one():
    """Its gradient would be that of its last place alone."""
    model = small_network()
    layer = Linear(2, 2, rng=0)
    for nested in (
        lambda: Sequential(layer, Sequential(layer)),
        lambda: Sequential(Sequential(layer), layer),
        lambda: Sequential(Sequential(Sequential(layer)), ReLU(), Sequential(layer)),
        lambda: Sequential(model[:2], model[1:]),
        lambda: Sequential(model, model),
    ):
        with pytest.raises(ValueError, match=r"is in the network already: a layer remembers one"):
            nested()
    with pytest.raises(ValueError, match=re.escape("layers[1] holds Linear(2, 2), which")):
        Sequential(layer, Sequential(ReLU(), layer))
    assert len(Sequential(model[:2], model[2:])) == 2


def test_a_list_set_as_weight_or_bias_becomes_an_array():
    layer = Conv2d(1, 1, 3, rng=0)
    layer.weight, layer.bias = [[[[1, 2], [3, 4]]]], [5]
    assert repr(layer) == "Conv2d(1, 1, 2)"
    assert layer(np.ones((1, 1, 2, 2))).item() == 15
    layer.bias = None
    assert layer(np.ones((1, 1, 2, 2))).item() == 10


def test_a_pass_reads_no_signature(monkeypatch):
    """It took twice as long as the pass: layers set attributes in each."""
    rng = np.random.default_rng(0)
    model = Sequential(
        Conv2d(1, 2, 3, padding=1, rng=rng), ReLU(), MaxPool2d(2), Flatten(), Linear(8, 3, rng=rng)
    )
    monkeypatch.setattr("cnnlab.network.layers.signature", None)
    scores = model(np.ones((2, 1, 4, 4)))
    model.backward(scores)
    assert [gradient.shape for gradient in model.gradients()] == [
        parameter.shape for parameter in model.parameters()
    ]
