"""Bad input: every message must name the argument, show the numbers and say what would do."""

import numpy as np
import pytest

import cnnlab
from cnnlab import images, kernels, practice
from cnnlab.conv import conv2d_backward_parameters, locally_connected2d_backward_parameters
from cnnlab.network import (
    SGD,
    Adam,
    AvgPool2d,
    BlurPool2d,
    Conv2d,
    Flatten,
    Linear,
    LocallyConnected2d,
    MaxPool2d,
    ReLU,
    Sequential,
    evaluate,
    fit,
    he_normal,
    random_nudge,
    softmax,
    softmax_cross_entropy,
)

X = np.ones((2, 4, 5, 6))
WEIGHT = np.ones((6, 4, 3, 3))
GRAD = np.ones((2, 6, 3, 4))
IMAGE = np.ones((5, 6))
RAGGED = [[1, 2], [3]]
IN_ITSELF = []
IN_ITSELF.append(IN_ITSELF)
EXAMPLES, LABELS = np.ones((4, 1, 5, 5)), np.array([0, 1, 2, 0])
WITH_NAN = np.where(np.arange(100).reshape(4, 1, 5, 5) < 2, np.nan, 1)


def network():
    return Sequential(Conv2d(1, 2, 3, rng=0), ReLU(), Flatten(), Linear(18, 3, rng=0))


def train(**changed):
    """Train for one epoch, with all arguments right but those given."""
    model = changed.pop("model", network())
    optimizer = changed.pop("optimizer", None) or SGD(model.parameters())
    return fit(model, optimizer, **{"x": EXAMPLES, "y": LABELS, "epochs": 1, **changed})


def changed(layer, **attributes):
    """Return a layer whose attributes a student has set."""
    for name, value in attributes.items():
        setattr(layer, name, value)
    return layer


