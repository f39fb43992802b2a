"""Any argument of any public function may be nonsense: the message names it, and is ours."""

import importlib
import inspect
import re
import traceback
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest

import cnnlab
from cnnlab import costs, images, kernels, mistakes, network, plots, shapes, strokes, tables
from cnnlab.experiments import (
    aliasing,
    borders,
    digit_networks,
    drawn_digits,
    effective_fields,
    invariance,
    linear_layers,
    locality,
    pooling,
    sharing,
    spectrum,
    stack_changes,
    timing,
    training,
)
from cnnlab.experiments import attribution as misleading
from cnnlab.network import architectures, attribution
from cnnlab.widgets import packed

pytestmark = pytest.mark.slow  # two thousand calls

X = np.ones((2, 4, 5, 6))
WEIGHT = np.ones((6, 2, 3, 3))
IMAGE = np.arange(30.0).reshape(5, 6)
PLACES = np.arange(108.0).reshape(3, 6, 6)
WINDOW = {"stride": 1, "padding": 0, "dilation": 1}
POOL = {"kernel_size": 2, "stride": 2, "padding": 0, "ceil_mode": False}
LAYER = {**WINDOW, "groups": 2, "padding_mode": "zeros", "method": "auto"}
POOLED, SOFT = np.ones((2, 4, 2, 3)), {**POOL, "dilation": 1, "temperature": 1.0}
AVERAGE = {**POOL, "count_include_pad": True, "divisor_override": 4}
EXAMPLES, LABELS = np.ones((4, 3)), np.array([0, 1, 2, 0])
SIZES = {"shape": (5, 6), "in_channels": 2, "out_channels": 2, "kernel_size": 3}
READER = network.Sequential(network.ReLU(), network.Flatten(), network.Linear(64, 10, rng=0))
ASKED = {"network": READER, "image": np.eye(8)[None]}
HUGE = 2**70
OWN = object()


def model() -> network.Linear:
    return network.Linear(3, 3, rng=0)


def fit(**arguments: Any) -> network.History:
    """Train a new network; the arguments that have to do with it are made with it."""
    new = model()
    given = {name: value for name, value in arguments.items() if value is not OWN}
    return network.fit(**{"model": new, "optimizer": network.SGD(new.parameters()), **given})


@pytest.fixture(autouse=True)
def _close_figures() -> Iterator[None]:
    plt.switch_backend("agg")
    yield
    plt.close("all")


