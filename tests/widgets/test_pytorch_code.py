"""The widgets' PyTorch code, run: it gives the numbers that cnnlab gives."""

from functools import cache
from typing import Any

import numpy as np
import pytest
import torch
from placed import WIDGETS
from torch import nn
from vectors import pytorch

from cnnlab.widgets import (
    Channels,
    Im2Col,
    Lens,
    ParameterCounter,
    Pooling,
    ReceptiveField,
    SideView,
    SizeCalculator,
    SizeExplorer,
    SlidingKernel,
    Wiring,
)
from cnnlab.widgets.base import Widget


@cache
def every_widget() -> list[Widget]:
    """Return widgets in all settings: some hundreds, which take two seconds to make."""
    return list(pytorch.widgets())


def of(cls: type[Widget]) -> list[Any]:
    """Return the widgets of one kind; there are some."""
    found = [widget for widget in every_widget() if isinstance(widget, cls)]
    assert found
    return found


def tensor(values: Any) -> torch.Tensor:
    """Return numbers as a tensor of (N, C, H, W)."""
    array = torch.tensor(np.asarray(values), dtype=torch.float64)
    return array.reshape((1,) * (4 - array.ndim) + tuple(array.shape))


def run(widget: Widget, weight: Any = None, bias: Any = None, **tensors: torch.Tensor) -> Any:
    """Run a widget's code with these tensors, its layer with this weight; return all names."""
    names: dict[str, Any] = {**tensors}
    *before, last = widget.pytorch_code().split("\n")
    for name, given in tensors.items():
        said = next(line for line in before if line.startswith(f"# {name}: "))
        assert said.endswith(f", {tuple(given.shape)}")
    exec("\n".join(before), names)
    layer = names.get("layer")
    if isinstance(layer, nn.Module):
        layer.double()
        for own, value in ((layer.weight, weight), (layer.bias, bias)):
            assert (own is None) == (value is None)
            if value is not None:
                assert own.shape == value.shape
                own.data = value
    exec(last, names)
    return names


def same(y: torch.Tensor, expected: np.ndarray) -> None:
    actual = y.detach().numpy()
    np.testing.assert_allclose(actual.reshape(actual.shape[-expected.ndim :]), expected, atol=1e-9)


def test_the_sliding_kernel_is_conv2d():
    for widget in of(SlidingKernel):
        names = run(widget, x=tensor(widget.image), k=tensor(widget.kernel))
        same(names["y"], widget.output)


def test_the_size_explorer_is_a_layer_without_bias():
    ways = set()
    for widget in of(SizeExplorer):
        ways.add(widget.transposed)
        names = run(widget, tensor(widget.kernel), x=tensor(widget.input))
        same(names["y"], widget.output)
    assert ways == {False, True}


def test_channels_are_a_layer_with_groups():
    for widget in of(Channels):
        bias = torch.tensor(widget.bias, dtype=torch.float64)
        same(run(widget, tensor(widget.weight), bias, x=tensor(widget.image))["y"], widget.output)


def test_pooling_is_a_pool_where_pytorch_has_one():
    for widget in of(Pooling):
        if widget.operation == "lse":
            assert widget.pytorch_code().startswith("# PyTorch has no layer")
        else:
            same(run(widget, x=tensor(widget.image))["y"], widget.output)


def test_im2col_is_unfold_and_its_way_back_a_gradient():
    for widget in of(Im2Col):
        needed = {"x": tensor(widget.image)}
        if widget.way != "count":
            needed["w"] = tensor(widget.weight)
        names = run(widget, **needed)
        if widget.way == "forward":
            same(names["columns"], widget.columns)
            same(names["y"], widget.output.reshape(len(widget.weight), -1).T)
        elif widget.way == "kernels":
            same(needed["w"].grad.flatten(1).T, widget.kernel_gradient)
        else:
            same(needed["x"].grad, widget.folded)


@pytest.mark.slow
def test_the_lens_is_a_convolution_and_what_follows_it():
    for widget in of(Lens):
        picture = tensor(widget.picture.transpose(2, 0, 1))
        same(run(widget, x=picture, k=tensor(widget.kernel))["y"], widget.output)


def test_a_stack_is_a_sequence_of_layers():
    for widget in of(ReceptiveField):
        x = torch.rand((1, 1, *widget.shapes[0]))
        layers = run(widget, x=x)["layers"]
        shapes = [widget.shapes[0]]
        for layer in layers:
            x = layer(x)
            shapes.append(tuple(x.shape[2:]))
        assert shapes == widget.shapes
        kinds = [isinstance(layer, nn.MaxPool2d) for layer in layers]
        assert kinds == [layer["kind"] == "pool" for layer in widget.layers]


@pytest.mark.parametrize("cls", [SizeCalculator, ParameterCounter])
def test_counts_are_those_of_the_layer(cls):
    for widget in of(cls):
        if getattr(widget, "layer", "") == "local":
            assert widget.pytorch_code().startswith("# PyTorch has no layer")
            continue
        counting = cls is SizeCalculator
        cost = widget.cost if counting else widget.costs[widget.layer]
        channels = widget.in_channels if counting else widget.channels
        names: dict[str, Any] = {"x": torch.rand((1, channels, widget.height, widget.width))}
        exec(widget.pytorch_code(), names)
        assert sum(p.numel() for p in names["layer"].parameters()) == cost.parameters
        assert names["y"].numel() == cost.outputs
        if counting:
            assert tuple(names["y"].shape[2:]) == widget.output_shape


def test_every_widget_has_code_or_says_why_not():
    without = [
        name for name in WIDGETS if not any(widget.name == name for widget in every_widget())
    ]
    assert without
    for cls in map(WIDGETS.get, without):
        with pytest.raises(NotImplementedError, match="more than one call of PyTorch"):
            cls.pytorch_code(cls.__new__(cls))


def test_settings_that_do_not_fit_have_no_code():
    widget = SlidingKernel(padding="same")
    widget.stride = 2
    with pytest.raises(ValueError, match="stride"):
        widget.pytorch_code()


def test_a_wiring_has_the_layers_that_are_counted() -> None:
    for widget in of(Wiring):
        names: dict[str, Any] = {
            "x": torch.ones(1, widget.in_channels, widget.height, widget.width)
        }
        exec(widget.pytorch_code(), names)
        counted = sum(weights.numel() for weights in names["layer"].parameters())
        assert counted == sum(cost.parameters for cost in widget.costs)
        assert names["y"].shape == (1, widget.out_channels, widget.height, widget.width)


def test_a_unit_depends_on_the_pixels_that_are_lit() -> None:
    for widget in of(SideView):
        x = torch.ones(1, 1, widget.size, requires_grad=True)
        names: dict[str, Any] = {"x": x}
        exec(widget.pytorch_code(), names)
        for weights in names["layers"].parameters():
            weights.data.fill_(1)
        exec(widget.pytorch_code().split("\n")[-1], names)  # with these weights
        assert names["y"].shape[-1] == widget.sizes[-1]
        widget.layer = len(widget.layers)
        for unit in (0, widget.sizes[-1] - 1):
            widget.unit = unit
            output = names["y"][0, 0, unit]
            (gradient,) = torch.autograd.grad(output, x, retain_graph=True)
            assert np.flatnonzero(gradient[0, 0].numpy()).tolist() == widget.seen