# (what is called, the error, what its message must contain)
CASES = {
    # sizes
    "size negative": (lambda: cnnlab.output_size(-1, 3), ValueError, "size", "at least 0", "-1"),
    "size float": (
        lambda: cnnlab.output_size(5.0, 3),
        TypeError,
        "size",
        "integer",
        "5.0",
        "float",
    ),
    "size string": (lambda: cnnlab.output_size("5", 3), TypeError, "size", "integer", "'5'", "str"),
    "kernel 0": (
        lambda: cnnlab.output_size(5, 0),
        ValueError,
        "kernel_size",
        "at least 1",
        "got 0",
    ),
    "kernel None": (lambda: cnnlab.output_size(5, None), TypeError, "kernel_size", "NoneType"),
    "stride 0": (lambda: cnnlab.output_size(5, 3, 0), ValueError, "stride", "at least 1", "got 0"),
    "stride bool": (lambda: cnnlab.output_size(5, 3, True), TypeError, "stride", "True", "bool"),
    "dilation 0": (
        lambda: cnnlab.output_size(5, 3, dilation=0),
        ValueError,
        "dilation",
        "at least 1",
        "got 0",
    ),
    "padding negative": (
        lambda: cnnlab.output_size(5, 3, padding=-2),
        ValueError,
        "padding",
        "at least 0",
        "-2",
    ),
    "padding float": (
        lambda: cnnlab.output_size(5, 3, padding=0.5),
        TypeError,
        "padding",
        "0.5",
        "float",
    ),
    "padding None": (lambda: cnnlab.output_size(5, 3, padding=None), TypeError, "padding", "None"),
    "padding of three": (
        lambda: cnnlab.output_size(5, 3, padding=(1, 2, 3)),
        ValueError,
        "padding",
        "3 values",
        "(1, 2, 3)",
    ),
    "padding word": (
        lambda: cnnlab.output_size(5, 3, padding="SAME"),
        ValueError,
        "padding",
        "'same'",
        "'SAME'",
    ),
    "same with stride": (
        lambda: cnnlab.output_size(5, 3, 2, "same"),
        ValueError,
        'padding "same"',
        "stride 2",
    ),
    "window too large": (
        lambda: cnnlab.output_size(5, 4, padding=(1, 0), dilation=3),
        ValueError,
        "kernel_size 4",
        "dilation 3",
        "10 pixels",
        "size 5",
        "1 + 0",
    ),
    "shape of three": (
        lambda: cnnlab.output_shape((3, 5, 5), 3),
        ValueError,
        "shape",
        "3 values",
        "(3, 5, 5)",
    ),
    "kernel of three": (
        lambda: cnnlab.output_shape((5, 5), (1, 2, 3)),
        ValueError,
        "kernel_size",
        "(1, 2, 3)",
    ),
    "kernel empty": (
        lambda: cnnlab.output_shape((5, 5), ()),
        ValueError,
        "kernel_size",
        "0 values",
        "()",
    ),
    "stride pair with 0": (
        lambda: cnnlab.output_shape((5, 5), 3, (1, 0)),
        ValueError,
        "stride",
        "at least 1",
        "got 0",
    ),
    "amounts of four": (
        lambda: cnnlab.padding_amounts((1, 1, 2, 2), 3),
        ValueError,
        "padding",
        "(top, bottom)",
        "4 values",
        "(1, 1, 2, 2)",
    ),
    "amounts of one": (
        lambda: cnnlab.padding_amounts((1,), 3),
        ValueError,
        "padding",
        "1 values",
        "(1,)",
    ),
    "shape negative": (
        lambda: cnnlab.output_shape((5, -1), 3),
        ValueError,
        "shape",
        "at least 0",
        "-1",
    ),
    "amounts nested wrong": (
        lambda: cnnlab.padding_amounts(((1, 2, 3), (1, 2)), 3),
        ValueError,
        "padding",
        "(1, 2, 3)",
    ),
    "amounts kernel": (
        lambda: cnnlab.padding_amounts("full", -3),
        ValueError,
        "kernel_size",
        "at least 1",
        "-3",
    ),
    "amounts stride": (
        lambda: cnnlab.padding_amounts("same", 3, (1, 2)),
        ValueError,
        "padding",
        "stride 2",
    ),
    "amounts dilation": (
        lambda: cnnlab.padding_amounts("same", 3, 1, 1.5),
        TypeError,
        "dilation",
        "1.5",
    ),
    "field empty layer": (
        lambda: cnnlab.receptive_field([3, ()]),
        ValueError,
        "layers[1]",
        "0 values",
    ),
    "field long layer": (
        lambda: cnnlab.receptive_field([(3, 1, 1, 1, 1)]),
        ValueError,
        "layers[0]",
        "5 values",
    ),
    "field stride": (
        lambda: cnnlab.receptive_field([3, (3, 0)]),
        ValueError,
        "layers[1] stride",
        "got 0",
    ),
    "field kernel": (
        lambda: cnnlab.receptive_field([2.5]),
        TypeError,
        "layers[0] kernel_size",
        "2.5",
    ),
    "field padding": (
        lambda: cnnlab.receptive_field([(3, 1, -1)]),
        ValueError,
        "layers[0] padding",
        "-1",
    ),
    "field dilation": (
        lambda: cnnlab.receptive_field([(3, 1, 0, 0)]),
        ValueError,
        "layers[0] dilation",
        "got 0",
    ),
    "seen layer too large": (
        lambda: cnnlab.seen_pixels(6, [2, (3, 1, 0, 3)], 0),
        ValueError,
        "layers[1] does not fit its input",
        "covers 7 pixels",
        "size 5",
    ),
    "seen index": (lambda: cnnlab.seen_pixels(6, [3], 4), ValueError, "index", "0 to 3", "got 4"),
    "seen size": (lambda: cnnlab.seen_pixels(0, [], 0), ValueError, "size", "at least 1", "got 0"),
    "cost inputs": (lambda: cnnlab.linear_cost(0, 5), ValueError, "inputs", "at least 1", "got 0"),
    "cost outputs": (lambda: cnnlab.linear_cost(5, -1), ValueError, "outputs", "-1"),
    "cost channels in": (
        lambda: cnnlab.conv_cost((5, 5), 0, 1, 3),
        ValueError,
        "in_channels",
        "got 0",
    ),
    "cost channels out": (
        lambda: cnnlab.conv_cost((5, 5), 1, 0, 3),
        ValueError,
        "out_channels",
        "got 0",
    ),
    "cost groups": (
        lambda: cnnlab.conv_cost((5, 5), 4, 6, 3, groups=4),
        ValueError,
        "groups 4",
        "4 input",
        "6 output",
    ),
    "memory batch": (
        lambda: cnnlab.layer_memory(cnnlab.linear_cost(2, 2), 0),
        ValueError,
        "batch_size",
        "got 0",
    ),
    "memory itemsize": (
        lambda: cnnlab.layer_memory(cnnlab.linear_cost(2, 2), 1, 0),
        ValueError,
        "itemsize",
        "got 0",
    ),
    "memory copies": (
        lambda: cnnlab.layer_memory(cnnlab.linear_cost(2, 2), 1, 4, -1),
        ValueError,
        "optimizer_copies",
        "-1",
    ),
    # windows
    "pad a row": (lambda: cnnlab.pad([1, 2], 1), ValueError, "x", "2 axes", "(2,)"),
    "pad ragged": (
        lambda: cnnlab.pad(RAGGED, 1),
        ValueError,
        "x must be an array: the lists in it must be equally long, got lengths 2 and 1",
    ),
    "weight ragged": (
        lambda: cnnlab.conv2d(X, [[RAGGED]]),
        ValueError,
        "weight must be an array: the lists in it must be equally long, got lengths 2 and 1",
    ),
    "windows ragged": (
        lambda: cnnlab.correlate2d([np.ones(3), np.ones(2)], IMAGE),
        ValueError,
        "got lengths 3 and 2",
    ),
    "a number for a row": (
        lambda: cnnlab.correlate2d(IMAGE, [[1, 2], 3]),
        ValueError,
        "kernel must be an array: setting an array element with a sequence",
    ),
    "nested in itself": (lambda: cnnlab.pad(IN_ITSELF, 1), ValueError, "x must be an array", "64"),
    "nothing": (
        lambda: cnnlab.pad(None, 1),
        TypeError,
        "x must hold real numbers, got a value of type NoneType",
    ),
    "pad text": (lambda: cnnlab.pad([["a"]], 1), TypeError, "x", "real numbers", "<U1"),
    "pad complex": (lambda: cnnlab.pad([[1j]], 1), TypeError, "x", "real", "complex128"),
    "pad mode": (
        lambda: cnnlab.pad(IMAGE, 1, "mirror"),
        ValueError,
        "mode",
        "zeros, reflect",
        "'mirror'",
    ),
    "pad same": (
        lambda: cnnlab.pad(IMAGE, "same"),
        ValueError,
        "padding 'same'",
        "padding_amounts",
    ),
    "pad word": (
        lambda: cnnlab.pad(IMAGE, "wrap"),
        ValueError,
        "padding must be numbers or one of",
        "'wrap'",
    ),
    "pad negative": (lambda: cnnlab.pad(IMAGE, (0, -1)), ValueError, "padding", "-1"),
    "reflect too wide": (
        lambda: cnnlab.pad(IMAGE, ((5, 0), (0, 0)), "reflect"),
        ValueError,
        "padding 5 + 0",
        "'reflect'",
        "size 5",
        "at most 4",
    ),
    "circular too wide": (
        lambda: cnnlab.pad(IMAGE, (0, 7), "circular"),
        ValueError,
        "padding 7 + 7",
        "'circular'",
        "size 6",
        "at most 6",
    ),
    "pad_backward smaller": (
        lambda: cnnlab.pad_backward(IMAGE, (3, 0)),
        ValueError,
        "grad_padded",
        "(5, 6)",
        "3 + 3",
    ),
    "pad_backward mode": (
        lambda: cnnlab.pad_backward(IMAGE, 1, None),
        ValueError,
        "mode",
        "zeros, reflect",
        "None",
    ),
    "view too large": (
        lambda: cnnlab.window_view(IMAGE, 6),
        ValueError,
        "kernel_size 6",
        "size 5",
    ),
    "view of a number": (lambda: cnnlab.window_view(3, 1), ValueError, "x", "2 axes", "()"),
    "view stride": (lambda: cnnlab.window_view(IMAGE, 2, "2"), TypeError, "stride", "'2'"),
    "im2col axes": (
        lambda: cnnlab.im2col(IMAGE, 3),
        ValueError,
        "x",
        "4 axes (N, C, H, W)",
        "(5, 6)",
    ),
    "im2col mode": (
        lambda: cnnlab.im2col(X, 3, padding_mode="wrap"),
        ValueError,
        "padding_mode",
        "'wrap'",
    ),
    "im2col window": (lambda: cnnlab.im2col(X, 7), ValueError, "kernel_size 7", "size 5"),
    "col2im axes": (
        lambda: cnnlab.col2im(IMAGE, X.shape, 3),
        ValueError,
        "columns",
        "3 axes",
        "(5, 6)",
    ),
    "col2im shape": (
        lambda: cnnlab.col2im(np.ones((1, 1, 1)), (5, 5), 3),
        ValueError,
        "shape",
        "2 values",
        "(5, 5)",
    ),
    "col2im shape negative": (
        lambda: cnnlab.col2im(np.ones((1, 1, 1)), (1, -1, 5, 5), 3),
        ValueError,
        "shape",
        "at least 0",
        "-1",
    ),
    "col2im columns": (
        lambda: cnnlab.col2im(np.ones((2, 12, 35)), X.shape, 3),
        ValueError,
        "columns",
        "(2, 12, 36)",
        "(2, 4, 5, 6)",
        "(2, 12, 35)",
    ),
    "col2im mode": (
        lambda: cnnlab.col2im(np.ones((2, 12, 36)), X.shape, 3, padding_mode=1),
        ValueError,
        "padding_mode",
        "got 1",
    ),
    # one image
    "image axes": (
        lambda: cnnlab.correlate2d(X, np.ones((3, 3))),
        ValueError,
        "image",
        "2 axes (H, W)",
        "(2, 4, 5, 6)",
    ),
    "kernel axes": (
        lambda: cnnlab.correlate2d(IMAGE, [1, 2]),
        ValueError,
        "kernel",
        "2 axes (kH, kW)",
        "(2,)",
    ),
    "kernel axes, flipped": (
        lambda: cnnlab.convolve2d(IMAGE, WEIGHT),
        ValueError,
        "kernel",
        "(6, 4, 3, 3)",
    ),
    "kernel without taps": (
        lambda: cnnlab.correlate2d(IMAGE, np.ones((0, 3))),
        ValueError,
        "kernel",
        "tap",
        "(0, 3)",
    ),
    "kernel larger": (
        lambda: cnnlab.convolve2d(IMAGE, np.ones((3, 7))),
        ValueError,
        "kernel",
        "size 6",
        "image has shape (5, 6)",
        "(3, 7)",
    ),
    "image of objects": (
        lambda: cnnlab.correlate2d([[None]], [[1]]),
        TypeError,
        "image",
        "real",
        "object",
    ),
    "image mode": (
        lambda: cnnlab.correlate2d(IMAGE, [[1]], padding_mode="zero"),
        ValueError,
        "padding_mode",
        "'zero'",
    ),
    "integers too large": (
        lambda: cnnlab.correlate2d([[2**62, 2**62]], [[2, -2]]),
        ValueError,
        "image and kernel",
        str(2**64),
        "int64",
        "float",
    ),
    "not separable": (
        lambda: cnnlab.separate([[0, 1], [1, 0]]),
        ValueError,
        "kernel",
        "(2, 2)",
        "off by 1",
    ),
    "separate axes": (lambda: cnnlab.is_separable([1, 2]), ValueError, "kernel", "2 axes", "(2,)"),
    "separate nothing": (
        lambda: cnnlab.separate(np.ones((0, 2))),
        ValueError,
        "kernel",
        "tap",
        "(0, 2)",
    ),
    # layers
    "x axes": (lambda: cnnlab.conv2d(X[0], WEIGHT), ValueError, "x", "(N, C, H, W)", "(4, 5, 6)"),
    "x ragged": (lambda: cnnlab.conv2d(RAGGED, WEIGHT), ValueError, "x must be an array"),
    "weight axes": (
        lambda: cnnlab.conv2d(X, WEIGHT[0]),
        ValueError,
        "weight",
        "4 axes (C_out, C_in / groups",
        "(4, 3, 3)",
    ),
    "channels": (
        lambda: cnnlab.conv2d(X, WEIGHT[:, :3]),
        ValueError,
        "weight",
        "(6, 4 / 1",
        "(6, 3, 3, 3)",
        "(2, 4, 5, 6)",
        "4 channels",
        "groups 1",
    ),
    "channels of groups": (
        lambda: cnnlab.conv2d(X, WEIGHT, groups=2),
        ValueError,
        "weight",
        "(6, 4, 3, 3)",
        "4 channels",
        "groups 2",
    ),
    "groups in": (
        lambda: cnnlab.conv2d(X, WEIGHT, groups=3),
        ValueError,
        "groups 3",
        "4 input",
        "6 output",
    ),
    "groups out": (
        lambda: cnnlab.conv2d(X, WEIGHT, groups=4),
        ValueError,
        "groups 4",
        "4 input",
        "6 output",
    ),
    "groups 0": (lambda: cnnlab.conv2d(X, WEIGHT, groups=0), ValueError, "groups", "at least 1"),
    "groups float": (lambda: cnnlab.conv2d(X, WEIGHT, groups=2.0), TypeError, "groups", "2.0"),
    "bias axes": (
        lambda: cnnlab.conv2d(X, WEIGHT, np.ones((6, 1))),
        ValueError,
        "bias",
        "(6,)",
        "(6, 1)",
    ),
    "bias length": (
        lambda: cnnlab.conv2d(X, WEIGHT, np.ones(4)),
        ValueError,
        "bias",
        "(6,)",
        "(4,)",
    ),
    "bias complex": (
        lambda: cnnlab.conv2d(X, WEIGHT, np.ones(6) * 1j),
        TypeError,
        "bias",
        "complex128",
    ),
    "layer stride": (
        lambda: cnnlab.conv2d(X, WEIGHT, stride=(1, 0)),
        ValueError,
        "stride",
        "got 0",
    ),
    "layer stride of three": (
        lambda: cnnlab.conv2d(X, WEIGHT, stride=(1, 1, 1)),
        ValueError,
        "stride",
        "3 values",
    ),
    "layer padding": (
        lambda: cnnlab.conv2d(X, WEIGHT, padding="reflect"),
        ValueError,
        "padding",
        "'reflect'",
    ),
    "layer dilation": (
        lambda: cnnlab.conv2d(X, WEIGHT, dilation=3),
        ValueError,
        "dilation 3",
        "7 pixels",
        "size 5",
        "x has shape (2, 4, 5, 6)",
        "weight (6, 4, 3, 3)",
    ),
    "layer mode": (
        lambda: cnnlab.conv2d(X, WEIGHT, padding_mode="edge"),
        ValueError,
        "padding_mode",
        "'edge'",
    ),
    "layer border": (
        lambda: cnnlab.conv2d(X, WEIGHT, padding=5, padding_mode="reflect"),
        ValueError,
        "padding 5 + 5",
        "'reflect'",
        "size 5",
    ),
    "layer method": (
        lambda: cnnlab.conv2d(X, WEIGHT, method="fft"),
        ValueError,
        "method",
        "auto, im2col",
        "'fft'",
    ),
    "layer without taps": (
        lambda: cnnlab.conv2d(X, np.ones((6, 4, 3, 0))),
        ValueError,
        "weight",
        "(6, 4, 3, 0)",
    ),
    "grad axes": (
        lambda: cnnlab.conv2d_backward(GRAD[0], X, WEIGHT),
        ValueError,
        "grad_output",
        "(6, 3, 4)",
    ),
    "grad shape": (
        lambda: cnnlab.conv2d_backward(X, X, WEIGHT),
        ValueError,
        "grad_output",
        "(2, 6, 3, 4)",
        "(2, 4, 5, 6)",
    ),
    "grad channels out": (
        lambda: cnnlab.conv2d_backward(np.ones((2, 7, 3, 4)), X, WEIGHT),
        ValueError,
        "grad_output",
        "(2, 6, 3, 4)",
        "(2, 7, 3, 4)",
    ),
    "grad method": (
        lambda: cnnlab.conv2d_backward(GRAD, X, WEIGHT, method=None),
        ValueError,
        "method",
        "None",
    ),
    "grad channels": (
        lambda: cnnlab.conv2d_backward(GRAD, X[:, :2], WEIGHT),
        ValueError,
        "weight",
        "2 channels",
    ),
    "grad of parameters shape": (
        lambda: conv2d_backward_parameters(X, X, WEIGHT),
        ValueError,
        "grad_output",
        "(2, 6, 3, 4)",
        "(2, 4, 5, 6)",
    ),
    "transpose channels": (
        lambda: cnnlab.conv_transpose2d(X, WEIGHT),
        ValueError,
        "weight",
        "4 channels",
        "(6, 4, 3, 3) has 6",
    ),
    "transpose groups": (
        lambda: cnnlab.conv_transpose2d(X, WEIGHT[:4], groups=3),
        ValueError,
        "groups 3",
        "4 input",
    ),
    "transpose weight": (
        lambda: cnnlab.conv_transpose2d(X, WEIGHT[:4, :0]),
        ValueError,
        "weight",
        "(4, 0, 3, 3)",
    ),
    "transpose bias": (
        lambda: cnnlab.conv_transpose2d(X, WEIGHT[:4], np.ones(6)),
        ValueError,
        "bias",
        "(4,)",
        "(6,)",
    ),
    "output_padding": (
        lambda: cnnlab.conv_transpose2d(X, WEIGHT[:4], stride=2, output_padding=2),
        ValueError,
        "output_padding",
        "got 2",
        "stride (2, 2)",
        "dilation (1, 1)",
    ),
    "output_padding negative": (
        lambda: cnnlab.conv_transpose2d(X, WEIGHT[:4], output_padding=-1),
        ValueError,
        "output_padding",
        "at least 0",
        "-1",
    ),
    "transpose padding": (
        lambda: cnnlab.conv_transpose2d(X, WEIGHT[:4], padding=4),
        ValueError,
        "padding 4",
        "(-1, 0)",
        "(2, 4, 5, 6)",
    ),
    "transpose nothing": (
        lambda: cnnlab.conv_transpose2d(X[:, :, :0], WEIGHT[:4]),
        ValueError,
        "(2, 4, 0, 6)",
    ),
    "local axes": (
        lambda: cnnlab.locally_connected2d(X, WEIGHT),
        ValueError,
        "weight",
        "6 axes (H_out",
    ),
    "local size": (
        lambda: cnnlab.locally_connected2d(X, np.ones((3, 3, 6, 4, 3, 3))),
        ValueError,
        "weight",
        "(3, 4, 6, 4, 3, 3)",
        "(3, 3, 6, 4, 3, 3)",
    ),
    "local channels": (
        lambda: cnnlab.locally_connected2d(X, np.ones((3, 4, 6, 1, 3, 3))),
        ValueError,
        "weight",
        "(3, 4, 6, 4, 3, 3)",
        "(3, 4, 6, 1, 3, 3)",
    ),
    "local size too large": (
        lambda: cnnlab.locally_connected2d(X, np.ones((4, 4, 6, 4, 3, 3))),
        ValueError,
        "weight",
        "(3, 4, 6, 4, 3, 3)",
        "(4, 4, 6, 4, 3, 3)",
    ),
    "local bias": (
        lambda: cnnlab.locally_connected2d(X, np.ones((3, 4, 6, 4, 3, 3)), np.ones(6)),
        ValueError,
        "bias",
        "(6, 3, 4)",
        "(6,)",
    ),
    "local bias text": (
        lambda: cnnlab.locally_connected2d(X, np.ones((3, 4, 6, 4, 3, 3)), "b"),
        TypeError,
        "bias",
    ),
    "local gradient": (
        lambda: cnnlab.locally_connected2d_backward(
            np.ones((2, 6, 3, 3)), X, np.ones((3, 4, 6, 4, 3, 3))
        ),
        ValueError,
        "grad_output",
        "(2, 6, 3, 4)",
        "(2, 6, 3, 3)",
    ),
    "local gradient of parameters": (
        lambda: locally_connected2d_backward_parameters(
            np.ones((2, 6, 3, 3)), X, np.ones((3, 4, 6, 4, 3, 3))
        ),
        ValueError,
        "grad_output",
        "(2, 6, 3, 4)",
        "(2, 6, 3, 3)",
    ),
    # a network's layers
    "layer made with stride 0": (
        lambda: Conv2d(1, 2, 3, stride=0, rng=0),
        ValueError,
        "stride",
        "at least 1",
        "got 0",
    ),
    "layer made with padding": (
        lambda: Conv2d(1, 2, 3, padding=-1, rng=0),
        ValueError,
        "padding",
        "at least 0",
        "-1",
    ),
    "layer made with dilation": (
        lambda: Conv2d(1, 2, 3, dilation=1.5, rng=0),
        TypeError,
        "dilation",
        "integer",
        "1.5",
    ),
    "layer made with same and stride": (
        lambda: Conv2d(1, 2, 3, stride=2, padding="same", rng=0),
        ValueError,
        "padding",
        "same",
        "stride 2",
    ),
    "layer made with mode": (
        lambda: Conv2d(1, 2, 3, padding_mode="mirror", rng=0),
        ValueError,
        "padding_mode",
        "zeros, reflect",
        "'mirror'",
    ),
    "layer made of integers": (
        lambda: Conv2d(1, 2, 3, rng=0, dtype=np.int64),
        TypeError,
        "dtype",
        "floating",
        "int64",
    ),
    "layer seed": (lambda: Conv2d(1, 2, 3, rng="x"), TypeError, "rng", "seed", "'x'"),
    "layer seed True": (lambda: Linear(1, 2, rng=True), TypeError, "rng", "seed", "True"),
    "layer seed negative": (lambda: Linear(1, 2, rng=-3), ValueError, "rng", "from 0", "-3"),
    "layer without seed": (lambda: Linear(1, 2, rng=None), TypeError, "rng", "seed", "None"),
    "layer x axes": (
        lambda: network()(EXAMPLES[0]),
        ValueError,
        "x must have 4 axes (N, C, H, W)",
        "(1, 5, 5)",
    ),
    "layer x channels": (
        lambda: network()(np.ones((4, 3, 5, 5))),
        ValueError,
        "3 channels",
        "(2, 1, 3, 3)",
        "(4, 3, 5, 5)",
    ),
    "layer x size": (
        lambda: network()(np.ones((4, 1, 6, 6))),
        ValueError,
        "x must have shape (N, 18)",
        "Linear(18, 3)",
        "(4, 32)",
    ),
    "layer gradient": (
        lambda: [layer := network(), layer(EXAMPLES), layer.backward(np.ones((4, 2)))],
        ValueError,
        "grad_output",
        "(4, 3)",
        "(4, 2)",
    ),
    "pool layer stride": (lambda: MaxPool2d(2, 0), ValueError, "stride", "at least 1", "got 0"),
    "pool layer dilation": (
        lambda: MaxPool2d(2, dilation=0),
        ValueError,
        "dilation",
        "at least 1",
        "got 0",
    ),
    "average layer padding": (
        lambda: AvgPool2d(2, padding=-1),
        ValueError,
        "padding",
        "at least 0",
        "-1",
    ),
    "average layer stride": (lambda: AvgPool2d(2, -1), ValueError, "stride", "at least 1", "-1"),
    "network of a list": (
        lambda: Sequential([ReLU()]),
        TypeError,
        "layers[0]",
        "Layer",
        "[ReLU()]",
        "list",
    ),
    "network of a class": (lambda: Sequential(ReLU), TypeError, "layers[0]", "type"),
    "summary of a number": (lambda: network().summary(5), TypeError, "shape", "(C, H, W)", "5"),
    "summary size": (lambda: network().summary((1, 0, 5)), ValueError, "shape", "at least 1", "0"),
    "initial shape": (lambda: he_normal((3,), 0), ValueError, "shape", "two axes", "(3,)"),
    "initial shape of a number": (lambda: he_normal(3, 0), ValueError, "shape", "two axes", "3"),
    "initial shape empty": (lambda: he_normal((3, 0), 0), ValueError, "shape", "at least 1", "0"),
    "summary too large": (
        lambda: network().summary((1, 10**10, 10**10)),
        ValueError,
        "shape",
        "memory can hold",
    ),
    "layer beyond the last": (lambda: network()[4], IndexError, "index", "4 layers", "got 4"),
    "layer before the first": (lambda: network()[-5], IndexError, "index", "4 layers", "got -5"),
    "layer by name": (lambda: network()["conv"], TypeError, "index", "integer", "'conv'"),
    "option set beside the options": (
        lambda: setattr(Conv2d(1, 1, 3, rng=0), "stride", 2),
        AttributeError,
        "Conv2d",
        "'stride'",
        "options['stride']",
    ),
    "pool's option set beside the options": (
        lambda: setattr(MaxPool2d(2), "stride", 1),
        AttributeError,
        "MaxPool2d",
        "options['stride']",
    ),
    "option misspelt": (
        lambda: setattr(Conv2d(1, 1, 3, rng=0), "mode", "reflect"),
        AttributeError,
        "'mode'",
        "options['padding_mode']",
    ),
    "seed set in a layer that has drawn its weights": (
        lambda: setattr(Conv2d(1, 1, 3, rng=0), "rng", 5),
        AttributeError,
        "Conv2d",
        "'rng'",
        "drawn when it was made",
    ),
    "weight without channels": (
        lambda: setattr(Conv2d(1, 2, 3, rng=0), "weight", kernels.KERNELS["sobel_x"]),
        ValueError,
        "weight must have as many axes as that of Conv2d(1, 2, 3)",
        "(2, 1, 3, 3)",
        "(3, 3)",
    ),
    "no weight": (
        lambda: setattr(Linear(3, 2, rng=0), "weight", None),
        TypeError,
        "weight",
        "real numbers",
    ),
    "bias of one number": (
        lambda: setattr(Linear(3, 2, rng=0), "bias", 0),
        ValueError,
        "bias",
        "(2,)",
        "()",
    ),
    "kind of practice unknown": (
        lambda: practice.KINDS["sizes"],
        KeyError,
        "name must be one of linear_parameters, ",
        "'sizes'",
    ),
    "weight misspelt": (
        lambda: setattr(Linear(3, 2, rng=0), "weights", np.ones((2, 3))),
        AttributeError,
        "'weights'",
        "weight?",
    ),
    "kernel size set": (
        lambda: setattr(Conv2d(1, 1, 3, rng=0), "kernel_size", 5),
        AttributeError,
        "kernel_size",
    ),
    "linear weight set": (
        lambda: changed(Linear(3, 2, rng=0), weight=np.ones(3))(np.ones((4, 3))),
        ValueError,
        "weight",
        "as many axes as that of Linear(3, 2)",
        "(3,)",
    ),
    "linear bias set": (
        lambda: changed(Linear(3, 2, rng=0), bias=np.ones((4, 2)))(np.ones((4, 3))),
        ValueError,
        "bias",
        "(2,)",
        "(4, 2)",
    ),
    # training
    "softmax of a number": (lambda: softmax(1.0), ValueError, "logits", "classes", "()"),
    "softmax of nothing": (lambda: softmax(X[..., :0]), ValueError, "logits", "(2, 4, 5, 0)"),
    "logits axes": (
        lambda: softmax_cross_entropy([1.0, 2.0], [0]),
        ValueError,
        "logits",
        "2 axes (N, classes)",
        "(2,)",
    ),
    "logits NaN": (
        lambda: softmax_cross_entropy([[0.0, 1.0], [0.0, np.nan]], [0, 0]),
        ValueError,
        "logits",
        "finite",
        "nan",
        "row 1",
        "learning rate",
    ),
    "logits infinite": (
        lambda: softmax_cross_entropy([[np.inf, 1.0]], [0]),
        ValueError,
        "logits",
        "inf",
        "row 0",
    ),
    "label too large": (
        lambda: softmax_cross_entropy([[0.0, 1.0]], [2]),
        ValueError,
        "labels",
        "0 to 1",
        "2 classes",
        "got 2",
    ),
    "label negative": (
        lambda: softmax_cross_entropy([[0.0, 1.0]], [-1]),
        ValueError,
        "labels",
        "0 to 1",
        "got -1",
    ),
    "labels one-hot": (
        lambda: softmax_cross_entropy([[0.0, 1.0]], [[0, 1]]),
        ValueError,
        "labels",
        "(1,)",
        "(1, 2)",
    ),
    "labels ragged": (
        lambda: softmax_cross_entropy([[0.0, 1.0]], RAGGED),
        ValueError,
        "labels must be an array",
    ),
    "labels float": (
        lambda: softmax_cross_entropy([[0.0, 1.0]], [1.0]),
        TypeError,
        "labels",
        "integer",
        "float64",
    ),
    "learning rate 0": (lambda: SGD([], 0), ValueError, "learning_rate", "positive", "got 0"),
    "learning rate below 0": (lambda: Adam([], -1), ValueError, "learning_rate", "positive", "-1"),
    "learning rate infinite": (lambda: SGD([], np.inf), ValueError, "learning_rate", "inf"),
    "learning rate NaN": (lambda: Adam([], np.nan), ValueError, "learning_rate", "nan"),
    "learning rate None": (lambda: SGD([], None), TypeError, "learning_rate", "number", "None"),
    "momentum 1": (lambda: SGD([], 0.1, 1.0), ValueError, "momentum", "below 1", "1.0"),
    "momentum below 0": (lambda: SGD([], 1, -0.1), ValueError, "momentum", "from 0", "-0.1"),
    "momentum text": (lambda: SGD([], 0.1, "0.9"), TypeError, "momentum", "number", "'0.9'"),
    **{
        f"weight decay {decay} of {optimizer.__name__}": (
            lambda optimizer=optimizer, decay=decay: optimizer([], weight_decay=decay),
            ValueError,
            "weight_decay",
            "at least 0",
            str(decay),
        )
        for optimizer in (SGD, Adam)
        for decay in (-0.1, np.inf)
    },
    "one beta": (lambda: Adam([], 0.1, 0.9), ValueError, "betas", "two", "0.9"),
    "three betas": (lambda: Adam([], 0.1, (0, 0, 0)), ValueError, "betas", "two", "(0, 0, 0)"),
    "first beta 1": (lambda: Adam([], 1, (1, 0)), ValueError, "betas[0]", "below 1", "got 1"),
    "beta too large": (lambda: Adam([], 0.1, (0.9, 2)), ValueError, "betas[1]", "below 1", "2"),
    "epsilon": (lambda: Adam([], epsilon=-1), ValueError, "epsilon", "positive", "-1"),
    "epsilon 0": (lambda: Adam([], epsilon=0), ValueError, "epsilon", "positive", "got 0"),
    "parameters of a model": (
        lambda: SGD(network()),
        TypeError,
        "parameters",
        "model.parameters()",
        "Sequential",
    ),
    "parameters of integers": (
        lambda: Adam([np.arange(2)]),
        TypeError,
        "parameters[0]",
        "floating",
        "array([0, 1])",
    ),
    "gradients of another shape": (
        lambda: SGD([np.ones(2)]).step([np.ones(3)]),
        ValueError,
        "gradients",
        "[(2,)]",
        "[(3,)]",
    ),
    "gradients that would broadcast": (
        lambda: Adam([np.ones(2)]).step([np.ones((1, 2))]),
        ValueError,
        "gradients",
        "[(2,)]",
        "[(1, 2)]",
    ),
    "gradients too few": (lambda: SGD([np.ones(2)]).step([]), ValueError, "[(2,)]", "shapes []"),
    "gradients of text": (
        lambda: SGD([np.ones(2)]).step([["a", "b"]]),
        TypeError,
        "gradients[0]",
        "real",
    ),
    "no gradients": (
        lambda: Adam([np.ones(2)]).step(None),
        TypeError,
        "gradients",
        "list",
        "None",
    ),
    "epochs 0": (lambda: train(epochs=0), ValueError, "epochs", "at least 1", "got 0"),
    "epochs float": (lambda: train(epochs=1.5), TypeError, "epochs", "integer", "1.5"),
    "batch size 0": (lambda: train(batch_size=0), ValueError, "batch_size", "at least 1", "got 0"),
    "batch size float": (lambda: train(batch_size=2.0), TypeError, "batch_size", "2.0", "float"),
    "optimizer's name": (
        lambda: train(optimizer="adam"),
        TypeError,
        "optimizer",
        "SGD(model.parameters())",
        "'adam'",
    ),
    "optimizer's class": (
        lambda: train(optimizer=Adam),
        TypeError,
        "optimizer",
        "SGD(model.parameters())",
        "Adam",
    ),
    "optimizer of another network": (
        lambda: train(optimizer=SGD(network().parameters())),
        ValueError,
        "optimizer",
        "the 4 parameters of this model",
        "a different list, of 4",
        "model.parameters()",
    ),
    "optimizer of a part": (
        lambda: train(optimizer=SGD(network().parameters()[:1])),
        ValueError,
        "optimizer",
        "the 4 parameters of this model",
        "a different list, of 1",
    ),
    "model of no kind": (
        lambda: fit("LeNet", SGD([]), EXAMPLES, LABELS),
        TypeError,
        "model",
        "Layer",
        "'LeNet'",
    ),
    "examples with NaN": (lambda: train(x=WITH_NAN), ValueError, "x", "finite", "2 NaN", "100"),
    "examples' axes": (
        lambda: train(x=EXAMPLES[:, 0]),
        ValueError,
        "x must have 4 axes (N, C, H, W)",
        "(4, 5, 5)",
    ),
    "examples none": (
        lambda: train(x=EXAMPLES[:0], y=LABELS[:0]),
        ValueError,
        "x",
        "at least one",
        "(0, 1, 5, 5)",
    ),
    "labels too few": (lambda: train(y=LABELS[:2]), ValueError, "y must", "(4,)", "(2,)"),
    "labels out of range": (
        lambda: train(y=LABELS + 1),
        ValueError,
        "y must be 0 to 2",
        "3 classes",
        "1 to 3",
    ),
    "labels out of range, evaluated": (
        lambda: evaluate(network(), EXAMPLES, LABELS - 1),
        ValueError,
        "y must be 0 to 2",
        "-1 to 1",
    ),
    "validation's labels out of range": (
        lambda: train(validation=(EXAMPLES, LABELS + 1)),
        ValueError,
        "validation's y must be 0 to 2",
        "1 to 3",
    ),
    "labels as floats": (lambda: train(y=LABELS / 1), TypeError, "y must", "integer", "float64"),
    "validation one array": (
        lambda: train(validation=EXAMPLES),
        TypeError,
        "validation",
        "(x, y)",
        "ndarray",
    ),
    "validation of three": (
        lambda: train(validation=(EXAMPLES, LABELS, LABELS)),
        ValueError,
        "validation",
        "(x, y)",
        "3 values",
    ),
    "validation's labels": (
        lambda: train(validation=(EXAMPLES, LABELS[:3])),
        ValueError,
        "y must",
        "(4,)",
        "(3,)",
    ),
    "augment's name": (lambda: train(augment="nudge"), TypeError, "augment", "(x, rng)", "'nudge'"),
    "augment dropping examples": (
        lambda: train(augment=lambda x, rng: x[1:]),
        ValueError,
        "augment",
        "examples, 4",
        "(3, 1, 5, 5)",
    ),
    "training seed": (lambda: train(rng=1.5), TypeError, "rng", "seed", "1.5"),
    "learning too fast": (
        lambda: train(
            model=(model := network()),
            optimizer=SGD(model.parameters(), 1e30),
            batch_size=1,
            epochs=5,
        ),
        ValueError,
        "logits",
        "finite",
        "learning rate",
    ),
    "evaluate nothing": (lambda: evaluate(None, EXAMPLES, LABELS), TypeError, "model", "None"),
    "evaluate batch size": (
        lambda: evaluate(network(), EXAMPLES, LABELS, -1),
        ValueError,
        "batch_size",
        "at least 1",
        "-1",
    ),
    "nudge axes": (lambda: random_nudge(IMAGE, 0), ValueError, "x", "(N, C, H, W)", "(5, 6)"),
    # kernels and images
    "binomial digits": (lambda: kernels.binomial(10**9), ValueError, "size", "at most 2,000"),
    "blur digits": (
        lambda: BlurPool2d(10**9, 2),
        ValueError,
        "kernel_size",
        "at most 2,000",
        "1,000,000,000",
    ),
    "pool of channels that come last": (
        lambda: cnnlab.max_pool2d(np.ones((8, 8, 3)), 4),
        ValueError,
        "kernel_size 4",
        "x has shape (8, 8, 3)",
    ),
    "labels before examples": (
        lambda: train(x=LABELS, y=EXAMPLES),
        ValueError,
        "x must hold examples",
        "before their labels",
        "(4,)",
    ),
    "channels of a layer that is made": (
        lambda: changed(Conv2d(1, 2, 3, rng=0), in_channels=5),
        AttributeError,
        "'in_channels'",
        "'Conv2d'",
    ),
    "channels of an untied layer": (
        lambda: changed(LocallyConnected2d(1, 2, 5, 3, rng=0), out_channels=5),
        AttributeError,
        "'out_channels'",
    ),
    "inputs of a layer that is made": (
        lambda: changed(Linear(1, 2, rng=0), inputs=5),
        AttributeError,
        "'inputs'",
        "'Linear'",
    ),
    "kernel in the mapping": (lambda: kernels.KERNELS["sobel"], KeyError, "'sobel'", "sobel_x"),
    "credit": (lambda: images.CREDITS["lena"], KeyError, "'lena'", "astronaut"),
    "crops too many": (
        lambda: images.random_crops(IMAGE, 2, 2**70, 0),
        ValueError,
        "count",
        "memory can hold",
    ),
}