# What is called, and arguments that are right.
CALLS: dict[Callable[..., Any], dict[str, Any]] = {
    cnnlab.output_size: {"size": 5, "kernel_size": 3, **WINDOW, "ceil_mode": False},
    cnnlab.transposed_size: {"size": 5, "kernel_size": 3, **WINDOW, "output_padding": 0},
    cnnlab.output_shape: {"shape": (5, 6), "kernel_size": 3, **WINDOW, "ceil_mode": False},
    cnnlab.padding_amounts: {"padding": "same", "kernel_size": 3, "stride": 1, "dilation": 1},
    cnnlab.receptive_field: {"layers": [3, (3, 2)]},
    cnnlab.seen_pixels: {"size": 8, "layers": [3], "index": 1},
    cnnlab.effective_receptive_field: {"network": network.ReLU(), "x": X},
    cnnlab.linear_cost: {"inputs": 2, "outputs": 3, "bias": True},
    cnnlab.conv_cost: {**SIZES, **WINDOW, "groups": 1, "bias": True},
    cnnlab.locally_connected_cost: {**SIZES, **WINDOW, "bias": True},
    cnnlab.layer_memory: {
        "cost": costs.linear_cost(2, 3),
        "batch_size": 1,
        "itemsize": 4,
        "optimizer_copies": 2,
    },
    cnnlab.pad: {"x": IMAGE, "padding": 1, "mode": "zeros"},
    cnnlab.pad_backward: {"grad_padded": IMAGE, "padding": 1, "mode": "zeros"},
    cnnlab.window_view: {"x": IMAGE, "kernel_size": 2, "stride": 1, "dilation": 1},
    cnnlab.im2col: {"x": X, "kernel_size": 3, **WINDOW, "padding_mode": "zeros"},
    cnnlab.col2im: {
        "columns": np.ones((2, 12, 36)),
        "shape": (2, 4, 5, 6),
        "kernel_size": 3,
        **WINDOW,
        "padding_mode": "zeros",
    },
    cnnlab.times_seen: {"shape": (5, 6), "kernel_size": 3, **WINDOW},
    cnnlab.correlate2d: {
        "image": IMAGE,
        "kernel": np.ones((2, 2)),
        **WINDOW,
        "padding_mode": "zeros",
    },
    cnnlab.convolve2d: {
        "image": IMAGE,
        "kernel": np.ones((2, 2)),
        **WINDOW,
        "padding_mode": "zeros",
    },
    cnnlab.separate: {"kernel": np.ones((2, 2))},
    cnnlab.is_separable: {"kernel": np.ones((2, 2))},
    cnnlab.conv2d: {"x": X, "weight": WEIGHT, "bias": np.ones(6), **LAYER},
    cnnlab.conv2d_backward: {
        "grad_output": np.ones((2, 6, 3, 4)),
        "x": X,
        "weight": WEIGHT,
        **LAYER,
    },
    cnnlab.conv_transpose2d: {
        "x": X,
        "weight": np.ones((4, 3, 3, 3)),
        "bias": np.ones(6),
        **WINDOW,
        "output_padding": 0,
        "groups": 2,
    },
    cnnlab.locally_connected2d: {
        "x": X,
        "weight": np.ones((3, 4, 1, 4, 3, 3)),
        "bias": np.ones((1, 3, 4)),
        **WINDOW,
    },
    cnnlab.locally_connected2d_backward: {
        "grad_output": np.ones((2, 1, 3, 4)),
        "x": X,
        "weight": np.ones((3, 4, 1, 4, 3, 3)),
        **WINDOW,
    },
    cnnlab.max_pool2d: {"x": X, **POOL, "dilation": 1, "return_indices": False},
    cnnlab.max_pool2d_backward: {"grad_output": POOLED, "x": X, **POOL, "dilation": 1},
    cnnlab.avg_pool2d: {"x": X, **AVERAGE},
    cnnlab.avg_pool2d_backward: {"grad_output": POOLED, "x": X, **AVERAGE},
    cnnlab.lp_pool2d: {"x": X, "p": 2, **POOL},
    cnnlab.lp_pool2d_backward: {"grad_output": POOLED, "x": X, "p": 2, **POOL},
    cnnlab.lse_pool2d: {"x": X, **SOFT},
    cnnlab.lse_pool2d_backward: {"grad_output": POOLED, "x": X, **SOFT},
    cnnlab.adaptive_avg_pool2d: {"x": X, "output_size": (2, 3)},
    cnnlab.adaptive_avg_pool2d_backward: {"grad_output": POOLED, "x": X, "output_size": (2, 3)},
    cnnlab.adaptive_max_pool2d: {"x": X, "output_size": (2, 3), "return_indices": False},
    cnnlab.adaptive_max_pool2d_backward: {"grad_output": POOLED, "x": X, "output_size": (2, 3)},
    cnnlab.global_max_pool2d: {"x": X},
    cnnlab.global_max_pool2d_backward: {"grad_output": np.ones((2, 4, 1, 1)), "x": X},
    cnnlab.global_avg_pool2d: {"x": X},
    cnnlab.global_avg_pool2d_backward: {"grad_output": np.ones((2, 4, 1, 1)), "x": X},
    network.he_normal: {"shape": (2, 3), "rng": 0, "dtype": np.float32},
    network.Conv2d: {
        "in_channels": 2,
        "out_channels": 2,
        "kernel_size": 3,
        **WINDOW,
        "groups": 1,
        "bias": True,
        "padding_mode": "zeros",
        "rng": 0,
        "dtype": np.float32,
    },
    network.LocallyConnected2d: {
        "in_channels": 2,
        "out_channels": 2,
        "input_size": (5, 6),
        "kernel_size": 3,
        **WINDOW,
        "bias": True,
        "rng": 0,
        "dtype": np.float32,
    },
    network.Linear: {"inputs": 2, "outputs": 3, "bias": True, "rng": 0, "dtype": np.float32},
    network.MaxPool2d: {**POOL, "dilation": 1},
    network.AvgPool2d: AVERAGE,
    network.AdaptiveAvgPool2d: {"output_size": 2},
    network.AdaptiveMaxPool2d: {"output_size": 2},
    network.BlurPool2d: {"kernel_size": 3, "stride": 2},
    network.plan_stack: {"stack": [{"kind": "relu"}], "input_shape": (1, 8, 8)},
    network.build_stack: {
        "stack": [{"kind": "relu"}],
        "input_shape": (1, 8, 8),
        "rng": 0,
        "dtype": np.float32,
    },
    network.softmax: {"logits": [1.0, 2.0]},
    network.softmax_cross_entropy: {
        "logits": EXAMPLES,
        "labels": LABELS,
        "weight": np.ones(3),
        "label_smoothing": 0.1,
    },
    network.SGD: {
        "parameters": [np.ones(2)],
        "learning_rate": 0.1,
        "momentum": 0.9,
        "weight_decay": 0.1,
    },
    network.Adam: {
        "parameters": [np.ones(2)],
        "learning_rate": 0.1,
        "betas": (0.9, 0.99),
        "epsilon": 1e-8,
        "weight_decay": 0.1,
    },
    network.evaluate: {"model": model(), "x": EXAMPLES, "y": LABELS, "batch_size": 2},
    fit: {
        "model": OWN,
        "optimizer": OWN,
        "x": EXAMPLES,
        "y": LABELS,
        "epochs": 1,
        "batch_size": 2,
        "validation": (EXAMPLES, LABELS),
        "augment": lambda x, rng: x,
        "rng": 0,
        "progress": False,
    },
    network.random_nudge: {"x": X, "rng": 0},
    kernels.binomial: {"size": 3},
    kernels.gaussian: {"sigma": 1.0, "size": 3},
    kernels.gabor: {
        "wavelength": 4.0,
        "theta": 0.0,
        "sigma": 1.0,
        "phase": 0.0,
        "aspect": 1.0,
        "size": 5,
    },
    kernels.kernel: {"name": "sobel_x"},
    images.digit: {"label": 1, "sample": 0},
    images.split_digits: {"seed": 0, "validation": 240, "test": 360},
    images.photograph: {"name": "camera", "size": 8, "grey": True, "crop": (0, 0, 9, 9)},
    images.shrink: {"image": IMAGE, "size": (2, 3)},
    images.random_crops: {"image": IMAGE, "side": 2, "count": 1, "rng": 0},
    images.shift: {"images": IMAGE, "down": 1, "right": 1},
    images.to_grey: {"image": np.ones((2, 2, 3))},
    images.to_nchw: {"image": IMAGE},
    strokes.ink_strokes: {"strokes": [[(1, 2)]]},
    strokes.fit_strokes: {"strokes": [[(1, 2)]]},
    strokes.count_ink: {"strokes": [[(1, 2)]], "fit": True},
    aliasing.strongest_wave: {"image": IMAGE},
    aliasing.alias: {"wave": (0.0, 0.25), "stride": 2},
    aliasing.energy_after_stride: {"image": IMAGE, "stride": 2},
    borders.side_means: {"image": IMAGE},
    borders.border_errors: {"image": IMAGE, "kernel": np.ones((3, 3)), "padding_mode": "zeros"},
    locality.pixel_correlation: {"image": IMAGE, "down": 1, "right": 1},
    locality.ring: {"distance": 2},
    locality.surroundings: {"side": 3},
    locality.guessing_errors: {"images": [IMAGE, IMAGE], "offsets": [(0, 1)], "margin": 1},
    locality.texture_squares: {"side": 3, "count": 2, "half": "left", "rng": 0},
    locality.shuffle_order: {"count": 4},
    locality.shuffle_pixels: {"image": IMAGE},
    effective_fields.count_paths: {"dilations": [1, 2], "side": 9},
    effective_fields.random_field: {"depth": 1, "photograph": np.eye(16), "stacks": 1},
    effective_fields.share_of_pixels: {"field": IMAGE, "part": 0.5},
    effective_fields.spread: {"field": IMAGE},
    sharing.place_errors: {"images": PLACES, "new": PLACES, "places": 2},
    sharing.left_out_errors: {"images": PLACES, "places": 2, "parts": 3},
    sharing.place_statistics: {"images": PLACES, "places": 2},
    sharing.learn_detectors: {
        "stamp": np.ones((2, 2)),
        "places": 3,
        "seen": np.ones((3, 3), bool),
        "images": 9,
        "noise": 0.1,
        "rng": 0,
    },
    sharing.recovery_errors: {
        "seen": np.ones((5, 4, 3)),
        "new": np.ones((2, 4, 3)),
        "secret": np.ones(3),
        "noise": 0.1,
        "rng": 0,
    },
    invariance.shifted_view: {
        "scene": IMAGE,
        "down": 1,
        "right": 0,
        "border": "scene",
        "margin": 1,
    },
    invariance.feature_map: {
        "images": IMAGE,
        "kernel": np.ones((3, 3)),
        "stride": 1,
        "padding_mode": "zeros",
    },
    invariance.max_blur_pool2d: {"images": IMAGE, "size": 2, "padding_mode": "zeros"},
    invariance.pool_map: {
        "images": IMAGE,
        "size": 2,
        "pooling": "max",
        "padding_mode": "zeros",
        "reach": 4,
    },
    invariance.relative_change: {"before": IMAGE, "after": IMAGE},
    invariance.mean_changes: {"before": [IMAGE, IMAGE + 1], "after": [IMAGE, IMAGE]},
    invariance.moved_along: {"maps": IMAGE, "right": 0.5},
    invariance.equivariance_error: {
        "operation": lambda images: images[:, ::2, ::2],
        "images": [IMAGE, IMAGE],
        "stride": 2,
    },
    network.follow: {"layers": [{"kind": "relu"}], "input_shape": (1, 8, 8)},
    pooling.pooled_windows: {
        "pool": cnnlab.max_pool2d,
        "side": 2,
        "response": 4,
        "places": 1,
        "count": 5,
        "rng": 0,
    },
    pooling.pooled_below: {"operation": "max", "value": 2, "side": 2, "response": 4, "places": 1},
    pooling.best_threshold: {"operation": "average", "side": 2, "response": 4, "places": 1},
    pooling.accuracy: {"operation": "max", "side": 2, "response": 4, "places": 1},
    pooling.strongest_share: {"feature_map": IMAGE, "share": 0.05},
    spectrum.spectrum: {"image": IMAGE},
    spectrum.kernel_response: {"kernel": np.ones((2, 2)), "dilation": 2, "size": 8},
    spectrum.fast_share: {"spectrum": IMAGE},
    linear_layers.hidden_network: {"inputs": 4, "hidden": 2, "rng": 0, "between": network.ReLU()},
    linear_layers.framed: {"digits": PLACES, "side": 8, "surroundings": "gravel", "rng": 0},
    linear_layers.learn_digits: {
        "amount": 2,
        "hidden": 1,
        "side": 8,
        "surroundings": "gravel",
        "seed": 0,
    },
    linear_layers.mean_weights: {"weights": PLACES, "digit": 2},
    digit_networks.make_linear: {"rng": 0},
    digit_networks.make_mlp: {"rng": 0},
    digit_networks.make_cnn: {"rng": 0, "last_pool": 2},
    digit_networks.train_on_digits: {
        "make": digit_networks.make_linear,
        "epochs": 3,
        "seed": 0,
        "augment": None,
        "learning_rate": 0.1,
    },
    digit_networks.percent_right_moved: {"model": READER, "pixels": 1},
    digit_networks.read_when_moved: {"model": READER, "most": 1},
    drawn_digits.drawn_at: {"shape": drawn_digits.SHAPES[0], "share": 0.5, "middle": (9, 9)},
    drawn_digits.shapes_read_right: {"model": READER, "share": 0.5, "fit": True},
    training.train: {
        "model": network.Linear(3, 3, rng=0),
        "x": EXAMPLES,
        "y": LABELS,
        "steps": 1,
        "learning_rate": 0.1,
        "rng": 0,
    },
    training.percent_right: {"model": model(), "x": EXAMPLES, "y": LABELS},
    training.mean_and_range: {"values": [1.0, 2.0], "decimals": 1},
    training.paired_difference: {"shares": [1.0, 0.5, 0.0], "others": [1.0, 0.0, 0.0]},
    timing.best_time: {"function": dict, "calls": 1},
    stack_changes.changed_stack: {
        "stack": [{"kind": "relu"}],
        "change": "untied_fewer",
        "input_shape": (1, 8, 8),
    },
    stack_changes.train_changed: {
        "stack": [{"kind": "flatten"}, {"kind": "linear", "out_features": 10}],
        "change": "shuffled",
        "epochs": 3,
        "seed": 0,
        "learning_rate": 0.1,
    },
    stack_changes.ShuffledPixels: {"seed": 0},
    attribution.occlusion: {**ASKED, "target": 1, "patch": 3, "fill": 0.0},
    attribution.input_gradient: {**ASKED, "target": 1},
    attribution.grad_cam: {**ASKED, "target": 1, "layer": 0, "rectify": True},
    attribution.enlarge: {"values": IMAGE, "size": (9, 9)},
    misleading.missing_ink: {**ASKED, "label": 1},
    misleading.spare_patches: {**ASKED, "label": 1, "most": 0.1},
    misleading.wrong_signs: {**ASKED, "label": 1},
    misleading.wrong_slope: {**ASKED, "label": 1},
    misleading.peak_costs: {**ASKED, "label": 1, "layer": 0},
    misleading.how_often: {"network": READER, "layer": 0, "every": 100},
    misleading.class_maps: {"network": READER, "layer": 0, "every": 200},
    misleading.mean_correlation: {"first": PLACES, "second": PLACES},
    plots.figure: {"rows": 1, "columns": 2, "height": 2.0},
    plots.show_images: {
        "images": [IMAGE, IMAGE],
        "titles": ["a", "b"],
        "signed": [True, False],
        "columns": 2,
        "limits": (0, 1),
        "numbers": True,
        "one_scale": False,
        "frame": (0, 0, 2, 2),
    },
    plots.show_volumes: {"rows": {"a": [(1, 2, 3)]}},
    tables.table: {"rows": [(1, 2)], "headers": ["a", "b"]},
    mistakes.output_size: {
        "size": 9,
        "kernel_size": 3,
        **WINDOW,
        "other_size": 8,
        "other_kernel_size": 2,
    },
    mistakes.leftover: {"size": 9, "kernel_size": 3, "stride": 2, "padding": 1},
    mistakes.padding: {"size": 9, "target": 9, "kernel_size": 3, "other_kernel_size": 2},
    mistakes.linear_parameters: {"inputs": 12, "outputs": 10, "channels": 3},
    mistakes.linear_memory: {"inputs": 12, "outputs": 10, "channels": 3},
    mistakes.locally_connected: {"kernel_size": 3, "outputs": 9},
    mistakes.saved_by_sharing: {"kernel_size": 3, "kernels": 2, "positions": 9},
    mistakes.parameters: {"in_channels": 4, "out_channels": 8, "kernel_size": 3, "groups": 2},
    mistakes.multiply_adds: {
        "shape": (9, 9),
        "in_channels": 4,
        "out_channels": 8,
        "kernel_size": 3,
        **WINDOW,
        "groups": 2,
    },
    mistakes.one_output: {"patch": [[1, 2]], "kernel": [[3, 4]], "bias": 1, "flip": False},
    mistakes.flat_index: {"shape": (1, 10, 20), "place": (0, 2, 5)},
    mistakes.flat_distance: {"shape": (10, 20), "rows": 1, "columns": 2},
    mistakes.im2col_shape: {
        "shape": (6, 8),
        "channels": 3,
        "kernel_size": 3,
        "stride": 1,
        "padding": 1,
    },
    mistakes.copies: {"shape": (5, 5), "kernel_size": 3, "stride": 1, "place": (0, 2)},
    mistakes.pool: {
        "image": IMAGE,
        "kernel_size": 2,
        "stride": 2,
        "place": (1, 0),
        "average": False,
    },
    mistakes.pool_gradient: {
        "grad_output": np.ones((2, 3)),
        "image": IMAGE,
        "kernel_size": 2,
        "stride": 2,
        "place": (1, 0),
        "average": False,
    },
    mistakes.receptive_field: {"layers": [3, (3, 2)]},
    mistakes.transposed_size: {"size": 5, "kernel_size": 3, **WINDOW, "output_padding": 0},
    mistakes.shift: {"strides": [2, 3], "pixels": 12},
    mistakes.smallest_shift: {"layers": [3, (3, 2)]},
}
NONSENSE: list[Any] = [
    *(None, True, "a", "False", b"a", 1.5, -1, 0, HUGE, -HUGE, float("nan"), float("inf"), 1j),
    *([], [1, 2, 3], (1, 2, 3), [[1, 2], [3]], {}, {"a": 1}, set(), object(), print),
    *(np.array([1, 2]), np.array("a"), np.array([1j]), np.ones((1, 1, 1, 1, 1, 1, 1))),
    *((None, None), ("a", "b"), (1.5, 2), [0.5], ["auto"], (HUGE, 1), np.ma.masked),
]
API = Path(__file__).parents[1] / "book/api"
NOT_TRIED = {
    # What functions return, and layers that take no argument
    *(cnnlab.LayerCost, cnnlab.LayerMemory, cnnlab.ReceptiveField, images.Credit),
    *(
        images.DigitSplit,
        images.digits,
        images.save,
        sharing.PlaceErrors,
        network.History,
        network.Score,
        network.Optimizer,
        network.Architecture,
        network.PlannedLayer,
        network.StackError,
    ),
    *(network.Layer, network.ReLU, network.Flatten, network.Sequential, network.fit),
    *(architectures.Published, architectures.Step, drawn_digits.Shape),
    *(shapes.Geometry, shapes.resolve_geometry),
    *(misleading.Cases, misleading.Change, misleading.Pair, misleading.Slope),
    *(stack_changes.measured_changes, digit_networks.measured_runs, digit_networks.Run),
    misleading.misleading_cases,  # which asks minutes' worth of the test digits
    *(packed.pack_digits, packed.pack_network, packed.unpack_network),  # a page calls them
}
# An error may speak of what the argument does not fit, NumPy's own of what no memory can hold.
FITS_NOT = (
    "grad_output must have the output's shape",
    "columns must have the shape",
    "weight must have the shape",
    "more than the input size",
    "leaves the scene",
    "one per example",
    "logits must have 2 axes",
    "place must lie inside",
    "Maximum allowed",
)
ENDLESS = {
    (effective_fields.count_paths, "side"),
    (effective_fields.random_field, "depth"),
    (effective_fields.random_field, "stacks"),
    *((locality.shuffle_order, "count"), (locality.surroundings, "side")),
    *((kernels.binomial, "size"), (fit, "epochs"), (digit_networks.train_on_digits, "epochs")),
    *((stack_changes.train_changed, "epochs"), (training.train, "steps")),
    *((timing.best_time, "calls"), (training.mean_and_range, "decimals")),
    *((plots.figure, "rows"), (plots.figure, "columns"), (plots.figure, "height")),
    *((drawn_digits.drawn_at, "share"), (drawn_digits.shapes_read_right, "share")),
}
CASES = {
    f"{function.__name__}-{name}": (function, name)
    for function, arguments in CALLS.items()
    for name in arguments
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("function", "name"), CASES.values(), ids=CASES)
def test_nonsense_makes_sense_or_is_refused_by_name(function, name):
    for value in NONSENSE:
        if (function, name) in ENDLESS and value is HUGE:
            continue
        error = error_of(function, {**CALLS[function], name: value})
        assert error is None or is_documented(function, error), (value, error)
        if error is not None and not any(words in str(error) for words in FITS_NOT):
            assert re.search(rf"\b{name}\b", str(error)), (value, error)
            assert is_ours(error), (value, error)


