"""What a page that has no Python needs, as JSON: a trained network, and the handwritten digits.

Weights become whole numbers of 8 bits: each output of a layer has a scale, and its weights are
multiples of it, from −127 to 127 times. Biases and scales keep six digits.
"""

import base64
import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from cnnlab.checks import Array, pair
from cnnlab.images import split_digits
from cnnlab.network import Conv2d, Flatten, Layer, Linear, MaxPool2d, ReLU, Sequential
from cnnlab.pool import pool_stride
from cnnlab.shapes import padding_amounts

__all__ = ["pack_digits", "pack_network", "unpack_network"]

_DIGITS = 6


def pack_network(model: Sequential) -> list[dict[str, Any]]:
    """Return a network as a list that JSON can hold, with its weights rounded to 8 bits.

    Parameters
    ----------
    model : Sequential
        Of Conv2d, Linear, MaxPool2d, ReLU and Flatten layers. A convolution has one group,
        dilation 1 and padding with zeros; a pooling has no padding, dilation 1 and
        ``ceil_mode=False``.

    Returns
    -------
    list of dict
        One for each layer: its "type", its settings, and "weight" (base64 of int8, C order) with
        "shape", "scale" and "bias".

    Raises
    ------
    TypeError
        If `model` is not a Sequential or has another kind of layer.
    ValueError
        If a layer has a setting that is not packed.

    Examples
    --------
    >>> layers = pack_network(Sequential(Flatten(), Linear(2, 3, rng=0)))
    >>> layers[0], layers[1]["shape"]
    ({'type': 'flatten'}, [3, 2])
    """
    if not isinstance(model, Sequential):
        raise TypeError(f"model must be a Sequential, got {type(model).__name__}")
    return [_packed(layer) for layer in model.layers]


def _packed(layer: Layer) -> dict[str, Any]:
    match layer:
        case ReLU():
            return {"type": "relu"}
        case Flatten():
            return {"type": "flatten"}
        case Linear():
            return {"type": "linear", **_parameters(layer)}
        case MaxPool2d():
            _refuse(layer, padding=0, dilation=1, ceil_mode=False)
            stride = pool_stride(layer.kernel_size, layer.options["stride"])
            return {
                "type": "max_pool2d",
                "kernel": list(layer.kernel_size),
                "stride": list(pair("stride", stride)),
            }
        case Conv2d():
            _refuse(layer, dilation=1, groups=1, padding_mode="zeros")
            stride, padding = layer.options["stride"], layer.options["padding"]
            amounts = padding_amounts(padding, layer.kernel_size, stride=stride)
            return {
                "type": "conv2d",
                "stride": list(pair("stride", stride)),
                "padding": [list(axis) for axis in amounts],
                **_parameters(layer),
            }
    raise TypeError(
        f"only Conv2d, Linear, MaxPool2d, ReLU and Flatten layers can be packed, got {layer!r}"
    )


def _refuse(layer: Conv2d | MaxPool2d, **needed: Any) -> None:
    for name, value in needed.items():
        if layer.options[name] not in (value, (value, value)):
            raise ValueError(f"{layer!r} cannot be packed: its {name} must be {value!r}")


def _parameters(layer: Conv2d | Linear) -> dict[str, Any]:
    outputs = len(layer.weight)
    rows = layer.weight.reshape(outputs, -1).astype(float)
    scale = _rounded(np.abs(rows).max(axis=1) / 127)
    whole = np.rint(rows / np.where(scale > 0, scale, 1)[:, None]).clip(-127, 127).astype(np.int8)
    bias = np.zeros(outputs) if layer.bias is None else layer.bias
    return {
        "shape": list(layer.weight.shape),
        "weight": base64.b64encode(whole.tobytes()).decode(),
        "scale": scale.tolist(),
        "bias": _rounded(bias).tolist(),
    }


def _rounded(values: Array) -> Array:
    return np.array([float(f"{value:.{_DIGITS}g}") for value in values])


def unpack_network(layers: Sequence[dict[str, Any]]) -> Sequential:
    """Return the network that `pack_network` packed, with the rounded weights as float64.

    Parameters
    ----------
    layers : sequence of dict

    Returns
    -------
    Sequential

    Examples
    --------
    >>> model = Sequential(Linear(2, 1, bias=False, rng=0, dtype=float))
    >>> model.parameters()[0][:] = [[1.27, -0.502]]
    >>> unpack_network(pack_network(model)).parameters()[0]
    array([[ 1.27, -0.5 ]])
    """
    return Sequential(*map(_unpacked, layers))


def _unpacked(packed: dict[str, Any]) -> Layer:
    match packed["type"]:
        case "relu":
            return ReLU()
        case "flatten":
            return Flatten()
        case "max_pool2d":
            return MaxPool2d(tuple(packed["kernel"]), tuple(packed["stride"]))
    outputs, inputs, *kernel = packed["shape"]
    layer: Conv2d | Linear
    if packed["type"] == "linear":
        layer = Linear(inputs, outputs, rng=0, dtype=float)
    else:
        (top, bottom), (left, right) = packed["padding"]
        amounts = ((top, bottom), (left, right))
        stride = tuple(packed["stride"])
        layer = Conv2d(inputs, outputs, tuple(kernel), stride, amounts, rng=0, dtype=float)
    whole = np.frombuffer(base64.b64decode(packed["weight"]), np.int8).reshape(outputs, -1)
    layer.weight[...] = (whole * np.array(packed["scale"])[:, None]).reshape(layer.weight.shape)
    layer.bias = np.array(packed["bias"], dtype=float)
    return layer


def pack_digits() -> dict[str, Any]:
    """Return the digits of `cnnlab.images.split_digits`, for networks that a page trains.

    Returns
    -------
    dict
        "pixels" (base64 of what zlib makes of them; from 0 to 16, 64 for each digit), "labels" (a
        text), and "parts": how many are for training, validation and testing, in this order.

    Examples
    --------
    >>> packed = pack_digits()
    >>> packed["parts"], len(packed["labels"])
    ([1197, 240, 360], 1797)
    """
    digits = split_digits()
    images = [digits.x_train, digits.x_validation, digits.x_test]
    labels = [digits.y_train, digits.y_validation, digits.y_test]
    pixels = np.rint(16 * np.concatenate(images)).astype(np.uint8)
    return {
        "pixels": base64.b64encode(zlib.compress(pixels.tobytes(), 9)).decode(),
        "labels": "".join(map(str, np.concatenate(labels))),
        "parts": [len(part) for part in labels],
    }
