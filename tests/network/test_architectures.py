"""Well-known networks against what was published of them, and against PyTorch."""

import math

import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st
from torch import nn

from cnnlab import seen_pixels
from cnnlab.network.architectures import ARCHITECTURES, Architecture, Published, Step, follow

BY_NAME = {architecture.name: architecture for architecture in ARCHITECTURES}
CONV = {"kind": "conv2d", "out_channels": 4, "kernel_size": 3, "padding": 1}


def trunk(architecture: Architecture) -> dict[str, list[Step]]:
    return {stage: steps for stage, steps in architecture.steps().items() if stage != "linear"}


def ours(architecture: Architecture, what: str, of: dict[str, list[Step]]) -> float:
    steps = [step for stage in of.values() for step in stage]
    counted = {
        "parameters": sum(step.parameters for step in steps),
        "multiply-adds": sum(step.multiply_adds for step in steps),
    }
    seen = next(reversed(trunk(architecture).values()))[-1].field
    return (counted | {"field": seen.size, "jump": seen.jump})[what]


@pytest.mark.parametrize("name", BY_NAME)
def test_totals_are_as_published_or_differ_as_is_said(name: str) -> None:
    architecture = BY_NAME[name]
    assert architecture.published
    for published in architecture.published:
        counted = ours(architecture, published.what, architecture.steps())
        assert published.agrees(counted) == (published.note == ""), published
        if published.note == "truncated, not rounded":
            assert math.isclose(counted // published.step * published.step, published.value)
        elif published.note == "of the convolutions alone":
            assert published.agrees(ours(architecture, published.what, trunk(architecture)))
        elif published.note:
            assert published.note.startswith("less than")
            assert counted > published.value


# Caffe's AlexNet and GoogLeNet, Keras's MobileNet (its trainable ones), torchvision's others.
PARAMETERS = {
    "AlexNet": 60_965_224,
    "VGG-16": 138_357_544,
    "GoogLeNet": 6_998_552,
    "ResNet-18": 11_689_512,
    "ResNet-50": 25_557_032,
    "MobileNet": 4_231_976,
    "MobileNetV2": 3_504_872,
}


def test_parameters_are_exactly_those_of_known_implementations() -> None:
    assert {
        name: ours(architecture, "parameters", architecture.steps())
        for name, architecture in BY_NAME.items()
    } == PARAMETERS


# (stage, step, size, jump, padding): https://github.com/google-research/receptive_field, which
# measures TensorFlow's networks; where padding depends on the image's size, for 321 pixels.
FIELDS = {
    "AlexNet": [
        *(("conv1", 0, 11, 4, 0), ("conv1", 1, 19, 8, 0), ("conv2", 0, 51, 8, 16)),
        *(("conv3", 0, 99, 16, 32), ("conv4", 0, 131, 16, 48), ("conv5", 0, 163, 16, 64)),
        ("conv5", 1, 195, 32, 64),
    ],
    "VGG-16": [
        *(("conv1", 0, 3, 1, 1), ("conv1", -1, 6, 2, 2), ("conv2", -1, 16, 4, 6)),
        *(("conv3", 1, 32, 4, 14), ("conv3", -1, 44, 8, 18), ("conv4", -1, 100, 16, 42)),
        *(("conv5", 1, 164, 16, 74), ("conv5", -1, 212, 32, 90)),
    ],
    "ResNet-50": [("conv5", -1, 483, 32, 241)],
    "MobileNet": [
        *(("112 × 112", 1, 3, 2, 1), ("112 × 112", -1, 7, 2, 3), ("56 × 56", -1, 19, 4, 9)),
        *(("28 × 28", -1, 43, 8, 21), ("14 × 14", -1, 219, 16, 109), ("7 × 7", -1, 315, 32, 157)),
    ],
}


@pytest.mark.parametrize("name", FIELDS)
def test_fields_are_as_published_layer_by_layer(name: str) -> None:
    steps = BY_NAME[name].steps()
    for stage, number, size, jump, padding in FIELDS[name]:
        field = steps[stage][number].field
        assert (field.size, field.jump) == (size, jump), (stage, number)
        assert (field.size - 1) / 2 - field.start == padding, (stage, number)


class Branches(nn.Module):
    def __init__(self, paths: list[nn.Module], join: str) -> None:
        super().__init__()
        self.paths, self.join = nn.ModuleList(paths), join

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        ends = [path(x) for path in self.paths]
        return sum(ends[1:], ends[0]) if self.join == "add" else torch.cat(ends, 1)


def in_pytorch(layers: list) -> nn.Sequential:
    def module(layer: dict) -> nn.Module:
        options = {key: value for key, value in layer.items() if key != "kind"}
        match layer["kind"]:
            case "conv2d":
                return nn.LazyConv2d(**options)
            case "batch_norm":
                return nn.LazyBatchNorm2d()
            case "max_pool2d" if isinstance(options["padding"], tuple):
                (top, bottom), (left, right) = options.pop("padding")
                border = nn.ZeroPad2d((left, right, top, bottom))
                return nn.Sequential(border, nn.MaxPool2d(**options))
            case "max_pool2d":
                return nn.MaxPool2d(**options)
            case "global_avg_pool":
                return nn.AdaptiveAvgPool2d(1)
            case "flatten":
                return nn.Flatten()
            case "linear":
                return nn.LazyLinear(**options)
            case "branches":
                return Branches([in_pytorch(path) for path in options["paths"]], options["join"])
        raise AssertionError(layer)

    return nn.Sequential(*map(module, layers))


@pytest.mark.slow
@pytest.mark.parametrize("name", BY_NAME)
def test_pytorch_has_as_many_parameters_and_the_same_shapes(name: str) -> None:
    architecture = BY_NAME[name]
    with torch.device("meta"):
        x = torch.zeros(1, *architecture.input_shape)
        for stage, steps in architecture.steps().items():
            network = in_pytorch(architecture.stages[stage])
            x = network(x)
            assert tuple(x.shape[1:]) == steps[-1].output
            parameters = sum(p.numel() for p in network.parameters())
            assert parameters == sum(step.parameters for step in steps), stage


WINDOWS = st.tuples(st.integers(1, 4), st.just(1), st.integers(0, 3))


@pytest.mark.slow
@given(st.integers(1, 3), st.lists(st.lists(WINDOWS, max_size=3), min_size=1, max_size=3))
@example(3, [[(4, 1, 0)], [(1, 1, 2), (1, 1, 3), (1, 1, 3)]])
def test_where_paths_meet_all_is_seen_that_any_of_them_sees(stride: int, paths: list) -> None:
    # All paths lead to one size: each ends in a layer that makes up for the others.
    lost = [sum(k - 1 - 2 * p for k, _, p in path) for path in paths]
    paths = [[*path, (1 + most - own, 1, 0)] for path, own in zip(paths, lost, strict=True)
             for most in [max(lost)]]  # fmt: skip
    first = (2, stride, 1)
    layers = [[conv(*window) for window in path] for path in paths]
    branches = {"kind": "branches", "paths": layers, "join": "concatenate"}
    side = 200  # no field reaches an edge
    *_, step = follow([conv(*first), branches], (1, side, side))
    index = step.output[1] // 2
    seen = {p for path in paths for p in seen_pixels(side, [first, *path], index)}
    middle = step.field.start + index * step.field.jump
    half = (step.field.size - 1) / 2
    assert (middle - half, middle + half) == (min(seen), max(seen))
    alone = [follow([conv(*first), *path], (1, side, side))[-1].field.start for path in layers]
    assert step.aligned == (len(set(alone)) == 1)


def conv(kernel_size: int, stride: int, padding: int) -> dict:
    layer = {"kind": "conv2d", "out_channels": 1, "kernel_size": kernel_size}
    return layer | {"stride": stride, "padding": padding}


def test_a_border_at_one_end_alone_moves_the_centre_off_the_skips() -> None:
    skip = {**CONV, "kernel_size": 1, "stride": 2, "padding": 0}
    for border, aligned in ((1, True), (((0, 1), (0, 1)), False)):
        path = [{**CONV, "stride": 2, "padding": border}]
        block = {"kind": "branches", "paths": [path, [skip]], "join": "add"}
        assert follow([block], (4, 8, 8))[-1].aligned == aligned


@pytest.mark.parametrize(
    ("paths", "join", "message"),
    [
        ([[CONV], []], "add", r"the same shape and jump, got the shapes \[\(4, .*\(3, "),
        (
            [[{**CONV, "padding": 0}], []],
            "concatenate",
            r"the same size and jump, got .*\(4, 6, 6\)",
        ),
        ([[{**CONV, "groups": 2}], []], "add", r"layer 1 \(conv2d\): .*groups"),
    ],
)
def test_paths_that_cannot_meet_are_refused(paths: list, join: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        follow([{"kind": "branches", "paths": paths, "join": join}], (3, 8, 8))


def test_a_number_agrees_as_far_as_it_was_written_out() -> None:
    assert Published("parameters", 4.2e6, 0.1e6, "").agrees(4_231_976)
    assert not Published("parameters", 3.4e6, 0.1e6, "").agrees(3_504_872)


@pytest.mark.parametrize(
    ("layer", "error", "message"),
    [
        (
            {"kind": "branches", "paths": 3},
            TypeError,
            'branches must have "paths", lists of layers',
        ),
        ({"kind": "branches", "paths": [3]}, TypeError, "branches must have .* got .*'paths': .3"),
        (
            {"kind": "conv2d", "out_channels": 3, "kernel_size": (3, 1)},
            ValueError,
            r"layers must be the same along both axes, .* got kernel_size \(3, 1\)",
        ),
        (
            {"kind": "max_pool2d", "kernel_size": 2, "stride": [1, 2]},
            ValueError,
            r"layers must be the same along both axes, .* got stride \[1, 2\]",
        ),
    ],
)
def test_what_has_no_field_of_both_axes_is_refused(layer, error, message):
    with pytest.raises(error, match=message):
        follow([layer], (1, 8, 8))