def error_of(function: Callable[..., Any], arguments: dict[str, Any]) -> Exception | None:
    try:
        function(**arguments)
    except (TypeError, ValueError) as error:
        return error
    except MemoryError:  # for what is right, but too large
        pass
    return None


def is_ours(error: Exception) -> bool:
    """Return whether a line of cnnlab raised the error, and not what it called."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    package = Path(cnnlab.__file__).parent
    return Path(last.filename).is_relative_to(package) and last.line.startswith("raise ")


def is_documented(function: Callable[..., Any], error: Exception) -> bool:
    """Return whether the docstring tells of errors of this kind, or whose errors they are."""
    told = inspect.getdoc(network.fit if function is fit else function)
    return type(error).__name__ in told or "errors are those of" in told


class Whole:
    """A whole number that can be turned into an int, and can do nothing else."""

    def __init__(self, value: int) -> None:
        self.value = value

    def __index__(self) -> int:
        return self.value


def with_integers(value: Any, kind: Callable[[int], Any]) -> Any:
    """Return an argument with its integers made another kind."""
    if type(value) in (list, tuple):
        return type(value)(with_integers(each, kind) for each in value)
    if type(value) is dict:
        return {key: with_integers(each, kind) for key, each in value.items()}
    return kind(value) if type(value) is int else value


def told(result: Any) -> Any:
    """Return what a result says, in values that == compares, and of which types these are."""
    if isinstance(result, network.Layer):
        return told(result.parameters())
    if isinstance(result, np.ndarray):
        return result.dtype, result.shape, result.tobytes()
    if isinstance(result, list | tuple):
        return type(result), [told(each) for each in result]
    if isinstance(result, dict):
        return {key: told(each) for key, each in result.items()}
    if callable(result):
        return None
    if hasattr(result, "__dict__"):
        return type(result), told(vars(result))
    return type(result), result


NOT_COMPARED = (timing.best_time, plots.figure, tables.table)  # times, pictures, cells of any kind
WITH_INTEGERS = {
    case: (function, name)
    for case, (function, name) in CASES.items()
    if repr(with_integers(CALLS[function][name], Whole)) != repr(CALLS[function][name])
    and function not in NOT_COMPARED
}
NARROW = (
    lambda n: np.min_scalar_type(-abs(n) - 1).type(n),  # int8, if it holds the number
    lambda n: np.min_scalar_type(n).type(n),  # unsigned, where it can be
)


@pytest.mark.parametrize(("function", "name"), WITH_INTEGERS.values(), ids=WITH_INTEGERS)
def test_what_can_be_an_integer_counts_as_one_or_is_refused_by_name(function, name):
    arguments = CALLS[function]
    expected = told(function(**arguments))
    for kind in NARROW:
        result = function(**{**arguments, name: with_integers(arguments[name], kind)})
        assert told(result) == expected
    for kind in (np.array, Whole):
        given = {**arguments, name: with_integers(arguments[name], kind)}
        error = error_of(function, given)
        if error is None:
            assert told(function(**given)) == expected
        else:  # where a real number is wanted: only what is a number is one
            assert re.search(rf"\b{name}\b.* must (be a number|hold real numbers)", str(error))


X300, Y300 = np.zeros((300, 3)), np.zeros(300, int)


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (
            # 64 kernels of 32 channels, 3 · 3 · 32 · 64 + 64, at 26 · 26 places
            lambda: cnnlab.conv_cost((28, 28), 64, 64, 3, groups=np.int8(2)),
            costs.LayerCost(18_496, 12_460_032, 43_264),
        ),
        (lambda: cnnlab.seen_pixels(300, [(3, 2)], np.int8(100)), [200, 201, 202]),
        (
            # 128 channels of ones, 64 of them in a group of 1 × 1 kernels of ones
            lambda: cnnlab.conv2d(
                np.ones((1, 128, 1, 1)), np.ones((128, 64, 1, 1)), groups=np.int8(2)
            ),
            np.full((1, 128, 1, 1), 64.0),
        ),
        (
            lambda: network.Conv2d(128, 128, 3, groups=np.int8(2), rng=0).parameter_count,
            128 * 64 * 9 + 128,
        ),
        (lambda: network.evaluate(model(), X300, Y300, np.int8(100)).accuracy, 1.0),
        (
            lambda: (
                fit(
                    model=OWN, optimizer=OWN, x=X300, y=Y300, epochs=1, batch_size=np.uint8(200)
                ).accuracy
            ),
            [1.0],
        ),
        (
            lambda: [
                layer.output
                for layer in network.plan_stack(
                    [
                        {"kind": "conv2d", "out_channels": np.int8(100), "kernel_size": 1},
                        {"kind": "flatten"},
                    ],
                    (1, 8, 8),
                )
            ],
            [(100, 8, 8), (6400,)],
        ),
        # The cube root of 1 + 8 + 27 + 64, whatever the kind of the number 3
        *(
            (
                lambda p=p: cnnlab.lp_pool2d(np.float32([[1, 2], [3, 4]]), p, 2),
                np.float32([[100 ** (1 / 3)]]),
            )
            for p in (np.float16(3), np.float64(3), Fraction(3))
        ),
        *(
            (
                lambda t=t: cnnlab.lse_pool2d(np.float32([[0, 1]]), (1, 2), temperature=t),
                np.float32([[0.5 * np.log((1 + np.exp(2)) / 2)]]),
            )
            for t in (np.float16(0.5), np.float64(0.5), Fraction(1, 2))
        ),
        (lambda: network.SGD([np.ones(1)], 0.1, Fraction(1, 2), np.float16(0.5)).momentum, 0.5),
        (lambda: locality.pixel_correlation(np.eye(200), np.int8(1), np.int8(1)), 1.0),
    ],
)
def test_narrow_kinds_of_numbers_do_not_wrap_round(call, expected):
    result = call()
    assert type(result) is type(expected)
    if isinstance(expected, np.ndarray):
        assert result.dtype == expected.dtype
        np.testing.assert_allclose(result, expected, rtol=1e-6)
    else:
        assert result == expected


def in_arrays(value: Any, masked: bool) -> Any:
    """Return an argument with its arrays made masked ones, with or without a mask that is set."""
    if isinstance(value, np.ndarray) and value.size:
        mask = np.zeros(value.shape, bool)
        mask.flat[0] = masked
        return np.ma.array(value, mask=mask)
    if type(value) in (list, tuple):
        return type(value)(in_arrays(each, masked) for each in value)
    return value


def is_array(value: Any) -> bool:
    return isinstance(value, np.ndarray) or (
        isinstance(value, list | tuple) and any(map(is_array, value))
    )


WITH_ARRAYS = {
    case: (function, name)
    for case, (function, name) in CASES.items()
    if is_array(CALLS[function][name]) and name not in ("parameters", "rows")
}


@pytest.mark.parametrize(("function", "name"), WITH_ARRAYS.values(), ids=WITH_ARRAYS)
def test_a_mask_is_refused_and_not_lost(function, name):
    arguments = CALLS[function]
    whole = {**arguments, name: in_arrays(arguments[name], masked=False)}
    assert told(function(**whole)) == told(function(**arguments))
    refused = rf"\b{name}\b.* must not be masked, .*filled\(value\), got a mask over 1 of \d"
    with pytest.raises(ValueError, match=refused):
        function(**{**arguments, name: in_arrays(arguments[name], masked=True)})


NOTHING, NAN = np.zeros((0, 0)), float("nan")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: mistakes.parameters(3, 64, 3, groups=0), "groups must be at least 1, got 0"),
        (lambda: mistakes.parameters(3, 64, 3, groups=2), "groups must divide both channel counts"),
        (
            lambda: mistakes.linear_parameters(10, 10, channels=0),
            "channels must be at least 1, got 0",
        ),
        (
            lambda: mistakes.linear_memory(10, 10, channels=3),
            "channels must divide the inputs, 10, got 3",
        ),
        (lambda: mistakes.receptive_field([]), "layers must hold at least one layer"),
        (lambda: mistakes.smallest_shift([]), "layers must hold at least one layer"),
        (lambda: mistakes.shift([], 3), "strides must be a list of at least one stride"),
        (
            lambda: mistakes.one_output([[1, 2]], [[1]]),
            r"patch and kernel must have the same shape, got \(1, 2\) and \(1, 1\)",
        ),
        (
            lambda: mistakes.flat_index((1, 2, 3), (0, 2, 0)),
            r"place must lie inside the shape \(1, 2, 3\)",
        ),
        (lambda: attribution.enlarge([[]], (1, 4)), "values must hold at least one number"),
        (
            lambda: attribution.occlusion("a", np.eye(8)[None], 0),
            "network must be a Sequential, got 'a'",
        ),
        (
            lambda: attribution.grad_cam("a", np.eye(8)[None], 0, 0),
            "network must be a Sequential, got 'a'",
        ),
        (
            lambda: attribution.occlusion(**ASKED, target=1, fill=NAN),
            "fill must be finite, got nan",
        ),
        *(
            (
                lambda explain=explain: explain(READER, np.full((1, 8, 8), np.inf), 1),
                "image must hold finite numbers",
            )
            for explain in (attribution.occlusion, attribution.input_gradient)
        ),
        (lambda: attribution.enlarge(IMAGE, 2**70), "size must ask for an array that memory can"),
        (
            lambda: misleading.mean_correlation(PLACES, np.full_like(PLACES, np.inf)),
            "second must hold finite numbers",
        ),
        (lambda: misleading.missing_ink(**ASKED, label=-1), "label must be at least 0, got -1"),
        (lambda: misleading.missing_ink(**ASKED, label=10), "label must be one of 10 classes"),
        (lambda: spectrum.fast_share(NOTHING), "spectrum must hold at least one wave"),
        (lambda: spectrum.spectrum(np.zeros((0, 3))), "image must hold at least one pixel"),
        (lambda: spectrum.kernel_response(NOTHING), "kernel must hold at least one tap"),
        (lambda: spectrum.fast_share([[np.inf]]), "spectrum must hold finite numbers"),
        (lambda: spectrum.spectrum([[np.inf]]), "image must hold finite numbers, got 1 NaN or inf"),
        (lambda: spectrum.kernel_response([[NAN]]), "kernel must hold finite numbers"),
        (lambda: spectrum.kernel_response([[1]], size=2**70), r"\bsize\b.* memory can hold"),
        (lambda: borders.side_means([[1, np.inf]]), "image must hold finite numbers"),
        (
            lambda: borders.border_errors(IMAGE, np.full((3, 3), np.inf), "zeros"),
            "kernel must hold finite numbers",
        ),
        (
            lambda: locality.pixel_correlation([[1, np.inf, 2]], 0, 1),
            "image must hold finite numbers",
        ),
        (lambda: invariance.moved_along([[1, np.inf]], 1), "maps must hold finite numbers"),
        (
            lambda: invariance.equivariance_error(lambda x: x[:, :, ::2], [[[1, np.inf]]], 2),
            "images must hold finite numbers",
        ),
        (lambda: pooling.strongest_share([1, np.inf], 0.5), "feature_map must hold finite numbers"),
        (
            lambda: pooling.pooled_windows(cnnlab.max_pool2d, 2, np.inf),
            "response must be finite, got inf",
        ),
        (
            lambda: pooling.pooled_windows(cnnlab.max_pool2d, 2, 1, count=2**70),
            "side and count .* memory can hold",
        ),
        (lambda: locality.texture_squares(3, 2**70, "left", 0), "count .* memory can hold"),
        (lambda: effective_fields.count_paths([1], 2**70), "side .* memory can hold"),
        (
            lambda: sharing.learn_detectors([[1]], 1, [[True]], 2**70, 0.1, 0),
            "images and places .* memory can hold",
        ),
        (lambda: cnnlab.times_seen((10**9, 10**9), 3), "shape, .* memory can hold"),
        (lambda: plots.show_images([IMAGE], columns=0), "columns must be at least 1, got 0"),
        (lambda: plots.show_images("a"), "images must be a list, got 'a'"),
        (lambda: plots.show_images([NOTHING]), "images must have shapes"),
        (lambda: plots.show_images([IMAGE], limits=(1, 0)), "limits must begin with the lower one"),
        (lambda: plots.show_volumes({}), "rows must hold shapes for at least one title"),
        (
            lambda: invariance.moved_along(np.zeros((2, 0)), 0.5),
            "maps must hold at least one pixel",
        ),
        (lambda: invariance.moved_along(IMAGE, NAN), "right must be finite, got nan"),
        (lambda: effective_fields.spread(np.zeros((3, 3))), "field must hold finite numbers"),
        (lambda: effective_fields.share_of_pixels(IMAGE, 2), "part must be above 0 and at most 1"),
        (
            lambda: aliasing.strongest_wave(np.full((5, 5), NAN)),
            "image must hold finite numbers",
        ),
        (lambda: aliasing.alias((NAN, 0), 2), "wave must be finite, got nan"),
        (lambda: images.save(3), "folder must be a str or a Path, got 3"),
    ],
)
def test_what_has_no_answer_is_refused(call, message):
    with pytest.raises((TypeError, ValueError), match=message):
        call()


def documented() -> Iterator[Callable[..., Any]]:
    """Yield the functions and classes on the pages of the reference."""
    for page in API.glob("*.md"):
        for name, members in re.findall(r"automodule:: (\S+)\n +:members:(.*)", page.read_text()):
            module = importlib.import_module(name)
            own = [key for key, value in vars(module).items() if is_of(module, key, value)]
            for member in re.findall(r"\w+", members) or getattr(module, "__all__", own):
                if inspect.isfunction(value := vars(module)[member]) or inspect.isclass(value):
                    yield value


def is_of(module: ModuleType, name: str, value: Any) -> bool:
    return not name.startswith("_") and getattr(value, "__module__", None) == module.__name__


def test_every_documented_function_is_tried():
    assert set(documented()) - set(CALLS) <= NOT_TRIED