@pytest.mark.filterwarnings("ignore:(overflow|invalid value) encountered:RuntimeWarning")
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_message_names_the_argument_and_the_numbers(case):
    call, error, *fragments = case
    with pytest.raises(error) as caught:
        call()
    assert type(caught.value) is error
    message = str(caught.value)
    missing = [fragment for fragment in fragments if fragment not in message]
    assert not missing, f"{missing} not in {message!r}"
    assert "broadcast" not in message


def test_there_are_enough_cases():
    assert len(CASES) >= 60


def test_a_custom_layer_may_have_any_attribute():
    class Mine(Conv2d):
        pass

    layer = Mine(1, 1, 3, rng=0)
    layer.stride, layer.weights = 2, "a note"
    assert (layer.stride, layer.weights) == (2, "a note")


def test_an_option_of_a_layer_may_be_changed():
    layer = Conv2d(1, 1, 3, rng=0)
    layer.options["stride"] = 2
    assert layer(ONE_IMAGE).shape == (1, 1, 2, 2)


def test_a_layer_has_the_kernel_size_of_its_weight():
    assert repr(changed(Conv2d(1, 1, 3, rng=0), weight=np.ones((1, 1, 5, 5)))) == "Conv2d(1, 1, 5)"


ONE_IMAGE, ONE_KERNEL = np.ones((1, 1, 5, 5)), np.ones((1, 1, 3, 3))


