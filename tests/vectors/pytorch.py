"""Settings of the widgets, and the PyTorch code that Python writes for them."""

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np
from examples import sample

from cnnlab.padding import PADDING_MODES
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
from cnnlab.widgets.receptive_field import STACKS

PADDINGS = ["valid", "same", "full", 1, (2, 0), ((1, 0), (2, 2))]
RANDOM = np.random.default_rng(15)
IMAGE = RANDOM.normal(size=(8, 9)).round(2)


def vectors() -> list[dict[str, Any]]:
    """Return each widget's name and state, and its code."""
    return [{"widget": w.name, "state": w.state(), "code": w.pytorch_code()} for w in widgets()]


def widgets() -> Iterator[Widget]:
    """Yield widgets in every combination of settings that changes their code."""
    for make in (
        _sliding_kernels,
        _size_explorers,
        _channels,
        _poolings,
        _im2cols,
        _lenses,
        _others,
    ):
        for widget, settings in sample(make()):
            try:
                yield widget(**settings)
            except ValueError:  # "same" with a stride, or a window that does not fit
                continue


Settings = Iterator[tuple[type[Widget], dict[str, Any]]]


def _sliding_kernels() -> Settings:
    options = ([(3, 3), (2, 3)], PADDINGS, PADDING_MODES, [1, 2], [1, 2], [False, True])
    for shape, padding, mode, stride, dilation, flip in itertools.product(*options):
        kernel = RANDOM.normal(size=shape).round(2)
        yield (
            SlidingKernel,
            {"image": IMAGE, "kernel": kernel, "padding": padding, "padding_mode": mode}
            | {"stride": stride, "dilation": dilation, "flip": flip}
            | {"images": {}, "kernels": {}},
        )


def _size_explorers() -> Settings:
    options = ([(3, 3), (2, 3)], PADDINGS, [1, 2, (1, 3)], [1, (1, 2)])
    for shape, padding, stride, dilation in itertools.product(*options):
        kernel = RANDOM.normal(size=shape).round(2)
        shared = {"image": IMAGE, "kernel": kernel, "stride": stride, "padding": padding}
        shared |= {"dilation": dilation, "images": {}, "size": (6, 7)}
        for mode in PADDING_MODES:
            yield SizeExplorer, shared | {"padding_mode": mode}
        for extra in (0, 1, (0, 1)):
            yield SizeExplorer, shared | {"transposed": True, "output_padding": extra}


def _channels() -> Settings:
    image = RANDOM.normal(size=(3, 7, 8)).round(2)
    for shape in ((4, 3, 3, 3), (1, 3, 1, 1), (3, 1, 2, 3), (6, 1, 3, 3)):
        weight, bias = RANDOM.normal(size=shape).round(2), RANDOM.normal(size=shape[0]).round(2)
        settings = {"image": image, "weight": weight, "bias": bias, "images": {}, "kernels": {}}
        yield Channels, settings


def _poolings() -> Settings:
    for operation, k, stride, padding in itertools.product(
        ("max", "average", "lp", "lse"), (2, 3), (1, 2, 3), (0, 1)
    ):
        settings = {"image": IMAGE, "operation": operation, "kernel_size": k, "stride": stride}
        for p, normalise in ((3.0, True), (2.5, False)):
            more = {"padding": padding, "p": p, "normalise": normalise, "images": {}}
            yield Pooling, settings | more


def _im2cols() -> Settings:
    ways = ("forward", "count", "sum", "squares", "kernels")
    paddings = ("valid", 1, ((0, 1), (1, 0)))
    for channels, way, stride, padding in itertools.product((1, 2), ways, (1, 2), paddings):
        image = RANDOM.normal(size=(channels, 5, 6)).round(2)
        weight = RANDOM.normal(size=(2, channels, 2, 3)).round(2)
        settings = {"image": image, "weight": weight, "way": way, "stride": stride}
        yield Im2Col, settings | {"padding": padding, "images": {}, "weights": {}}


def _lenses() -> Settings:
    stripes = {"stripes": Lens().images["stripes"]}
    for shape, stride, blur in itertools.product([(3, 3), (2, 4), (1, 1)], (1, 2), (False, True)):
        kernel = RANDOM.normal(size=shape).round(2)
        first = {"photograph": "stripes", "images": stripes, "kernels": {}, "kernel": kernel}
        first |= {"stride": stride, "blur_first": blur, "dilation": stride + blur}
        for relu, pooling in ((False, "none"), (True, "max"), (True, "average")):
            yield Lens, first | {"relu": relu, "pooling": pooling, "pool_size": 4}


def _others() -> Settings:
    for layers in [*STACKS.values(), [("pool", 3, 2, 1, 2), (5, 2, 1, 2)], []]:
        settings = {"layers": layers, "picked": (0, 0, 0), "stacks": {}}
        yield ReceptiveField, settings | {"images": {"camera": np.zeros((64, 60), dtype=int)}}
    yield SizeCalculator, {"height": 20, "width": 30}
    more = {"kernel_size": 5, "padding": 2, "stride": 2, "dilation": 3}
    yield SizeCalculator, more | {"in_channels": 4, "out_channels": 6, "groups": 2}
    for layer, channels in itertools.product(("linear", "local", "shared", "features"), (1, 3)):
        settings = {"height": 9, "width": 8, "kernel_width": 2, "channels": channels}
        yield ParameterCounter, settings | {"layer": layer, "features": 4}
        yield ParameterCounter, settings | {"layer": layer, "outputs": 10}
    for layers in ([3], [(3, 2), 3], [(2, 1, 3), (3, 3, 2), 1]):
        for skip in (None, 0, 2):
            yield SideView, {"size": 30, "layers": layers, "skip": skip}
    for kernel, groups, separable in itertools.product((1, 3), (1, 2, 4), (False, True)):
        settings = {"in_channels": 4, "out_channels": 8, "kernel_size": kernel}
        yield Wiring, settings | {"groups": groups, "separable": separable}
