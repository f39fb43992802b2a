"""Stacks of layers, and what cnnlab makes of them: plans, scores, gradients; optimizers' steps."""

from typing import Any

import numpy as np

from cnnlab.images import digits, split_digits
from cnnlab.network import (
    SGD,
    Adam,
    Sequential,
    StackError,
    build_stack,
    plan_stack,
    softmax_cross_entropy,
)
from cnnlab.widgets.packed import pack_digits

Stack = list[dict[str, Any]]
DIGIT = (1, 8, 8)
BATCH = 4


def conv(out_channels: int, kernel_size: Any = 3, **settings: Any) -> dict[str, Any]:
    return {
        "kind": "conv2d",
        "out_channels": out_channels,
        "kernel_size": kernel_size,
        **settings,
    }


def pool(kind: str, kernel_size: Any = 2, **settings: Any) -> dict[str, Any]:
    return {"kind": kind, "kernel_size": kernel_size, **settings}


RELU, FLATTEN, GLOBAL = {"kind": "relu"}, {"kind": "flatten"}, {"kind": "global_avg_pool"}
SCORES = [FLATTEN, {"kind": "linear", "out_features": 10}]
CHAPTER: Stack = [
    *(conv(8, padding=1), RELU, conv(16, padding=1), RELU, pool("max_pool2d")),
    *(conv(32, padding=1), RELU, pool("max_pool2d"), *SCORES),
]
# A layer of each kind with each of its settings, between two convolutions, so that gradients for
# its input and beyond it count.
MIDDLES: list[Stack] = [
    [conv(4)],
    [conv(5, 2)],
    [conv(6, [3, 2], stride=[2, 1], padding=[1, 0])],
    [conv(4, padding="same", dilation=2)],
    [conv(4, padding=[[0, 2], [1, 0]])],
    [conv(8, groups=2, padding=1)],
    [conv(4, groups=4, bias=False)],
    [conv(4, 1)],
    [conv(3, shared=False)],
    [conv(2, 3, stride=2, padding=1, shared=False, bias=False)],
    [conv(3, 2, dilation=2, shared=False)],
    [pool("max_pool2d")],
    [pool("max_pool2d", 3, stride=2, padding=1)],
    [pool("max_pool2d", 3, stride=1)],
    [pool("avg_pool2d")],
    [pool("avg_pool2d", [3, 2], stride=[2, 1], padding=1)],
    [pool("blur_pool", 3, stride=2)],
    [pool("blur_pool", 2, stride=2)],
    [pool("blur_pool", 5, stride=1)],
    [GLOBAL],
    [RELU],
    [],
]
STACKS: list[Stack] = [
    CHAPTER,
    [*SCORES],
    [FLATTEN, {"kind": "linear", "out_features": 20, "bias": False}, RELU, *SCORES[1:]],
    [conv(10), GLOBAL, FLATTEN],
    [conv(4, padding=1, bias=False), RELU, *SCORES],  # paper alone is exactly 0, where ReLU bends
    *([conv(4, padding=1), RELU, *middle, conv(3, 1), *SCORES] for middle in MIDDLES),
]
IMPOSSIBLE: list[Any] = [
    [*SCORES[1:]],
    [FLATTEN, conv(2)],
    [conv(4), pool("max_pool2d", 7)],
    [conv(4, groups=2)],
    [conv(4), RELU, conv(4, groups=2, shared=False)],
    [{"kind": "dense"}],
    [conv(4, strides=2)],
    [{"kind": "conv2d", "out_channels": 4}],
    [conv(4, stride=2, padding="same")],
    [RELU, conv(0)],
    [conv(4, 2.5)],
    [conv(4, bias=1)],
    [pool("avg_pool2d", 2, padding=2)],
    [pool("blur_pool", 2)],
    [GLOBAL, GLOBAL, pool("avg_pool2d")],
    [None],
    ["relu"],
]


def vectors() -> dict[str, Any]:
    """Return what the page's training must compute."""
    images, labels = digits()
    x, labels = images[:BATCH, None] / np.float32(16), labels[:BATCH]
    return {
        "x": x.ravel(),
        "labels": labels,
        "cases": [_case(stack, x, labels) for stack in STACKS],
        "digits": pack_digits(),
        "first_test": {
            "pixels": np.rint(16 * split_digits().x_test[0]).astype(int).ravel(),
            "label": split_digits().y_test[0],
        },
        "impossible": [{"stack": stack, "layer": _layer_at_fault(stack)} for stack in IMPOSSIBLE],
        "optimizers": [
            _steps(kind, settings)
            for kind, settings in (
                ("sgd", {"momentum": 0.0, "weight_decay": 0.0}),
                ("sgd", {"momentum": 0.9, "weight_decay": 0.01}),
                ("adam", {"weight_decay": 0.0}),
                ("adam", {"weight_decay": 0.02}),
            )
        ],
    }


def _case(stack: Stack, x: np.ndarray, labels: np.ndarray) -> dict[str, Any]:
    planned = plan_stack(stack, DIGIT)
    model = _with_biases(build_stack(stack, DIGIT, rng=0))
    # In float64, so that only the page's rounding counts.
    exact = build_stack(stack, DIGIT, rng=0, dtype=float)
    for ours, theirs in zip(exact.parameters(), model.parameters(), strict=True):
        ours[...] = theirs
    outputs, values = [], x.astype(float)
    for layer in exact.layers:
        outputs.append(values := layer(values))
    loss, gradient = softmax_cross_entropy(values, labels)
    image = exact.backward(gradient)
    return {
        "stack": stack,
        "plan": [
            {
                "output": layer.output,
                "parameters": layer.parameters,
                "multiply_adds": layer.multiply_adds,
                "field": [axis._asdict() for axis in layer.field],
            }
            for layer in planned
        ],
        "shapes": [w.shape for w in model.parameters()],
        "weights": [w.ravel() for w in model.parameters()],
        "outputs": [output.ravel() for output in outputs],
        "loss": loss,
        "right": int((values.argmax(axis=1) == labels).sum()),
        "gradients": [g.ravel() for g in exact.gradients()],
        "image_gradient": image.ravel(),
    }


def _with_biases(model: Sequential) -> Sequential:
    for w in model.parameters():  # biases begin as zeros
        w += np.random.default_rng(w.size).normal(size=w.shape).astype(np.float32) / 10
    return model


def _layer_at_fault(stack: Any) -> int:
    try:
        plan_stack(stack, DIGIT)
    except StackError as error:
        return error.layer
    raise AssertionError(f"possible: {stack}")


def _steps(kind: str, settings: dict[str, Any]) -> dict[str, Any]:
    rng = np.random.default_rng(1)
    weights = [rng.normal(size=5), rng.normal(size=3)]
    first = [w.copy() for w in weights]
    optimizer = {"sgd": SGD, "adam": Adam}[kind](weights, 0.1, **settings)
    gradients = [[rng.normal(size=w.shape) for w in weights] for _ in range(4)]
    for number, each in enumerate(gradients):
        optimizer.learning_rate = 0.1 / (number + 1)
        optimizer.step(each)
    return {
        "kind": kind,
        "settings": settings,
        "first": first,
        "gradients": gradients,
        "last": weights,
    }