@pytest.mark.parametrize("many", [10**10, 2**62, 2**70])
@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("padding", lambda n: cnnlab.pad(ONE_IMAGE, n)),
        ("padding", lambda n: cnnlab.im2col(ONE_IMAGE, 3, padding=n)),
        ("padding", lambda n: cnnlab.conv2d(ONE_IMAGE, ONE_KERNEL, padding=n)),
        ("padding", lambda n: cnnlab.correlate2d(ONE_IMAGE[0, 0], ONE_KERNEL[0, 0], padding=n)),
        ("padding", lambda n: cnnlab.times_seen((5, 5), 3, padding=n)),
        ("shape", lambda n: cnnlab.times_seen((n, n), 3)),
        ("stride", lambda n: cnnlab.conv_transpose2d(ONE_IMAGE, ONE_KERNEL, stride=n)),
        ("dilation", lambda n: cnnlab.conv_transpose2d(ONE_IMAGE, ONE_KERNEL, dilation=n)),
        ("output_size", lambda n: cnnlab.adaptive_avg_pool2d(ONE_IMAGE, n)),
        ("output_size", lambda n: cnnlab.adaptive_max_pool2d(ONE_IMAGE, n)),
        ("shape", lambda n: he_normal((n, n), 0)),
        ("in_channels", lambda n: Conv2d(n, n, 3, rng=0)),
        ("kernel_size", lambda n: Conv2d(1, 1, n, rng=0)),
        ("input_size", lambda n: LocallyConnected2d(1, 1, n, 3, rng=0)),
        ("inputs", lambda n: Linear(n, n, rng=0)),
        ("size", lambda n: kernels.gaussian(1, size=n)),
        ("size", lambda n: kernels.gabor(4, size=n)),
    ],
)
def test_an_array_that_no_memory_holds_is_refused_by_the_arguments_name(many, name, call):
    with pytest.raises(ValueError, match=rf"\b{name}\b.* an array that memory can hold"):
        call(many)
