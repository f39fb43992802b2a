"""Any argument of any public function may be nonsense: the message names it, and is ours."""

import contextlib
import inspect
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import cnnlab
from cnnlab import costs, images, kernels, network, strokes
from cnnlab.experiments import (
    aliasing,
    borders,
    effective_fields,
    invariance,
    locality,
    pooling,
    sharing,
)

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
HUGE = 2**70
OWN = object()


def model() -> network.Linear:
    return network.Linear(3, 3, rng=0)


def fit(**arguments: Any) -> network.History:
    """Train a new network; the arguments that have to do with it are made with it."""
    new = model()
    given = {name: value for name, value in arguments.items() if value is not OWN}
    return network.fit(**{"model": new, "optimizer": network.SGD(new.parameters()), **given})


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
    images.random_cuts: {"image": IMAGE, "side": 2, "count": 1, "rng": 0},
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
        "answer": 4,
        "places": 1,
        "count": 5,
        "rng": 0,
    },
    pooling.pooled_below: {"operation": "max", "value": 2, "side": 2, "answer": 4, "places": 1},
    pooling.best_threshold: {"operation": "average", "side": 2, "answer": 4, "places": 1},
    pooling.told_right: {"operation": "max", "side": 2, "answer": 4, "places": 1},
    pooling.strongest_share: {"feature_map": IMAGE, "share": 0.05},
}
NONSENSE: list[Any] = [
    *(None, True, "a", "False", b"a", 1.5, -1, 0, HUGE, -HUGE, float("nan"), float("inf"), 1j),
    *([], [1, 2, 3], (1, 2, 3), [[1, 2], [3]], {}, {"a": 1}, set(), object(), print),
    *(np.array([1, 2]), np.array("a"), np.array([1j]), np.ones((1, 1, 1, 1, 1, 1, 1))),
    *((None, None), ("a", "b"), (1.5, 2), [0.5], ["auto"], (HUGE, 1), np.ma.masked),
]
MODULES = (
    borders,
    cnnlab,
    network,
    kernels,
    images,
    effective_fields,
    invariance,
    locality,
    pooling,
    sharing,
    strokes,
)
NOT_TRIED = {
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
}
# An error may speak of what the argument does not fit, NumPy's own of what no memory can hold.
FITS_NOT = (
    "grad_output must have the",
    "columns must have the shape",
    "weight must have the shape",
    "more than the input size",
    "leaves the scene",
    "Maximum allowed dimension exceeded",
)
ENDLESS = {
    (effective_fields.count_paths, "side"),
    (effective_fields.random_field, "depth"),
    (effective_fields.random_field, "stacks"),
    *((locality.shuffle_order, "count"), (locality.surroundings, "side")),
    *((kernels.binomial, "size"), (fit, "epochs")),
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
        with contextlib.suppress(MemoryError):
            try:
                function(**{**CALLS[function], name: value})
            except (TypeError, ValueError) as error:
                message = str(error)
                assert name in message or any(words in message for words in FITS_NOT), value


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


WITH_INTEGERS = {
    case: (function, name)
    for case, (function, name) in CASES.items()
    if repr(with_integers(CALLS[function][name], Whole)) != repr(CALLS[function][name])
}
NARROW = {
    "signed": lambda n: np.min_scalar_type(-abs(n) - 1).type(n),  # int8, if it holds the number
    "unsigned": lambda n: np.min_scalar_type(n).type(n),
}


@pytest.mark.parametrize("kind", NARROW.values(), ids=NARROW)
@pytest.mark.parametrize(("function", "name"), WITH_INTEGERS.values(), ids=WITH_INTEGERS)
def test_numpys_integers_count_as_pythons(function, name, kind):
    arguments = CALLS[function]
    result = function(**{**arguments, name: with_integers(arguments[name], kind)})
    assert told(result) == told(function(**arguments))


@pytest.mark.parametrize("kind", [np.array, Whole])
@pytest.mark.parametrize(("function", "name"), WITH_INTEGERS.values(), ids=WITH_INTEGERS)
def test_what_can_be_an_integer_counts_as_one_or_is_refused_by_name(function, name, kind):
    arguments = CALLS[function]
    # Where a real number is wanted, it is refused: only what is a number is one.
    refused = pytest.raises(TypeError, match=rf"\b{name}\b.* must (be a number|hold real numbers)")
    with contextlib.suppress(pytest.fail.Exception), refused:
        result = function(**{**arguments, name: with_integers(arguments[name], kind)})
        assert told(result) == told(function(**arguments))


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


def test_every_public_function_is_tried():
    public = [vars(module)[name] for module in MODULES for name in module.__all__]
    made = {each for each in public if inspect.isfunction(each) or inspect.isclass(each)}
    assert made - set(CALLS) == NOT_TRIED
