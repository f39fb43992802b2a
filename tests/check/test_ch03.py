"""The checkers of the chapter on receptive fields know right from wrong, and say why."""

from itertools import count

import numpy as np
import pytest
from verdicts import assert_right, assert_wrong

from cnnlab.check import ch03


def field_size(layers):
    size, jump = 1, 1
    for kernel, stride in layers:
        size += (kernel - 1) * jump
        jump *= stride
    return size


def from_the_last_layer(layers):
    size = 1
    while layers:
        kernel, stride = layers.pop()
        size = (size - 1) * stride + kernel
    return size


def from_the_first_layer(layers):
    size = 1
    for kernel, stride in layers:
        size = (size - 1) * stride + kernel
    return size


def own_stride_first(layers):
    size, jump = 1, 1
    for kernel, stride in layers:
        jump *= stride
        size += (kernel - 1) * jump
    return size


def from_the_layer_before(jump_of):
    """Return a solution to which the layer before the first is layers[-1], the last."""

    def size(layers):
        size, jump = 1, 1
        for i, (kernel, _) in enumerate(layers):
            jump = jump_of(jump, layers[i - 1][1])
            size += (kernel - 1) * jump
        return size

    return size


def with_jumps(step, jump_after):
    """Return a solution with other steps within a window, and another jump after each layer."""

    def size(layers):
        size, jump = 1, 1
        for kernel, stride in layers:
            size += step(kernel) * jump
            jump = jump_after(jump, stride)
        return size

    return size


def emptied(layers):
    layers.clear()
    return 1


def shortened(layers):
    if layers:
        layers.pop(0)
    return field_size(layers)


@pytest.mark.parametrize(
    "function",
    [
        field_size,
        from_the_last_layer,
        lambda layers: (
            1
            + sum(
                (k - 1) * int(np.prod([s for _, s in layers[:i]]))
                for i, (k, _) in enumerate(layers)
            )
        ),
        lambda layers: float(field_size(layers)),
        lambda layers: [field_size(layers[: n + 1]) for n in range(len(layers))][-1],
    ],
)
def test_right_sizes_of_a_field(function):
    assert_right(ch03.field_size(function))


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (
            own_stride_first,
            "[(3, 2), (2, 4)] it gives 13, which is wrong. That lets a layer's own stride",
        ),
        (lambda layers: 1 + sum((k - 1) * s for k, s in layers), "a layer's own stride"),
        (from_the_first_layer, "go through the layers in reverse"),
        (from_the_layer_before(lambda jump, s: s), "the first layer's jump is 1"),
        (from_the_layer_before(lambda jump, s: jump * s), "the first layer's jump is 1"),
        (
            lambda layers: 1 + sum(kernel - 1 for kernel, _ in layers),  # no strides
            "(2, 4)] it gives 4, which is wrong. That is as if every stride were 1",
        ),
        (
            lambda layers: sum(kernel for kernel, _ in layers),
            "it gives 8, which is wrong. That adds up",
        ),
        (
            lambda layers: layers[0][0],
            "For layers = [(3, 1), (5, 1)] it gives 3, which is wrong. That is the first layer's",
        ),
        (with_jumps(lambda k: k, lambda jump, s: jump * s), "That adds k jumps for each layer"),
        (with_jumps(lambda k: k - 1, lambda jump, s: s), "That takes the stride of the layer"),
        (with_jumps(lambda k: k - 1, lambda jump, s: jump + s), "That adds the strides up"),
        (lambda layers: layers[9], "it fails: IndexError"),
        (emptied, "For layers = [(5, 1)] it gives 1, which is wrong"),
        (shortened, "For layers = [(5, 1)] it gives 1, which is wrong"),
        (17, "This should be a function; it is 17."),
    ],
)
def test_wrong_sizes_of_a_field(function, message):
    assert_wrong(ch03.field_size(function), message)


class Whole:
    """A whole number of another library, such as a tensor without axes."""

    def __init__(self, number):
        self.number = number

    def __index__(self):
        return self.number


@pytest.mark.parametrize(
    ("answer", "width"),
    [
        ((1, 2, 4, 8), 31),
        ([1, 3, 9, 1], 29),
        ([1, 1, 3, 8], 27),  # not one pixel more than is asked for
        (np.array([1, 2, 4, 8]), 31),
        (iter([8, 4, 2, 1]), 31),
        ([Whole(1), Whole(2), Whole(4), Whole(8)], 31),
        (range(1, 9, 2), 33),
        ((1.0, 2.0, 4.0, 8.0), 31),
        (2.0 ** np.arange(4), 31),
    ],
)
def test_right_dilations(answer, width):
    assert_right(verdict := ch03.dilations(answer))
    assert f"The field is {width} pixels wide" in verdict.message


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ((1, 2, 3, 4), "The field is 21 pixels wide; it should be at least 27"),
        ((2, 4, 8, 16), "Only 31 pixels of the field are seen: pixel 1, for example, is left out"),
        ((1, 1, 1, 12), "pixel 7, for example, is left out"),
        ((1, 2, 4), "there are 3"),
        ((), "there are 0"),
        (count(1), "there are more"),
        ((1, 2, 4, 0), "four whole numbers of at least 1; they are [1, 2, 4, 0]"),
        ((1, 2, 4, 8.5), "four whole numbers of at least 1; they are [1, 2, 4, 8.5]"),
        ((1, 2, 4, np.inf), "four whole numbers of at least 1"),
        (np.array([[1, 2, 4, 8]]), "There should be four dilations; there are 1"),
        (np.ones((4, 2), int), "four whole numbers of at least 1"),
        ("1248", "four whole numbers of at least 1; they are ['1', '2', '4', '8']"),
        (8, "The answer should be four whole numbers; it is 8"),
        (
            (1, 2, 4, 3 * 10**7),
            "Only 45 pixels of the field are seen: pixel 15, for example, is left out",
        ),
        ((1, 2, 4, 10**9), "pixel 15, for example, is left out"),
        ((1, 2, 4, 10**5000), "pixel 15, for example, is left out"),
    ],
)
def test_wrong_dilations(answer, message):
    assert_wrong(ch03.dilations(answer), message)
